"""R7: fifty requests with one key at once: one does the work, all get its answer."""

from collections.abc import Callable

import pytest

from savoir.kernel import idempotency
from savoir.kernel.models import HumanTask, IdempotencyRecord
from savoir.kernel.tasks import open_task
from savoir.kernel.tenancy import organization_block
from tests.concurrency.races import at_once
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
STORM = 50


@pytest.fixture
def shop(own_database: str) -> Shop:
    """A shop of real commits."""
    return make_shop()


def effects(shop: Shop) -> int:
    with organization_block(shop.org_id):
        return HumanTask.objects.count()


def press(shop: Shop, place: int) -> Callable[[], str]:
    """The same button, pressed again by an impatient hand."""

    def work() -> int:
        open_task(code="pressed", subject_kind="hand", subject_id=place, detail={}, due_at=None, now=NOON)
        return place

    def deed() -> str:
        with organization_block(shop.org_id):
            answer, is_new = idempotency.once(
                scope="button", key="K", request_digest="same", work=work, now=NOON
            )
        return f"{answer} {'new' if is_new else 'again'}"

    return deed


def test_fifty_at_once_do_the_work_once_and_hear_the_same_answer(shop: Shop) -> None:
    told = at_once(*(press(shop, place) for place in range(STORM)))
    assert effects(shop) == 1
    assert len(told) == STORM
    assert len({word.split()[0] for word in told}) == 1
    assert sum(word.endswith("new") for word in told) == 1


def test_without_the_record_each_press_does_the_work(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin that must go wrong."""
    monkeypatch.setattr(idempotency, "_recorded", lambda *given: IdempotencyRecord())
    monkeypatch.setattr(idempotency, "write_columns", lambda *given: None)
    at_once(*(press(shop, place) for place in range(STORM)))
    assert effects(shop) == STORM
