"""The mode ends while a refund is taken up: refunds are locked before the brand, by both."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import DatabaseError

from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import begin_alongside, end_alongside
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


def both(due: tuple[Shop, Refund]) -> list[str]:
    """The end of the mode, and the job that takes the refund up, at once."""
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

    def take_up() -> str:
        attempt = begin_attempt(actor=shop.system, refund_id=refund.id, now=END)
        return "held" if attempt is None else "asked"

    return at_once(deed(stop), deed(take_up))


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
