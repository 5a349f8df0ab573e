"""A key sees its brand and does what its scopes say; nothing else exists for it, nothing else happens."""

import json
from typing import Any

import pytest

from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import NoScope, create_api_key
from tests.api.programs import Program, new_key, problem
from tests.shop import NOON, Sale, Shop, sell


def claimed(program: Program, sale: Sale) -> Any:
    """A withdrawal by the first offer, agreed."""
    line = {"line_id": sale.line_ids[0], "intent": "withdrawal", "reason": "changed_mind"}
    plan = json.loads(program.post("/preview", {"lines": [line]}).content)["plans"][0]
    sent = {"lines": [line], "remedy": plan["remedy"], "plan_digest": plan["digest"]}
    return json.loads(program.post("/cases", sent).content)


def test_a_key_of_one_brand_finds_nothing_of_another(program: Program, shop: Shop, second_brand: int) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
    made = claimed(program, sale)
    number, agreed = made["case"]["number"], made["accepted"]
    narrow = Program(new_key(shop, brand_id=second_brand))

    for path in (
        f"/cases/{number}", f"/cases/{number}/offers", f"/cases/{number}/messages", f"/orders/{sale.number}",
        f"/refunds/{agreed['refunds'][0]}", f"/return-authorizations/{agreed['return_authorization']}",
    ):  # fmt: skip
        problem(narrow.get(path), 404, "not_found")
    for name in ("cases", "refunds", "return-authorizations", "events"):
        assert json.loads(narrow.get(f"/{name}").content)[name.replace("-", "_")] == []
    assert len(json.loads(program.get("/cases").content)["cases"]) == 1


def test_a_key_of_one_brand_changes_nothing_of_another(
    program: Program, shop: Shop, second_brand: int
) -> None:
    with organization_block(shop.org_id):
        sale, other = sell(shop), sell(shop)
    number = claimed(program, sale)["case"]["number"]
    narrow = Program(new_key(shop, brand_id=second_brand))
    before = program.get(f"/cases/{number}").content
    line = {"line_id": other.line_ids[0], "intent": "withdrawal", "reason": "changed_mind"}

    for path, sent in (
        (f"/cases/{number}/notes", {"text": "x"}),
        (f"/cases/{number}/messages", {"speaker": "shop", "text": "x"}),
        (f"/cases/{number}/messages", {"speaker": "customer", "text": "x"}),
        (f"/cases/{number}/assignment", {"member_id": None}),
        (f"/cases/{number}/routing", {"team_id": None, "handled_by": "store"}),
        (f"/cases/{number}/escalation", {"to": "senior", "note": "x"}),
        (f"/cases/{number}/snooze", {"until": "2026-11-24T09:00:00Z", "reason": "supplier"}),
        (f"/cases/{number}/answer", {"kind": "question", "what": "photo"}),
        (f"/cases/{number}/shipment", {"order_reference": "FR-1"}),
        (f"/cases/{number}/shipment/failure", {"why": "other"}),
        (f"/cases/{number}/closure", None),
        ("/cases", {"lines": [line]}),
        ("/preview", {"lines": [line]}),
    ):
        problem(narrow.post(path, sent), 404, "not_found")
    problem(narrow.delete(f"/cases/{number}/closure"), 404, "not_found")
    problem(narrow.delete(f"/cases/{number}/question"), 404, "not_found")
    assert program.get(f"/cases/{number}").content == before


def test_a_key_of_the_brand_itself_sees_it(program: Program, shop: Shop, second_brand: int) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
    own = Program(new_key(shop, brand_id=shop.brand_id))

    number = claimed(own, sale)["case"]["number"]

    assert own.get(f"/cases/{number}").status_code == 200
    assert own.get(f"/orders/{sale.number}").status_code == 200


def test_a_key_gets_only_what_a_key_may_have(shop: Shop) -> None:
    with organization_block(shop.org_id):
        for scopes in ([], ["organizations:member:invite"], ["*"]):
            with pytest.raises(NoScope):
                create_api_key(actor=shop.system, label="x", scopes=scopes, now=NOON)
