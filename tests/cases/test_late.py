"""A case stays late from the broken promise to the answer, though a new date was told meanwhile."""

from datetime import timedelta

from savoir.cases.operations import ask_customer, customer_answered, open_case, refuse_case
from savoir.cases.queries import Bounds, QueueView, broken_answers, promises_of_case, queue_counts
from savoir.cases.states import Entry, Intent, Reason
from savoir.cases.values import AskedLine, CaseCard, CaseRequest, LineRequest
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from tests.shop import NOON, Shop, sell


def _late(shop: Shop, days: float) -> int:
    now = NOON + timedelta(days=days)
    bounds = Bounds(now=now, evening=now, week_end=now, week_ago=now - timedelta(days=7))
    with organization_block(shop.org_id):
        return queue_counts(actor=shop.agent, bounds=bounds)[QueueView.LATE]


def _opened(shop: Shop) -> CaseCard:
    """Asked too late for the shop's rules: a person answers."""
    with organization_block(shop.org_id):
        sale = sell(shop, delivered_at=NOON - timedelta(days=60))
        asked = AskedLine(
            line_id=sale.line_ids[0], quantity=1, intent=Intent.RETURN, reason=Reason.CHANGED_MIND
        )
        request = CaseRequest(
            order_id=sale.order_id, entry=Entry.PORTAL, language="fr", lines=(LineRequest(asked=asked),)
        )
        return open_case(actor=shop.customer(sale.order_id), request=request, now=NOON)[0]


def test_a_new_date_does_not_take_a_case_out_of_the_late_ones_but_an_answer_does(shop: Shop) -> None:
    case = _opened(shop)
    assert case.next_due_at is not None
    drain(until=case.next_due_at - timedelta(minutes=1))
    assert _late(shop, 0) == 0
    drain(until=case.next_due_at + timedelta(minutes=1))
    days = (case.next_due_at + timedelta(minutes=2) - NOON) / timedelta(days=1)
    assert _late(shop, days) == 1
    with organization_block(shop.org_id):
        assert broken_answers(actor=shop.agent, case_ids=[case.id]) == {case.id: case.next_due_at}
    with organization_block(shop.org_id):
        refuse_case(
            actor=shop.agent, reference=case.reference, motive="out_of_time", note="Trop tard.",
            now=case.next_due_at + timedelta(hours=1),
        )  # fmt: skip
    assert _late(shop, days + 1) == 0
    with organization_block(shop.org_id):
        assert broken_answers(actor=shop.agent, case_ids=[case.id]) == {}


def test_asking_is_an_answer_too_and_ends_the_delay(shop: Shop) -> None:
    case = _opened(shop)
    assert case.next_due_at is not None
    drain(until=case.next_due_at + timedelta(minutes=1))
    late_at, hour = case.next_due_at, timedelta(hours=1)
    with organization_block(shop.org_id):
        ask_customer(actor=shop.agent, reference=case.reference, what="photo", now=late_at + hour)
        customer_answered(actor=shop.system, case_id=case.id, now=late_at + 2 * hour)
        kept = [p.kind for p in promises_of_case(actor=shop.agent, case_id=case.id) if p.state == "kept"]

    assert kept == ["answer"]
    assert _late(shop, (late_at + 3 * hour - NOON) / timedelta(days=1)) == 0


def test_asking_again_while_he_has_the_ball_answers_nothing_more(shop: Shop) -> None:
    case = _opened(shop)
    with organization_block(shop.org_id):
        for hours in (1, 2):
            now = NOON + timedelta(hours=hours)
            ask_customer(actor=shop.agent, reference=case.reference, what="photo", now=now)
        kept = [p.kind for p in promises_of_case(actor=shop.agent, case_id=case.id) if p.state == "kept"]
    assert kept == ["first_answer"]
