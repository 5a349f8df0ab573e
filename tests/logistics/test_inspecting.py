"""What the inspector found, what becomes of the thing, and what the station did today."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from savoir.cases.states import Intent, Reason, Remedy
from savoir.kernel import approvals, ledger
from savoir.kernel.access import Role
from savoir.kernel.errors import Conflict, MotiveMissing, NotAllowed, NotFound, Refused
from savoir.kernel.models import LedgerEvent
from savoir.logistics import operations, queries
from savoir.logistics.models import Disposition, Inspection, StockMovement
from savoir.logistics.rules import bin_code
from savoir.logistics.states import DispositionKind, Finding, Grade, Why
from savoir.logistics.values import Thing
from savoir.orders.models import OrderLine
from tests.logistics.parcels import AS_ANNOUNCED, DAY, arrive, authorize, examine, grant
from tests.shop import NOON, Shop, sell

K = DispositionKind
DEFECT = replace(AS_ANNOUNCED, defect_proven=True)


def inspected(shop: Shop, **given: Any) -> int:
    """An inspection of one unit of a new sale; `given`: what `examine` takes, and `product`."""
    case = grant(shop, sell(shop, product=given.pop("product", {})))
    return examine(shop, arrive(shop, authorize(shop, case)), **given)


def confirm(shop: Shop, inspection_id: int, kind: DispositionKind, bin_code: str = "") -> str:
    return operations.confirm_disposition(
        actor=shop.dock, inspection_id=inspection_id, kind=kind, bin_code=bin_code, now=NOON + 2 * DAY
    )


def test_as_new_it_bears_the_withdrawal_out(in_shop: Shop) -> None:
    case = grant(in_shop)
    receipt = arrive(in_shop, authorize(in_shop, case))
    found = examine(in_shop, receipt)
    card = queries.inspection_card(actor=in_shop.dock, inspection_id=found)
    assert (card.grade, card.finding, card.checks, card.quantity) == (
        Grade.A,
        Finding.UNUSED,
        AS_ANNOUNCED,
        1,
    )
    assert (card.proposal.kind, card.proposal.needs_person, card.disposition) == (K.RESTOCK, False, None)
    fact = next(e for e in ledger.events_of("case", case.case_id) if e.kind == "item_inspected")
    assert fact.payload == {
        "inspection_id": found, "case_line_id": case.line_ids[0], "quantity": 1, "grade": "A",
        "finding": "unused", "conform": True, "complete": True,
    }  # fmt: skip
    assert queries.inspections_of_case(actor=in_shop.dock, case_id=case.case_id) == (card,)


def test_a_proven_defect_bears_the_claim_out_and_goes_to_its_supplier(in_shop: Shop) -> None:
    sale = sell(in_shop, product={"supplier": "Nordline"})
    case = grant(in_shop, sale, intent=Intent.CLAIM, reason=Reason.DEFECTIVE, remedy=Remedy.REPLACEMENT)
    receipt = arrive(in_shop, authorize(in_shop, case))
    found = examine(in_shop, receipt, checks=DEFECT, grade=Grade.C, finding=Finding.DEFECT_PROVEN)
    fact = next(e for e in ledger.events_of("case", case.case_id) if e.kind == "item_inspected")
    assert fact.payload["conform"] is True
    card = queries.inspection_card(actor=in_shop.dock, inspection_id=found)
    assert card.proposal.kind is K.RETURN_TO_VENDOR
    place = confirm(in_shop, found, K.RETURN_TO_VENDOR)
    assert place == card.proposal.bin_code
    assert place.startswith("R-")
    assert not StockMovement.objects.exists()


def test_units_that_differ_are_inspected_apart(in_shop: Shop) -> None:
    case = grant(in_shop, quantity=3)
    receipt = arrive(in_shop, authorize(in_shop, case, quantity=3), quantity=3)
    examine(in_shop, receipt, quantity=2)
    with pytest.raises(operations.BeyondReceived) as refusal:
        examine(in_shop, receipt, quantity=2)
    assert refusal.value.facts["left"] == 1
    worn = replace(AS_ANNOUNCED, used_or_damaged=True)
    examine(in_shop, receipt, quantity=1, checks=worn, grade=Grade.C, finding=Finding.USED)
    with pytest.raises(operations.AlreadyInspected):
        examine(in_shop, receipt, quantity=1)
    assert sum(row.quantity for row in Inspection.objects.all()) == 3


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"quantity": 0}, operations.BeyondReceived),
        ({"quantity": -1}, operations.BeyondReceived),
        ({"quantity": 2}, operations.BeyondReceived),
        ({"finding": Finding.WRONG_ITEM}, operations.FindingContradictsChecks),
        ({"finding": Finding.DEFECT_PROVEN}, operations.FindingContradictsChecks),
        ({"finding": Finding.USED}, operations.FindingContradictsChecks),
        ({"finding": Finding.DEFECT_NOT_FOUND, "checks": DEFECT}, operations.FindingContradictsChecks),
        ({"serial_seen": "7F-99999"}, operations.SerialMismatch),
    ],
)
def test_what_cannot_be_true_is_not_written(
    in_shop: Shop, given: dict[str, Any], refusal: type[Refused]
) -> None:
    case = grant(in_shop)
    OrderLine.objects.filter(id=case.sale.line_ids[0]).update(serials=["7F-20931"])
    receipt = arrive(in_shop, authorize(in_shop, case))
    with pytest.raises(refusal):
        examine(in_shop, receipt, **given)
    assert not Inspection.objects.exists()
    assert queries.receipt_card(actor=in_shop.dock, receipt_id=receipt.id).lines[0].inspected_qty == 0


def test_the_serial_number_that_was_sold_is_the_right_item(in_shop: Shop) -> None:
    case = grant(in_shop)
    OrderLine.objects.filter(id=case.sale.line_ids[0]).update(serials=["7F-20931"])
    found = examine(in_shop, arrive(in_shop, authorize(in_shop, case)), serial_seen=" 7f-20931\x00")
    assert queries.inspection_card(actor=in_shop.dock, inspection_id=found).serial_seen == "7F-20931"


def test_who_does_not_stand_at_the_dock_does_not_inspect(in_shop: Shop) -> None:
    case = grant(in_shop)
    receipt = arrive(in_shop, authorize(in_shop, case))
    customer = in_shop.customer(case.sale.order_id, verified=True)
    for actor in (in_shop.agent, customer):
        with pytest.raises(NotAllowed):
            examine(in_shop, receipt, actor=actor)
    with pytest.raises(NotAllowed):
        queries.inspections_of_case(actor=customer, case_id=case.case_id)
    assert not Inspection.objects.exists()


def test_what_goes_on_sale_again_enters_the_stock_once(in_shop: Shop) -> None:
    found = inspected(in_shop)
    place = confirm(in_shop, found, K.RESTOCK)
    assert confirm(in_shop, found, K.RESTOCK, bin_code=place.lower()) == place
    movement = StockMovement.objects.get()
    assert (movement.quantity, movement.bin_code, movement.site_id) == (1, place, in_shop.warehouse_id)
    assert movement.product_id is not None
    with pytest.raises(operations.AlreadyDisposed) as refusal:
        confirm(in_shop, found, K.DONATE)
    assert refusal.value.facts["disposition"] is K.RESTOCK
    assert Disposition.objects.get().kind == "restock"


def test_quarantine_is_left_again(in_shop: Shop) -> None:
    wrong = replace(AS_ANNOUNCED, right_item=False)
    found = inspected(in_shop, checks=wrong, grade=Grade.B, finding=Finding.WRONG_ITEM)
    proposal = queries.inspection_card(actor=in_shop.dock, inspection_id=found).proposal
    assert (proposal.kind, proposal.ground, proposal.needs_person) == (K.QUARANTINE, "wrong_item", True)
    confirm(in_shop, found, K.QUARANTINE)
    assert not StockMovement.objects.exists()
    confirm(in_shop, found, K.SECOND_LIFE)
    assert StockMovement.objects.get().quantity == 1


def test_another_bin_of_the_kind_is_fine_another_kinds_bin_is_not(in_shop: Shop) -> None:
    found = inspected(in_shop)
    with pytest.raises(operations.WrongBin) as refusal:
        confirm(in_shop, found, K.RESTOCK, bin_code="R-14")
    assert str(refusal.value.facts["planned"]).startswith("S-")
    assert not Disposition.objects.exists()
    assert confirm(in_shop, found, K.RESTOCK, bin_code="s)à'") == "S-04"


def test_nothing_is_destroyed_by_one_person(in_shop: Shop) -> None:
    found = inspected(in_shop, grade=Grade.D, finding=Finding.CONFORM)
    with pytest.raises(operations.SecondPersonNeeded):
        confirm(in_shop, found, K.DESTROY)
    admin, senior = in_shop.actors[Role.ADMIN], in_shop.actors[Role.SENIOR]
    asked = operations.ask_destruction(actor=admin, inspection_id=found, now=NOON)
    with pytest.raises(operations.DestructionAsked):
        operations.ask_destruction(actor=in_shop.dock, inspection_id=found, now=NOON)
    words: dict[str, Any] = {
        "approval_id": asked,
        "inspection_id": found,
        "motive": "Moisi",
        "now": NOON + DAY,
    }
    for not_he in (admin, in_shop.dock):
        with pytest.raises(NotAllowed):
            operations.approve_destruction(actor=not_he, **words)
    with pytest.raises(Conflict):
        operations.approve_destruction(actor=senior, **{**words, "inspection_id": inspected(in_shop)})
    assert Disposition.objects.get().kind == "quarantine", "it waits where nobody sells it"
    assert operations.approve_destruction(actor=senior, **words).startswith("X-")
    assert Disposition.objects.get().kind == "destroy"
    assert not StockMovement.objects.exists()


def test_a_refused_destruction_leaves_the_goods_and_tells_the_case(in_shop: Shop) -> None:
    found = inspected(in_shop, grade=Grade.D, finding=Finding.CONFORM)
    senior, asker = in_shop.actors[Role.SENIOR], in_shop.actors[Role.ADMIN]
    asked = operations.ask_destruction(actor=asker, inspection_id=found, now=NOON)
    words: dict[str, Any] = {"approval_id": asked, "inspection_id": found, "now": NOON + DAY}
    for actor, motive, ground in (
        (asker, "Réparable", NotAllowed), (in_shop.dock, "Réparable", NotAllowed),
        (senior, " ", MotiveMissing),
    ):  # fmt: skip
        with pytest.raises(ground):
            operations.refuse_destruction(actor=actor, motive=motive, **words)
    assert Disposition.objects.get().refused_at is None
    assert not LedgerEvent.objects.filter(kind="destruction_refused").exists()
    operations.refuse_destruction(actor=senior, motive=" Réparable ", **words)
    kept = Disposition.objects.get()
    assert (kept.kind, kept.refused_at) == ("quarantine", NOON + DAY)
    assert LedgerEvent.objects.filter(kind="destruction_refused").count() == 1
    said = queries.destruction_words(actor=in_shop.dock, inspection_ids=(found,), now=NOON + 2 * DAY)[found]
    assert (said.why, said.by, said.at, said.motive) == (Why.REFUSED, senior.id, NOON + DAY, "Réparable")
    with pytest.raises(Conflict):
        operations.approve_destruction(actor=senior, motive="Moisi", **words)
    assert Disposition.objects.get().kind == "quarantine", "a no is not turned round"
    assert not StockMovement.objects.exists()


def test_another_use_takes_the_request_back(in_shop: Shop) -> None:
    found = inspected(in_shop, grade=Grade.D, finding=Finding.CONFORM)
    senior = in_shop.actors[Role.SENIOR]
    asked = operations.ask_destruction(actor=in_shop.dock, inspection_id=found, now=NOON)
    assert approvals.open_approvals(actor=senior, limit=1)
    confirm(in_shop, found, K.RECYCLE)
    assert approvals.open_approvals(actor=senior, limit=1) == ()
    with pytest.raises(NotFound):
        operations.approve_destruction(
            actor=senior, approval_id=asked, inspection_id=found, motive="Moisi", now=NOON
        )
    assert Disposition.objects.get().kind == "recycle"


def test_what_was_not_inspected_has_no_future(in_shop: Shop) -> None:
    with pytest.raises(NotFound):
        confirm(in_shop, 99_999_999, K.RESTOCK)
    found = inspected(in_shop)
    with pytest.raises(NotAllowed):
        operations.confirm_disposition(actor=in_shop.agent, inspection_id=found, kind=K.RESTOCK, now=NOON)
    assert not Disposition.objects.exists()


def test_the_station_counts_its_day(in_shop: Shop) -> None:
    first, second = grant(in_shop, quantity=2), grant(in_shop)
    receipt = arrive(in_shop, authorize(in_shop, first, quantity=2), quantity=2, now=NOON + 2 * DAY)
    arrive(in_shop, authorize(in_shop, second), now=NOON + 2 * DAY + timedelta(seconds=41))
    arrive(in_shop, authorize(in_shop, grant(in_shop)), now=NOON + 3 * DAY)
    examine(in_shop, receipt, quantity=2)
    operations.record_unknown(
        actor=in_shop.dock,
        scan_id=uuid4(),
        site_id=in_shop.warehouse_id,
        description="Sac",
        now=NOON + 2 * DAY,
    )
    day = queries.station(actor=in_shop.dock, site_id=in_shop.warehouse_id, day=date(2026, 11, 25))
    assert (day.inspected, day.waiting, day.unknown, day.parcels, day.seconds_per_parcel) == (2, 2, 1, 2, 41)
    elsewhere = queries.station(actor=in_shop.dock, site_id=in_shop.store_id, day=date(2026, 11, 25))
    assert (elsewhere.inspected, elsewhere.waiting, elsewhere.parcels) == (0, 0, 0)
    waiting = queries.receipts_to_inspect(actor=in_shop.dock, site_id=in_shop.warehouse_id, limit=10)
    assert [receipt.received_at for receipt in waiting] == [
        NOON + 2 * DAY + timedelta(seconds=41),
        NOON + 3 * DAY,
    ]


def test_one_suppliers_goods_share_a_bin() -> None:
    one, other = (Thing(sku, "Nordline", None, None, None, "") for sku in ("X30", "X31"))
    assert bin_code(K.RETURN_TO_VENDOR, one) == bin_code(K.RETURN_TO_VENDOR, other)
