"""A slip of the finger at the dock: the inspection is taken back with everything it did, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from savoir.cases import operations as cases
from savoir.cases.queries import case_by_id
from savoir.kernel import approvals, ledger
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed, NotFound, Refused
from savoir.logistics import operations, queries
from savoir.logistics.models import Disposition, Inspection, ReceiptLine, StockMovement
from savoir.logistics.operations import InspectionStays
from savoir.logistics.states import DispositionKind, Finding, Grade
from savoir.logistics.values import ReceiptCard
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import MoneyHasLeft, begin_attempt
from savoir.resolutions.operations.triggering import DOCK_WINDOW
from tests.cases.files import chosen
from tests.logistics.parcels import AS_ANNOUNCED, DAY, arrive, authorize, examine, grant
from tests.shop import NOON, Shop, sell

THEN = NOON + 2 * DAY
SOON = THEN + timedelta(seconds=20)
WORN = replace(AS_ANNOUNCED, used_or_damaged=True)


def undo(shop: Shop, inspection_id: int, role: Role = Role.WAREHOUSE) -> tuple[int, int]:
    return operations.undo_inspection(actor=shop.actors[role], inspection_id=inspection_id, now=SOON)


def kinds(case_id: int) -> list[str]:
    return [fact.kind for fact in ledger.events_of("case", case_id)]


def refund_at_inspection(shop: Shop) -> tuple[int, ReceiptCard]:
    """A refund that waits for the inspection, and its parcel at the dock."""
    made = chosen(shop, sell(shop))
    Refund.objects.update(trigger="inspection")
    ra = queries.returns_of_case(actor=shop.system, case_id=made.case.id)[0]
    return made.case.id, arrive(shop, ra)


def test_the_units_wait_for_inspection_again(in_shop: Shop) -> None:
    case = grant(in_shop)
    receipt = arrive(in_shop, authorize(in_shop, case))
    found = examine(in_shop, receipt)

    assert undo(in_shop, found) == (receipt.id, receipt.lines[0].id)

    assert Inspection.objects.count() == 0
    assert ReceiptLine.objects.get().inspected_qty == 0
    assert kinds(case.case_id)[-1] == "inspection_undone"
    again = examine(in_shop, receipt, grade=Grade.B)
    assert queries.inspection_card(actor=in_shop.dock, inspection_id=again).grade is Grade.B


def test_its_bin_and_its_stock_go_with_it(in_shop: Shop) -> None:
    found = examine(in_shop, arrive(in_shop, authorize(in_shop, grant(in_shop))))
    operations.confirm_disposition(
        actor=in_shop.dock, inspection_id=found, kind=DispositionKind.RESTOCK, now=THEN
    )
    assert StockMovement.objects.count() == 1

    undo(in_shop, found)

    assert Disposition.objects.count() == 0
    assert StockMovement.objects.count() == 0


def test_a_finding_taken_back_leaves_nobodys_queue_full(in_shop: Shop) -> None:
    case = grant(in_shop)
    receipt = arrive(in_shop, authorize(in_shop, case))
    found = examine(in_shop, receipt, checks=WORN, grade=Grade.C, finding=Finding.USED)
    assert case_by_id(actor=in_shop.agent, case_id=case.case_id).needs_person
    before = case_by_id(actor=in_shop.agent, case_id=case.case_id).next_due_at

    undo(in_shop, found)

    card = case_by_id(actor=in_shop.agent, case_id=case.case_id)
    assert not card.needs_person
    assert card.next_due_at != before, "the answer promised for it is called off"


def test_what_the_customer_wrote_since_keeps_the_case_with_a_person(in_shop: Shop) -> None:
    case = grant(in_shop)
    receipt = arrive(in_shop, authorize(in_shop, case))
    found = examine(in_shop, receipt, checks=WORN, grade=Grade.C, finding=Finding.USED)
    cases.customer_answered(actor=in_shop.system, case_id=case.case_id, now=SOON)

    undo(in_shop, found)

    assert case_by_id(actor=in_shop.agent, case_id=case.case_id).needs_person


def test_a_case_that_waited_for_a_person_before_still_does(in_shop: Shop) -> None:
    case = grant(in_shop)
    receipt = arrive(in_shop, authorize(in_shop, case))
    cases.hand_to_person(actor=in_shop.system, case_id=case.case_id, now=NOON + DAY)
    found = examine(in_shop, receipt, checks=WORN, grade=Grade.C, finding=Finding.USED)

    undo(in_shop, found)

    assert case_by_id(actor=in_shop.agent, case_id=case.case_id).needs_person


def test_money_that_has_not_left_waits_again(in_shop: Shop) -> None:
    case_id, receipt = refund_at_inspection(in_shop)
    found = examine(in_shop, receipt)
    refund = Refund.objects.get()
    assert (refund.state, refund.leaves_at) == ("settling", THEN + DOCK_WINDOW)

    undo(in_shop, found)

    refund.refresh_from_db()
    assert (refund.state, refund.leaves_at) == ("requested", None)
    told = [
        kind for kind in kinds(case_id) if kind in ("refund_leaving", "inspection_undone", "refund_held_back")
    ]
    assert told[:2] == ["refund_leaving", "inspection_undone"]
    assert told[2:] == ["refund_held_back"]
    assert begin_attempt(actor=in_shop.system, refund_id=refund.id, now=SOON) is None, "its job finds nothing"
    examine(in_shop, receipt)
    refund.refresh_from_db()
    assert refund.state == "settling"


@pytest.mark.parametrize("state", ["settling", "failed"])
def test_money_that_has_left_keeps_the_inspection(in_shop: Shop, state: str) -> None:
    case_id, receipt = refund_at_inspection(in_shop)
    found = examine(in_shop, receipt)
    Refund.objects.update(first_sent_at=SOON, state=state)
    before = kinds(case_id)

    with pytest.raises(MoneyHasLeft):
        _whole(in_shop, found)

    assert Inspection.objects.count() == 1
    assert ReceiptLine.objects.get().inspected_qty == 1
    assert Refund.objects.get().state == state
    assert kinds(case_id) == before


def _whole(shop: Shop, found: int) -> None:
    """As at the door: a refusal takes back what was written."""
    with transaction.atomic():
        undo(shop, found)


@pytest.mark.parametrize("role", [Role.STORE, Role.ADMIN])
def test_somebody_elses_inspection_stays(in_shop: Shop, role: Role) -> None:
    found = examine(in_shop, arrive(in_shop, authorize(in_shop, grant(in_shop))))

    with pytest.raises(InspectionStays) as refused:
        undo(in_shop, found, role)
    assert refused.value.facts["code"] == "another"
    assert Inspection.objects.count() == 1


@pytest.mark.parametrize("role", [Role.AGENT, Role.FINANCE])
def test_who_does_not_inspect_undoes_nothing(in_shop: Shop, role: Role) -> None:
    found = examine(in_shop, arrive(in_shop, authorize(in_shop, grant(in_shop))))

    with pytest.raises(NotAllowed):
        undo(in_shop, found, role)
    assert Inspection.objects.count() == 1


def test_after_the_next_parcel_it_stays(in_shop: Shop) -> None:
    found = examine(in_shop, arrive(in_shop, authorize(in_shop, grant(in_shop))))
    arrive(in_shop, authorize(in_shop, grant(in_shop)), now=THEN + timedelta(seconds=5))

    with pytest.raises(InspectionStays) as refused:
        undo(in_shop, found)
    assert refused.value.facts["code"] == "moved_on"


def test_only_the_last_of_several_is_undone(in_shop: Shop) -> None:
    case = grant(in_shop, quantity=2)
    receipt = arrive(in_shop, authorize(in_shop, case, quantity=2), quantity=2)
    first, last = examine(in_shop, receipt), examine(in_shop, receipt)

    with pytest.raises(InspectionStays):
        undo(in_shop, first)
    undo(in_shop, last)
    assert list(Inspection.objects.values_list("id", flat=True)) == [first]
    assert ReceiptLine.objects.get().inspected_qty == 1


def test_what_was_destroyed_stays_inspected(in_shop: Shop) -> None:
    found = examine(in_shop, arrive(in_shop, authorize(in_shop, grant(in_shop))), grade=Grade.D)
    approval = operations.ask_destruction(actor=in_shop.dock, inspection_id=found, now=THEN)
    operations.approve_destruction(
        actor=in_shop.actors[Role.ADMIN], approval_id=approval, inspection_id=found, motive="Cassé", now=THEN
    )

    with pytest.raises(InspectionStays) as refused:
        undo(in_shop, found)
    assert refused.value.facts["code"] == "destroyed"


def test_taken_back_nobody_is_asked_to_destroy_it_any_more(in_shop: Shop) -> None:
    found = examine(in_shop, arrive(in_shop, authorize(in_shop, grant(in_shop))), grade=Grade.D)
    operations.ask_destruction(actor=in_shop.dock, inspection_id=found, now=THEN)
    undo(in_shop, found)
    assert approvals.open_approvals(actor=in_shop.actors[Role.SENIOR], limit=1) == ()


def test_twice_is_not_found(in_shop: Shop) -> None:
    found = examine(in_shop, arrive(in_shop, authorize(in_shop, grant(in_shop))))
    undo(in_shop, found)

    with pytest.raises(NotFound):
        undo(in_shop, found)
    with pytest.raises(Refused):
        undo(in_shop, 10**12)
