"""Money as whole minor units of one currency: no floats, no silent mixing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Self

# ISO 4217 currencies whose minor unit is not the hundredth.
_WHOLE: Final = ("JPY", "KRW", "VND", "CLP", "ISK", "PYG", "UGX", "XAF", "XOF", "XPF")
_THOUSANDTHS: Final = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_MINOR_DIGITS: Final = dict.fromkeys(_WHOLE, 0) | dict.fromkeys(_THOUSANDTHS, 3)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_AMOUNT: Final = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<whole>[0-9]{1,15}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,4})"
    r"(?:[.,](?P<part>[0-9]{1,6}))?"
)
_LARGEST: Final = 10**15  # minor units; far above any order, far below a bigint column


class CurrencyMismatch(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """Two amounts of different currencies were added or compared."""


class InvalidAmount(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A text is not an exact amount of its currency."""


def minor_digits(currency: str) -> int:
    """Number of decimals of a currency: 2 for EUR, GBP, USD, CHF; 0 for JPY (ISO 4217)."""
    return _MINOR_DIGITS.get(currency, 2)


@lru_cache(maxsize=256)
def _is_currency(code: str) -> bool:
    return _CURRENCY.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents for EUR) of one ISO 4217 currency; may be negative.

    Adding or ordering two currencies raises `CurrencyMismatch`.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise InvalidAmount(f"minor units are whole numbers, not {self.minor!r}")
        if not _is_currency(self.currency):
            raise InvalidAmount(f"not a currency code: {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> Self:
        """No money, in `currency`."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """Read `12,90`, `12.90`, `-3` or `1 234,50` exactly; anything else raises `InvalidAmount`.

        More decimals than the currency has are refused unless they are zeros; so are over 10**15 minor units.
        """
        found = _AMOUNT.fullmatch(text.strip())
        if found is None:
            raise InvalidAmount(f"not an amount: {text[:40]!r}")
        digits = minor_digits(currency)
        part = found["part"] or ""
        if part[digits:].strip("0"):
            raise InvalidAmount(f"{currency} has {digits} decimals: {text[:40]!r}")
        whole = re.sub(r"[^0-9]", "", found["whole"])
        minor = int(whole + part[:digits].ljust(digits, "0"))
        if minor > _LARGEST:
            raise InvalidAmount(f"amount too large: {text[:40]!r}")
        return cls(-minor if found["sign"] in ("-", "\u2212") else minor, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact: `Decimal("12.90")`."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum of amounts, all in `currency` (zero for none); raises `CurrencyMismatch`."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result


def allocate(total: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Split `total` in proportion to `weights` by largest remainder; the shares add up exactly.

    Ties go to the earlier share; weights that are all zero share equally.
    No weights or a negative one: ValueError.
    """
    if not weights or min(weights) < 0:
        raise ValueError("shares need at least one weight, none of them negative")
    whole = sum(weights)
    parts = list(weights) if whole else [1] * len(weights)
    whole = whole or len(weights)
    size, sign = abs(total.minor), 1 if total.minor >= 0 else -1
    shares = [size * part // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(size * parts[i] % whole), i))
    for index in by_remainder[: size - sum(shares)]:
        shares[index] += 1
    return tuple(Money(sign * share, total.currency) for share in shares)


def percent(money: Money, basis_points: int) -> Money:
    """`basis_points` hundredths of a percent of an amount, rounded half up (away from zero)."""
    product = money.minor * basis_points
    rounded = (abs(product) + 5_000) // 10_000
    return Money(rounded if product >= 0 else -rounded, money.currency)
