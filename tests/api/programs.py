"""A program with a key, at the door of the API."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from savoir.kernel.access import KEY_PERMISSIONS, Permission
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import create_api_key
from tests.shop import NOON, Shop


def new_key(shop: Shop, *scopes: Permission, **given: Any) -> str:
    """The token of a new key; every scope a key may have when none is named."""
    chosen = scopes or tuple(KEY_PERMISSIONS)
    with organization_block(shop.org_id):
        made = create_api_key(
            actor=shop.system, label="Boutique en ligne", scopes=[s.value for s in chosen], now=NOON, **given
        )
    return made.token


@dataclass
class Program:
    """Asks in JSON; every POST has its own Idempotency-Key unless one is given."""

    token: str
    client: Client = field(default_factory=Client)
    language: str = "fr"

    def get(self, path: str, **query: Any) -> HttpResponse:
        """Read."""
        return self.client.get(f"/api/v1{path}", query, headers=self._headers())

    def post(self, path: str, body: Any = None, *, once: str | None = "", **headers: str) -> HttpResponse:
        """Do. `once`: the Idempotency-Key, "" for a new one, None for none."""
        key = {} if once is None else {"Idempotency-Key": once or uuid4().hex}
        sent = body if isinstance(body, (str, bytes)) else json.dumps(body if body is not None else {})
        return self.client.post(
            f"/api/v1{path}", sent, content_type="application/json",
            headers={**self._headers(), **key, **headers},
        )  # fmt: skip

    def delete(self, path: str) -> HttpResponse:
        """Undo."""
        return self.client.delete(f"/api/v1{path}", headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language}


def problem(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """The problem a response carries; asserts its shape, status and code."""
    found: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, found.get("code")) == (status, code), found
    assert response.headers["Content-Type"] == "application/problem+json"
    assert found["status"] == status
    assert found["title"], found
    assert found["way_out"], found
    assert found["type"].endswith(f"/api/v1/problems/{code}")
    return found
