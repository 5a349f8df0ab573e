"""Two workers look at one day of the law in the same instant: a person hears of it once."""

from collections.abc import Callable

import pytest

from savoir.cases.states import Intent, Reason
from savoir.kernel.jobs import drain
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import LegalClock
from savoir.resolutions.operations import clocking
from tests.cases.files import DAY, opened
from tests.concurrency.races import at_once, meet_in, without_row_locks
from tests.shop import NOON, Shop, make_shop, sell

pytestmark = pytest.mark.concurrency
NEAR_IT = NOON + 28 * DAY


@pytest.fixture
def claim(own_database: str) -> Shop:
    """A claim whose thirty days end in two."""
    shop = make_shop()
    with organization_block(shop.org_id):
        opened(shop, sell(shop), Intent.CLAIM, Reason.DEFECTIVE)
    drain(until=NOON)
    return shop


def looking(shop: Shop) -> Callable[[], str]:
    with organization_block(shop.org_id):
        clock_id = LegalClock.objects.get(kind="remedy").id

    def look() -> str:
        with organization_block(shop.org_id):
            told = clocking.watch_clock(actor=shop.system, clock_id=clock_id, now=NEAR_IT)
        return told or "nothing"

    return look


def test_two_workers_tell_one_person_once(claim: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_in(monkeypatch, clocking, "_leaves_by_itself")

    assert at_once(looking(claim), looking(claim)) == ["legal_date_near", "nothing"]

    with organization_block(claim.org_id):
        assert HumanTask.objects.filter(subject_kind="clock").count() == 1


def test_without_the_lock_both_tell(claim: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin that must go wrong: if it did not, the test above would prove nothing."""
    without_row_locks(monkeypatch)
    meet_in(monkeypatch, clocking, "_leaves_by_itself")

    assert at_once(looking(claim), looking(claim)) == ["legal_date_near", "legal_date_near"]
