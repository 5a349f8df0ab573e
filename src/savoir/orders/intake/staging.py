"""Typed rows into temporary tables by COPY; the tables belong to this connection and end with it.

A protected table takes no COPY, and casting in Python keeps the exact reason of each fault.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from savoir.kernel.telling import send_told
from savoir.orders.intake.faults import Bad, Fault
from savoir.orders.intake.fields import CONTENT, CURRENCY, GROUPS, ORDER, PRODUCT, Column
from savoir.orders.intake.mapping import Mapping, keys_of
from savoir.orders.intake.parsing import Parser, parser_of
from savoir.orders.intake.rows import Record, Texts
from savoir.orders.rules import (
    normalize_email,
    normalize_number,
    normalize_phone,
    normalize_postcode,
    search_words,
)

CHUNK = 5_000
MOST_REMEMBERED = 20_000
DERIVED = ("number_n", "email_n", "postcode_n", "phone_n", "name_n")
_CURRENCY_AT = [column.name for column in ORDER].index(CURRENCY.name)
_PRICE_AT = [column.name for column in PRODUCT].index("product_price")
_COLUMNS: dict[str, tuple[Column, ...]] = {**GROUPS, "content": CONTENT}
_ALWAYS = {
    "product": "currency text,",
    "line": "seq bigint, product_id text, delivery_id text,",
    "content": "delivery_id text,",
}


def create_tables() -> None:
    """Make the staging tables anew."""
    with connection.cursor() as cursor:
        for name, columns in _COLUMNS.items():
            own = ", ".join(f"{column.name} {column.sql_type}" for column in columns)
            if name == "order":
                own += "".join(f", {derived} text" for derived in DERIVED)
            cursor.execute(f"DROP TABLE IF EXISTS stage_{name}")
            cursor.execute(
                f"CREATE TEMP TABLE stage_{name} (row bigint, key text, {_ALWAYS.get(name, '')} {own})"
            )
        cursor.execute("DROP TABLE IF EXISTS stage_fault")
        cursor.execute("CREATE TEMP TABLE stage_fault (row bigint, key text, code text, field text)")


def drop_tables() -> None:
    """Give the room back at once."""
    names = [*_COLUMNS, "fault", "head", "item", "paid", "parcel", "held"]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"stage_{name}" for name in names))


def faults() -> dict[int, tuple[str, str]]:
    """The first (code, field) that is wrong with each row."""
    found: dict[int, tuple[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT row, code, field FROM stage_fault ORDER BY row")
        for row, code, field in cursor.fetchall():
            found.setdefault(row, (code, field))
    return found


class Stage:
    """Takes records, parses them once per distinct text, and copies them in chunks."""

    def __init__(self, mapping: Mapping) -> None:
        self.rows_read = self.rows_skipped = 0
        self._key_name = keys_of(mapping)
        self._parsers = {
            name: [parser_of(column, mapping) for column in columns] for name, columns in _COLUMNS.items()
        }
        self._waiting: dict[str, list[tuple[Any, ...]]] = {name: [] for name in [*_COLUMNS, "fault"]}
        self._known: dict[str, dict[Any, Any]] = {name: {} for name in _COLUMNS}
        self._staged: dict[str, dict[Any, None]] = {name: {} for name in _COLUMNS}
        self._seq = 0

    def take(self, record: Record) -> None:
        """Stage one record, or note why it can't be."""
        if record.is_skipped:
            self.rows_skipped += 1
            return
        self.rows_read += 1
        fault = self._fault_of(record)
        if fault is None:
            fault = self._stage(record)
        if fault is not None:
            self._waiting["fault"].append((fault.row, fault.key, fault.code, fault.field))
        if len(self._waiting["line"]) >= CHUNK or len(self._waiting["fault"]) >= CHUNK:
            self.flush()

    def _fault_of(self, record: Record) -> Fault | None:
        if record.code:
            return Fault(record.row, record.key or None, record.code, record.field)
        if not record.key or len(record.key) > 80 or "\x00" in record.key:
            code = "missing" if not record.key else "nul_byte" if "\x00" in record.key else "too_long"
            return Fault(record.row, None, code, self._key_name)
        return None

    def _stage(self, record: Record) -> Fault | None:
        currency, product_id = "", ""
        for name, texts in record.groups:
            own, plain = (texts[:1], texts[1:]) if name == "content" else ((), texts)
            currency = plain[_CURRENCY_AT].upper() if name == "order" else currency
            try:
                values = self._values(name, plain, currency)
            except _BadCell as bad:
                return Fault(record.row, record.key, bad.code, bad.field)
            if name == "product":
                product_id, priced_in = values[0], "" if values[_PRICE_AT] is None else currency
                self._once(name, product_id, (record.row, None, priced_in, *values), (*plain, priced_in))
            elif name == "line":
                self._seq += 1
                self._waiting[name].append(
                    (record.row, record.key, self._seq, product_id, self._delivery_of(record), *values)
                )
            else:
                self._once(name, record.key, (record.row, record.key, *own, *values), texts)
        return None

    @staticmethod
    def _delivery_of(record: Record) -> str | None:
        """The delivery a CSV row names for its line; JSON says it in the deliveries themselves."""
        names = [texts[0] for name, texts in record.groups if name == "delivery"]
        return names[0] if len(names) == 1 and len(record.groups) <= len(GROUPS) else None

    def _values(self, name: str, texts: Texts, currency: str) -> tuple[Any, ...]:
        known = self._known[name]
        found = known.get((texts, currency))
        if found is None:
            found = _parsed(_COLUMNS[name], self._parsers[name], texts, currency)
            if name == "order":
                found += _derived(found)
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[texts, currency] = found
        return found

    def _once(self, name: str, key: str, row: tuple[Any, ...], texts: Texts) -> None:
        staged = self._staged[name]
        if (key, texts) in staged:
            return
        if len(staged) >= MOST_REMEMBERED:
            staged.clear()
        staged[key, texts] = None
        self._waiting[name].append(row)

    def flush(self) -> None:
        """Copy what waits."""
        send_told()  # a copy passes by itself
        with connection.cursor() as cursor:
            for name, rows in self._waiting.items():
                if not rows:
                    continue
                with cursor.copy(f"COPY stage_{name} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                rows.clear()


class _BadCell(Bad):
    def __init__(self, code: str, field: str) -> None:
        super().__init__(code)
        self.field = field


def _parsed(
    columns: tuple[Column, ...], parsers: list[Parser], texts: Texts, currency: str
) -> tuple[Any, ...]:
    values = []
    for column, parse, text in zip(columns, parsers, texts, strict=True):
        try:
            values.append(parse(text, currency))
        except Bad as bad:
            raise _BadCell(bad.code, column.name) from bad
    return tuple(values)


_AT: dict[str, int] = {column.name: index for index, column in enumerate(ORDER)}


def _derived(values: tuple[Any, ...]) -> tuple[str, ...]:
    """What is looked up: number, address, postcode, phone, name."""
    country = values[_AT["customer_country"]] or values[_AT["country"]]
    return (
        normalize_number(values[_AT["order_number"]]), normalize_email(values[_AT["customer_email"]]),
        normalize_postcode(values[_AT["postcode"]] or values[_AT["customer_postcode"]]),
        normalize_phone(values[_AT["customer_phone"]], country), search_words(values[_AT["customer_name"]]),
    )  # fmt: skip


def staged(records: Iterator[Record], mapping: Mapping, progress: Callable[[int], None]) -> Stage:
    """Stage every record; `progress` gets the number of the row, once per chunk."""
    stage = Stage(mapping)
    for record in records:
        stage.take(record)
        if stage.rows_read % CHUNK == 0:
            progress(record.row)
    stage.flush()
    return stage
