"""Versions of the rules, one for each deed of the console's pages; the machine wrote them all."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from savoir.policies import operations, queries
from savoir.policies.states import ProofOutcome
from tests.doors.matrix.cast import World
from tests.policies.publishing import ready

FAR = datetime(2099, 1, 1, tzinfo=UTC)
FARTHER = datetime(2099, 6, 1, tzinfo=UTC)


def versions(world: World) -> None:
    """A draft, one that waits to be read, one left open, one ready, one scheduled, one called off."""
    shop = world.shop
    document = queries.starter(name="home")
    found, digest = _versions(world, document)
    places = {
        "content": found[0], "row": found[0], "review_request": found[0], "proof": found[0],
        "review": found[1], "settlement": found[2], "publication": found[3], "call_off": found[4],
        "return": found[5],
    }  # fmt: skip
    world.names |= {f"console:policy_{name}:version_id": version for name, version in places.items()}
    table = document["tables"][0]
    world.names |= {"table": table["id"], "row": table["rows"][0]["id"]}
    seen = {"digest": digest}
    world.bodies |= {f"console:policy_{name}": seen for name in ("proof", "review_request", "publication")}
    world.bodies |= {
        "console:policy_review": seen | {"answer": "yes"},
        "console:policy_settlement": seen | {"settle-motive": "Lu."},
        "console:policy_return": {"back-day": "2099-09-01"},
        "console:policy_content": {"revision": "1", "text": "{}"},
        "console:policy_new": {"brand": shop.brand_id, "source": "starter-home"},
    }
    world.queries["console:policy_new"] = f"?brand={shop.brand_id}"


def _versions(world: World, document: dict[str, Any]) -> tuple[list[int], str]:
    shop, now = world.shop, timezone.now()
    found = [
        operations.draft_version(actor=shop.system, brand_id=shop.brand_id, document=document, now=now)
        for _ in range(6)
    ]
    digest = queries.version_card(actor=shop.system, version_id=found[0]).digest
    operations.ask_review(actor=shop.system, version_id=found[1], digest=digest, now=now)
    for version in found[2:]:
        outcome = ProofOutcome.OPEN if version == found[2] else ProofOutcome.PROVED
        ready(shop, version, outcome=outcome, now=now)
    for version, begins_at in ((found[4], FAR), (found[5], FARTHER)):
        operations.publish_version(
            actor=shop.system, version_id=version, digest=digest, begins_at=begins_at, now=now
        )
    operations.call_off(actor=shop.system, version_id=found[5], now=now)
    return found, digest
