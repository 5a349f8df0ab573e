"""A thing broke twice: what the policy gives beyond what is owed, who may give more, and its money once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import Sum

from savoir.cases import operations as case_operations
from savoir.cases.states import Intent, Reason
from savoir.kernel.access import Permission, Role, key_actor
from savoir.kernel.errors import Invalid, MotiveMissing, NotAllowed
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import CustomerStanding, Payment
from savoir.resolutions.models import Gesture, JournalLine, Refund
from savoir.resolutions.operations import (
    GestureBeyondPrice,
    GestureMoved,
    GestureNotCarried,
    NobodyGrants,
    TooLateToUndo,
    apply_rail_answer,
    begin_attempt,
    cancel_refund,
    fail_refund,
    grant_gesture,
    undo_refund,
)
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.queries import (
    gesture_answers,
    journey_of_case,
    offers_of_case,
    owed_sums,
    preview_plan,
)
from savoir.resolutions.states import GestureKind
from tests.cases.files import card, chosen, kinds, opened, promises, refused
from tests.resolutions.gestures import SORRY, again, euros, grant, kind_shop, replaced, shown
from tests.shop import NOON, Shop, sell

SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def shop(db: None) -> Shop:
    return kind_shop()


@pytest.fixture
def house(shop: Shop) -> Iterator[Shop]:
    with organization_block(shop.org_id):
        yield shop


def refund_of(case_id: int) -> Refund:
    return Refund.objects.get(case_id=case_id)


def pay(shop: Shop, refund: Refund) -> None:
    """The rail says that it paid."""
    attempt = begin_attempt(actor=shop.system, refund_id=refund.id, now=SOON)
    assert attempt is not None
    told = attempt.instruction
    found = RailRefund("re_1", refund.reference, told.payment_reference, told.amount, RailState.SUCCEEDED)
    apply_rail_answer(actor=shop.system, refund_id=refund.id, answer=found, now=SOON)


def test_the_policy_answers_for_each_severity(house: Shop) -> None:
    sale = sell(house)
    case = replaced(house, sale)
    again(sale)

    said = {
        one.severity: (one.kind.value, one.amount.minor, one.row.row_id if one.row else "")
        for one in gesture_answers(actor=house.agent, case=card(house, case), answer=None, now=NOON)
    }

    assert said == {
        "slight": ("none", 0, "leger"),
        "annoying": ("none", 0, "leger"),
        "serious": ("store_credit", 3000, "serieux-encore"),
        "grave": ("price_reduction", 1180, "grave-encore"),
    }


def test_what_the_policy_answers_is_granted_at_once_and_leaves_once(house: Shop) -> None:
    sale = sell(house)
    case = replaced(house, sale)
    again(sale)

    done = grant(house, case)

    refund = refund_of(case.id)
    assert (done.state.value, done.refund_references) == ("granted", (refund.reference,))
    assert (refund.amount_minor, refund.state, refund.resolution_id) == (1180, "settling", None)
    assert begin_attempt(actor=house.system, refund_id=refund.id, now=NOON) is None, "ten seconds to undo"
    pay(house, refund)
    refund.refresh_from_db()
    payment = Payment.objects.get(id=sale.payment_id)
    assert (refund.state, payment.pending_minor, payment.refunded_minor) == ("settled", 0, 1180)
    sums = dict(JournalLine.objects.values_list("account").annotate(minor=Sum("amount_minor")))
    assert sums == {"gestures_granted": 1180, "owed_to_customers": 0, "rail": -1180}
    assert begin_attempt(actor=house.system, refund_id=refund.id, now=SOON) is None


def test_a_gesture_is_no_refund_it_keeps_no_promise_and_counts_against_nobody(house: Shop) -> None:
    sale = sell(house)
    case = replaced(house, sale)
    again(sale)
    before = promises(house, case), card(house, case).state
    grant(house, case)
    pay(house, refund_of(case.id))

    assert (promises(house, case), card(house, case).state) == before
    assert "refund_settled" not in kinds(house, case)
    assert [kind for kind in kinds(house, case) if kind.startswith("gesture")] == [
        "gesture_granted", "gesture_paid",
    ]  # fmt: skip
    standing = CustomerStanding.objects.get(customer_id=sale.customer_id)
    assert (standing.refunds_settled, standing.refunded_minor) == (0, 0)
    steps = journey_of_case(actor=house.agent, case_id=case.id)
    assert "refunded" not in [step.code for step in steps]
    assert owed_sums(actor=house.agent, today=NOON.date(), soon=NOON.date()) == ()


def test_it_counts_neither_as_a_refund_nor_as_money_returned_elsewhere(house: Shop) -> None:
    """A gesture of the whole price shows nobody that what is owed was given."""
    sale = sell(house)
    case = replaced(house, sale)
    grant(house, case, amount=5900, actor=house.actors[Role.ADMIN], motive=SORRY)
    pay(house, refund_of(case.id))
    from savoir.cases.models import Case
    from savoir.cases.queries.shown import _gone_elsewhere, _settled
    from savoir.kernel.ledger import events_of

    row = Case.objects.get(id=case.id)
    assert _gone_elsewhere(house.agent, row) == 0
    assert _settled(events_of("case", case.id)) == 0


def test_it_is_never_taken_from_what_is_owed(house: Shop) -> None:
    sale = sell(house)
    case = opened(house, sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND)
    again(sale)
    assert shown(house, case).room == euros(0), "the whole price may come back"
    with refused(GestureBeyondPrice) as caught:
        grant(house, case)
    assert caught.value.facts["most"] == euros(0)

    given = chosen(house, sell(house))
    with refused(GestureBeyondPrice):
        grant(house, given.case, amount=100, motive=SORRY)


def test_two_things_one_withdrawn_the_other_ones_gesture_leaves_its_refund_whole(house: Shop) -> None:
    sale = sell(house, lines=2)
    case = replaced(house, sale)
    again(sale)
    grant(house, case)
    other = opened(house, sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND, line=1)
    offers = offers_of_case(actor=house.agent, case_id=other.id, now=NOON)
    plan = preview_plan(actor=house.agent, answer=offers.answer, remedy=offers.answer.remedies[0], now=NOON)
    assert plan.amount == euros(5900)


def test_more_than_the_price_is_refused_and_says_what_there_is(house: Shop) -> None:
    case = replaced(house, sell(house))
    with refused(GestureBeyondPrice) as caught:
        grant(house, case, amount=5901, actor=house.actors[Role.ADMIN], motive=SORRY)
    assert caught.value.facts["most"] == euros(5900)


def test_what_no_rail_carries_is_refused_by_name(house: Shop) -> None:
    case = replaced(house, sell(house))
    assert shown(house, case, "serious").kind is GestureKind.STORE_CREDIT
    with refused(GestureNotCarried) as caught:
        grant(house, case, "serious")
    assert caught.value.facts["kind"] == "store_credit"


def test_what_was_shown_is_what_is_granted(house: Shop) -> None:
    sale = sell(house)
    case = replaced(house, sale)
    again(sale)
    seen = shown(house, case)
    grant(house, case)
    with refused(GestureMoved):
        grant(house, case, digest=seen.digest, motive=SORRY)


def test_beyond_the_policy_an_agent_grants_up_to_his_leeway_with_a_motive(house: Shop) -> None:
    case = replaced(house, sell(house))
    with refused(MotiveMissing):
        grant(house, case, "slight", amount=3000)
    assert grant(house, case, "slight", amount=3000, motive=SORRY).state.value == "granted"
    row = Gesture.objects.get()
    assert (row.proposed_kind, row.proposed_minor, row.motive, row.row_id) == ("none", 0, SORRY, "leger")


def test_slices_add_up(house: Shop) -> None:
    """Thirty euros are an agent's leeway for a sale, not for a click."""
    case = replaced(house, sell(house))
    grant(house, case, "slight", amount=3000, motive=SORRY)
    assert grant(house, case, "slight", amount=1, motive=SORRY).approver == "senior"


