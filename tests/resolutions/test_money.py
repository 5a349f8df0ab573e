"""Money: accepted once, leaving by its trigger or the law's day, undone, failed, mended, called off."""

from datetime import date, datetime, timedelta

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import CaseLine
from savoir.cases.queries import answer_of_case
from savoir.cases.states import CaseState, Intent, Reason, Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Role
from savoir.kernel.errors import Invalid, MotiveMissing, NotAllowed, NotFound
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.logistics.operations import declare_posting
from savoir.orders.models import Payment
from savoir.resolutions import operations
from savoir.resolutions.models import Refund, Resolution
from savoir.resolutions.operations import TooLateToUndo
from savoir.resolutions.queries import offers_of_case
from savoir.resolutions.states import Trigger
from tests.cases.files import (
    DAY,
    HOUR,
    Chosen,
    asked,
    card,
    chosen,
    kinds,
    opened,
    plan_for,
    promises,
    refused,
)
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]
SECOND = timedelta(seconds=1)


def refund_of(made: Chosen) -> Refund:
    """The only refund of a case."""
    return Refund.objects.get(case_id=made.case.id)


def grant(shop: Shop, sale: Sale, *, remedy: Remedy = Remedy.RETURNLESS_REFUND, **given: str) -> int:
    """An agent gives a remedy on an open case; the case id."""
    case = opened(shop, sale)
    answer = answer_of_case(actor=shop.agent, case_id=case.id)
    plan = operations.accepting.preview_plan(actor=shop.agent, answer=answer, remedy=remedy, now=NOON)
    operations.accept_offer(
        actor=shop.agent, case_reference=case.reference, remedy=remedy, plan_digest=plan.digest, now=NOON,
        **{"motive": "kindness", **given},
    )  # fmt: skip
    return case.id


