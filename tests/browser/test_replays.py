"""The pages of a replay in a real Chromium: asked for, followed, read; in both themes, narrow and wide."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from savoir.cases.models import CaseLine
from savoir.connectors.analytics.duck import DuckHistory
from savoir.insights import operations
from savoir.insights.queries import replay_to_run
from savoir.insights.values import PastCase, ReplayAnswer
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.policies import starters, tables
from savoir.policies.operations import draft_version
from savoir.policies.queries import version_at
from tests.browser.test_desk import enter, shot
from tests.connectors.analytics.past import some_case
from tests.doors.desks import late_return
from tests.insights.pasts import extract_in

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def draft(site: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A draft of the fashion rules in a shop where a few dresses came back."""
    for _ in range(3):
        late_return(site.shop)
    with organization_block(site.shop.org_id):
        version_id = draft_version(
            actor=site.shop.actors[Role.SUPERVISOR], brand_id=site.shop.brand_id,
            document=starters.load("fashion"), now=site.now,
        )  # fmt: skip
    with extract_in(tmp_path_factory.mktemp("analytics")):
        yield version_id


def worked() -> None:
    """The jobs that wait are done."""
    jobs.drain(until=datetime.now(UTC) + timedelta(minutes=1))


@pytest.mark.parametrize(("width", "dark"), [(390, True), pytest.param(1440, False, marks=pytest.mark.long)])
def test_a_replay_is_asked_for_followed_and_read(
    site: Any, visit: Callable[..., Any], draft: int, width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.SUPERVISOR)
    page = window.page
    page.goto(f"{site.address}/console/regles/{draft}/rejeu/")
    window.is_sound()
    page.get_by_label("Dossiers", exact=True).select_option("tous" if dark else "3")
    page.get_by_role("button", name="Rejouer sur le passé").click()
    page.get_by_text("Ce rejeu attend son tour").wait_for()
    shot(window, f"replay-running-{width}-{'dark' if dark else 'light'}")
    window.is_sound()
    worked()
    page.get_by_role("heading", name="Dossiers dont la réponse change").wait_for()  # by itself
    window.is_sound()
    page.go_back()
    page.reload()
    shot(window, f"replays-{width}-{'dark' if dark else 'light'}")
    window.is_sound()


def test_a_replay_is_stopped(site: Any, visit: Callable[..., Any], draft: int) -> None:
    window = visit(width=820, height=900)
    enter(site, window, Role.SUPERVISOR)
    page = window.page
    page.goto(f"{site.address}/console/regles/{draft}/rejeu/")
    page.get_by_role("button", name="Rejouer sur le passé").click()
    page.get_by_role("button", name="Arrêter").click()
    page.get_by_role("heading", name="Ce rejeu a été arrêté").wait_for()
    shot(window, "replay-stopped-820-light")
    window.is_sound()
    worked()
    page.reload()
    page.get_by_role("heading", name="Ce rejeu a été arrêté").wait_for()


@pytest.fixture(scope="module")
def rich(site: Any, draft: int, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a replay with a year of random cases behind it, as if they had been ours."""
    with organization_block(site.shop.org_id):
        card = version_at(actor=site.shop.system, brand_id=site.shop.brand_id, at=site.now)
        assert card is not None
        run_id = operations.ask_replay(
            actor=site.shop.actors[Role.SUPERVISOR], version_id=draft, against_id=card.id,
            since=date(2026, 1, 1), now=site.now,
        )  # fmt: skip
        asked = replay_to_run(actor=site.shop.system, run_id=run_id)
        assert asked is not None
        case_id, line_id = _some_line(site)
    made = DuckHistory(tmp_path_factory.mktemp("rich"))
    made.rewrite(_year(site.shop.brand_id, case_id, line_id))
    before, after = (tables.compile(dict(one.document)) for one in (asked.before, asked.after))
    found = ReplayAnswer(
        made.replay(before, after, asked.span),
        made.changed(before, after, asked.span, effect="", page=0, size=60), 2.4,
    )  # fmt: skip
    with organization_block(site.shop.org_id):
        operations.finish_replay(actor=site.shop.system, run_id=run_id, answer=found, now=site.now)
    return f"{site.address}/console/regles/{draft}/rejeu/{run_id}/"


def _some_line(site: Any) -> tuple[int, int]:
    line = CaseLine.objects.filter(org_id=site.shop.org_id).first()
    assert line is not None
    return line.case_id, line.id


def _year(brand_id: int, case_id: int, line_id: int) -> Iterator[PastCase]:
    chance = random.Random("a year")
    for number in range(2100):
        one = some_case(chance, number)
        more = {"intent": chance.choice(("return", "return", "withdrawal")), "delivered": True,
                "contract": "goods", "currency": "EUR" if number % 9 else "GBP"}  # fmt: skip
        yield replace(
            one, case_id=case_id, line_id=line_id, brand_id=brand_id, facts={**more, **one.facts},
            asked_on=date(2026, 1, 2) + timedelta(days=number % 320),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (390, False),
        pytest.param(820, True, marks=pytest.mark.long),
        (1440, True),
        pytest.param(1440, False, marks=pytest.mark.long),
        pytest.param(390, True, marks=pytest.mark.long),
        pytest.param(820, False, marks=pytest.mark.long),
    ],
)
def test_what_a_replay_found_is_read_at_every_width(
    site: Any, visit: Callable[..., Any], rich: str, width: int, dark: bool
) -> None:
    window = visit(width=width, height=900, dark=dark)
    enter(site, window, Role.SUPERVISOR)
    page = window.page
    page.goto(rich)
    page.get_by_role("heading", name="Qui gagne, qui perd").wait_for()
    shot(window, f"replay-done-{width}-{'dark' if dark else 'light'}")
    window.is_sound()
    page.get_by_role("link", name="Motif").click()
    page.get_by_label("Minutes par réponse").fill("12")
    page.get_by_role("button", name="Compter en heures").click()
    page.get_by_text("Heures d’équipe").wait_for()
    page.get_by_text("Semaine par semaine et par équipe").click()
    page.get_by_role("link", name="Perdent").click()
    page.wait_for_load_state("load")
    assert "effet=perdent" in page.url
    window.is_sound()
