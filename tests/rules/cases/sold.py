"""Builders: a line that was sold, what somebody asks about it, and a policy of a test's own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from savoir.cases.rules import PolicyInForce, answer_line
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine, LineAnswer
from savoir.kernel.values.money import Money
from savoir.orders.values import SaleLine
from savoir.policies import starters, tables

DELIVERED = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)  # a Monday
ZONE = "Europe/Paris"
DECLARED = {"withdrawal_information_given": True, "return_cost_announced": True}
VASE = SaleLine(
    order_id=1, order_number="FR-80412", brand_id=1, customer_id=1, channel="web", seller="us",
    marketplace="", rail="provider", contract_at=DELIVERED - timedelta(days=3), currency="EUR", is_gift=False,
    is_professional=False, country="FR", site_id=None, line_id=1, position=1, name="Vase", variant="",
    product_id=1, sku="V1", gtin="", category_path="", picture="", colorway="", supplier="", quantity=3,
    delivered_qty=3, held_qty=0, returned_qty=0, unit_price=Money(4000, "EUR"), discount=Money(0, "EUR"),
    delivery_share=Money(0, "EUR"), tax_basis_points=2000, hygiene_sealed=None, made_to_order=None,
    perishable=None, dangerous_goods="", serial_tracked=None, second_hand=None, warranty_months=None,
    weight_grams=None, serials=(), order_delivered_at=(DELIVERED,), line_delivered_at=DELIVERED,
    delivery_mode="parcel", delivery_paid=Money(0, "EUR"), delivery_standard=None, order_quantity_total=3,
)  # fmt: skip


def sold(*, delivered_at: datetime | None = DELIVERED, **changed: Any) -> SaleLine:
    """The vase, delivered on 2 November 2026 unless said otherwise."""
    contract_at = (delivered_at or DELIVERED) - timedelta(days=3)
    given = {"contract_at": contract_at, "order_delivered_at": (delivered_at,),
             "line_delivered_at": delivered_at, "delivered_qty": 3 if delivered_at else 0}  # fmt: skip
    return replace(VASE, **{**given, **changed})


def ask(
    intent: Intent = Intent.RETURN, reason: Reason = Reason.CHANGED_MIND, *, quantity: int = 1,
    photos: int = 0, **answers: bool,
) -> AskedLine:  # fmt: skip
    """What the customer asks about the vase."""
    return AskedLine(
        line_id=1, quantity=quantity, intent=intent, reason=reason, answers=answers, photos=photos
    )


def policy(document: dict[str, Any] | None = None, *, starter: str = "home") -> PolicyInForce:
    """A policy in force: a document, or a starter."""
    compiled = tables.compile(document) if document else _starter(starter)
    return PolicyInForce(id=1, digest="d" * 32, compiled=compiled)


@cache
def _starter(name: str) -> tables.Compiled:
    return tables.compile(starters.load(name))


def says(then: dict[str, Any], **trigger: Any) -> PolicyInForce:
    """A policy that answers everything with `then`."""
    row = {"id": "all", "label_fr": "Tout", "label_en": "All", "when": {}}
    eligibility = {"id": "e", "point": "eligibility", "hit": "first", "columns": ["intent"],
                   "rows": [{**row, "then": then}]}  # fmt: skip
    refund = {"id": "t", "point": "refund_trigger", "hit": "first", "columns": ["intent"],
              "rows": [{**row, "then": {"trigger": "posting", "promised_days": 5, **trigger}}]}  # fmt: skip
    return policy({"format": 1, "name": "Test", "tables": [eligibility, refund]})


def rules(*tables: dict[str, Any], digest: str = "d" * 32, **said: Any) -> PolicyInForce:
    """A policy of these tables, money back at once; `digest` tells one version from another."""
    paid = table("refund_trigger", ("Tout", {}, {"trigger": "posting", "promised_days": 5}))
    made = policy({"format": 2, "name": "Test", "tables": [*tables, paid], **said})
    return replace(made, digest=digest)


def table(
    point: str, *rows: tuple[str, dict[str, Any], dict[str, Any]], hit: str = "first", name: str = ""
) -> dict[str, Any]:
    """A table of a point; each row is (label, when, then)."""
    columns = list(dict.fromkeys(fact for _label, when, _then in rows for fact in when)) or ["intent"]
    return {
        "id": name or point, "point": point, "hit": hit, "columns": columns,
        "rows": [{"id": f"r{n}", "label_fr": label, "label_en": label, "when": when, "then": then}
                 for n, (label, when, then) in enumerate(rows, start=1)],
    }  # fmt: skip


def answer(
    sale: SaleLine, asked: AskedLine, in_force: PolicyInForce | None, *, on: date,
    declared: dict[str, object] | None = None,
) -> LineAnswer:  # fmt: skip
    """The one answer, in Paris."""
    known = DECLARED if declared is None else declared
    return answer_line(sale, asked, known, in_force, asked_on=on, zone=ZONE)
