"""The parcel is here: counted once, whatever it holds, wherever it came."""

from uuid import uuid4

import pytest

from savoir.cases.queries import case_lines
from savoir.cases.states import Intent, Reason, Reception, Remedy
from savoir.kernel import ledger
from savoir.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from savoir.logistics import operations, queries
from savoir.logistics.models import Receipt, ReturnLine, UnknownParcel
from savoir.logistics.values import ReceiptWarning, Surplus
from savoir.orders.operations import NothingHeld, release
from savoir.orders.queries import sale_line
from tests.logistics.parcels import DAY, Granted, arrive, authorize, grant
from tests.logistics.test_authorizing import kinds, receptions
from tests.shop import NOON, Shop, sell


def units(shop: Shop, case: Granted) -> tuple[int, int]:
    """(held, returned) of the first line sold."""
    line = sale_line(actor=shop.system, line_id=case.sale.line_ids[0])
    return line.held_qty, line.returned_qty


def nothing_arrived(shop: Shop, case: Granted, *, held: int = 1) -> bool:
    return (
        not Receipt.objects.filter(ra__case_id=case.case_id).exists()
        and units(shop, case) == (held, 0)
        and "parcel_received" not in kinds(case)
        and not UnknownParcel.objects.exists()
    )


def test_all_of_it_arrives(in_shop: Shop) -> None:
    case = grant(in_shop)
    receipt = arrive(in_shop, authorize(in_shop, case))
    assert (receipt.complete, receipt.warnings, receipt.station) == (True, (), "Quai 2")
    assert receptions(in_shop, case) == [Reception.RECEIVED]
    assert units(in_shop, case) == (0, 1)
    fact = next(e for e in ledger.events_of("case", case.case_id) if e.kind == "parcel_received")
    assert fact.payload == {"ra_id": queries.returns_of_case(actor=in_shop.dock, case_id=case.case_id)[0].id,
                            "complete": True, "received_on": "2026-11-25"}  # fmt: skip
    assert queries.receipt_card(actor=in_shop.dock, receipt_id=receipt.id) == receipt


def test_the_same_scan_twice_counts_once(in_shop: Shop) -> None:
    case, scan = grant(in_shop, quantity=2), uuid4()
    ra = authorize(in_shop, case, quantity=2)
    surplus = (Surplus("", "Un chargeur", 1),)
    first = arrive(in_shop, ra, quantity=1, scan_id=scan, surplus=surplus)
    again = arrive(in_shop, ra, quantity=1, scan_id=scan, surplus=surplus)
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert (again.id, again.lines, again.unknown) == (first.id, first.lines, first.unknown)
    assert units(in_shop, case) == (1, 1)
    assert kinds(case).count("parcel_received") == 1


def test_it_comes_in_two_parcels(in_shop: Shop) -> None:
    case = grant(in_shop, quantity=3)
    ra = authorize(in_shop, case, quantity=3)
    first = arrive(in_shop, ra, quantity=2)
    assert (first.complete, first.warnings) == (False, (ReceiptWarning.PARTIAL,))
    assert receptions(in_shop, case) == [Reception.AWAITING]
    assert units(in_shop, case) == (1, 2)
    second = arrive(in_shop, ra, quantity=1)
    assert second.complete
    assert receptions(in_shop, case) == [Reception.RECEIVED]
    assert units(in_shop, case) == (0, 3)
    assert [line.received_qty for line in case_lines(actor=in_shop.system, case_id=case.case_id)] == [3]
    completes = [
        e.payload["complete"] for e in ledger.events_of("case", case.case_id) if e.kind == "parcel_received"
    ]
    assert completes == [False, True]
    assert [r.id for r in queries.receipts_of_case(actor=in_shop.dock, case_id=case.case_id)] == [
        first.id,
        second.id,
    ]


def test_two_lines_one_of_them_forgotten_at_home(in_shop: Shop) -> None:
    case = grant(in_shop, sell(in_shop, lines=2))
    ra = authorize(in_shop, case)
    dress, shoes = queries.expected_lines(actor=in_shop.dock, ra_number=ra.number)
    receipt = arrive(in_shop, ra, quantities={dress.id: 1, shoes.id: 0})
    assert not receipt.complete
    assert receptions(in_shop, case) == [Reception.RECEIVED, Reception.AWAITING]


