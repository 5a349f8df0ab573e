"""Numbers and sums of a replay as people read them: grouped, signed, each with its currency."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from savoir.kernel.values.money import Money
from savoir.web.components import words
from savoir.web.components.words import NBSP

MINUS = "\u2212"
ROUND_FROM = 100_000  # minor units


def count(number: int) -> str:
    """``9 214``."""
    return str(number_format(number, 0, force_grouping=True))


def signed(number: int) -> str:
    """``+9 214``, ``−412``, ``0``."""
    return f"{_sign(number)}{count(abs(number))}"


def share(part: float, whole: float) -> str:
    """``2,2 %``; nothing of nothing is ``0,0 %``."""
    return f"{number_format(100 * part / whole if whole else 0, 1)}{NBSP}%"


def signed_share(part: float, whole: float) -> str:
    """``−14,0 %``."""
    return f"{_sign(part)}{share(abs(part), whole)}"


def decimal(number: float) -> str:
    """``3,1``."""
    return str(number_format(number, 1, force_grouping=True))


def amount(minor: int, currency: str) -> str:
    """``79,00 €``; a sum of which nobody knows the currency says so."""
    if not currency:
        return f"{number_format(minor / 100, 2, force_grouping=True)} ({_('devise inconnue')})"
    return words.money(Money(minor, currency), get_language() or "fr")


def signed_amount(minor: int, currency: str) -> str:
    """``+79,00 €``, ``−129,00 €``."""
    return f"{_sign(minor)}{amount(abs(minor), currency)}"


def amounts(minor: Mapping[str, int]) -> tuple[str, ...]:
    """One for each currency, never added up."""
    return tuple([amount(one, currency) for currency, one in minor.items()])


def signed_round(minor: int, currency: str) -> str:
    """``+186 400 €``: without its cents, where it is large enough to be read so."""
    if abs(minor) < ROUND_FROM:
        return signed_amount(minor, currency)
    return signed_amount(round(minor, -2), currency).replace(",00", "").replace(".00", "")


def _sign(number: float) -> str:
    return "+" if number > 0 else MINUS if number < 0 else ""
