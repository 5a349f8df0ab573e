"""An inspection taken back after its refund was paused and a person let it go on, or agreed anew."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from savoir.cases.states import Remedy
from savoir.kernel.access import Role
from savoir.kernel.values.money import Money
from savoir.logistics import operations, queries
from savoir.logistics.models import Inspection
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import (
    MoneyHasLeft,
    accepting,
    answer_with_remedy,
    begin_attempt,
    cancel_refund,
    count_money_returned_elsewhere,
    resume_refund,
)
from savoir.resolutions.operations.triggering import DOCK_WINDOW
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.queries import offers_of_case
from tests.cases.files import chosen
from tests.logistics.parcels import arrive, examine
from tests.logistics.test_undoing import SOON, THEN, undo
from tests.shop import Shop, sell

Way = Callable[[Shop], tuple[int, Refund]]
LATER = THEN + timedelta(minutes=2)


def inspected_and_paused(shop: Shop) -> tuple[int, Refund]:
    """An inspection that let a refund leave, and the refund, paused five seconds later."""
    made = chosen(shop, sell(shop, quantity=2))
    Refund.objects.update(trigger="inspection")
    ra = queries.returns_of_case(actor=shop.system, case_id=made.case.id)[0]
    found = examine(shop, arrive(shop, ra))
    refund = Refund.objects.get()
    seen = RailRefund("re_x", None, "pi", Money(500, "EUR"), RailState.SUCCEEDED)
    count_money_returned_elsewhere(
        actor=shop.system, payment_id=refund.payment_id, source="stripe", seen=seen,
        now=THEN + timedelta(seconds=5),
    )  # fmt: skip
    return found, Refund.objects.get()


def resumed(shop: Shop) -> tuple[int, Refund]:
    """The same, let go on by a supervisor ten seconds after the inspection."""
    found, refund = inspected_and_paused(shop)
    supervisor = shop.actors[Role.SUPERVISOR]
    resume_refund(actor=supervisor, reference=refund.reference, now=THEN + timedelta(seconds=10))
    return found, Refund.objects.get()


@pytest.fixture(autouse=True)
def _waits_for_inspection(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under a policy that pays after the inspection, whatever the plan of the test shop says."""
    let_leave = accepting._let_leave

    def after_inspection(*given: Any) -> None:
        Refund.objects.exclude(state="canceled").update(trigger="inspection")
        let_leave(*given)

    monkeypatch.setattr(accepting, "_let_leave", after_inspection)


def agreed_anew(shop: Shop) -> tuple[int, Refund]:
    """The paused refund given up, and a new one agreed on, which the old inspection lets leave."""
    found, old = inspected_and_paused(shop)
    supervisor = shop.actors[Role.SUPERVISOR]
    cancel_refund(actor=supervisor, reference=old.reference, now=THEN + timedelta(seconds=10))
    plans = offers_of_case(actor=shop.agent, case_id=old.case_id, now=THEN + timedelta(seconds=15)).plans
    plan = next(plan for plan in plans if plan.remedy is Remedy.REFUND)
    answer_with_remedy(
        actor=shop.agent, case_reference=old.case.reference, remedy=Remedy.REFUND, plan_digest=plan.digest,
        text="", motive="", now=THEN + timedelta(seconds=15),
    )  # fmt: skip
    return found, Refund.objects.exclude(state="canceled").get()


def test_resumed_money_keeps_the_minute_of_the_dock(in_shop: Shop) -> None:
    _, refund = resumed(in_shop)

    assert (refund.state, refund.leaves_at) == ("settling", THEN + DOCK_WINDOW)
    assert begin_attempt(actor=in_shop.system, refund_id=refund.id, now=SOON) is None


@pytest.mark.parametrize("way", [resumed, agreed_anew])
def test_money_that_has_not_left_waits_again(in_shop: Shop, way: Way) -> None:
    found, refund = way(in_shop)
    assert refund.state == "settling"

    undo(in_shop, found)

    refund.refresh_from_db()
    assert (refund.state, refund.leaves_at) == ("requested", None)
    assert Inspection.objects.count() == 0


@pytest.mark.parametrize("way", [resumed, agreed_anew])
def test_money_that_has_left_keeps_the_inspection(in_shop: Shop, way: Way) -> None:
    found, refund = way(in_shop)
    assert begin_attempt(actor=in_shop.system, refund_id=refund.id, now=LATER) is not None

    with pytest.raises(MoneyHasLeft):
        operations.undo_inspection(actor=in_shop.dock, inspection_id=found, now=LATER)

    refund.refresh_from_db()
    assert (refund.state, refund.first_sent_at) == ("settling", LATER)
