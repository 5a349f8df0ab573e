"""The case is locked before its refund, by whoever moves money: nobody waits for the other in a circle."""

from datetime import timedelta

import pytest

from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.logistics import operations as logistics
from savoir.logistics.operations import undoing
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import begin_attempt, cancel_refund, fail_refund, repairing, settling
from savoir.resolutions.ports import RailRefund, RailState
from tests.concurrency.races import at_once, meet_after_reading
from tests.logistics.parcels import examine
from tests.logistics.test_undoing import SOON, THEN, refund_at_inspection
from tests.shop import Shop, make_shop

pytestmark = pytest.mark.concurrency
LATER = THEN + timedelta(minutes=5)
Sent = tuple[Shop, int, Refund]


@pytest.fixture
def sent(own_database: str) -> Sent:
    """An inspection, and the refund it let leave, asked for at its rail."""
    shop = make_shop()
    with organization_block(shop.org_id):
        case_id, receipt = refund_at_inspection(shop)
        found = examine(shop, receipt)
        refund = Refund.objects.get(case_id=case_id)
        assert begin_attempt(actor=shop.system, refund_id=refund.id, now=LATER) is not None
    return shop, found, refund


def undo(shop: Shop, found: int) -> str:
    with organization_block(shop.org_id):
        logistics.undo_inspection(actor=shop.dock, inspection_id=found, now=SOON)
    return "undone"


def test_the_dock_and_the_rail(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, found, refund = sent
    meet_after_reading(monkeypatch, (undoing, "_check_last"), (settling, "_locked"))
    paid = RailRefund("re_1", refund.reference, "pi", Money(refund.amount_minor, "EUR"), RailState.SUCCEEDED)

    def settle() -> str:
        with organization_block(shop.org_id):
            settling.apply_rail_answer(actor=shop.system, refund_id=refund.id, answer=paid, now=LATER)
        return "settled"

    assert at_once(lambda: undo(shop, found), settle) == ["MoneyHasLeft", "settled"]


def test_the_dock_and_the_person_who_gives_up(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, found, refund = sent
    with organization_block(shop.org_id):
        fail_refund(actor=shop.system, refund_id=refund.id, code="closed", now=LATER)
    meet_after_reading(monkeypatch, (undoing, "_check_last"), (repairing, "_found"))

    def give_up() -> str:
        with organization_block(shop.org_id):
            supervisor = shop.actors[Role.SUPERVISOR]
            cancel_refund(actor=supervisor, reference=refund.reference, now=LATER)
        return "canceled"

    came_to = at_once(lambda: undo(shop, found), give_up)
    assert came_to in (["MoneyHasLeft", "canceled"], ["canceled", "undone"])
