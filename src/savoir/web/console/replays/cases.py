"""The cases whose answer a replay changes, as rows of its page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from savoir.insights.queries import ReplayedLine
from savoir.insights.values import ChangedCase, SideAnswer
from savoir.web.console.policies.sheets import language
from savoir.web.console.replays.amounts import amount, signed_amount
from savoir.web.console.replays.words import EFFECTS
from savoir.web.desk.words import CHIPS, REMEDIES, REMEDY_VERBS

Words = str | Promise
MOST_SAID = 3


@dataclass(frozen=True, slots=True)
class SideShown:
    """What one version answers: chips of remedies, and the rows that say why, each with its number."""

    chips: tuple[tuple[str, Words], ...]
    why: tuple[tuple[int, str], ...]
    pays: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case. `moved` is what is refunded more or less; `level` of the effect: gain, lose or ""."""

    reference: str
    product: str
    value: str
    effect: Words
    level: str
    icon: str
    moved: str
    before: SideShown
    after: SideShown
    decided: str


def row_of(line: ReplayedLine) -> CaseRow:
    """A case in words."""
    one = line.answer
    effect, level, icon = EFFECTS[one.effect]
    pays = one.before.customer_pays != one.after.customer_pays
    return CaseRow(
        line.reference, line.product, amount(one.line_value, one.currency), effect, level, icon,
        signed_amount(one.after.money - one.before.money, one.currency),
        _side(one.before, one.after, tells_payer=pays), _side(one.after, one.before, tells_payer=pays),
        _decided(one),
    )  # fmt: skip


def _side(side: SideAnswer, other: SideAnswer, *, tells_payer: bool) -> SideShown:
    return SideShown(tuple(_chips(side)), _why(side, other), tells_payer and side.customer_pays)


def _chips(side: SideAnswer) -> list[tuple[str, Words]]:
    """Its remedies by their verbs; a person's answer, or none at all, first."""
    found = [(CHIPS.get(one, "person"), REMEDY_VERBS.get(one, one)) for one in side.remedies]
    if side.person or not found:
        return [("person", REMEDY_VERBS[""]), *found]
    return found


def _why(side: SideAnswer, other: SideAnswer) -> tuple[tuple[int, str], ...]:
    """The rows that speak on this side alone; where all are the same, the first."""
    label = 4 if language() == "en" else 3
    theirs = {(row[0], row[label]) for row in other.rows}
    own = [row for row in side.rows if (row[0], row[label]) not in theirs] or list(side.rows[:1])
    return tuple([(row[2], str(row[label])) for row in own[:MOST_SAID]])


def _decided(one: ChangedCase) -> str:
    """What people, or the customer, really took."""
    if one.outcome == "refused":
        return _("Refusé")
    if one.outcome == "accepted":
        return str(REMEDIES.get(one.remedy, _("Accepté")))
    return _("Pas encore décidé")
