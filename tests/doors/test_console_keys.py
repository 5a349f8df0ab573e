"""Keys of the API, at the console: made once, shown once, ended at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from savoir.kernel.access import KEY_PERMISSIONS, Permission, Role
from savoir.organizations.models import ApiKey
from savoir.organizations.queries import actor_of_key
from savoir.web.console.keys.forms import SCOPES
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.shop import Shop

TOKEN = re.compile(r"sav_([a-z0-9]+)_([\w-]{40,})")
TYPED = {"label": "ERP", "scopes": ["cases:case:read"], "brand": "", "last_on": ""}


@pytest.fixture
def boss(shop: Shop, login: Login) -> Client:
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


def keys(shop: Shop) -> list[ApiKey]:
    with inside(shop):
        return list(ApiKey.objects.order_by("id"))


def test_a_key_is_shown_once_and_opens_what_was_ticked(shop: Shop, boss: Client) -> None:
    assert boss.post("/console/cles/nouvelle/", TYPED).headers["Location"] == "/console/cles/"
    assert "sav_" not in str(dict(boss.session))  # it waits sealed

    shown = boss.get("/console/cles/").content.decode()
    prefix, secret = TOKEN.findall(shown)[0]
    with inside(shop):
        holder = actor_of_key(prefix=prefix, secret=secret, now=timezone.now())
    assert holder is not None
    assert holder.actor.permissions == {Permission.CASE_READ}

    again = boss.get("/console/cles/").content.decode()
    assert secret not in again
    assert prefix in again


def test_a_revoked_key_is_dead_at_once(shop: Shop, boss: Client) -> None:
    boss.post("/console/cles/nouvelle/", TYPED)
    (key,) = keys(shop)

    assert boss.post(f"/console/cles/{key.id}/revocation/").status_code == 303

    assert keys(shop)[0].revoked_at is not None
    assert "révoquée" in boss.get("/console/cles/").content.decode()
    assert boss.post("/console/cles/999999/revocation/").status_code == 404


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"scopes": []}, "Cochez au moins un droit"),
        ({"scopes": ["organizations:member:invite"]}, "choisissez une"),
        ({"label": ""}, "Nom du programme"), ({"label": "x" * 81}, "80"), ({"brand": "999999"}, "Marque"),
        ({"last_on": "hier"}, "Dernier jour"), ({"last_on": "2001-01-01"}, "Choisissez un jour à venir"),
    ],
)  # fmt: skip
def test_a_bent_key_is_not_made_and_the_form_keeps_what_was_typed(
    shop: Shop, boss: Client, bad: dict[str, object], said: str
) -> None:
    answer = boss.post("/console/cles/nouvelle/", {**TYPED, **bad})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert 'value="ERP"' in page or "label" in bad
    assert keys(shop) == []


def test_the_last_day_counts_whole(shop: Shop, boss: Client) -> None:
    day = timezone.localdate() + timedelta(days=3)
    boss.post("/console/cles/nouvelle/", {**TYPED, "last_on": day.isoformat()})

    ends = keys(shop)[0].expires_at
    assert ends is not None
    assert timezone.localdate(ends) == day + timedelta(days=1)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.FINANCE])
def test_who_may_not_hold_keys_changes_nothing(shop: Shop, login: Login, role: Role) -> None:
    client = Client()
    login(client, shop.actors[role])

    assert client.get("/console/cles/").status_code == 403
    assert client.post("/console/cles/nouvelle/", TYPED).status_code == 403
    assert keys(shop) == []


def test_every_right_of_a_key_has_its_words() -> None:
    assert set(SCOPES) == KEY_PERMISSIONS
