"""Webhooks, at the console: an address is added, tried, stopped and made good again."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from savoir.kernel.access import Role
from savoir.kernel.models import WebhookDelivery, WebhookEndpoint, WebhookReplay
from savoir.kernel.outbox import jobs
from savoir.kernel.outbox.endpoints import rest_by_machine
from savoir.kernel.ports import WebhookAnswer
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.kernel.webhooks import URL, Other, answering
from tests.shop import NOON, Shop, make_shop

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{40,}")
TYPED = {"url": URL, "description": "ERP", "brand": "", "types": ["case.closed"]}


@pytest.fixture
def other() -> Iterator[Other]:
    found = Other()
    with answering(found):
        yield found


@pytest.fixture
def boss(shop: Shop, login: Login) -> Client:
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


def added(shop: Shop, boss: Client, **typed: Any) -> int:
    answer = boss.post("/console/webhooks/nouvelle/", {**TYPED, **typed})
    assert answer.status_code == 303
    return int(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def send(shop: Shop, endpoint_id: int) -> None:
    with inside(shop):
        due = WebhookDelivery.objects.order_by("-due_at").first()
        assert due is not None
        jobs.send(org_id=shop.org_id, now=due.due_at, webhook_endpoint_id=endpoint_id)


def endpoint(shop: Shop, endpoint_id: int) -> WebhookEndpoint:
    with inside(shop):
        return WebhookEndpoint.objects.get(id=endpoint_id)


def test_an_address_is_added_its_secret_shown_once_and_a_test_arrives(
    shop: Shop, boss: Client, other: Other
) -> None:
    here = f"/console/webhooks/{added(shop, boss)}/"
    assert "whsec_" not in str(dict(boss.session))
    (secret,) = set(SECRET.findall(boss.get(here).content.decode()))
    assert SECRET.search(boss.get(here).content.decode()) is None

    boss.post(f"{here}essai/")
    send(shop, int(here.split("/")[-2]))

    assert other.got[0].secrets == (secret,)
    page = boss.get(here).content.decode()
    assert "webhook.test" in page
    assert other.ids[0] in page
    assert "bien reçu" in page
    assert "reçoit tout" in boss.get("/console/webhooks/").content.decode()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://erp.example.com/", "https://"), ("https://10.0.0.1/", "intérieur d’un réseau"),
        ("https://u:p@erp.example.com/", "mot de passe"), ("https://erp.example.com./", "sans point"),
        ("https://localhost/", "intérieur"), ("", "Adresse de votre outil"),
        ("https://e.example.com:22/", "443"),
    ],
)  # fmt: skip
def test_an_address_we_would_not_call_is_refused_with_the_way_out(
    shop: Shop, boss: Client, url: str, said: str
) -> None:
    answer = boss.post("/console/webhooks/nouvelle/", {**TYPED, "url": url})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert 'value="case.closed" checked' in page
    with inside(shop):
        assert WebhookEndpoint.objects.count() == 0


@pytest.mark.parametrize("bad", [{"types": ["case.gone"]}, {"brand": "999999"}, {"description": "x" * 121}])
def test_a_bent_wish_adds_nothing(shop: Shop, boss: Client, bad: dict[str, object]) -> None:
    assert boss.post("/console/webhooks/nouvelle/", {**TYPED, **bad}).status_code == 422
    with inside(shop):
        assert WebhookEndpoint.objects.count() == 0


def test_what_failed_is_seen_and_sent_again(shop: Shop, boss: Client, other: Other) -> None:
    endpoint_id = added(shop, boss)
    here = f"/console/webhooks/{endpoint_id}/"
    other.says = WebhookAnswer(410, "gone")
    boss.post(f"{here}essai/")
    send(shop, endpoint_id)

    page = boss.get(here).content.decode()
    assert "l’outil dit qu’elle n’existe plus" in page
    assert "Activer de nouveau" in page
    assert boss.post(f"{here}essai/").status_code == 409
    assert "1 en panne" in boss.get("/console/").content.decode()

    boss.post(f"{here}activation/")
    other.says = WebhookAnswer(200, "")
    with inside(shop):
        failed = WebhookDelivery.objects.get()
    assert boss.post(f"{here}renvois/", {"since": "2020-01-01T00:00"}).status_code == 303
    with inside(shop):
        replay = WebhookReplay.objects.get()
        jobs.replay(org_id=shop.org_id, now=failed.due_at, webhook_replay_id=replay.id)
    send(shop, endpoint_id)

    assert other.ids == [other.ids[0]] * 2
    page = boss.get(here).content.decode()
    assert "1 remis en route" in page
    assert boss.post(f"{here}envois/{failed.id}/renvoi/").status_code == 303
    send(shop, endpoint_id)
    assert other.ids == [other.ids[0]] * 3


@pytest.mark.parametrize("since", ["", "hier", "2999-01-01T00:00"])
def test_a_bent_moment_sends_nothing_again(shop: Shop, boss: Client, since: str) -> None:
    here = f"/console/webhooks/{added(shop, boss)}/"

    assert boss.post(f"{here}renvois/", {"since": since}).status_code == 422
    with inside(shop):
        assert WebhookReplay.objects.count() == 0


def test_an_address_is_changed_stopped_and_removed(shop: Shop, boss: Client) -> None:
    endpoint_id = added(shop, boss)
    here = f"/console/webhooks/{endpoint_id}/"

    assert 'value="https://erp.example.com/hook"' in boss.get(f"{here}adresse/").content.decode()
    boss.post(f"{here}adresse/", {**TYPED, "url": "https://new.example.com/", "types": []})
    assert (endpoint(shop, endpoint_id).url, endpoint(shop, endpoint_id).types) == (
        "https://new.example.com/",
        [],
    )
    boss.post(f"{here}secret/")
    assert SECRET.search(boss.get(here).content.decode()) is not None
    boss.post(f"{here}arret/")
    assert endpoint(shop, endpoint_id).state == "disabled"
    boss.post(f"{here}retrait/")

    assert endpoint(shop, endpoint_id).state == "removed"
    assert boss.get(here).status_code == 404
    assert "Aucun outil n’écoute encore" in boss.get("/console/webhooks/").content.decode()


def test_another_organization_s_address_does_not_exist(shop: Shop, boss: Client) -> None:
    other = make_shop("voisin")
    with inside(other):
        theirs = WebhookEndpoint.objects.create(org_id=other.org_id, url=URL, sealed=b"", created_at=NOON)
    here = f"/console/webhooks/{theirs.id}/"
    for path in ("", "adresse/"):
        assert boss.get(here + path).status_code == 404
    for path in ("essai/", "secret/", "arret/", "activation/", "retrait/", "envois/1/renvoi/"):
        assert boss.post(here + path).status_code == 404, path
    with inside(other):
        assert WebhookEndpoint.objects.get().state == "active"


def test_deliveries_come_in_pages_and_questions_are_few(
    shop: Shop, boss: Client, django_assert_max_num_queries: Any
) -> None:
    endpoint_id = added(shop, boss)
    with inside(shop):
        WebhookDelivery.objects.bulk_create(
            WebhookDelivery(
                org_id=shop.org_id, endpoint_id=endpoint_id, type="webhook.test", subject_kind="test",
                subject_id=number, due_at=NOON, created_at=NOON,
            )
            for number in range(60)
        )  # fmt: skip
        rest_by_machine(WebhookEndpoint.objects.get(), code="failing", now=NOON)
    here = f"/console/webhooks/{endpoint_id}/"
    boss.get(here)
    with django_assert_max_num_queries(17):
        page = boss.get(f"{here}?etat=failed").content.decode()

    assert page.count("<tr><th scope") == 50
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    assert boss.get(following[1].replace("&amp;", "&")).content.decode().count("<tr><th scope") == 10
    for bent in ("?avant=x", "?avant=" + "9" * 30, "?etat=storm"):
        assert boss.get(here + bent).status_code == 200


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.FINANCE])
def test_who_may_not_connect_tools_changes_nothing(shop: Shop, login: Login, role: Role) -> None:
    client = Client()
    login(client, shop.actors[role])

    assert client.get("/console/webhooks/").status_code == 403
    assert client.post("/console/webhooks/nouvelle/", TYPED).status_code == 403
    with inside(shop):
        assert WebhookEndpoint.objects.count() == 0
