"""Two agents are kind in the same second: one gesture, one refund, the other learns that it moved."""

from collections.abc import Callable

import pytest

from savoir.cases.values import CaseCard
from savoir.config.launcher.cluster import Cluster
from savoir.kernel.access import Actor, Role
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Payment
from savoir.resolutions.models import Gesture, Refund
from savoir.resolutions.operations import answer_gesture, gesturing, grant_gesture
from savoir.resolutions.values import GesturePlan
from tests.concurrency.races import at_once, meet_in, without_row_locks
from tests.faults.worlds import broken
from tests.resolutions.gestures import SORRY, again, grant, kind_shop, replaced, shown
from tests.shop import NOON, Shop, sell

pytestmark = pytest.mark.concurrency
Story = tuple[Shop, CaseCard, GesturePlan]


@pytest.fixture
def story(own_database: str) -> Story:
    """A thing of 59 euros that broke twice: the policy gives a fifth of its price."""
    shop = kind_shop()
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = replaced(shop, sale)
        again(sale)
        return shop, case, shown(shop, case)


def kind(story: Story, actor: Actor) -> Callable[[], str]:
    shop, case, plan = story

    def deed() -> str:
        with organization_block(shop.org_id):
            grant_gesture(
                actor=actor, case_reference=case.reference, severity="grave", kind=plan.kind,
                amount=plan.amount, plan_digest=plan.digest, now=NOON,
            )  # fmt: skip
        return "granted"

    return deed


def outcome(shop: Shop) -> tuple[int, int, int]:
    """Gestures granted, refunds on their way, cents set aside."""
    with organization_block(shop.org_id):
        granted = Gesture.objects.filter(state="granted").count()
        return granted, Refund.objects.count(), Payment.objects.get().pending_minor


def test_two_agents_grant_one_gesture_and_the_second_learns_that_it_moved(story: Story) -> None:
    shop = story[0]
    told = at_once(kind(story, shop.agent), kind(story, shop.actors[Role.SENIOR]))
    assert told == ["GestureMoved", "granted"]
    assert outcome(shop) == (1, 1, 1180)
    assert broken(shop, NOON) == {}


def test_two_seniors_answer_one_wish_and_its_money_leaves_once(story: Story) -> None:
    shop, case, _plan = story
    with organization_block(shop.org_id):
        grant(shop, case, "slight", amount=3001, motive=SORRY)
        digest = Gesture.objects.get().plan_digest

    def say_yes(actor: Actor) -> Callable[[], str]:
        def deed() -> str:
            with organization_block(shop.org_id):
                answer_gesture(
                    actor=actor, case_id=case.id, granted=True, plan_digest=digest, motive="", now=NOON
                )
            return "granted"

        return deed

    told = at_once(say_yes(shop.actors[Role.SENIOR]), say_yes(shop.actors[Role.SUPERVISOR]))
    assert told == ["NotFound", "granted"]
    assert outcome(shop) == (1, 1, 3001)
    assert broken(shop, NOON) == {}


def test_without_lock_and_index_it_is_granted_twice(
    story: Story, own_database: str, template: tuple[Cluster, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong: if it did not, the tests above would prove nothing."""
    shop = story[0]
    template[0].run_sql(own_database, "DROP INDEX gesture_once")
    without_row_locks(monkeypatch)
    meet_in(monkeypatch, gesturing, "_check")
    assert at_once(kind(story, shop.agent), kind(story, shop.actors[Role.SENIOR])) == ["granted", "granted"]
    assert outcome(shop)[:2] == (2, 2)
