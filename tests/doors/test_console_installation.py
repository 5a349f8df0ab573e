"""The console's page of the machine says what the doctor said, the worst first."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from savoir.config.launcher import doctor
from savoir.config.launcher.findings import broken, fine, warning
from savoir.kernel.access import Role
from savoir.kernel.ports import Installation, bind, bound
from savoir.kernel.values.saying import say, together
from savoir.organizations.models import User
from tests.doors.conftest import Login
from tests.shop import NOON, Shop

PAGE = "/console/installation/"


@pytest.fixture
def admin(shop: Shop, login: Login, clock: time_machine.Traveller, tmp_path: Path) -> Client:
    """Nora, on a machine whose home is the test's."""
    former = bound(Installation)

    class Home:
        def last_look(self) -> object:
            return doctor.last_look(tmp_path)

    bind(Installation, Home)
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    yield client
    if former:
        bind(Installation, former)


def _page(admin: Client) -> str:
    answer = admin.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def _now() -> datetime:
    return datetime.now(NOON.tzinfo)


def test_nobody_has_looked_yet(admin: Client) -> None:
    assert "Personne n’a encore regardé" in _page(admin)


def test_the_worst_stands_first_with_its_way_out(admin: Client, tmp_path: Path) -> None:
    said = [
        fine("mail", "All well."),
        broken("backup", "Run it: savoir backup run"),
        warning("disk", "Look."),
    ]
    doctor.keep(said, tmp_path, now=_now())
    page = _page(admin)
    assert page.index("savoir backup run") < page.index("Look.") < page.index("All well.")
    assert "1 point à réparer" in page
    assert "ancien" not in page


def test_an_old_look_is_said(admin: Client, tmp_path: Path) -> None:
    doctor.keep([fine("mail", "All well.")], tmp_path, now=_now() - timedelta(hours=5))
    page = _page(admin)
    assert "Rien n’est cassé." in page
    assert "Le dernier regard est ancien" in page


def test_a_bent_note_is_no_look(admin: Client, tmp_path: Path) -> None:
    (tmp_path / doctor.LOOK).write_text("{")
    assert "Personne n’a encore regardé" in _page(admin)


def _look(tmp_path: Path) -> None:
    silent = say("The worker is silent for {seconds} s.", seconds=90)
    way_out = say(
        "Start it: systemctl start {unit}. Why it ended: journalctl -u {unit}", unit="savoir-worker@a"
    )
    said = [
        broken("worker", together(silent, way_out)),
        fine("clock", say("Another release's own sentence.")),
    ]
    doctor.keep(said, tmp_path, now=_now())


def test_the_page_speaks_french_and_marks_what_does_not(admin: Client, tmp_path: Path) -> None:
    _look(tmp_path)
    page = _page(admin)
    assert "Automate" in page
    assert "L’automate ne donne plus signe depuis 90 s." in page
    assert "systemctl start savoir-worker@a" in page
    assert "The worker is silent" not in page
    assert '<span lang="en">Another release&#x27;s own sentence.</span>' in page


def test_the_page_speaks_english_to_who_reads_it(admin: Client, tmp_path: Path) -> None:
    _look(tmp_path)
    User.objects.filter(id=admin.session["_auth_user_id"]).update(language="en")
    page = _page(admin)
    assert "The worker is silent for 90 s." in page
    assert "signe depuis" not in page


def test_a_look_that_a_former_release_kept_is_read(admin: Client, tmp_path: Path) -> None:
    rows = [["broken", "mail", "Set SAVOIR_SMTP_URL."]]
    (tmp_path / doctor.LOOK).write_text(json.dumps({"at": _now().isoformat(), "findings": rows}))
    assert '<span lang="en">Set SAVOIR_SMTP_URL.</span>' in _page(admin)
