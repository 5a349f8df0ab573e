"""The mode ends while a refund is taken up: refunds are locked before the brand, by both."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError

from savoir.kernel.access import Actor, Role
from savoir.kernel.tenancy import organization_block
from savoir.logistics import jobs as labels
from savoir.logistics.models import ReturnAuthorization
from savoir.logistics.operations import withholding
from savoir.organizations.operations import alongside_of, begin_alongside, end_alongside
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import alongside, begin_attempt, settling, stop_alongside
from savoir.resolutions.queries import ending_of
from tests.concurrency.races import at_once, meet_after_reading
from tests.faults.worlds import DAY, agree, broken, post
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
END = NOON + 3 * DAY


@pytest.fixture
def due(own_database: str) -> tuple[Shop, Refund]:
    """A refund that is due beside the old system; nobody has tried it."""
    shop = make_shop()
    with organization_block(shop.org_id):
        begin_alongside(actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id, now=NOON)
        return shop, Refund.objects.get(id=post(shop, agree(shop)))


def both(due: tuple[Shop, Refund], job: Callable[[Shop, Refund], str] | None = None) -> list[str]:
    """The end of the mode, and the job that takes the refund up (or another one), at once."""
    shop, refund = due
    with organization_block(shop.org_id):
        shown = ending_of(actor=shop.system, brand_id=shop.brand_id).digest

    def deed(act: Callable[[], str]) -> Callable[[], str]:
        def run() -> str:
            try:
                with organization_block(shop.org_id):
                    return act()
            except DatabaseError as error:
                return "deadlock" if "deadlock" in str(error) else str(error)

        return run

    def stop() -> str:
        admin = shop.actors[Role.ADMIN]
        left = stop_alongside(actor=admin, brand_id=shop.brand_id, shown_digest=shown, now=END).left
        return f"left {len(left)}"

    return at_once(deed(stop), deed(lambda: (job or take_up)(shop, refund)))


def take_up(shop: Shop, refund: Refund) -> str:
    """The job of the money."""
    attempt = begin_attempt(actor=shop.system, refund_id=refund.id, now=END)
    return "held" if attempt is None else "asked"


def order_label(shop: Shop, refund: Refund) -> str:
    """The job of the label of the same case."""
    ra = ReturnAuthorization.objects.get(case_id=refund.case_id)
    labels.prepare_return(org_id=shop.org_id, now=END, ra_id=ra.id)
    ra.refresh_from_db()
    return "withheld" if ra.withheld_at else "ordered"


def test_it_is_held_whoever_comes_first(due: tuple[Shop, Refund], monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after_reading(monkeypatch, (settling, "_locked"), (alongside, "_locked_unsent"))
    assert both(due) == ["held", "left 1"]
    shop, refund = due
    with organization_block(shop.org_id):
        assert Refund.objects.get(id=refund.id).held_at == END
        assert begin_attempt(actor=shop.system, refund_id=refund.id, now=END + DAY) is None
    assert broken(shop, END) == {}


def test_with_the_brand_locked_first_both_wait_in_a_circle(
    due: tuple[Shop, Refund], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    shop, _ = due
    locked, admin = alongside._locked_unsent, shop.actors[Role.ADMIN]
    first = SimpleNamespace(end=lambda: end_alongside(actor=admin, brand_id=shop.brand_id, now=END))

    def brand_first(brand_id: int) -> list[Refund]:
        first.end()
        return locked(brand_id)

    monkeypatch.setattr(alongside, "end_alongside", lambda **_: None)
    monkeypatch.setattr(alongside, "_locked_unsent", brand_first)
    meet_after_reading(monkeypatch, (settling, "_locked"), (first, "end"))
    assert "deadlock" in both(due)


def test_a_label_is_ordered_or_withheld_and_both_go_on(
    due: tuple[Shop, Refund], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_after_reading(monkeypatch, (withholding, "locked_authorization"), (alongside, "_locked_unsent"))
    assert both(due, order_label) in (["left 1", "ordered"], ["left 1", "withheld"])


def test_a_label_that_asked_for_the_brand_before_its_case_waits_in_a_circle(
    due: tuple[Shop, Refund], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    shop, _ = due
    locked = withholding.locked_authorization
    gate = SimpleNamespace(ask=lambda: alongside_of(actor=shop.system, brand_id=shop.brand_id))

    def brand_first(actor: Actor, ra_number: str) -> ReturnAuthorization:
        gate.ask()
        return locked(actor, ra_number)

    monkeypatch.setattr(withholding, "locked_authorization", brand_first)
    meet_after_reading(monkeypatch, (gate, "ask"), (alongside, "_locked_unsent"))
    assert "deadlock" in both(due, order_label)