def test_without_leeway_only_what_the_policy_gives(db: None) -> None:
    from tests.groundwork import ANSWERS
    from tests.shop import make_shop

    shop = make_shop(points=(*ANSWERS, "gesture"))
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = replaced(shop, sale)
        again(sale)
        with refused(NobodyGrants) as caught:
            grant(shop, case, amount=1181, motive=SORRY, actor=shop.actors[Role.ADMIN])
        assert caught.value.facts["most"] == euros(1180)
        assert grant(shop, case).state.value == "granted"


def test_no_key_may_grant_and_a_job_of_ours_asks_nobody(house: Shop) -> None:
    sale = sell(house)
    case = replaced(house, sale)
    again(sale)
    key = key_actor(org_id=house.org_id, key_id=1, brand_id=None, permissions=frozenset(Permission))
    with refused(NotAllowed):
        grant(house, case, actor=key)
    with refused(NobodyGrants):
        grant(house, case, "slight", amount=500, motive=SORRY, actor=house.system)
    assert grant(house, case, actor=house.system).state.value == "granted"


def test_ten_seconds_to_take_it_back_and_the_decision_stays(house: Shop) -> None:
    sale = sell(house)
    case = replaced(house, sale)
    again(sale)
    done = grant(house, case)

    undo_refund(actor=house.agent, reference=done.refund_references[0], now=NOON + timedelta(seconds=9))

    assert (refund_of(case.id).state, Gesture.objects.get().state) == ("canceled", "canceled")
    assert Payment.objects.get(id=sale.payment_id).pending_minor == 0
    assert "decision_undone" not in kinds(house, case)
    assert JournalLine.objects.aggregate(minor=Sum("amount_minor"))["minor"] == 0
    assert grant(house, case).state.value == "granted", "it may be granted again"
    with refused(TooLateToUndo):
        again_reference = Refund.objects.exclude(state="canceled").get().reference
        undo_refund(actor=house.agent, reference=again_reference, now=NOON + timedelta(seconds=11))