def test_the_shown_plan_is_what_happens(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    refund = refund_of(made)
    assert (refund.amount_minor, refund.state, refund.trigger) == (5900, "requested", "posting")
    assert made.accepted.promised_on == made.plan.promised_on
    assert kinds(in_shop, made.case)[-1] == "offer_accepted"
    assert operations.meet_trigger(
        actor=in_shop.system, case_id=made.case.id, trigger=Trigger.REQUEST, happened_on=NOON.date(), now=NOON
    ) == ()  # fmt: skip


def test_a_plan_that_moved_is_shown_again(in_shop: Shop) -> None:
    sale = sell(in_shop)
    lines = (asked(sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND),)
    plan = plan_for(in_shop, sale, lines, Remedy.REFUND, NOON)
    case = opened(in_shop, sale)
    Payment.objects.filter(id=sale.payment_id).update(refunded_minor=5000)
    claire = in_shop.customer(sale.order_id)
    with refused(operations.OfferMoved):
        operations.accept_offer(actor=claire, case_reference=case.reference, remedy=Remedy.REFUND,
                                plan_digest=plan.digest, now=NOON)  # fmt: skip


@pytest.mark.parametrize(
    ("who", "remedy", "motive", "refusal"),
    [
        ("customer", Remedy.REPAIR, "", operations.RemedyNotOffered),
        ("agent", Remedy.REPAIR, "", MotiveMissing),
        ("agent", Remedy.STORE_CREDIT, "kindness", operations.RemedyNotOffered),
        ("agent", Remedy.ASSISTANCE, "kindness", operations.RemedyNotOffered),
        ("stranger", Remedy.REFUND, "", NotFound),
        ("dock", Remedy.REFUND, "", NotAllowed),
    ],
)
def test_what_is_not_offered_is_refused(
    in_shop: Shop, who: str, remedy: Remedy, motive: str, refusal: type[Exception]
) -> None:
    sale, other = sell(in_shop), sell(in_shop)
    case = opened(in_shop, sale)
    actor = {"customer": in_shop.customer(sale.order_id), "stranger": in_shop.customer(other.order_id),
             "agent": in_shop.agent, "dock": in_shop.dock}[who]  # fmt: skip
    with refused(refusal):
        operations.accept_offer(actor=actor, case_reference=case.reference, remedy=remedy,
                                plan_digest="0" * 32, motive=motive, now=NOON)  # fmt: skip


def test_a_second_click_moves_nothing(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    with refused(cases.CaseMoved):
        operations.accept_offer(
            actor=in_shop.customer(sale.order_id), case_reference=made.case.reference, remedy=Remedy.REFUND,
            plan_digest=made.plan.digest, now=NOON + SECOND,
        )  # fmt: skip


def test_the_laws_day_caps_a_parcel_that_never_arrives(shop: Shop, rail: FakeRail, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        Refund.objects.update(trigger="receipt")
        declare_posting(
            actor=shop.customer(sale.order_id), ra_number=made.accepted.ra_number,
            posted_on=date(2026, 11, 24), tracking_number="6A12345678901", photo_id=None, now=NOON + DAY,
        )  # fmt: skip
        assert refund_of(made).legal_due_on == date(2026, 12, 7)
    drain(until=datetime.fromisoformat("2026-12-07T07:59:00+00:00"))
    with organization_block(shop.org_id):
        assert refund_of(made).state == "requested"
    drain(until=datetime.fromisoformat("2026-12-07T08:00:00+00:00"))
    with organization_block(shop.org_id):
        refund = refund_of(made)
        assert (refund.state, refund.settled_at) == (
            "settled",
            datetime.fromisoformat("2026-12-07T08:00:00+00:00"),
        )
        assert rail.books.executions(refund.reference) == 1
        assert card(shop, made.case).state is CaseState.OPEN  # the parcel is still under way


def test_a_click_is_undone_within_ten_seconds(shop: Shop, rail: FakeRail) -> None:
    with organization_block(shop.org_id):
        case_id = grant(shop, sell(shop))
        refund = Refund.objects.get(case_id=case_id)
        assert (refund.state, refund.leaves_at) == ("settling", NOON + 10 * SECOND)
        for late in (NOON + 10 * SECOND, NOON + HOUR):
            with refused(TooLateToUndo):
                operations.undo_refund(actor=shop.agent, reference=refund.reference, now=late)
        with refused(NotAllowed):
            operations.undo_refund(actor=shop.dock, reference=refund.reference, now=NOON + SECOND)
        with refused(NotFound):
            operations.undo_refund(actor=shop.agent, reference="REM-NOBODY", now=NOON + SECOND)
        operations.undo_refund(actor=shop.agent, reference=refund.reference, now=NOON + 9 * SECOND)
    drain(until=NOON + 3 * HOUR)
    with organization_block(shop.org_id):
        refund.refresh_from_db()
        assert (refund.state, refund.first_sent_at) == ("canceled", None)
        assert Payment.objects.get(id=refund.payment_id).pending_minor == 0
        assert rail.books.executions(refund.reference) == 0
        assert cases.lock_case(actor=shop.agent, reference=refund.case.reference)
        assert refund.case.needs_person
        cases.require_undecided(actor=shop.agent, case_id=case_id)


def failed(shop: Shop) -> Refund:
    """A refund the rail refused."""
    case_id = grant(shop, sell(shop))
    row = Refund.objects.get(case_id=case_id)
    operations.begin_attempt(actor=shop.system, refund_id=row.id, now=NOON + HOUR)
    operations.fail_refund(actor=shop.system, refund_id=row.id, code="expired_card", now=NOON + HOUR)
    row.refresh_from_db()
    assert (row.state, row.failure_code) == ("failed", "expired_card")
    assert [t.code for t in HumanTask.objects.all()] == ["refund_failed"]
    return row


def test_a_failed_refund_is_tried_again_days_later(shop: Shop, rail: FakeRail) -> None:
    finance = shop.actors[Role.FINANCE]
    with organization_block(shop.org_id):
        row = failed(shop)
        with refused(NotAllowed):
            operations.retry_refund(actor=shop.agent, reference=row.reference, now=NOON + 3 * DAY)
        operations.retry_refund(actor=finance, reference=row.reference, now=NOON + 3 * DAY)
    drain(until=NOON + 3 * DAY + HOUR)
    with organization_block(shop.org_id):
        row.refresh_from_db()
        assert row.state == "settled"
        assert rail.books.executions(row.reference) == 1
        assert not HumanTask.objects.filter(done_at=None).exists()
        with refused(operations.settling.NotSettling):
            operations.retry_refund(actor=finance, reference=row.reference, now=NOON + 4 * DAY)


def test_what_was_seen_on_the_providers_screen_is_settled_by_hand(in_shop: Shop) -> None:
    row, finance = failed(in_shop), in_shop.actors[Role.FINANCE]
    with refused(Invalid):
        operations.settle_by_hand(actor=finance, reference=row.reference, provider_reference=" ", now=NOON)
    with refused(NotAllowed):
        operations.settle_by_hand(actor=in_shop.agent, reference=row.reference, provider_reference="re_1",
                                  now=NOON)  # fmt: skip
    operations.settle_by_hand(
        actor=finance, reference=row.reference, provider_reference="re_1", now=NOON + DAY
    )
    row.refresh_from_db()
    assert (row.state, row.provider_reference, row.settled_at) == ("settled", "re_1", NOON + DAY)
    assert Payment.objects.get(id=row.payment_id).refunded_minor == 5900
    with refused(operations.settling.NotSettling):
        operations.settle_by_hand(actor=finance, reference=row.reference, provider_reference="re_2", now=NOON)


def test_called_off_money_is_free_for_another_remedy_and_the_case_is_not_done(in_shop: Shop) -> None:
    row, finance = failed(in_shop), in_shop.actors[Role.FINANCE]
    with refused(NotAllowed):
        operations.cancel_refund(actor=in_shop.agent, reference=row.reference, now=NOON + DAY)
    operations.cancel_refund(actor=finance, reference=row.reference, now=NOON + DAY)
    assert Payment.objects.get(id=row.payment_id).pending_minor == 0
    assert Resolution.objects.get(case_id=row.case_id).state == "canceled"
    assert not operations.finish_case(actor=in_shop.system, case_id=row.case_id, now=NOON + DAY)
    assert row.case.__class__.objects.get(id=row.case_id).needs_person
    assert CaseLine.objects.get(case_id=row.case_id).acceptance == "needs_review"
    plan = next(p for p in offers_of_case(actor=in_shop.agent, case_id=row.case_id, now=NOON + 2 * DAY).plans
                if p.remedy is Remedy.REFUND)  # fmt: skip
    again = operations.accept_offer(
        actor=in_shop.agent, case_reference=row.case.reference, remedy=Remedy.REFUND, plan_digest=plan.digest,
        now=NOON + 2 * DAY,
    )  # fmt: skip
    assert again.amount == Money(5900, "EUR")
    with refused(operations.settling.NotSettling):
        operations.cancel_refund(actor=finance, reference=row.reference, now=NOON + DAY)


def test_an_exchange_is_prepared_by_a_person_then_checked_and_closed(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale, Intent.RETURN, Reason.DAMAGED_ON_ARRIVAL, Remedy.REPLACEMENT,
                      lines=(asked(sale, Intent.RETURN, Reason.WRONG_ITEM),))  # fmt: skip
        (task,) = HumanTask.objects.all()
        assert (task.code, task.subject_id, task.due_at is None) == (
            "prepare_replacement",
            made.case.id,
            False,
        )
        assert ("replacement", "running") in promises(shop, made.case)
        ship = {"case_reference": made.case.reference, "now": NOON + DAY}
        for nothing in ("", "  ", "x" * 41, "<b>"):
            with refused(Invalid):
                operations.fulfil_goods(actor=shop.agent, order_reference=nothing, **ship)
        with refused(NotAllowed):
            operations.fulfil_goods(actor=shop.dock, order_reference="FR-1", **ship)
        operations.fulfil_goods(actor=shop.agent, order_reference=" fr-80999 ", **ship)
        with refused(operations.fulfilling.NothingToSend):
            operations.fulfil_goods(actor=shop.agent, order_reference="FR-1", **ship)
        assert ("replacement", "kept") in promises(shop, made.case)
        assert HumanTask.objects.get().done_at == NOON + DAY
