"""The dock inspects while an agent gives the case to others: a person's word is the last, in either order."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError

from savoir.cases.operations import asking_again, route_case
from savoir.cases.queries import routed_case, timeline_of_case
from savoir.cases.states import Handler
from savoir.kernel.tenancy import organization_block
from savoir.logistics.states import Finding
from savoir.logistics.values import ReceiptCard
from tests.cases.found import AT, FAULTY, LOOKS, ROUTES, back
from tests.cases.routes import decide_by, team
from tests.concurrency.races import at_once, await_other, without_row_locks
from tests.logistics.parcels import Granted, examine
from tests.shop import Shop, make_shop

pytestmark = pytest.mark.concurrency
Story = tuple[Shop, Granted, ReceiptCard, int]


@pytest.fixture
def story(own_database: str) -> Story:
    """A broken thing at the dock, whose fault is the supplier's to see; its case is with the advisers."""
    shop = make_shop()
    decide_by(shop, ROUTES, LOOKS)
    transport = team(shop, "Boutique")
    with organization_block(shop.org_id):
        return shop, *back(shop), transport


def at_the_dock(story: Story) -> Callable[[], str]:
    shop, _case, receipt, _team = story

    def deed() -> str:
        with organization_block(shop.org_id):
            examine(shop, receipt, checks=FAULTY, finding=Finding.DEFECT_PROVEN)
        return "inspected"

    return deed


def by_hand(story: Story, after: threading.Event, done: threading.Event) -> Callable[[], str]:
    shop, case, _receipt, team_id = story

    def deed() -> str:
        assert after.wait(30)
        with organization_block(shop.org_id):
            route_case(
                actor=shop.agent, reference=case.reference, team_id=team_id, handled_by=Handler.STORE, now=AT
            )
        done.set()
        return "given"

    return deed


def unless_stuck(deed: Callable[[], str]) -> Callable[[], str]:
    def tried() -> str:
        try:
            return deed()
        except OperationalError:
            return "stuck"

    return tried


def raced(story: Story, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The agent gives it away once the dock has read that nobody has; what both came to."""
    has_read, given, asked = threading.Event(), threading.Event(), asking_again._is_by_hand

    def read_then_wait(*told: object) -> bool:
        found = asked(*told)  # type: ignore[arg-type]  # passed on as it came
        has_read.set()
        await_other(given.wait)
        return found

    monkeypatch.setattr(asking_again, "_is_by_hand", read_then_wait)
    return at_once(unless_stuck(at_the_dock(story)), unless_stuck(by_hand(story, has_read, given)))


def ended(story: Story) -> tuple[str, Handler, list[str]]:
    """Its team, who handles it, and who said so in turn."""
    shop, case, *_ = story
    with organization_block(shop.org_id):
        history = timeline_of_case(actor=shop.agent, case_id=case.case_id)
        said = [one.payload["after"] for one in history if one.kind == "case_routed"]
        found = routed_case(actor=shop.agent, case_id=case.case_id)
    return found.team_name, found.handled_by, said


def test_the_agent_waits_for_the_dock_and_has_the_last_word(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert raced(story, monkeypatch) == ["given", "inspected"]
    assert ended(story) == ("Boutique", Handler.STORE, ["inspection", "hand"])


def test_the_dock_waits_for_the_agent_and_leaves_it_where_he_sent_it(story: Story) -> None:
    free = threading.Event()
    free.set()
    by_hand(story, free, threading.Event())()
    assert at_the_dock(story)() == "inspected"
    assert ended(story) == ("Boutique", Handler.STORE, ["hand"])


def test_without_the_lock_each_holds_what_the_other_waits_for(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong: the case's row is one's, its stream the other's."""
    without_row_locks(monkeypatch, meets=False)
    assert "stuck" in raced(story, monkeypatch)
