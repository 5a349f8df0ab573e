"""Items of the security checklist that no other test tries; each test begins with its number."""

import copy
import csv
import io
import json
import logging
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from savoir.kernel.logs import masked
from savoir.kernel.tenancy import organization_block
from savoir.orders.intake.rejecting import harmless
from tests.api.programs import new_key
from tests.doors.desks import SignIn, desk_of, late_return
from tests.doors.matrix.cast import World
from tests.doors.matrix.test_matrix import shop, world
from tests.doors.matrix.walk import addresses, path_of
from tests.doors.portals import Visitor, asks, sold
from tests.shop import Shop

__all__ = ["shop", "world"]
PAYLOADS = [
    "<script>go()</script>", "<img src=x onerror=go()>", "\"><svg onload=go()>", "'-go()-'", "{{ 7|add:7 }}",
    "<a href=javascript:go()>x</a>", "</textarea><script>go()</script>", "<iframe srcdoc=x>",
]  # fmt: skip
CALLED_BY_PROGRAMS = {"stripe_webhook"}
ADDED = "MASS-CANARY"


def test_03_fields_nobody_declared_change_nothing(world: World, settings: Any) -> None:
    """A form with the name of every column added writes what it wrote before, and keeps none of it."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # there are more columns than a form may have fields
    columns = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    tried = (
        "desk:note",
        "desk:owner",
        "desk:refusal",
        "dock:parcel",
        "portal:write",
        "console:security_rule",
    )
    for name in tried:
        body = world.bodies[name]
        client = world.clients["link_a" if name.startswith("portal") else "admin"]
        extra = {column: ADDED for column in columns - set(body) - {"code"}}  # the dock scans into it
        path = path_of(world, addresses()[name])
        with transaction.atomic():
            assert client.post(path, extra | body).status_code in (302, 303), name
            assert _rows_with(world.shop, ADDED) == [], name
            transaction.set_rollback(True)


def _rows_with(shop: Shop, text: str) -> list[str]:
    found = []
    with organization_block(shop.org_id), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("cases_", "logistics_", "organizations_", "resolutions_", "conversations_")):
                cursor.execute(f'SELECT 1 FROM "{table}" AS r WHERE r::text LIKE %s LIMIT 1', [f"%{text}%"])
                found += [table] if cursor.fetchone() else []
    return found


@pytest.mark.parametrize("path", ["/entree/lien/{}/", "/sav/lenoir/acces/{}/", "/sav/lenoir/brouillon/{}/"])
def test_13_no_secret_of_an_address_stands_in_a_log(path: str) -> None:
    secret = "Ab3_" * 8
    assert secret not in masked(f"Not Found: {path.format(secret)}")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_25_what_customers_write_never_runs(shop: Shop, login: SignIn, clock: object, payload: str) -> None:
    case, sale = late_return(shop, words=payload, product={"name": payload})
    desk = desk_of(shop, login)
    for path in (f"dossiers/{case.reference}/", "", f"commandes/{sale.order_id}/"):
        page = desk.get(path).content.decode()
        assert payload not in page.replace(f'content="{payload}"', "") or "<" not in payload


def test_26_pages_carry_the_policy(client: Client, shop: Shop) -> None:
    policy = client.get(f"/sav/{shop.brand_slug}/")["Content-Security-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy


def test_27_htmx_is_told_to_trust_nothing(client: Client, shop: Shop) -> None:
    page = client.get(f"/sav/{shop.brand_slug}/").content.decode()
    told = json.loads(re.findall(r"name=\"htmx-config\" content='([^']+)'", page)[0])
    assert (told["allowEval"], told["allowScriptTags"], told["selfRequestsOnly"]) == (False, False, True)
    assert told["historyCacheSize"] == 0


def test_28_no_form_from_elsewhere_does_anything(world: World) -> None:
    """A page of somebody else can make a browser send a form; it can't know the token."""
    open_doors = []
    for name, address in addresses().items():
        strict = Client(enforce_csrf_checks=True)
        insider = "link_a" if name.startswith("portal:") else "admin"
        strict.cookies = copy.deepcopy(world.clients[insider].cookies)
        status = strict.post(path_of(world, address), world.bodies.get(name, {})).status_code
        if status != 403 and not (status == 404 and name.startswith("story:")):
            open_doors.append(name)
    assert set(open_doors) == CALLED_BY_PROGRAMS


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "=cmd|' /C calc'!A0"]
)
def test_29_no_cell_we_write_begins_a_formula(cell: str) -> None:
    written = harmless(cell)
    assert written[:1] not in ("=", "+", "-", "@", "\t", "\r", "\x00")
    page = io.StringIO(newline="")
    csv.writer(page, delimiter=";").writerow([written])
    assert next(csv.reader(io.StringIO(page.getvalue()), delimiter=";")) == [written]


@pytest.mark.parametrize(
    "body",
    ['{"lines": [], "lines": []}', '{"lines": NaN}', "[" * 200 + "]" * 200, '{"lines": 1e999}', "{", "null",
     '{"lines": [{"line_id": 99999999999999999999999}]}'],
)  # fmt: skip
def test_35_bent_json_is_refused_by_name(client: Client, shop: Shop, body: str) -> None:
    headers = {"Authorization": f"Bearer {new_key(shop)}", "Idempotency-Key": "k1"}
    answer = client.post("/api/v1/preview", body, content_type="application/json", headers=headers)
    assert 400 <= answer.status_code < 500
    assert json.loads(answer.content)["code"]


def test_40_a_return_leaves_no_person_in_logs_jobs_or_ledger(
    visitor: Visitor, login: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sale = sold(visitor.shop, email="canari.journal@exemple.fr")
    case = asks(visitor, sale)
    desk = desk_of(visitor.shop, login)
    desk.get("recherche/?q=canari.journal@exemple.fr")
    desk.get(f"dossiers/{case.reference}/")
    desk.get("recherche/inconnue/?q=canari.journal@exemple.fr")
    shown = [masked(record.getMessage()) for record in caplog.records]
    assert shown
    assert not [line for line in shown if "canari.journal" in line or "Claire Martin" in line]
    with organization_block(visitor.shop.org_id), connection.cursor() as cursor:
        for table in ("procrastinate_jobs", "kernel_ledgerevent"):
            cursor.execute(
                f"SELECT count(*) FROM {table} AS r WHERE r::text ~ 'canari.journal|Claire Martin'"
            )
            assert cursor.fetchone()[0] == 0


def test_41_a_fault_shows_a_reference_and_no_trace(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    def breaks(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("a secret of the machine")

    monkeypatch.setattr("savoir.web.portal.finding.page", breaks)
    client.raise_request_exception = False
    answer = client.get(reverse("portal:find", args=[shop.brand_slug]))
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "secret of the machine" not in page
    assert "Traceback" not in page
    assert re.search(r"\b[0-9a-f]{8}\b", page)
    assert settings.DEBUG is False  # type: ignore[attr-defined]  # pytest-django's own object
