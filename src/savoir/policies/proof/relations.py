"""What holds between the facts of one line: no counter-example may contradict itself.

A relation leaves out only what the house can never tell; the tests try it on lines that were sold.
"""

from collections.abc import Iterator, Mapping

from savoir.policies.facts import REASONS
from savoir.policies.proof.algebra import B, N
from savoir.policies.proof.line import Line
from savoir.policies.proof.people import DEFECTS
from savoir.policies.proof.terms import Terms

# Facts that no decision is ever taken without.
ALWAYS_TOLD = frozenset(
    {
        "asked_on", "intent", "reason", "quantity", "delivered", "days_since_contract", "withdrawal_open",
        "guarantee_open", "defect", "damaged_on_arrival", "missing_part", "wrong_item", "seller", "channel",
        "is_partial", "photo_given", "line_value", "currency",
    }
)  # fmt: skip
MOST_REPAIRS, MOST_DAYS_AGO = 40, 20_000
_CLAIMED = DEFECTS | {"recalled"}
_REASON_FLAGS: Mapping[str, tuple[str, ...]] = {
    "defect": tuple(sorted(DEFECTS)), "damaged_on_arrival": ("damaged_on_arrival",),
    "missing_part": ("missing_part",), "wrong_item": ("wrong_item",),
}  # fmt: skip


def relations(line: Line[B, N], withdrawal: Terms[B, N], conformity: Terms[B, N]) -> Mapping[str, B]:
    """Each relation by name."""
    algebra = line.algebra
    rows: dict[str, B] = {f"told {name}": line.facts.known(name) for name in sorted(ALWAYS_TOLD)}
    rows["withdrawal_open"] = alike(line, line.facts.holds("withdrawal_open"), withdrawal.is_yes)
    rows["guarantee_open"] = alike(line, line.facts.holds("guarantee_open"), conformity.is_yes)
    for name, reasons in _REASON_FLAGS.items():
        rows[name] = alike(line, line.facts.holds(name), line.facts.among("reason", *reasons))
    rows |= dict(_named(line, withdrawal)) | dict(_order(line)) | dict(_months(line))
    rows["repairs"] = _at_most(line, "repairs_done", MOST_REPAIRS)
    rows["quantity"] = algebra.at_most(algebra.number(1), line.facts.value("quantity"))
    return rows


def alike(line: Line[B, N], one: B, other: B) -> B:
    """Whether both hold, or neither."""
    algebra = line.algebra
    return algebra.both(
        algebra.either(algebra.negation(one), other), algebra.either(one, algebra.negation(other))
    )


def _named(line: Line[B, N], withdrawal: Terms[B, N]) -> Iterator[tuple[str, B]]:
    """A return without fault is a withdrawal while that may be one, a return of a fault is a claim."""
    algebra, facts = line.algebra, line.facts
    faulty = facts.among("reason", *sorted(_CLAIMED))
    other = tuple(reason for reason in REASONS if reason not in _CLAIMED)
    sound = facts.among("reason", *other)
    returns, withdraws = facts.among("intent", "return"), facts.among("intent", "withdrawal")
    yield "a faulty return is a claim", algebra.negation(algebra.both(returns, faulty))
    yield "a return is no withdrawal", algebra.either(algebra.negation(returns), withdrawal.is_no)
    yield "a withdrawal may be one", algebra.negation(algebra.both(withdraws, sound, withdrawal.is_no))


def _order(line: Line[B, N]) -> Iterator[tuple[str, B]]:
    """Contract before delivery before what happened to it; days ago and days of the calendar are the same."""
    algebra, facts = line.algebra, line.facts
    received = facts.known("days_since_delivery")
    yield "delivered", alike(line, facts.holds("delivered"), received)
    yield "months told", alike(line, facts.known("months_since_delivery"), received)
    yield from _calendar(line, "days_since_delivery", "delivered_on")
    yield from _calendar(line, "days_since_contract", "contract_on")
    for later in ("days_since_delivery", "days_since_wish"):
        is_told = algebra.both(facts.known(later), facts.known("days_since_contract"))
        in_order = algebra.at_most(facts.value(later), facts.value("days_since_contract"))
        yield f"{later} after the contract", algebra.either(algebra.negation(is_told), in_order)
    yield "a defect has its day", algebra.either(line.unknown("days_since_defect"), line.is_defect)


def _calendar(line: Line[B, N], since: str, on: str) -> Iterator[tuple[str, B]]:
    algebra, facts = line.algebra, line.facts
    days = algebra.add(facts.value("asked_on"), algebra.times(-1, facts.value(on)))
    is_same = algebra.both(facts.known(since), algebra.same(facts.value(since), days))
    yield on, algebra.either(line.unknown(on), is_same)
    yield f"{since} within memory", _at_most(line, since, MOST_DAYS_AGO)


def _months(line: Line[B, N]) -> Iterator[tuple[str, B]]:
    """Whole months since the delivery and the days since: roughly as months are long, and exactly at every
    end of a period that was read, for today is beyond it just when so many months are full.
    """
    told, months = line.facts.known("months_since_delivery"), line.facts.value("months_since_delivery")
    for name, kept in _ends(line, months):
        yield name, line.algebra.either(line.algebra.negation(told), kept)


def _ends(line: Line[B, N], months: N) -> Iterator[tuple[str, B]]:
    algebra, today = line.algebra, line.today
    begun, more = line.full_months
    yield "months are full", algebra.at_most(begun, today)
    yield "no month more", algebra.at_most(today, more)  # on its last day, where the month is too short
    for place, (span, end) in enumerate(line.ends_of_delivery):
        beyond, short = line.before(end, today), line.before(months, span)
        yield (
            f"months {place}",
            algebra.both(
                algebra.either(algebra.negation(beyond), algebra.negation(short)),
                algebra.either(short, algebra.at_most(end, today)),
            ),
        )


def _at_most(line: Line[B, N], name: str, most: int) -> B:
    is_so = line.algebra.at_most(line.facts.value(name), line.algebra.number(most))
    return line.algebra.either(line.unknown(name), is_so)
