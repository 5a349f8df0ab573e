"""What every test shop stands on: a policy since 2009 and a rail for the money, straight to their tables.

The verbs that make them have tests of their own; `tests/policies/test_groundwork.py` holds both to the same
rows and facts. By the verbs it was half of the cost of a shop, and each second test makes one.
"""

import secrets
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from savoir.kernel import ledger
from savoir.kernel.access import system_actor
from savoir.kernel.ledger import Code, Digest
from savoir.kernel.rows import insert_row
from savoir.kernel.sealing import seal
from savoir.organizations.events import AccountConnected
from savoir.organizations.models import ConnectorAccount, Route
from savoir.organizations.queries import key_digest
from savoir.policies import tables
from savoir.policies.events import PolicyCreated, VersionDrafted, VersionPublished
from savoir.policies.models import Policy, PolicyVersion
from savoir.policies.queries import starter
from savoir.policies.states import VersionState

FOUNDED = datetime(2009, 1, 1, tzinfo=UTC)
PORT, VENDOR = "refund_rail.provider", "stripe"


ANSWERS = ("eligibility", "return_way", "evidence", "refund_trigger")


def house_document(points: tuple[str, ...] = ANSWERS) -> dict[str, Any]:
    """The household starter as far as it answers customers, or at the named `points`: what becomes of a
    thing, who is promised what and who looks follow from the house's own usage.
    """
    whole = starter(name="home")
    kept = [table for table in whole["tables"] if table["point"] in points]
    return {**whole, "tables": kept, "examples": []}


@cache
def _house_rules(points: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    """The stored form of the house's document, and its digest."""
    document = tables.read(house_document(points))
    return tables.canonical(document), tables.digest_of(document)


def decide_since_2009(org_id: int, brand_id: int, points: tuple[str, ...] = ANSWERS) -> None:
    """The brand's founding version, published; inside the organization's block."""
    document, digest = _house_rules(points)
    policy = insert_row(Policy(org_id=org_id, brand_id=brand_id, name="Maison"))
    version = insert_row(PolicyVersion(
        org_id=org_id, policy=policy, number=1, document=document, digest=digest, created_at=FOUNDED,
        state=VersionState.PUBLISHED.value, period=DateTimeTZRange(FOUNDED, None), is_founding=True,
        published_at=FOUNDED,
    ))  # fmt: skip
    told: dict[str, Any] = {
        "subject_id": policy.id,
        "version_id": version.id,
        "number": 1,
        "digest": Digest(digest),
    }
    facts = (
        PolicyCreated(subject_id=policy.id, brand_id=brand_id),
        VersionDrafted(**told),
        VersionPublished(**told, begins_at=FOUNDED),
    )
    for fact in facts:
        ledger.record(fact, actor=system_actor(org_id), now=FOUNDED)


def pay_by_stripe(org_id: int) -> None:
    """The whole organization's account at the provider; inside its block."""
    key = secrets.token_urlsafe(16)
    account = insert_row(ConnectorAccount(
        org_id=org_id, port=PORT, vendor=VENDOR, label="Stripe", sealed=seal({"api_key": "sk_test_nothing"}),
        inbound_key=key, connected_at=FOUNDED,
    ))  # fmt: skip
    insert_row(Route(kind=Route.Kind.PROVIDER, key_digest=key_digest(key), org_id=org_id))
    fact = AccountConnected(subject_id=org_id, account_id=account.id, port=Code(PORT), vendor=Code(VENDOR))
    ledger.record(fact, actor=system_actor(org_id), now=FOUNDED)
