"""A version on its whole way: written by one, read by another, proved, published. Ana writes, Marc reads."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from savoir.kernel.access import Role
from savoir.kernel.errors import Refused
from savoir.policies import operations, queries
from savoir.policies.models import PolicyVersion
from savoir.policies.states import ProofOutcome
from tests.shop import NOON, Shop

DAY = timedelta(days=1)
ANA, MARC, INES = Role.SUPERVISOR, Role.SENIOR, Role.ADMIN


def draft(shop: Shop, starter: str = "home") -> int:
    actor = shop.actors[ANA]
    if queries.policy_id_of(actor=actor, brand_id=shop.brand_id) is None:
        operations.create_policy(actor=actor, brand_id=shop.brand_id, name="Retours", now=NOON)
    return operations.draft_version(
        actor=actor, brand_id=shop.brand_id, document=queries.starter(name=starter), now=NOON
    )


def row_of(version_id: int) -> dict[str, Any]:
    return dict(PolicyVersion.objects.filter(id=version_id).values().get())


def change(shop: Shop, version_id: int, *, by: Role = ANA, revision: int = 1, name: str = "Autre") -> int:
    document = queries.starter(name="home") | {"name": name}
    return operations.change_draft(
        actor=shop.actors[by], version_id=version_id, revision=revision, document=document, now=NOON
    )


def ask(shop: Shop, version_id: int) -> int:
    digest = row_of(version_id)["digest"]
    return operations.ask_review(actor=shop.actors[ANA], version_id=version_id, digest=digest, now=NOON)


def review(shop: Shop, version_id: int, *, by: Role = MARC, granted: bool = True, **given: Any) -> None:
    words = {"digest": row_of(version_id)["digest"], "motive": "", "now": NOON, **given}
    operations.review_version(actor=shop.actors[by], version_id=version_id, granted=granted, **words)


def prove(shop: Shop, version_id: int, outcome: ProofOutcome, digest: str = "") -> None:
    operations.record_proof(
        actor=shop.system, version_id=version_id, digest=digest or row_of(version_id)["digest"],
        outcome=outcome, report={"seconds": 0.8}, now=NOON,
    )  # fmt: skip


def publish(shop: Shop, version_id: int, digest: str = "") -> None:
    operations.publish_version(
        actor=shop.actors[ANA], version_id=version_id, digest=digest or row_of(version_id)["digest"],
        begins_at=NOON, now=NOON,
    )  # fmt: skip


def refused(version_id: int, refusal: type[Refused], deed: Callable[[], object]) -> None:
    """The deed is refused, and the version stands as it stood."""
    before = row_of(version_id)
    with pytest.raises(refusal), transaction.atomic():
        deed()
    assert row_of(version_id) == before


def reviewed(shop: Shop, version_id: int, *, now: datetime = NOON) -> str:
    """The supervisor asks, the senior reads and says yes; the digest of what he read."""
    digest = queries.version_card(actor=shop.system, version_id=version_id).digest
    operations.ask_review(actor=shop.actors[Role.SUPERVISOR], version_id=version_id, digest=digest, now=now)
    operations.review_version(
        actor=shop.actors[Role.SENIOR], version_id=version_id, digest=digest, granted=True, motive="", now=now
    )
    return digest


def ready(
    shop: Shop, version_id: int, *, outcome: ProofOutcome = ProofOutcome.PROVED, now: datetime = NOON
) -> str:
    """Read by the senior and proved by the machine; only its publication is left."""
    digest = reviewed(shop, version_id, now=now)
    operations.record_proof(
        actor=shop.system, version_id=version_id, digest=digest, outcome=outcome, report={}, now=now
    )
    return digest


def published(
    shop: Shop, starter: str | dict[str, Any], *, begins_at: datetime = NOON, now: datetime = NOON
) -> int:
    """A starter, or a document, published for the shop's brand by its people; it gets its policy first."""
    actor = shop.actors[Role.SUPERVISOR]
    if queries.policy_id_of(actor=actor, brand_id=shop.brand_id) is None:
        operations.create_policy(actor=actor, brand_id=shop.brand_id, name="Retours", now=now)
    document = queries.starter(name=starter) if isinstance(starter, str) else starter
    version_id = operations.draft_version(actor=actor, brand_id=shop.brand_id, document=document, now=now)
    digest = ready(shop, version_id, now=now)
    operations.publish_version(
        actor=actor, version_id=version_id, digest=digest, begins_at=begins_at, now=now
    )
    return version_id
