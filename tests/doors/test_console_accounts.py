"""Accounts of outside systems, at the console: typed once, never shown again."""

import pytest
from django.test import Client

from savoir.kernel.access import Role
from savoir.organizations.models import ConnectorAccount
from savoir.organizations.operations import account_settings
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.shop import Shop

STRIPE = {"label": "Stripe 2", "brand": "", "api_key": "sk_test_canary", "webhook_secrets": "whsec_canary"}
SMTP = {"label": "Envoi", "brand": "", "host": "smtp.example.com", "security": "tls", "password": "canary pw"}


@pytest.fixture
def boss(shop: Shop, login: Login) -> Client:
    client = Client()
    login(client, shop.actors[Role.ADMIN])
    return client


def count(shop: Shop) -> int:
    with inside(shop):
        return ConnectorAccount.objects.count()


def test_a_typed_account_is_what_the_machine_uses(shop: Shop, boss: Client) -> None:
    assert boss.post("/console/comptes/nouveau/smtp/", SMTP).status_code == 303
    typed = {**STRIPE, "brand": str(shop.brand_id)}
    assert boss.post("/console/comptes/nouveau/stripe/", typed).status_code == 303

    with inside(shop):
        mail = account_settings(actor=shop.system, port="mail", brand_id=shop.brand_id)
        rail = account_settings(actor=shop.system, port="refund_rail.provider", brand_id=shop.brand_id)
        key = ConnectorAccount.objects.get(label="Stripe 2").inbound_key
    assert mail is not None
    assert mail.settings == {"host": "smtp.example.com", "security": "tls", "password": "canary pw"}
    assert rail is not None
    assert rail.settings == {"api_key": "sk_test_canary", "webhook_secrets": "whsec_canary"}
    page = boss.get("/console/comptes/").content.decode()
    assert "canary" not in page
    assert f"/webhooks/stripe/{key}/" in page


def test_an_account_at_rest_is_not_used(shop: Shop, boss: Client) -> None:
    with inside(shop):
        account_id = ConnectorAccount.objects.get().id

    assert boss.post(f"/console/comptes/{account_id}/arret/").status_code == 303

    with inside(shop):
        assert account_settings(actor=shop.system, port="refund_rail.provider", brand_id=None) is None
    assert "arrêté" in boss.get("/console/comptes/").content.decode()
    assert boss.post("/console/comptes/999999/arret/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        ("stripe", {"api_key": ""}), ("stripe", {"label": ""}), ("stripe", {"account": "x y"}),
        ("stripe", {"brand": "999999"}), ("smtp", {"host": "http://a/"}), ("smtp", {"security": "plain"}),
    ],
)  # fmt: skip
def test_a_bent_account_is_not_stored(shop: Shop, boss: Client, kind: str, bad: dict[str, str]) -> None:
    before = count(shop)
    typed = {**(STRIPE if kind == "stripe" else SMTP), **bad}

    answer = boss.post(f"/console/comptes/nouveau/{kind}/", typed)

    assert answer.status_code == 422
    assert "canary" not in answer.content.decode()
    assert count(shop) == before


def test_others_connect_nothing(shop: Shop, login: Login, boss: Client) -> None:
    client = Client()
    login(client, shop.actors[Role.FINANCE])
    before = count(shop)

    assert client.get("/console/comptes/").status_code == 403
    assert client.post("/console/comptes/nouveau/stripe/", STRIPE).status_code == 403
    assert boss.get("/console/comptes/nouveau/else/").status_code == 404
    assert count(shop) == before
