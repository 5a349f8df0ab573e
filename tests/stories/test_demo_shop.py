"""Maison Lenoir, a small one: built by operations alone, alive today, with something to do for everybody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from savoir.cases.queries import Bounds, QueueView, queue, queue_counts, routed_case
from savoir.commands.demo.building import build
from savoir.commands.demo.catalog import THINGS
from savoir.commands.demo.examples import EXAMPLES, email_of
from savoir.commands.demo.founding import SLUG, Shop
from savoir.commands.demo.goods import with_check_digit
from savoir.commands.demo.people import COLLEAGUES, PASSPHRASE
from savoir.commands.demo.script import write_script
from savoir.commands.demo.situations import SITUATIONS
from savoir.kernel.access import Role, system_actor
from savoir.kernel.approvals import open_approvals
from savoir.kernel.tasks import open_tasks
from savoir.kernel.tenancy import organization_block
from savoir.logistics.queries import receipts_to_inspect, station, unknown_parcels
from savoir.orders.queries import find_for_portal
from savoir.organizations.operations import check_password
from savoir.organizations.queries import organization_of_brand
from savoir.resolutions.models import Gesture
from savoir.resolutions.queries import DueFilter, Window, check_invariants, due_clocks, due_sums
from savoir.web.components.pictures import COLORWAYS, picture_keys

TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


def test_four_hundred_cases_are_written_the_same_every_time() -> None:
    first, second = write_script(now=TUESDAY), write_script(now=TUESDAY)
    assert first == second
    assert len(first.scenes) == sum(situation.count for situation in SITUATIONS) == 400
    assert len({sale.number for sale in first.sales}) == len(first.sales)
    assert all(scene.opened_at <= TUESDAY for scene in first.scenes)


def test_sixty_things_have_a_picture_and_a_number_scanners_accept() -> None:
    assert 58 <= len(THINGS) <= 66
    assert {thing.picture for thing in THINGS} <= set(picture_keys())
    assert {thing.colorway for thing in THINGS} <= set(COLORWAYS)
    numbers = {thing.gtin for thing in THINGS}
    assert len(numbers) == len(THINGS)
    assert all(with_check_digit(number[:-1]) == number for number in numbers)
    assert with_check_digit("400638133393") == "4006381333931"  # the worked example of every GTIN manual


@pytest.fixture
def small_shop(
    own_database: str, tmp_path: Path, settings: pytest.FixtureRequest, django_db_blocker: object
) -> Iterator[Shop]:
    """A twentieth of the demo, really committed."""
    home = settings.ENVIRONMENT.home  # type: ignore[attr-defined]  # pytest-django's own object
    object.__setattr__(settings.ENVIRONMENT, "home", tmp_path)  # type: ignore[attr-defined]  # pytest-django's own object
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own object
        try:
            yield build(now=TUESDAY, share=0.05, at_once=False)[0]
        finally:
            object.__setattr__(settings.ENVIRONMENT, "home", home)  # type: ignore[attr-defined]  # pytest-django's own object


@pytest.mark.long
def test_a_small_maison_lenoir_has_work_for_everybody(small_shop: Shop, tmp_path: Path) -> None:
    shop = small_shop
    assert organization_of_brand(SLUG) == (shop.org_id, shop.brand_ids[SLUG])
    with organization_block(shop.org_id):
        _has_queues(shop)
        _has_a_dock(shop)
        _has_customers(shop)
        _has_days_of_the_law(shop)
        _has_gestures(shop)
        found = check_invariants(actor=system_actor(shop.org_id), now=TUESDAY)
        assert [(one.code, one.samples) for one in found if one.violations] == []
    assert len(list((tmp_path / "mailbox" / str(shop.org_id)).glob("*.eml"))) > 60
    for person in COLLEAGUES:
        assert check_password(email=person.email, password=PASSPHRASE, address="127.0.0.1", now=TUESDAY)
    _left_its_future_to_the_worker()


def _has_queues(shop: Shop) -> None:
    bounds = Bounds(
        now=TUESDAY, evening=TUESDAY + timedelta(hours=7), week_end=TUESDAY + timedelta(days=6),
        week_ago=TUESDAY - timedelta(days=7),
    )  # fmt: skip
    lists: dict[QueueView, int] = {}
    for actor in shop.actors.values():
        for view, count in queue_counts(actor=actor, bounds=bounds).items():
            lists[view] = max(lists.get(view, 0), count)
    assert {view for view, count in lists.items() if not count} == set()
    tasks = {task.code for task in open_tasks(actor=shop.one(Role.FINANCE), limit=100)}
    assert {"refund_failed", "prepare_repair", "prepare_replacement"} <= tasks
    _has_teams(shop, bounds)


def _has_teams(shop: Shop, bounds: Bounds) -> None:
    """Each team that rules name exists and some have cases; somebody is to be looked at before a day."""
    lea = shop.one(Role.AGENT)
    waiting = queue(actor=lea, view=QueueView.TO_DO, bounds=bounds, limit=200).rows
    assert {"Sécurité", "Transport", "Service client"} <= {case.team_name for case in waiting}
    assert {case.urgency.value for case in waiting} == {"normal", "high", "urgent"}
    assert [case.reference for case in waiting if case.look_by is not None]
    lost = [routed_case(actor=lea, case_id=case.id).team_wanted for case in waiting]
    assert set(lost) == {""}


def _has_a_dock(shop: Shop) -> None:
    dock, lesquin = shop.one(Role.WAREHOUSE), shop.site_ids["lesquin"]
    assert receipts_to_inspect(actor=dock, site_id=lesquin, limit=5)
    assert len(unknown_parcels(actor=dock, site_id=lesquin)) == 5
    assert station(actor=dock, site_id=lesquin, day=TUESDAY.date()).inspected


def _has_days_of_the_law(shop: Shop) -> None:
    """Refunds and repairs fall due on days to come; little is late, and what is costs something."""
    who, today = shop.one(Role.FINANCE), TUESDAY.date()
    rows = due_clocks(actor=who, wanted=DueFilter(), today=today, limit=500)
    sums = due_sums(actor=who, wanted=DueFilter(), today=today)
    assert {"refund", "remedy"} <= {row.kind for row in rows}
    assert sums.counts[Window.OVERDUE] * 4 <= len(rows)
    theirs = due_clocks(actor=who, wanted=DueFilter(is_theirs=True), today=today, limit=500)
    assert {"send_back"} <= {row.kind for row in theirs}


def _has_gestures(shop: Shop) -> None:
    """Somebody was kind, and somebody asks a second person whether he may be."""
    states = set(Gesture.objects.values_list("state", flat=True))
    assert {"granted", "asked"} <= states
    assert open_approvals(actor=shop.one(Role.SENIOR), limit=10)


def _has_customers(shop: Shop) -> None:
    for example in EXAMPLES:
        brand = {"ML": "maison-lenoir", "LE": "lenoir-electro", "AL": "atelier-lenoir"}[example.number[:2]]
        assert find_for_portal(
            org_id=shop.org_id, brand_id=shop.brand_ids[brand], number=example.number,
            email=email_of(example), now=TUESDAY,
        ), example  # fmt: skip


def _left_its_future_to_the_worker() -> None:
    """Timers of promises that are alive wait in the worker's queue; nothing is left behind elsewhere.

    What follows from the declarations of the founding (how much can be decided) is the worker's first work.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT queue_name, status, args->>'name' FROM procrastinate_jobs")
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT args->>'name', min(scheduled_at) FROM procrastinate_jobs"
            " WHERE coalesce(args->>'subject_kind', '') NOT IN ('brand', 'organization')"
            " GROUP BY 1 ORDER BY 2 LIMIT 1"
        )
        name, earliest = cursor.fetchone()
    assert {(queue, status) for queue, status, _ in rows} == {("default", "todo")}, rows
    assert earliest > TUESDAY, name
