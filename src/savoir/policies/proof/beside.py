"""The forms of the bases beside withdrawal and guarantee; line for line `law.delivery`, `law.hidden_defects`,
`law.recall` and `law.cover`.
"""

from savoir.law import delivery, recall
from savoir.law.cover import BANS as COVER_BANS
from savoir.law.parameters import parameters
from savoir.law.values import Ban, Basis, Remedy
from savoir.policies.proof.algebra import B, Day, N
from savoir.policies.proof.line import Line
from savoir.policies.proof.people import IN_TRANSIT
from savoir.policies.proof.terms import Ruled, Terms, every


def delivery_form(line: Line[B, N]) -> Terms[B, N]:
    """Whether delivery failed: lost or broken on the way, or late. The day agreed is told by no fact."""
    algebra, facts = line.algebra, line.facts
    lost = facts.among("reason", *sorted(IN_TRANSIT))
    last = algebra.add(line.contract.day, line.number("delivery_days"))
    got = algebra.when(line.delivered.known, line.delivered.day, line.today)
    is_late = algebra.both(
        line.contract.known, algebra.negation(line.is_delivery_unknown), line.before(last, got)
    )
    is_out = algebra.either(line.is_private, line.is_professional)
    is_in = algebra.both(algebra.negation(is_out), facts.known("buyer_kind"))
    failed = Ruled(algebra.either(lost, is_late), algebra.truth(False))
    ruled = every(algebra, line.is_foreign, failed, Ruled(is_in, is_out))
    return _terms(
        line, Basis.DELIVERY, ruled, {Remedy.REPLACEMENT: lost, Remedy.REFUND: lost},
        bans=delivery.BANS, needs_person=algebra.negation(lost), last_day=Day(line.contract.known, last),
        has_refund=algebra.both(lost, line.is_priced), refund_days=line.number("delivery_refund_days"),
    )  # fmt: skip


def hidden_defects_form(line: Line[B, N]) -> Terms[B, N]:
    """Never yes: nothing a policy knows proves a defect hidden, serious and older than the sale."""
    algebra, sold, found = line.algebra, line.contract, line.appeared
    whole = line.month_end(sold.day, line.number("hidden_defect_longest_months"))
    known = line.month_end(found.day, line.number("hidden_defect_months"))
    is_over = algebra.either(
        algebra.both(sold.known, line.before(whole, line.today)),
        algebra.both(found.known, line.before(known, line.today)),
    )
    ruled = every(algebra, line.is_foreign, Ruled(algebra.truth(False), is_over))
    end = algebra.when(algebra.both(sold.known, algebra.at_most(whole, known)), whole, known)
    return _terms(
        line, Basis.HIDDEN_DEFECTS, ruled, _always(line, Remedy.REFUND, Remedy.PRICE_REDUCTION),
        bans=frozenset({Ban.IMPOSE_A_VOUCHER}), needs_person=algebra.truth(True),
        last_day=Day(found.known, end), has_refund=line.is_priced,
    )  # fmt: skip


def commercial_warranty_form(line: Line[B, N]) -> Terms[B, N]:
    """Whether a written promise on top of the law runs; days away are told by no fact."""
    algebra, facts = line.algebra, line.facts
    told, span = facts.known("warranty_months"), facts.value("warranty_months")
    promised = algebra.both(told, algebra.at_most(algebra.number(1), span))
    end = line.months_from_delivery(span)
    dated = algebra.both(promised, line.delivered.known)
    runs = algebra.both(dated, algebra.at_most(line.appeared.day, end))
    ruled = every(algebra, line.is_foreign, Ruled(runs, algebra.both(told, algebra.negation(promised))))
    return _terms(
        line, Basis.COMMERCIAL_WARRANTY, ruled, _always(line, Remedy.REPAIR),
        bans=frozenset({Ban.DEMAND_ORIGINAL_PACKAGING}), needs_person=algebra.truth(True),
        last_day=Day(dated, end), consumer_chooses=False,
    )  # fmt: skip


def cover_form(line: Line[B, N]) -> Terms[B, N]:
    """Never yes: what a purchased cover promises, a person reads."""
    algebra = line.algebra
    ruled = every(algebra, line.is_foreign, Ruled(algebra.truth(False), line.no("cover_bought")))
    return _terms(
        line, Basis.COVER, ruled, {}, bans=COVER_BANS, needs_person=algebra.truth(True),
        last_day=Day(algebra.truth(False), line.today), consumer_chooses=False,
    )  # fmt: skip


def recall_form(line: Line[B, N]) -> Terms[B, N]:
    """Whether the product was called back; what the recall leaves out of the choice is told by no fact."""
    algebra, facts = line.algebra, line.facts
    called = Ruled(facts.holds("recalled"), line.no("recalled"))
    is_consumer = algebra.both(facts.known("buyer_kind"), algebra.negation(line.is_professional))
    inside = Ruled(algebra.negation(line.is_outside_union), algebra.truth(False))
    ruled = every(algebra, algebra.truth(False), called, Ruled(is_consumer, line.is_professional), inside)
    due = _always(line, Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.REFUND)
    least = min(parameters()["recall_choice"][-1].value, len(due))
    return _terms(
        line, Basis.RECALL, ruled, due, bans=recall.BANS, needs_person=algebra.truth(False),
        last_day=Day(algebra.truth(False), line.today), at_least=algebra.number(least),
        has_refund=line.is_priced,
    )  # fmt: skip


def _always(line: Line[B, N], *remedies: Remedy) -> dict[Remedy, B]:
    return dict.fromkeys(remedies, line.algebra.truth(True))


def _terms(
    line: Line[B, N], basis: Basis, ruled: Ruled[B], remedies: dict[Remedy, B], *, bans: frozenset[Ban],
    needs_person: B, last_day: Day[B, N], at_least: N | None = None, consumer_chooses: bool = True,
    has_refund: B | None = None, refund_days: N | None = None,
) -> Terms[B, N]:  # fmt: skip
    algebra, none = line.algebra, line.algebra.number(0)
    return Terms(
        basis=basis, is_yes=ruled.yes, is_no=ruled.no, remedies=remedies, at_least=at_least,
        consumer_chooses=algebra.truth(consumer_chooses), seller_pays_return=algebra.truth(True),
        bans=dict.fromkeys(sorted(bans), algebra.truth(True)), needs_person=needs_person, last_day=last_day,
        has_refund=algebra.truth(False) if has_refund is None else has_refund,
        refund_days=none if refund_days is None else refund_days, remedy_days=none,
    )  # fmt: skip
