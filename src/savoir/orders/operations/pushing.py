"""Sales that another system tells us of, one or many at once: the same staging, checks and merging as files.

Each record stands alone, an order is whole. Told again it changes nothing; older news than what is known is
left alone; nothing lowers what is held, returned, refunded or pending.
"""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Invalid, NotFound
from savoir.orders.intake import checking, elsewhere, overtaking, staging, telling
from savoir.orders.intake.mapping import Mapping
from savoir.orders.intake.merging import merge_catalog
from savoir.orders.intake.rows import json_record
from savoir.orders.intake.sentences import sentence
from savoir.orders.models import Order
from savoir.orders.operations.imports import tell_refunds
from savoir.orders.operations.restating import known_orders
from savoir.organizations.queries import brand_card, brands

MOST_PUSHED = 500
Document = AnyMapping[str, Any]


class TooManyRecords(Invalid):
    """More than 500 records in one call; `facts["most"]`."""


class RecordRefused(Invalid):
    """The only record of a call is refused; `facts["said"]` says why."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of one record: created, updated, unchanged, older or refused; why, and its bad field."""

    id: str
    outcome: str
    code: str = ""
    field: str = ""
    said: str = ""


def push_orders(
    *, actor: Actor, brand_id: int, records: Sequence[Document], now: datetime
) -> tuple[Pushed, ...]:
    """Upsert whole orders by external id; one answer a record, in their order. Inside an open block.

    A record is a line of JSON Lines (`docs/how-to/import-orders.md`); amounts are texts in major units.
    `updated_at` keeps late news from undoing newer. A key of one brand reaches no customer whom only other
    brands know (refused), and changes no product of another brand (left as it is).
    Raises TooManyRecords, NotFound (brand), NotAllowed.
    """
    require(actor, Permission.SALE_IMPORT)
    refuse_many(records)
    if not actor.sees_brand(brand_id):
        raise NotFound("brand")
    brand_card(actor=actor, brand_id=brand_id)
    try:
        return _pushed(actor, brand_id, records, now)
    finally:
        staging.drop_tables()


def push_deliveries(
    *, actor: Actor, brand_id: int, records: Sequence[Document], now: datetime
) -> tuple[Pushed, ...]:
    """Upsert deliveries of known orders: `order_id`, `id`, what it held, when it left and arrived.

    The order is told again as it is known, with this delivery beside its others. Raises as `push_orders`.
    """
    require(actor, Permission.SALE_IMPORT)
    refuse_many(records)
    wanted = [str(record.get("order_id", "")) for record in records]
    known = known_orders(actor=actor, brand_id=brand_id, external_ids=wanted)
    for record, order_id in zip(records, wanted, strict=True):
        if order_id in known:
            _place(known[order_id], record)
    orders = list(known.values())
    told = push_orders(actor=actor, brand_id=brand_id, records=orders, now=now) if orders else ()
    by_order = {answer.id: answer for answer in told}
    return tuple(
        Pushed(_name(record), one.outcome, one.code, one.field, one.said)
        if (one := by_order.get(order_id)) is not None
        else refusal(_name(record), "unknown_order", "order_id", place)
        for place, (record, order_id) in enumerate(zip(records, wanted, strict=True), 1)
    )


def _place(order: dict[str, Any], record: Document) -> None:
    """Put a delivery into its order's document, in place of the one of its id."""
    others = [one for one in order["deliveries"] if one["id"] != record.get("id")]
    order["deliveries"] = [*others, {k: v for k, v in record.items() if k not in ("order_id", "updated_at")}]
    order["updated_at"] = record.get("updated_at") or order.get("updated_at")


def _name(record: Document) -> str:
    return str(record.get("id", "") or record.get("order_id", "") or record.get("order_number", ""))


def refusal(name: str, code: str, field: str, place: int) -> Pushed:
    """A refused record with its sentence; `place` counts from 1."""
    return Pushed(name, "refused", code, field, sentence(code, field, place))


def only(told: tuple[Pushed, ...]) -> Pushed:
    """The answer of a call with one record. Raises RecordRefused."""
    (one,) = told
    if one.outcome == "refused":
        raise RecordRefused(one.field or "record", code=one.code, said=one.said)
    return one


def refuse_many(records: Sequence[Document]) -> None:
    """Raise TooManyRecords beyond 500, or for none."""
    if not 1 <= len(records) <= MOST_PUSHED:
        raise TooManyRecords("records", code="too_many", most=MOST_PUSHED)


def _pushed(actor: Actor, brand_id: int, records: Sequence[Document], now: datetime) -> tuple[Pushed, ...]:
    mapping = Mapping()
    staging.create_tables()
    stage = staging.Stage(mapping)
    keys: list[str] = []
    doubled: set[int] = set()
    for place, document in enumerate(records, 1):
        record = json_record(place, plain(document), mapping)
        if record.key and record.key in keys:
            doubled.add(place)
        else:
            stage.take(record)
        keys.append(record.key)
    stage.flush()
    overtaking.hold_orders(actor.org_id, keys)
    checking.settle_stage(org_id=actor.org_id, brand_id=brand_id, mapping=mapping, now=now)
    known = Order.objects.filter(org_id=actor.org_id, external_id__in=keys)
    before = set(known.values_list("external_id", flat=True))
    _merge_catalog(actor)
    touched = telling.merge_told(actor.org_id, brand_id)
    tell_refunds(actor, brand_id, (0, len(records)), now)
    return _answers(keys, doubled, before, touched)


def _merge_catalog(actor: Actor) -> None:
    """The staged products, as far as the actor may; orders he may not tell are marked bad before."""
    brand_id = narrow_brand(actor)
    if brand_id is None:
        merge_catalog(actor.org_id)
    else:
        elsewhere.refuse_orders(actor.org_id, brand_id)
        elsewhere.merge_own_catalog(actor.org_id, brand_id)


def narrow_brand(actor: Actor) -> int | None:
    """The one brand of several that an actor tells of; None when he tells of the whole house."""
    if actor.brand_id is None or len(brands(actor=system_actor(actor.org_id))) == 1:
        return None
    return actor.brand_id


def _answers(keys: list[str], doubled: set[int], before: set[str], touched: set[str]) -> tuple[Pushed, ...]:
    faults = staging.faults()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM stage_head WHERE is_old")
        older = {key for (key,) in cursor.fetchall()}
    return tuple(
        refusal(key, "duplicate", "order_id", place) if place in doubled
        else refusal(key, *faults[place], place) if place in faults
        else Pushed(key, _outcome(key, before, touched, older))
        for place, key in enumerate(keys, 1)
    )  # fmt: skip


def _outcome(key: str, before: set[str], touched: set[str], older: set[str]) -> str:
    if key in older:
        return "older"
    if key not in before:
        return "created"
    return "updated" if key in touched else "unchanged"


def plain(value: Any) -> Any:
    """Numbers as their texts, instants as ISO 8601: what a line of a file would hold."""
    if isinstance(value, AnyMapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, (str, bool)) or value is None else str(value)
