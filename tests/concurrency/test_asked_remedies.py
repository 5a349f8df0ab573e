"""Two people answer for one wish, or one while a colleague decides: it is given once or not at all."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError

from savoir.cases.operations import deciding
from savoir.cases.values import CaseCard
from savoir.kernel import approvals
from savoir.kernel.access import Actor, Role
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.lifecycles import IllegalMove
from savoir.orders.models import Payment
from savoir.resolutions.models import AskedRemedy, Refund
from savoir.resolutions.operations import (
    answer_asked_remedy,
    answer_with_refusal,
    asked,
    take_back_asked_remedy,
)
from tests.concurrency.races import at_once, goes_on_after, meet_in, without_row_locks
from tests.faults.worlds import broken
from tests.resolutions.beyond import ask, too_late
from tests.resolutions.gestures import kind_shop
from tests.shop import NOON, Shop

pytestmark = pytest.mark.concurrency
Story = tuple[Shop, CaseCard]


@pytest.fixture
def story(own_database: str) -> Story:
    """Fifty-nine euros are asked of a senior for a thing that came back too late."""
    shop = kind_shop()
    with organization_block(shop.org_id):
        case = too_late(shop)
        ask(shop, case)
    return shop, case


def say_yes(story: Story, actor: Actor) -> Callable[[], str]:
    shop, case = story
    with organization_block(shop.org_id):
        digest = AskedRemedy.objects.get().plan_digest

    def deed() -> str:
        with organization_block(shop.org_id):
            done = answer_asked_remedy(
                actor=actor, case_id=case.id, granted=True, plan_digest=digest, motive="", now=NOON
            )
        return done.state.value

    return deed


def refuse(story: Story) -> Callable[[], str]:
    shop, case = story

    def deed() -> str:
        with organization_block(shop.org_id):
            answer_with_refusal(
                actor=shop.agent, case_reference=case.reference, motive="out_of_time", reason="Trop tard.",
                instead="", now=NOON,
            )  # fmt: skip
        return "refused"

    return deed


def take_back(story: Story) -> Callable[[], str]:
    shop, case = story

    def deed() -> str:
        with organization_block(shop.org_id):
            take_back_asked_remedy(actor=shop.agent, case_reference=case.reference, now=NOON)
        return "taken back"

    return deed


def outcome(shop: Shop) -> tuple[str, int, int]:
    """What became of the wish, refunds on their way, cents set aside."""
    with organization_block(shop.org_id):
        return AskedRemedy.objects.get().state, Refund.objects.count(), Payment.objects.get().pending_minor


def test_two_who_may_say_yes_and_it_is_given_once(story: Story) -> None:
    shop = story[0]
    told = at_once(say_yes(story, shop.actors[Role.SENIOR]), say_yes(story, shop.actors[Role.SUPERVISOR]))
    assert told == ["NotFound", "approved"]
    assert outcome(shop) == ("approved", 1, 5900)
    assert broken(shop, NOON) == {}


def test_a_colleague_refuses_meanwhile_and_one_of_both_holds(story: Story) -> None:
    shop = story[0]
    told = at_once(say_yes(story, shop.actors[Role.SENIOR]), refuse(story))
    assert told in (["CaseMoved", "approved"], ["lapsed", "refused"])
    given = ("approved", 1, 5900) if "approved" in told else ("lapsed", 0, 0)
    assert outcome(shop) == given
    assert broken(shop, NOON) == {}


def test_its_asker_takes_it_back_meanwhile_and_one_of_both_holds(story: Story) -> None:
    shop = story[0]
    told = at_once(say_yes(story, shop.actors[Role.SENIOR]), take_back(story))
    assert told in (["WishAnswered", "approved"], ["NotFound", "taken back"])
    assert outcome(shop) == (("approved", 1, 5900) if "approved" in told else ("lapsed", 0, 0))
    assert broken(shop, NOON) == {}


def thrown_out(deed: Callable[[], str]) -> Callable[[], str]:
    """The deed, or that something below it ended it: what nobody should ever meet."""

    def tried() -> str:
        try:
            return deed()
        except (DatabaseError, IllegalMove):
            return "thrown out"

    return tried


def test_without_the_locks_and_the_look_under_them_the_second_one_falls(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong: both go on to give it, and only the table of moves stops the second."""
    shop = story[0]
    without_row_locks(monkeypatch)
    monkeypatch.setattr(deciding, "check_undecided", lambda _case: None)
    meet_in(monkeypatch, approvals, "decide")  # the second says yes before the first has committed
    yes = [thrown_out(say_yes(story, shop.actors[role])) for role in (Role.SENIOR, Role.SUPERVISOR)]
    assert at_once(*yes) == ["approved", "thrown out"]


def test_without_the_locks_it_is_given_though_it_was_taken_back(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: he read a wish that waits, a senior gives it, and he hears that the customer gets nothing."""
    shop = story[0]
    without_row_locks(monkeypatch)
    yes = goes_on_after(monkeypatch, (asked, "_last_of"), say_yes(story, shop.actors[Role.SENIOR]))
    assert at_once(take_back(story), yes) == ["approved", "taken back"]
    assert outcome(shop) == ("lapsed", 1, 5900)


@pytest.mark.long
def test_without_the_locks_yes_and_no_tear_at_each_other(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second twin: both have seen an undecided case, and the database throws one of them out."""
    shop = story[0]
    without_row_locks(monkeypatch)
    meet_in(monkeypatch, deciding, "read_ground")
    told = at_once(thrown_out(say_yes(story, shop.actors[Role.SENIOR])), thrown_out(refuse(story)))
    assert "thrown out" in told
