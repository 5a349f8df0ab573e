"""Two stations scan the same parcel at the same moment; and what would happen without the lock."""

import threading
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from savoir.cases.queries import case_lines
from savoir.kernel import ledger
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations
from savoir.logistics.models import Receipt, ReceiptLine, ReturnAuthorization, ReturnLine
from savoir.logistics.operations import locking, receiving
from savoir.logistics.queries.scope import authorization
from savoir.logistics.values import RaCard
from savoir.orders.queries import sale_line
from tests.concurrency.races import at_once
from tests.logistics.parcels import DAY, Granted, authorize, grant
from tests.shop import NOON, Shop, make_shop, sell

pytestmark = pytest.mark.concurrency
STATIONS = 2


@dataclass(frozen=True)
class Dock:
    """One parcel of two units; two more units of the same sale are held by another case."""

    shop: Shop
    case: Granted
    ra: RaCard
    line_id: int


@pytest.fixture
def dock(own_database: str) -> Dock:
    shop = make_shop()
    with organization_block(shop.org_id):
        sale = sell(shop, quantity=4)
        case, _ = grant(shop, sale, quantity=2), grant(shop, sale, quantity=2)
        ra = authorize(shop, case, quantity=2)
        line_id = ReturnLine.objects.get(ra_id=ra.id).id
    return Dock(shop, case, ra, line_id)


def scan(dock: Dock, scan_id: UUID, station: str) -> str:
    with organization_block(dock.shop.org_id):
        card = operations.receive(
            actor=dock.shop.dock, scan_id=scan_id, ra_number=dock.ra.number, quantities={dock.line_id: 2},
            station=station, now=NOON + DAY,
        )  # fmt: skip
    return f"receipt {card.id}"


def counted(dock: Dock) -> dict[str, Any]:
    with organization_block(dock.shop.org_id):
        sold = sale_line(actor=dock.shop.system, line_id=dock.case.sale.line_ids[0])
        (line,) = case_lines(actor=dock.shop.system, case_id=dock.case.case_id)
        return {
            "receipts": Receipt.objects.count(),
            "units": sum(ReceiptLine.objects.values_list("quantity", flat=True)),
            "returned": sold.returned_qty,
            "held": sold.held_qty,
            "case": line.received_qty,
            "told": [e.kind for e in ledger.events_of("case", dock.case.case_id)].count("parcel_received"),
        }


ONCE = {"receipts": 1, "units": 2, "returned": 2, "held": 2, "case": 2, "told": 1}


def test_two_stations_count_one_parcel_once(dock: Dock) -> None:
    outcomes = at_once(lambda: scan(dock, uuid4(), "Quai 1"), lambda: scan(dock, uuid4(), "Quai 2"))
    assert outcomes[0] == "AlreadyReceived"
    assert outcomes[1].startswith("receipt ")
    assert counted(dock) == ONCE


def test_a_scan_sent_many_times_at_once_counts_once_and_answers_the_same(dock: Dock) -> None:
    scan_id = uuid4()
    outcomes = at_once(*[lambda: scan(dock, scan_id, "Quai 1")] * 6)
    assert len(outcomes) == 6
    assert len(set(outcomes)) == 1
    assert outcomes[0].startswith("receipt ")
    assert counted(dock) == ONCE


def test_without_the_locks_the_parcel_counts_twice(dock: Dock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin that must go wrong: if it did not, the tests above would prove nothing."""
    both_have_read = threading.Barrier(STATIONS)

    def unlocked(actor: Any, ra_number: str) -> ReturnAuthorization:
        return authorization(actor, ra_number)

    def read_without_lock(ra: ReturnAuthorization) -> list[ReturnLine]:
        lines = list(ReturnLine.objects.filter(ra=ra).order_by("id"))
        both_have_read.wait(timeout=30)
        return lines

    assert receiving.locked_authorization is locking.locked_authorization
    monkeypatch.setattr(receiving, "locked_authorization", unlocked)
    monkeypatch.setattr(receiving, "_announced", read_without_lock)
    outcomes = at_once(lambda: scan(dock, uuid4(), "Quai 1"), lambda: scan(dock, uuid4(), "Quai 2"))
    assert [outcome.split()[0] for outcome in outcomes] == ["receipt", "receipt"]
    wrong = counted(dock)
    assert wrong == {**ONCE, "receipts": 2, "units": 4, "returned": 4, "held": 0, "case": 4, "told": 2}