def test_what_the_slip_does_not_announce_waits_for_its_name(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    expected = queries.expected_lines(actor=in_shop.dock, ra_number=ra.number)[0]
    announced, extra = expected.split(3)
    receipt = arrive(in_shop, ra, quantity=announced, surplus=(Surplus("", "Deux robes de plus", extra),))
    assert ReceiptWarning.SURPLUS in receipt.warnings
    (unknown,) = queries.unknown_parcels(actor=in_shop.dock, site_id=in_shop.warehouse_id)
    assert (unknown.reference, unknown.quantity, unknown.code) == (receipt.unknown[0], 2, ra.number)
    assert units(in_shop, case) == (0, 1)


def test_a_parcel_of_other_things_only_is_written_down_but_nothing_is_back(in_shop: Shop) -> None:
    case = grant(in_shop)
    receipt = arrive(
        in_shop, authorize(in_shop, case), quantities={}, surplus=(Surplus("", "Une brique", 1),)
    )
    assert (receipt.lines, receipt.complete, len(receipt.unknown)) == ((), False, 1)
    assert units(in_shop, case) == (1, 0)
    assert "parcel_received" not in kinds(case)


def test_another_site_a_late_day_and_a_canceled_number_only_warn(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case, site_id=in_shop.store_id)
    operations.cancel_authorization(actor=in_shop.agent, ra_number=ra.number, now=NOON)
    receipt = arrive(in_shop, ra, now=NOON + 60 * DAY)
    assert set(receipt.warnings) == {
        ReceiptWarning.OTHER_SITE, ReceiptWarning.PAST_COURTESY_DATE, ReceiptWarning.CANCELED,
    }  # fmt: skip
    assert receipt.site_id == in_shop.warehouse_id
    assert receptions(in_shop, case) == [Reception.RECEIVED]
    assert units(in_shop, case) == (0, 1)


def test_under_an_old_number_the_dock_hears_the_new_one(in_shop: Shop) -> None:
    case = grant(in_shop)
    old = authorize(in_shop, case)
    operations.cancel_authorization(actor=in_shop.agent, ra_number=old.number, now=NOON)
    new = authorize(in_shop, case)
    with pytest.raises(operations.AuthorizationReplaced) as refusal:
        arrive(in_shop, old)
    assert refusal.value.facts["ra_number"] == new.number
    assert nothing_arrived(in_shop, case)
    assert arrive(in_shop, new).complete


def test_a_thing_that_comes_for_repair_stays_the_customers(in_shop: Shop) -> None:
    sale = sell(in_shop)
    case = grant(in_shop, sale, intent=Intent.CLAIM, reason=Reason.DEFECTIVE, remedy=Remedy.REPAIR)
    arrive(in_shop, authorize(in_shop, case))
    assert receptions(in_shop, case) == [Reception.RECEIVED]
    assert units(in_shop, case) == (0, 0)


def test_a_defective_thing_that_is_replaced_is_back_though_it_was_never_held(in_shop: Shop) -> None:
    case = grant(in_shop, intent=Intent.CLAIM, reason=Reason.DEFECTIVE, remedy=Remedy.REPLACEMENT)
    assert units(in_shop, case) == (0, 0)
    arrive(in_shop, authorize(in_shop, case))
    assert units(in_shop, case) == (0, 1)


@pytest.mark.parametrize(
    ("quantity", "surplus", "refusal"),
    [
        (0, (), operations.EmptyParcel),
        (2, (), operations.BeyondExpected),
        (-1, (), operations.BeyondExpected),
        (1, (Surplus("", "rien", 0),), Invalid),
        (1, (Surplus("", "trop", 1),) * 21, Invalid),
    ],
)
def test_impossible_counts_are_refused_and_nothing_arrived(
    in_shop: Shop, quantity: int, surplus: tuple[Surplus, ...], refusal: type[Refused]
) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    with pytest.raises(refusal):
        arrive(in_shop, ra, quantity=quantity, surplus=surplus)
    assert nothing_arrived(in_shop, case)


def test_a_line_of_another_slip_is_not_in_this_parcel(in_shop: Shop) -> None:
    case, other = grant(in_shop), grant(in_shop)
    ra, elsewhere = authorize(in_shop, case), authorize(in_shop, other)
    line = queries.expected_lines(actor=in_shop.dock, ra_number=elsewhere.number)[0]
    with pytest.raises(NotFound):
        arrive(in_shop, ra, quantities={line.id: 1})
    assert nothing_arrived(in_shop, case)
    assert nothing_arrived(in_shop, other)


def test_what_is_here_already_says_since_when(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    arrive(in_shop, ra)
    with pytest.raises(operations.AlreadyReceived) as refusal:
        arrive(in_shop, ra, station="Quai 1")
    assert refusal.value.facts == {"at": NOON + 2 * DAY, "station": "Quai 2", "by": in_shop.dock.id}
    assert (Receipt.objects.count(), units(in_shop, case)) == (1, (0, 1))


def test_a_scan_id_belongs_to_one_parcel(in_shop: Shop) -> None:
    case, scan = grant(in_shop), uuid4()
    arrive(in_shop, authorize(in_shop, grant(in_shop)), scan_id=scan)
    with pytest.raises(operations.ScanUsedElsewhere):
        arrive(in_shop, authorize(in_shop, case), scan_id=scan)
    assert nothing_arrived(in_shop, case)


def test_a_unit_that_nobody_holds_any_more_is_not_counted_twice(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    release(actor=in_shop.system, line_id=case.sale.line_ids[0], quantity=1, now=NOON)
    with pytest.raises(NothingHeld):
        arrive(in_shop, ra)
    assert nothing_arrived(in_shop, case, held=0)
    assert ReturnLine.objects.get().received_qty == 0


def test_agents_and_customers_do_not_receive(in_shop: Shop) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    for actor in (in_shop.agent, in_shop.customer(case.sale.order_id, verified=True)):
        with pytest.raises(NotAllowed):
            arrive(in_shop, ra, actor=actor)
    assert nothing_arrived(in_shop, case)
