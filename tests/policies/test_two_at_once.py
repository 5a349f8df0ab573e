"""Two supervisors publish at the same moment, on two connections."""

import threading

import pytest
from django.db import connection

from savoir.kernel.access import Role
from savoir.kernel.errors import Refused
from savoir.kernel.tenancy import organization_block
from savoir.policies import operations, queries
from savoir.policies.models import PolicyVersion
from tests.policies.conftest import bare_shop
from tests.policies.publishing import ready
from tests.shop import NOON, Shop

TRIES = 6


def _publish(shop: Shop, version_id: int, digest: str, start: threading.Barrier, outcomes: list[str]) -> None:
    try:
        start.wait(timeout=30)
        with organization_block(shop.org_id):
            actor = shop.actors[Role.SUPERVISOR]
            operations.publish_version(
                actor=actor, version_id=version_id, digest=digest, begins_at=NOON, now=NOON
            )
        outcomes.append("published")
    except Refused as refusal:
        outcomes.append(type(refusal).__name__)
    finally:
        connection.close()


@pytest.mark.concurrency
def test_of_versions_that_begin_at_one_instant_exactly_one_is_published(own_database: str) -> None:
    shop = bare_shop()
    with organization_block(shop.org_id):
        supervisor, document = shop.actors[Role.SUPERVISOR], queries.starter(name="home")
        operations.create_policy(actor=supervisor, brand_id=shop.brand_id, name="Retours", now=NOON)
        drafts = [
            operations.draft_version(actor=supervisor, brand_id=shop.brand_id, document=document, now=NOON)
            for _ in range(TRIES)
        ]
        digest = {ready(shop, one) for one in drafts}.pop()
    start, outcomes = threading.Barrier(TRIES), list[str]()
    threads = [threading.Thread(target=_publish, args=(shop, one, digest, start, outcomes)) for one in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["AnotherBeginsThen"] * (TRIES - 1) + ["published"]
    with organization_block(shop.org_id):
        published = PolicyVersion.objects.filter(id__in=drafts, period__isnull=False)
        assert [row.is_founding for row in published] == [True]