def test_the_rail_says_no_and_a_person_gives_it_up(house: Shop) -> None:
    sale = sell(house)
    case = replaced(house, sale)
    again(sale)
    grant(house, case)
    refund = refund_of(case.id)
    begin_attempt(actor=house.system, refund_id=refund.id, now=SOON)
    fail_refund(actor=house.system, refund_id=refund.id, code="expired_card", now=SOON)

    cancel_refund(actor=house.actors[Role.SUPERVISOR], reference=refund.reference, now=SOON)

    assert Gesture.objects.get().state == "canceled"
    assert "decision_undone" not in kinds(house, case)
    assert Payment.objects.get(id=sale.payment_id).pending_minor == 0


def test_a_case_sent_up_is_not_the_agents_to_be_kind_on(house: Shop) -> None:
    from savoir.cases.models import Case

    case = replaced(house, sell(house))
    Case.objects.filter(id=case.id).update(escalated_to="supervisor", needs_person=True)
    with refused(case_operations.GoneUp):
        grant(house, case, "slight", amount=500, motive=SORRY)


def test_who_may_not_and_what_is_no_sum(house: Shop) -> None:
    case = replaced(house, sell(house))
    with refused(NotAllowed):
        grant(house, case, actor=house.dock)
    with refused(Invalid):
        shown(house, case, "huge")
    with refused(Invalid):
        grant(house, case, "slight", amount=0, motive=SORRY)
    plan = shown(house, case, "slight", amount=500)
    with refused(Invalid):
        grant_gesture(
            actor=house.agent, case_reference=case.reference, severity="slight", kind=plan.kind,
            amount=plan.amount.__class__(500, "CHF"), plan_digest=plan.digest, motive=SORRY, now=NOON,
        )  # fmt: skip
