"""The examples of the documentation are a real run: one story through every operation.

`SAVOIR_WRITE_EXAMPLES=1 pytest tests/api/test_examples.py` writes them down anew.
"""

import json
import os
from time import monotonic

import time_machine
from jsonschema_rs import Draft202012Validator

from savoir.api.documentation.document import EXAMPLES, document, recorded
from savoir.api.resources import DESCRIBED
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member
from tests.api.programs import Program, new_key
from tests.api.recording import Recorder, shape
from tests.shop import NOON, Sale, Shop, make_shop, sell


def test_every_example_is_what_the_api_answers(own_database: str) -> None:
    with time_machine.travel(NOON, tick=False):
        shop = make_shop()
        run = Recorder(Program(new_key(shop), language="en"))
        _play(run, shop)

    if os.environ.get("SAVOIR_WRITE_EXAMPLES"):
        EXAMPLES.write_text(json.dumps(run.kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    told = recorded()
    assert set(run.kept) == set(DESCRIBED), "an operation without an example"
    assert {name: shape(one) for name, one in told.items()} == {
        name: shape(one) for name, one in run.kept.items()
    }


def test_every_example_fits_its_schema() -> None:
    whole = document()
    for name, example in recorded().items():
        told = DESCRIBED[name]
        operation = whole["paths"]["/api/v1" + told.path][told.method.lower()]
        schema = operation["responses"][str(told.status)]["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": whole["components"]}).validate(example["answer"])


def _play(run: Recorder, shop: Shop) -> None:
    with organization_block(shop.org_id):
        changed_mind, broken, again = (
            sell(shop), sell(shop, price=24900, product={"name": "Aspirateur"}), sell(shop),
        )  # fmt: skip
    number = _withdraws(run, changed_mind)
    _waits_for_a_person(run, _broken(run, broken), shop)
    _refused(run, _broken(run, again), shop)
    run.get("/cases", state="open", limit=2)
    run.get(f"/cases/{number}")
    run.get("/events", after=_past_the_founding(run.program), limit=5)
    _pushed(run)


def _pushed(run: Recorder) -> None:
    line = {"line_id": "70001-1", "product": {"id": "MUG-BLUE", "name": "Mug, blue"}, "quantity": 2,
            "unit_price": "12.50"}  # fmt: skip
    order = {
        "order_id": "70001", "order_number": "FR-70001", "contract_at": "2026-11-02T10:00:00Z",
        "updated_at": "2026-11-02T10:00:05Z", "currency": "EUR", "country": "FR", "delivery_paid": "4.90",
        "agreed_delivery_on": "2026-11-12",
        "customer": {"name": "Ana Lopez", "email": "ana@exemple.fr"}, "lines": [line],
        "payments": [{"id": "70001-P", "tender": "card", "amount": "29.90", "reference": "pi_70001"}],
    }  # fmt: skip
    run.post("/orders", order)
    wrong = {**order, "order_id": "70002", "order_number": "FR-70002", "total": "1.00",
             "lines": [{**line, "line_id": "70002-1"}], "payments": []}  # fmt: skip
    run.post("/orders/bulk", {"orders": [order, wrong]})
    parcel = {"order_id": "70001", "id": "6A70001", "carrier": "Colissimo", "tracking": "6A70001",
              "shipped_at": "2026-11-03T08:00:00Z", "delivered_at": "2026-11-05T09:00:00Z"}  # fmt: skip
    run.post("/deliveries", parcel)
    run.post("/deliveries/bulk", {"deliveries": [parcel]})
    product = {"id": "MUG-BLUE", "name": "Mug, blue", "category_path": "home/kitchen", "weight_grams": 320}
    run.post("/products", product)
    run.post("/products/bulk", {"products": [product, {"id": "PILLOW", "hygiene_sealed": True}]})
    customer = {"id": "C-1", "name": "Luc Ferrand", "email": "luc@exemple.fr", "country": "FR"}
    run.post("/customers", customer)
    run.post("/customers/bulk", {"customers": [customer]})


def _past_the_founding(program: Program) -> str:
    """The cursor before the first fact the outside hears. A fact is told once no older transaction of the
    whole cluster is open: other tests have some.
    """
    deadline, after = monotonic() + 30, ""
    while True:
        page = json.loads(program.get("/events", after=after, limit=5).content)
        if page["events"]:
            return after
        after = page["next"]
        assert monotonic() < deadline, "the facts never settled"


def _withdraws(run: Recorder, sale: Sale) -> str:
    line = run.get(f"/orders/{sale.number}")["orders"][0]["lines"][0]["id"]
    asked = {"line_id": line, "quantity": 1, "intent": "withdrawal", "reason": "changed_mind"}
    plan = run.post("/preview", {"lines": [asked]})["plans"][0]
    agreed = run.post(
        "/cases",
        {"lines": [{**asked, "words": "Finalement non."}], "remedy": plan["remedy"],
         "plan_digest": plan["digest"]},
    )  # fmt: skip
    ra_number = agreed["accepted"]["return_authorization"]
    run.get(f"/return-authorizations/{ra_number}")
    run.get("/return-authorizations", limit=1)
    run.post(
        f"/return-authorizations/{ra_number}/posting",
        {"posted_on": "2026-11-23", "tracking_number": "6A12345678901"},
    )
    run.get("/refunds", state="settling", limit=1)
    run.get(f"/refunds/{agreed['accepted']['refunds'][0]}")
    return str(agreed["case"]["number"])


def _broken(run: Recorder, sale: Sale) -> str:
    line = run.get(f"/orders/{sale.number}")["orders"][0]["lines"][0]["id"]
    asked = {"line_id": line, "intent": "claim", "reason": "defective", "words": "It does not start."}
    return str(run.post("/cases", {"lines": [asked]})["case"]["number"])


def _waits_for_a_person(run: Recorder, number: str, shop: Shop) -> None:
    member = run.get("/members")["members"][0]["id"]
    run.post(f"/cases/{number}/assignment", {"member_id": member})
    run.get("/teams")
    run.post(f"/cases/{number}/routing", {"team_id": None, "handled_by": "supplier"})
    run.post(f"/cases/{number}/notes", {"text": "The shop will call back."})
    run.post(
        f"/cases/{number}/snooze",
        {"until": "2026-11-24T09:00:00Z", "reason": "supplier", "note": "Waits for the spare part."},
    )
    run.post(f"/cases/{number}/escalation", {"to": "senior", "note": "A regular customer."})
    _senior_gives_it_back(number, shop)
    run.post(f"/cases/{number}/messages", {"speaker": "customer", "text": "Any news?"})
    run.get(f"/cases/{number}/messages")
    _agrees_on_goods(run, number)
    run.post(f"/cases/{number}/shipment/failure", {"why": "out_of_stock"})
    _agrees_on_goods(run, number)
    run.post(f"/cases/{number}/messages", {"speaker": "customer", "text": "Thank you!"})
    run.delete(f"/cases/{number}/question")
    run.post(f"/cases/{number}/shipment", {"order_reference": "FR-99001"})


def _agrees_on_goods(run: Recorder, number: str) -> None:
    offers = run.get(f"/cases/{number}/offers")
    plan = next(one for one in offers["plans"] if one["remedy"] in ("replacement", "repair"))
    run.post(
        f"/cases/{number}/answer",
        {"kind": "remedy", "remedy": plan["remedy"], "plan_digest": plan["digest"],
         "motive": "customer_asked"},
    )  # fmt: skip


def _senior_gives_it_back(number: str, shop: Shop) -> None:
    """What went up is answered there, or handed down again by a person."""
    from savoir.cases.operations import assign_case
    from savoir.kernel.access import Role

    with organization_block(shop.org_id):
        assign_case(actor=shop.actors[Role.SENIOR], reference=number, member_id=shop.agent.id, now=NOON)


def _refused(run: Recorder, number: str, shop: Shop) -> None:
    with organization_block(shop.org_id):
        email = Member.objects.values_list("user__email", flat=True).get(id=shop.agent.id)
    run.post(
        f"/cases/{number}/answer",
        {
            "kind": "refusal",
            "motive": "damage_by_use",
            "reason": "The socket shows that water got in.",
            "ground": "fault_disproved",
            "decided_by": email,
        },
    )
    run.post(f"/cases/{number}/closure")
    run.delete(f"/cases/{number}/closure")
