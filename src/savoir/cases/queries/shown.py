"""What the house itself shows of a reason to end a case with nothing more; the agent's word shows nothing."""

from collections.abc import Iterable
from typing import Final

from savoir.cases.models import Case, CaseLine
from savoir.cases.states import Acceptance, EndMotive
from savoir.cases.values import LineAnswer
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.ledger import LedgerEntry, events_of
from savoir.law.values import Basis
from savoir.orders.queries import payments

_SETTLED: Final = "refund_settled"
_GESTURE: Final = "gesture_paid"  # beyond what is owed: it pays nothing of it
_KEPT: Final = "refund_reduced"  # a lawful reduction is no debt (L221-23)
_SENT: Final = "replacement_sent"
_WROTE: Final = "customer_wrote"
_ANEW: Final = frozenset({"case_reopened", "decision_undone", "case_refused", "offer_accepted"})


def is_end_shown(actor: Actor, case: Case, motive: EndMotive, owed: Iterable[LineAnswer]) -> bool:
    """Whether a fact of the house bears the motive out for the lines that the law says are owed.

    Already settled: a refund of all that is owed has left, or a new thing since the case was last taken up.
    Given up: the customer has written since then. Returned elsewhere: what went back on the order beside our
    other cases covers it. A duplicate: another case, open or granted, holds the same units.
    """
    lines, events = tuple(owed), events_of("case", case.id)
    match motive:
        case EndMotive.ALREADY_SETTLED:
            return _settled(events) >= _sum(lines) or _has(_since_anew(events), _SENT)
        case EndMotive.CUSTOMER_GAVE_UP:
            return _has(_since_anew(events), _WROTE)
        case EndMotive.RETURNED_ELSEWHERE:
            return _gone_elsewhere(actor, case) >= _sum(lines)
        case EndMotive.DUPLICATE:
            return all(_is_elsewhere(case, line) for line in lines)
        case _:
            return False


def _sum(lines: Iterable[LineAnswer]) -> int:
    """What the law owes for them, in minor units: never less than one, so that nothing shows nothing."""
    sums = [
        line.rights.of(Basis(line.basis)).refund or line.sale.paid_for(line.asked.quantity, before=0)
        for line in lines
    ]
    return max(sum(one.minor for one in sums), 1)


def _settled(events: Iterable[LedgerEntry]) -> int:
    """Minor units that left, and those that were lawfully kept."""
    left = [e.payload["amount"] for e in events if e.kind == _SETTLED]
    kept = [e.payload["kept"] for e in events if e.kind == _KEPT]
    return sum(int(one["minor"]) for one in (*left, *kept))


def _since_anew(events: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """Facts after the last time it was decided or taken up again."""
    since: list[LedgerEntry] = []
    for entry in events:
        since = [] if entry.kind in _ANEW else [*since, entry]
    return since


def _has(events: Iterable[LedgerEntry], kind: str) -> bool:
    return any(entry.kind == kind for entry in events)


def _gone_elsewhere(actor: Actor, case: Case) -> int:
    """What went back on the order, less what our other cases of it paid and all gestures: minor units."""
    if case.order_id is None:
        return 0
    paid = payments(actor=system_actor(actor.org_id), order_id=case.order_id)
    others = Case.objects.filter(order_id=case.order_id).exclude(id=case.id).values_list("id", flat=True)
    kinds = {other: frozenset({_SETTLED, _GESTURE}) for other in others} | {case.id: frozenset({_GESTURE})}
    ours = sum(
        int(entry.payload["amount"]["minor"])
        for one, wanted in kinds.items()
        for entry in events_of("case", one)
        if entry.kind in wanted
    )
    return sum(payment.refunded.minor for payment in paid) - ours


def _is_elsewhere(case: Case, line: LineAnswer) -> bool:
    """Whether another case asks for as many units of the same sold line, and is open or was granted."""
    others = CaseLine.objects.filter(order_line_id=line.sale.line_id, quantity__gte=line.asked.quantity)
    return any(
        other.is_open or other.acceptance == Acceptance.ACCEPTED.value
        for other in others.exclude(case_id=case.id)
    )
