"""The tests' shop is founded straight in the tables: the verbs would have written the same."""

from typing import Any
from unittest.mock import patch

import pytest

from savoir.kernel.access import system_actor
from savoir.kernel.models import LedgerEvent
from savoir.kernel.sealing import unseal
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import ConnectorAccount, Route
from savoir.organizations.operations import connect_account
from savoir.organizations.queries import key_digest
from savoir.policies import operations
from savoir.policies.models import Policy, PolicyVersion
from tests.groundwork import FOUNDED, house_document
from tests.shop import Shop, make_shop

OWN = {"id", "_state", "org_id", "brand_id", "policy_id"}
KINDS = ("policy_created", "policy_version_drafted", "policy_version_published", "account_connected")


def _decide(org_id: int, brand_id: int, points: tuple[str, ...]) -> None:
    told: dict[str, Any] = {"actor": system_actor(org_id), "brand_id": brand_id, "now": FOUNDED}
    operations.create_policy(name="Maison", **told)
    with patch("savoir.policies.starters.load", return_value=house_document()):
        operations.found_version(starter="home", begins_at=FOUNDED, **told)


def _pay(org_id: int) -> None:
    connect_account(
        actor=system_actor(org_id), brand_id=None, port="refund_rail.provider", vendor="stripe",
        label="Stripe", settings={"api_key": "sk_test_nothing"}, now=FOUNDED,
    )  # fmt: skip


def _standing(shop: Shop) -> dict[str, Any]:
    with organization_block(shop.org_id):
        account = vars(ConnectorAccount.objects.get())
        sealed, key = unseal(bytes(account.pop("sealed"))), account.pop("inbound_key")
        rows = [vars(Policy.objects.get()), vars(PolicyVersion.objects.get()), account]
        facts = LedgerEvent.objects.filter(kind__in=KINDS).order_by("id")
        ids = {"brand_id", "version_id", "account_id"}
        return {
            "rows": [{name: value for name, value in row.items() if name not in OWN} for row in rows],
            "sealed": sealed,
            "reached": Route.objects.get(key_digest=key_digest(key)).kind,
            "facts": [
                (one.kind, one.subject_kind, one.seq, one.at, one.actor_kind, one.actor_id,
                 {name: value for name, value in one.payload.items() if name not in ids})
                for one in facts
            ],
        }  # fmt: skip


def test_the_shop_of_the_tests_stands_as_the_verbs_would_have_founded_it(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    straight = _standing(make_shop())
    assert [fact[0] for fact in straight["facts"]] == list(KINDS)
    monkeypatch.setattr("tests.shop.decide_since_2009", _decide)
    monkeypatch.setattr("tests.shop.pay_by_stripe", _pay)
    assert straight == _standing(make_shop())
