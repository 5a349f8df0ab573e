"""`savoir demo` as its person meets it: built once, unfinished said plainly, the welcome complete."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from savoir.commands.demo import command
from savoir.commands.demo.examples import EXAMPLES
from savoir.commands.demo.founding import SLUG, connect_provider
from savoir.commands.demo.people import COLLEAGUES, PASSPHRASE
from savoir.config.launcher import gathered, running
from savoir.config.launcher.faults import LauncherFault
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.models import LedgerEvent
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import SealBroken, account_settings
from tests.shop import Shop

LATER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Path]:
    """The data of this machine in a folder of the test's own."""
    former = settings.ENVIRONMENT.home  # type: ignore[attr-defined]  # pytest-django's own object
    object.__setattr__(settings.ENVIRONMENT, "home", tmp_path)  # type: ignore[attr-defined]  # pytest-django's own object
    yield tmp_path
    object.__setattr__(settings.ENVIRONMENT, "home", former)  # type: ignore[attr-defined]  # pytest-django's own object


def test_the_welcome_names_every_door_and_somebody_for_each_role() -> None:
    text = command.welcome("http://localhost:8123")
    for address in ("/sav/maison-lenoir/", "/sav/lenoir-electro/", "/sav/atelier-lenoir/", "/entree/"):
        assert f"http://localhost:8123{address}" in text
    assert all(example.number in text for example in EXAMPLES)
    assert {person.role for person in COLLEAGUES if person.email in text} == set(Role)
    assert PASSPHRASE in text
    assert len(PASSPHRASE) >= 15
    assert "savoir demo --reset" in text


def test_a_shop_that_stands_is_only_connected(
    shop: Shop, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "organization_of_brand", lambda _slug: (shop.org_id, shop.brand_id))
    monkeypatch.setattr(command, "build", lambda **_: pytest.fail("built twice"))
    (home / "demo.json").write_text(json.dumps({"org_id": shop.org_id}))
    assert command.main(["--provider", "http://127.0.0.1:4242", "--address", "http://localhost:8123"]) == 0
    with organization_block(shop.org_id):
        found = account_settings(actor=shop.system, port="refund_rail.provider", brand_id=shop.brand_id)
    assert found is not None
    assert found.settings["base_url"] == "http://127.0.0.1:4242"
    assert "http://localhost:8123" in (home / "welcome.txt").read_text()


def test_a_build_that_was_cut_off_is_said_and_left_alone(
    shop: Shop, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "organization_of_brand", lambda _slug: (shop.org_id, shop.brand_id))
    monkeypatch.setattr(command, "build", lambda **_: pytest.fail("built over the remains"))
    assert command.main([]) == 1
    assert "savoir demo --reset" in capsys.readouterr().err


def test_the_same_provider_is_not_connected_twice(shop: Shop) -> None:
    for _ in range(2):
        connect_provider(shop.org_id, {shop.brand_id}, "http://127.0.0.1:4242", now=LATER)
    with organization_block(shop.org_id):
        connected = LedgerEvent.objects.filter(kind="account_connected").count()
    assert connected == 2  # the shop's own, and ours once


def test_a_home_with_a_new_key_connects_its_provider_again(shop: Shop, settings: Any) -> None:
    connect_provider(shop.org_id, {shop.brand_id}, "http://127.0.0.1:4242", now=LATER)
    settings.SECRET_KEY = "made after the demo was built, as it happens when the file was lost"
    with organization_block(shop.org_id), pytest.raises(SealBroken):
        account_settings(actor=shop.system, port="refund_rail.provider", brand_id=shop.brand_id)
    connect_provider(shop.org_id, {shop.brand_id}, "http://127.0.0.1:4242", now=LATER)
    with organization_block(shop.org_id):
        found = account_settings(actor=shop.system, port="refund_rail.provider", brand_id=shop.brand_id)
    assert found is not None
    assert found.settings["base_url"] == "http://127.0.0.1:4242"


def test_jobs_of_the_future_go_over_to_the_worker_and_those_of_the_past_are_dropped(shop: Shop) -> None:
    with organization_block(shop.org_id), jobs.on_queue("demo-x"):
        for place, name in enumerate(("cases.close", "logistics.make_slip")):
            jobs.enqueue(name, org_id=shop.org_id, run_at=LATER + timedelta(hours=place),
                         queueing_lock=f"close:{place}", case_id=1)  # fmt: skip
    assert jobs.drain(queue_name="demo-x", until=LATER - timedelta(hours=1)) == 0
    assert jobs.next_due("demo-x", leaving=frozenset({"cases.close"})) == LATER + timedelta(hours=1)
    assert jobs.release("demo-x", without=frozenset({"logistics.make_slip"})) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT queue_name, queueing_lock, args->>'name' FROM procrastinate_jobs")
        assert cursor.fetchall() == [("default", "default:close:0", "cases.close")]


def test_reset_refuses_a_database_that_holds_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["organizations_organization", "1"])
    dropped: list[str] = []

    class Other:
        def __init__(self, _home: Path) -> None: ...

        def run_sql(self, _database: str, query: str) -> str:
            assert SLUG in query or "to_regclass" in query
            return next(answers)

        def drop_database(self, name: str) -> None:
            dropped.append(name)

    class Here:
        is_production, database_url, home = False, "", Path("/nowhere")

    monkeypatch.setattr(running, "Cluster", Other)
    with pytest.raises(LauncherFault, match="more than the demo shop"):
        running.reset(Here())  # type: ignore[arg-type]  # as much of the wishes as reset reads
    assert dropped == []


def test_static_files_are_gathered_again_only_when_something_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "web"
    sources.mkdir()
    (sources / "page.css").write_text("a{}")
    (tmp_path / "static").mkdir()
    monkeypatch.setattr(gathered, "SOURCES", sources)
    assert not gathered.is_current(tmp_path)
    gathered.mark(tmp_path)
    assert gathered.is_current(tmp_path)
    (sources / "page.css").write_text("a{color:red}")
    assert not gathered.is_current(tmp_path)
