"""A list of the desk narrowed to a team, or to who handles its cases."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from savoir.cases.models import Case
from savoir.cases.queries import Bounds, Only, QueueView, cases_beside, queue, queue_figures
from savoir.cases.queries.desk_lists import Part, on_page
from savoir.cases.states import Handler, Intent, Reason
from savoir.kernel.tenancy import organization_block
from tests.cases.files import HOUR, card, opened
from tests.cases.routes import TEAMS, decide_by, sold, team
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.django_db
COPIED = ("org_id", "brand_id", "entry", "intent", "currency", "opened_at", "next_due_at")
BATTERY = {"product": {"name": "Casque BT 700", "dangerous_goods": "UN3481"}}


@pytest.fixture
def house(shop: Shop) -> Shop:
    """Its policy says who takes a case; the safety team exists."""
    decide_by(shop, TEAMS)
    team(shop, "Sécurité")
    return shop


def bounds() -> Bounds:
    week = timedelta(days=7)
    return Bounds(now=NOON, evening=NOON + 7 * HOUR, week_end=NOON + week, week_ago=NOON - week)


def listed(shop: Shop, view: QueueView = QueueView.WEEK, **only: Any) -> set[int]:
    rows = queue(actor=shop.agent, view=view, bounds=bounds(), only=Only(**only)).rows
    return {row.id for row in rows}


def test_a_list_is_narrowed_to_a_team_or_to_who_handles_it(house: Shop) -> None:
    transport = team(house, "Transport")
    with organization_block(house.org_id):
        safe = opened(house, sold(house, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)
        shopped = opened(house, sold(house, channel="store"), Intent.CLAIM, Reason.DEFECTIVE)
        broken = opened(house, sold(house), Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL)
        plain = opened(house, sold(house), Intent.CLAIM, Reason.DEFECTIVE)

        assert listed(house) == {safe.id, shopped.id, broken.id, plain.id}
        assert listed(house, team="securite") == {safe.id}
        assert listed(house, team="transport") == {broken.id}
        assert listed(house, handled_by=Handler.STORE) == {shopped.id}
        assert listed(house, handled_by=Handler.AGENTS) == {safe.id, plain.id}
        assert listed(house, team="transport", handled_by=Handler.SUPPLIER) == {broken.id}
        assert listed(house, team="transport", handled_by=Handler.STORE) == set()
        assert listed(house, team="no-such-team") == set()
        assert card(house, broken).team_id == transport


def test_every_view_can_be_narrowed_and_turned_page_by_page(house: Shop) -> None:
    with organization_block(house.org_id):
        for _ in range(5):
            opened(house, sold(house, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)
            opened(house, sold(house), Intent.CLAIM, Reason.DEFECTIVE)
        only, read, after = Only(team="securite"), list[int](), None
        for _ in range(3):
            page = queue(
                actor=house.agent, view=QueueView.WEEK, bounds=bounds(), after=after, limit=2, only=only
            )
            read, after = [*read, *(row.id for row in page.rows)], page.after
        for view in QueueView:
            queue(actor=house.agent, view=view, bounds=bounds(), only=Only("securite", Handler.AGENTS))
    assert (len(read), len(set(read)), after) == (5, 5, None)


@pytest.mark.parametrize(("only", "index"), [
    (Only(team="securite"), "case_of_team"), (Only(handled_by=Handler.STORE), "case_elsewhere"),
])  # fmt: skip
def test_a_narrowed_list_has_an_index_of_its_own(house: Shop, only: Only, index: str) -> None:
    """The words of the condition are the words of the index, so that the planner may take it."""
    with organization_block(house.org_id), connection.cursor() as cursor:
        case = opened(house, sold(house), Intent.CLAIM, Reason.DEFECTIVE)
        row = {field: getattr(Case.objects.get(id=case.id), field) for field in COPIED}
        Case.objects.bulk_create(Case(**row, reference=f"SAV-{n}", needs_person=True) for n in range(2000))
        wanted = on_page(QueueView.TO_DO, Part.FIRST, 51, only)
        sql = wanted.sql.partition("ARRAY(")[2].removesuffix("))")
        values = {"now": NOON, "ranks": [""], "team": "securite"}
        cursor.execute(f"EXPLAIN {sql}", [values[slot.name] for slot in wanted.params])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"using {index}" in plan or f"on {index}" in plan


def test_the_teams_come_with_the_numbers_and_only_the_houses_own(house: Shop) -> None:
    team(make_shop("dupont"), "Autre maison")
    team(house, "Transport")
    with organization_block(house.org_id):
        figures = queue_figures(actor=house.agent, bounds=bounds())
        buyer = queue_figures(actor=house.customer(1), bounds=bounds())
    assert figures.teams == (("securite", "Sécurité"), ("transport", "Transport"))
    assert buyer.teams == ()


def test_beside_an_open_case_the_list_is_narrowed_too(house: Shop) -> None:
    with organization_block(house.org_id):
        safe = opened(house, sold(house, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)
        opened(house, sold(house), Intent.CLAIM, Reason.DEFECTIVE)
        listed, are_more = cases_beside(
            actor=house.agent, view=QueueView.WEEK, bounds=bounds(), limit=9, only=Only(team="securite")
        )
    assert ([one.id for one in listed], are_more) == ([safe.id], False)
