"""Where a customer's words may stand, and a walk through every table that finds those left behind."""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import connection
from django.db.models import Model

from savoir.cases.models import Attachment, CaseLine, Decision, Draft
from savoir.conversations.models import Message
from savoir.conversations.operations import add_note, write_to_customer
from savoir.kernel.files import store_made
from savoir.kernel.models import IdempotencyRecord, WebhookInbox
from savoir.logistics.models import (
    Inspection,
    PostingProof,
    ReceiptLine,
    ReturnAuthorization,
    UnknownParcel,
    ValueLoss,
)
from savoir.orders.models import Customer, Delivery, Order
from savoir.organizations.operations import issue_link
from savoir.resolutions.models import AskedRemedy, Gesture, PostagePaid
from tests.faults.worlds import Agreed
from tests.shop import NOON, Shop

# Everything a customer, or somebody about him, may have written; a mark goes into each. What is kept of him
# (numbers, amounts, days, codes) stands in none of these.
ERASABLE: Final[dict[type[Model], tuple[str, ...]]] = {
    Customer: ("external_id", "name", "name_search", "email", "email_normalized", "phone",
               "phone_normalized", "postcode", "city", "street"),
    Order: ("email_normalized", "postcode_normalized"),
    Delivery: ("tracking_number",),
    CaseLine: ("customer_words", "serial"),
    Decision: ("motive_note",),
    Draft: ("content",),
    Message: ("to", "words", "note", "subject", "body_text", "body_html"),
    ReturnAuthorization: ("tracking_number",),
    PostingProof: ("tracking_number",),
    Inspection: ("note", "serial_seen"),
    ValueLoss: ("beyond",),
    UnknownParcel: ("code", "description"),
    Gesture: ("motive", "answer"),
    AskedRemedy: ("note", "text", "answer"),
    IdempotencyRecord: ("answer",),
    WebhookInbox: ("body",),
}  # fmt: skip


def live(shop: Shop, agreed: Agreed, whose: str) -> None:
    """Everything that may happen around a return happened, and left its words. Inside an open block."""
    org, at, key = shop.org_id, NOON, key_of(whose)
    ours = {"org_id": shop.org_id, "case_id": agreed.case_id}
    write_to_customer(actor=shop.agent, case_reference=agreed.reference, text="Bonjour.", now=at)
    add_note(actor=shop.agent, case_reference=agreed.reference, text="Vu.", now=at)
    Message.objects.create(
        **ours, step="free_text", audience="customer", direction="in", state="kept", author_kind="customer",
        language="fr", message_id=key, body_text="Merci.", created_at=at,
    )  # fmt: skip
    photo = store_made(actor=shop.system, content=f"photo {whose}".encode(), media_type="image/webp", now=at)
    shared = store_made(actor=shop.system, content=b"one photo of both", media_type="image/webp", now=at)
    for file in (photo, shared):
        Attachment.objects.create(**ours, file_id=file.id, kind="photo", added_by="customer", created_at=at)
    PostagePaid.objects.create(
        **ours, amount_minor=500, currency="EUR", receipt_id=photo.id, told_by="customer", told_at=at
    )
    PostingProof.objects.filter(ra__case_id=agreed.case_id).update(photo_id=photo.id)
    Draft.objects.create(
        org_id=org, digest=key, brand_id=shop.brand_id, order_id=agreed.sale.order_id, updated_at=at,
        expires_at=at + timedelta(days=30),
    )  # fmt: skip
    _examine(shop, agreed, photo.id)
    _ask_beyond(ours, key)
    _told_elsewhere(shop, agreed, key)


def _told_elsewhere(shop: Shop, agreed: Agreed, key: str) -> None:
    """A link to the portal, an answer to a program, a letter of the payment provider."""
    org, at = shop.org_id, NOON
    issue_link(actor=shop.system, order_id=agreed.sale.order_id, case_id=agreed.case_id, now=at)
    IdempotencyRecord.objects.create(
        org_id=org, scope=f"api {key}", key=key, request_digest="", answer={}, created_at=at
    )
    WebhookInbox.objects.create(
        org_id=org, source="stripe", event_id=key, kind="charge.refunded", subject="", body=b"",
        received_at=at, due_at=at, applied_at=at,
    )  # fmt: skip


