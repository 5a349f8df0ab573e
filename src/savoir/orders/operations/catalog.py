"""Products and customers that another system tells us of, without a sale: the same parsing and merging."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from savoir.kernel.access import Actor, Permission, require
from savoir.orders.intake import elsewhere, erased, staging, telling
from savoir.orders.intake.faults import Bad
from savoir.orders.intake.fields import ORDER
from savoir.orders.intake.mapping import Mapping
from savoir.orders.intake.parsing import parser_of
from savoir.orders.intake.rows import product_record, text_in
from savoir.orders.operations.pushing import Document, Pushed, narrow_brand, plain, refusal, refuse_many
from savoir.orders.rules import normalize_email, normalize_phone, search_words

_COLUMNS = tuple(column for column in ORDER if column.name.startswith("customer_"))


def push_products(*, actor: Actor, records: Sequence[Document], now: datetime) -> tuple[Pushed, ...]:
    """Upsert products by external id; an empty field wipes nothing. Raises TooManyRecords, NotAllowed.

    A key of one brand is refused a product that another brand sold, or told first and nobody sold.
    """
    require(actor, Permission.SALE_IMPORT)
    refuse_many(records)
    try:
        staging.create_tables()
        stage, names = staging.Stage(Mapping()), list[str]()
        for place, document in enumerate(records, 1):
            record = product_record(place, plain(document), Mapping())
            names.append(record.key)
            stage.take(record)
        stage.flush()
        brand_id = narrow_brand(actor)
        if brand_id is not None:
            elsewhere.refuse_products(actor.org_id, brand_id)
        only_if = elsewhere.PRODUCT_IS_OURS if brand_id is not None else ""
        done = telling.merge_products(actor.org_id, only_if=only_if, brand_id=brand_id)
        _remember(actor, "orders_product", done)
        return _told(names, staging.faults(), done)
    finally:
        staging.drop_tables()


def push_customers(*, actor: Actor, records: Sequence[Document], now: datetime) -> tuple[Pushed, ...]:
    """Upsert customers by external id; an empty field wipes nothing. Raises TooManyRecords, NotAllowed.

    A key of one brand is refused a customer whom only other brands know, by a sale or because they told him.
    Nobody tells again of a customer whose data were erased until he buys anew.
    """
    require(actor, Permission.SALE_IMPORT)
    refuse_many(records)
    names = [text_in(plain(document), "customer_id", "customer_") for document in records]
    rows, faults = _customers(records)
    brand_id = narrow_brand(actor)
    if brand_id is not None:
        ids = [row["external_id"] for row in rows.values()]
        taken = elsewhere.customers_of_others(actor.org_id, brand_id, ids)
        faults |= {place: ("elsewhere", "id") for place, row in rows.items() if row["external_id"] in taken}
    gone = erased.erased_among(actor.org_id, json.dumps(list(rows.values()), default=str))
    faults |= {place: ("erased", "id") for place, row in rows.items() if row["external_id"] in gone}
    good = {row["external_id"]: row for place, row in rows.items() if place not in faults}
    only_if = elsewhere.CUSTOMER_IS_OURS if brand_id is not None else ""
    told = json.dumps(list(good.values()), default=str)
    done = telling.merge_customers(actor.org_id, told, only_if=only_if, brand_id=brand_id)
    _remember(actor, "orders_customer", done)
    return _told(names, faults, done)


def _remember(actor: Actor, table: str, done: dict[str, bool]) -> None:
    """Of what a brand's key told first, whose it is; also while the house has that brand alone."""
    new = [name for name, is_new in done.items() if is_new]
    if actor.brand_id is not None and new:
        elsewhere.remember_teller(table, actor.org_id, actor.brand_id, new)


def _customers(records: Sequence[Document]) -> tuple[dict[int, dict[str, Any]], dict[int, tuple[str, str]]]:
    """The row of each readable record by its place, and what is wrong with each other one."""
    parsers = {column.name: parser_of(column, Mapping()) for column in _COLUMNS}
    rows: dict[int, dict[str, Any]] = {}
    faults: dict[int, tuple[str, str]] = {}
    for place, document in enumerate(records, 1):
        texts = plain(document)
        try:
            rows[place] = _customer({name: _parsed(parse, texts, name) for name, parse in parsers.items()})
        except _BadField as bad:
            faults[place] = bad.code, bad.field
    return rows, faults


class _BadField(Bad):
    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.field = field


def _parsed(parse: Any, document: Any, name: str) -> Any:
    try:
        found = parse(text_in(document, name, "customer_"), "")
    except Bad as bad:
        raise _BadField(bad.code, name.removeprefix("customer_")) from bad
    if name == "customer_id" and not found:
        raise _BadField("missing", "id")
    return found


def _customer(found: dict[str, Any]) -> dict[str, Any]:
    plain_names = {name.removeprefix("customer_"): value for name, value in found.items()}
    return {
        "external_id": plain_names["id"], "since_on": plain_names["since"],
        **{name: plain_names[name] for name in ("name", "email", "phone", "language", "country")},
        **{name: plain_names[name] for name in ("postcode", "city", "street")},
        "name_search": search_words(plain_names["name"]),
        "email_normalized": normalize_email(plain_names["email"]),
        "phone_normalized": normalize_phone(plain_names["phone"], plain_names["country"]),
    }  # fmt: skip


def _told(names: list[str], faults: dict[int, tuple[str, str]], done: dict[str, bool]) -> tuple[Pushed, ...]:
    return tuple(
        refusal(name, *faults[place], place) if place in faults
        else Pushed(name, "unchanged" if name not in done else "created" if done[name] else "updated")
        for place, name in enumerate(names, 1)
    )  # fmt: skip
