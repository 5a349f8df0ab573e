"""Programs at the door of the API: every operation of its document, asked with each kind of key."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.utils import timezone

from savoir.api.v1.root import api
from savoir.kernel.access import Permission as P
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import add_brand
from tests.api.programs import new_key
from tests.api.test_pushing import order
from tests.doors.matrix.cast import World
from tests.doors.matrix.walk import ABSENT, BOOKKEEPING, FORBIDDEN, IN, NO_KEY, WROTE, Answer, touched
from tests.shop import NOON, Shop, make_shop

READING = (P.SALE_READ, P.CASE_READ, P.RETURN_READ, P.MESSAGE_READ, P.REFUND_READ, P.EVENT_READ)
HOLDERS = ("nokey", "wrong", "cookie", "bare", "read", "full", "brand2", "org2")
HEAD = f"{'':52}{' '.join(holder.ljust(6) for holder in HOLDERS)}".rstrip()
# Written for every program that knocks: what was asked once, when a key was last used.
ALWAYS = BOOKKEEPING | {"organizations_apikey"}


@dataclass
class Programs:
    """The world of the matrix with a key for each holder."""

    world: World
    tokens: dict[str, str]
    bodies: dict[str, Any]


@cache
def operations() -> dict[str, tuple[str, str]]:
    """{"POST /cases": (verb, path with its variables)} of the API's own document."""
    document = api.get_openapi_schema()
    return {
        f"{verb.upper()} {path.removeprefix('/api/v1')}": (verb.upper(), path)
        for path, verbs in document["paths"].items()
        for verb in verbs
    }


def with_keys(world: World) -> Programs:
    """Keys of the shop, of another brand of it, and of the neighbor."""
    shop, neighbor = world.shop, make_shop("voisin-api")
    tokens = {
        "wrong": f"sav_abcdefgh_{'x' * 43}",
        "bare": new_key(shop, P.TASK_DO),
        "read": new_key(shop, *READING),
        "full": new_key(shop),
        "brand2": new_key(shop, brand_id=other_brand(shop)),
        "org2": new_key(neighbor),
    }
    return Programs(world, tokens, _bodies(world))


def other_brand(shop: Shop) -> int:
    """A second brand of the house, without a policy."""
    with organization_block(shop.org_id):
        return add_brand(
            actor=shop.system, slug=f"{shop.brand_slug}-bis", name="Atelier", calendar_id=shop.calendar_id,
            return_site_id=shop.warehouse_id, sender_name="Atelier", sender_address="sav@atelier.example",
            legal_entity="Atelier SAS", now=NOON,
        )  # fmt: skip


def _bodies(world: World) -> dict[str, Any]:
    desk, case = world.bodies, "/cases/{number}"
    decided, line = desk["desk:decision"], desk["desk:new_case_for"]["line"]
    asked = {"line_id": line, "quantity": 1, "intent": "claim", "reason": "defective"}
    until = (timezone.now() + timedelta(days=2)).isoformat()
    return {
        **_pushed(world.shop.brand_slug),
        "POST /preview": {"lines": [asked]},
        "POST /cases": {"lines": [asked], "language": "fr"},
        f"POST {case}/answer": {
            "kind": "remedy", "remedy": "replacement", "plan_digest": decided["plan-replacement"],
        },
        f"POST {case}/assignment": {"member_id": None},
        f"POST {case}/routing": {"team_id": None, "handled_by": "store"},
        f"POST {case}/snooze": {"until": until, "reason": "other", "note": "Il rappelle."},
        f"POST {case}/escalation": {"to": "supervisor", "note": "À voir."},
        f"POST {case}/shipment": {"order_reference": "FR-1"},
        f"POST {case}/shipment/failure": {"why": "out_of_stock"},
        f"POST {case}/messages": {"speaker": "shop", "text": "Bonjour."},
        f"POST {case}/notes": {"text": "Vu."},
        "POST /return-authorizations/{number}/posting": {
            "posted_on": timezone.localdate().isoformat(), "tracking_number": "6A12345678901",
        },
    }  # fmt: skip


def _pushed(brand: str) -> dict[str, Any]:
    """What a shop tells of its sales; one alone and one of many."""
    ordered = order("MATRIX", brand=brand)
    parcel = {"brand": brand, "order_id": "MATRIX", "id": "D1", "delivered_at": "2026-11-05T09:00:00+01:00"}
    product, customer = {"id": "MUG", "name": "Mug"}, {"id": "C1", "name": "Luc"}
    alone = {"orders": ordered, "deliveries": parcel, "products": product, "customers": customer}
    return {f"POST /{kind}": one for kind, one in alone.items()} | {
        f"POST /{kind}/bulk": _several(kind, one) for kind, one in alone.items()
    }


def _several(kind: str, one: dict[str, Any]) -> dict[str, Any]:
    """The same in bulk, where the brand stands once."""
    bare = {name: value for name, value in one.items() if name != "brand"}
    return ({"brand": one["brand"]} if "brand" in one else {}) | {kind: [bare]}


def knock(programs: Programs, name: str, holder: str) -> Answer:
    """One request in a savepoint that is taken back."""
    verb, path = operations()[name]
    client = copy.copy(programs.world.clients["agent"]) if holder == "cookie" else Client()
    token = programs.tokens.get(holder)
    headers = {"Idempotency-Key": uuid4().hex} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = json.dumps(programs.bodies.get(name, {}))
    with transaction.atomic():
        before = touched()
        response = client.generic(
            verb, _filled(programs.world, path), "" if verb in ("GET", "DELETE") else body,
            content_type="application/json", headers=headers,
        )  # fmt: skip
        written = frozenset(touched() - before) - ALWAYS
        transaction.set_rollback(True)
    let_in = WROTE if written and response.status_code < 400 else IN
    code = {401: NO_KEY, 403: FORBIDDEN, 404: ABSENT}.get(response.status_code, let_in)
    return Answer(response.status_code, code, written)


def _filled(world: World, path: str) -> str:
    number = "number"
    if "/cases/" in path:
        number = "reference"
    elif "/orders/" in path:
        number = "order_number"
    elif "posting" in path or "return-" in path:
        number = "portal:posting:ra"
    return path.format(number=world.names[number], reference=world.names["refund"])


def row_of(name: str, found: dict[str, Answer]) -> str:
    """One line of the table."""
    return f"{name:52}{' '.join(answer.code.ljust(6) for answer in found.values())}".rstrip()


def faults(name: str, found: dict[str, Answer]) -> Iterator[str]:
    """Faults of ours, and refusals that wrote."""
    for holder, answer in found.items():
        if answer.status >= 500:
            yield f"{holder} at {name}: {answer.status}"
        if answer.code in (NO_KEY, FORBIDDEN, ABSENT) and answer.written - {"kernel_idempotencyrecord"}:
            yield f"{holder} at {name}: refused, yet wrote {sorted(answer.written)}"