def _ask_beyond(ours: dict[str, int], key: str) -> None:
    """A gesture and an answer beyond the rule were asked for, and refused."""
    at = NOON
    Gesture.objects.create(
        **ours, severity="light", kind="refund", amount_minor=1, currency="EUR", proposed_kind="refund",
        proposed_minor=1, plan_digest=key, state="refused", asked_by=1, asked_at=at,
    )  # fmt: skip
    AskedRemedy.objects.create(
        **ours, remedy="refund", amount_minor=1, beyond_minor=1, before_minor=0, currency="EUR", parts={},
        plan_digest=key, motive="gesture", approver="senior", state="declined", asked_by=1, asked_at=at,
        expires_at=at,
    )  # fmt: skip


def _examine(shop: Shop, agreed: Agreed, photo_id: int) -> None:
    """The dock looked at the thing, measured a loss, and had found an unknown parcel before."""
    line = ReceiptLine.objects.get(return_line__ra__case_id=agreed.case_id)
    inspection = Inspection.objects.create(
        org_id=shop.org_id, receipt_line=line, quantity=1, right_item=True, right_quantity=True,
        used_or_damaged=True, defect_proven=False, in_time=True, grade="B", finding="used", member_id=1,
        inspected_at=NOON,
    )  # fmt: skip
    ValueLoss.objects.create(
        org_id=shop.org_id, inspection=inspection, amount_minor=100, currency="EUR", photo_id=photo_id,
        member_id=1, proposed_at=NOON, state="declined",
    )  # fmt: skip
    UnknownParcel.objects.create(
        org_id=shop.org_id, reference=f"UP-{agreed.case_id}", scan_id=uuid4(), site_id=shop.warehouse_id,
        case_id=agreed.case_id, member_id=1, arrived_at=NOON, state="identified",
    )  # fmt: skip


def rows_of(model: Any, agreed: Agreed, whose: str) -> Any:
    """Rows of one table that are about this customer."""
    by: dict[str, Any] = {
        Customer: {"id": agreed.sale.customer_id}, Order: {"id": agreed.sale.order_id},
        Delivery: {"order_id": agreed.sale.order_id}, Draft: {"order_id": agreed.sale.order_id},
        PostingProof: {"ra__case_id": agreed.case_id},
        Inspection: {"receipt_line__return_line__ra__case_id": agreed.case_id},
        ValueLoss: {"inspection__receipt_line__return_line__ra__case_id": agreed.case_id},
        IdempotencyRecord: {"key": key_of(whose)}, WebhookInbox: {"event_id": key_of(whose)},
    }.get(model, {"case_id": agreed.case_id})  # fmt: skip
    return model.objects.filter(**by)


def plant(agreed: Agreed, whose: str) -> None:
    """A mark in each erasable column. What programs and providers were told holds his address besides."""
    number = 0
    for model, columns in ERASABLE.items():
        for column in columns:
            number += 1
            rows = rows_of(model, agreed, whose)
            assert rows.exists(), f"{model.__name__}: the world has none"
            for row in rows:
                mark = f"{whose}{number:02}x{row.id}"
                rows.filter(id=row.id).update(**{column: _filled(model, column, mark, whose)})


def _filled(model: type[Model], column: str, mark: str, whose: str) -> Any:
    if column in ("email", "email_normalized", "external_id"):
        return f"{whose}@{mark}.fr" if column == "external_id" else address(whose)
    if model is IdempotencyRecord:
        return {"status": 201, "body": f'{{"email":"{address(whose)}","said":"{mark}"}}'}
    if model is WebhookInbox:
        return f'{{"receipt_email":"{address(whose)}","name":"{mark}"}}'.encode()
    return {"text": mark} if column in ("words", "content") else mark[:12]


def key_of(whose: str) -> str:
    """A name of rows of this test that holds no mark."""
    return f"key-{whose[-1]}"


def address(whose: str) -> str:
    """The e-mail address on file of a customer: a mark too."""
    return f"{whose}@exemple.fr"


_TABLES: Final = """SELECT c.table_name, array_agg(c.column_name::text) FILTER (WHERE c.data_type = 'bytea')
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' GROUP BY 1 ORDER BY 1"""


def places_of(mark: str) -> dict[str, int]:
    """{table: rows} in which a mark stands: in whatever column of whatever type, in every table there is."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for table, binary in cursor.fetchall():
            bytes_too = [f"encode(\"{one}\", 'escape') ILIKE %s" for one in binary or ()]
            tests = [f'"{table}"::text ILIKE %s', *bytes_too]
            query = f'SELECT count(*) FROM "{table}" WHERE {" OR ".join(tests)}'
            cursor.execute(query, [f"%{mark}%"] * len(tests))
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found
