"""Files no import should swallow, made in code: what is wrong, and the line and field to be named.

Those of `WHOLE` are refused as a whole; of the others one order is rejected and the good one comes in.
"""

import gzip
import json
from dataclasses import dataclass
from typing import Any

HEADER = "order_id,order_number,contract_at,currency,channel,total,line_id,product_id,product_name,quantity,"
HEADER += "unit_price,payment_tender,payment_amount,payment_currency,postcode"
GOOD = "A1,FR-1,2026-03-02T10:00:00,EUR,web,20.00,A1-1,P1,Robe,2,10.00,card,20.00,EUR,59000"


@dataclass(frozen=True)
class Case:
    """A file and what must be said about it."""

    name: str
    content: bytes
    code: str
    line: int
    field: str
    suffix: str = ".csv"


def row(**given: str) -> str:
    """A second order, good but for `given`."""
    names = HEADER.split(",")
    values = dict(zip(names, GOOD.split(","), strict=True))
    values |= {"order_id": "B2", "order_number": "FR-2", "line_id": "B2-1"}
    return ",".join((values | given)[name] for name in names)


def _csv(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, GOOD, *rows, "")).encode()


def _cell(name: str, code: str, field: str, text: str) -> Case:
    return Case(name, _csv(row(**{field: text})), code, 3, field)


def _product_cell(name: str, code: str, field: str, text: str) -> Case:
    content = _csv(header=f"{HEADER},{field}").decode().replace(GOOD, f"{GOOD},")
    return Case(name, f"{content}{row()},{text}\n".encode(), code, 3, field)


def order(**given: Any) -> dict[str, Any]:
    """A good order as a JSON document, but for `given`."""
    line = {"line_id": "B2-1", "product": {"id": "P1", "name": "Robe"}, "quantity": 2, "unit_price": "10.00"}
    paid = {"id": "B2-P", "tender": "card", "amount": "20.00", "currency": "EUR"}
    whole = {
        "order_id": "B2", "order_number": "FR-2", "contract_at": "2026-03-02T10:00:00", "currency": "EUR",
        "lines": [line], "payments": [paid],
    }  # fmt: skip
    return whole | given


def _json(name: str, code: str, field: str, *lines: str) -> Case:
    good = json.dumps(order(order_id="A1", order_number="FR-1", payments=[], lines=[
        {"line_id": "A1-1", "product": {"id": "P1", "name": "Robe"}, "quantity": 2, "unit_price": "10.00"}
    ]))  # fmt: skip
    return Case(name, "\n".join((good, *lines, "")).encode(), code, 2, field, suffix=".jsonl")


def _line(**given: Any) -> str:
    return json.dumps(order(lines=[order()["lines"][0] | given]))


CELLS = (
    _cell("quantity negative", "negative", "quantity", "-2"),
    _cell("quantity zero", "out_of_range", "quantity", "0"),
    _cell("quantity a fraction", "not_a_number", "quantity", "1.5"),
    _cell("quantity NaN", "not_a_number", "quantity", "NaN"),
    _cell("quantity huge", "out_of_range", "quantity", "99999999999"),
    _cell("quantity 1e400", "not_a_number", "quantity", "1e400"),
    _cell("quantity missing", "missing", "quantity", ""),
    _cell("price negative", "negative", "unit_price", "-10.00"),
    _cell("price NaN", "not_an_amount", "unit_price", "NaN"),
    _cell("price infinite", "not_an_amount", "unit_price", "Infinity"),
    _cell("price 1e400", "not_an_amount", "unit_price", "1e400"),
    _cell("price with three decimals", "not_an_amount", "unit_price", "10.005"),
    _cell("price with words", "not_an_amount", "unit_price", "dix"),
    _cell("date impossible", "not_a_date", "contract_at", "2026-02-30T10:00:00"),
    _cell("date in the American way", "not_a_date", "contract_at", "03/02/2026"),
    _cell("date of the year 1", "not_a_date", "contract_at", "0001-01-01T00:00:00"),
    _cell("time in the skipped hour", "skipped_hour", "contract_at", "2026-03-29T02:30:00"),
    _cell("date in the future", "in_the_future", "contract_at", "2031-01-01T00:00:00"),
    _cell("currency unknown", "unknown_value", "currency", "euros"),
    _cell("channel unknown", "unknown_value", "channel", "pigeon"),
    _cell("total other than its lines", "total_mismatch", "total", "21.00"),
    _cell("payment in another currency", "payment_currency", "payment_currency", "GBP"),
    _cell("payment of nothing", "out_of_range", "payment_amount", "0"),
    _cell("order number missing", "missing", "order_number", ""),
    _cell("name a formula", "formula", "product_name", "=HYPERLINK(A1)"),
    _cell("name with a null", "nul_byte", "product_name", "Ro\x00be"),
    _product_cell("product price negative", "negative", "product_price", "-49.90"),
    _product_cell("product price with three decimals", "not_an_amount", "product_price", "49.905"),
    _product_cell("product tax rate in words", "not_a_rate", "product_tax_rate", "vingt"),
    _product_cell("product tax rate of a hundred and more", "not_a_rate", "product_tax_rate", "120"),
    _product_cell("length of nothing", "out_of_range", "length_mm", "0"),
    _product_cell("width of a fraction", "not_a_number", "width_mm", "30.5"),
    _product_cell("height beyond measure", "out_of_range", "height_mm", "100001"),
    _cell("name endless", "too_long", "product_name", "x" * 100_000),
)
ROWS = (
    Case("row too short", _csv("B2,FR-2,2026-03-02"), "column_count", 3, ""),
    Case("row too long", _csv(row() + ",more"), "column_count", 3, ""),
    Case("two currencies",
         _csv(row(total=""), row(currency="GBP", line_id="B2-2", total="", payment_currency="")),
         "mixed_currency", 4, "currency"),
    Case("line id of a third order", _csv(row(), row(order_id="C3", order_number="FR-3")), "duplicate",
         4, "line_id"),
    Case("line id twice", _csv(row(total="40.00"), row(total="40.00")), "duplicate", 3, "line_id"),
    Case("second line bad", _csv(row(total=""), row(line_id="B2-2", quantity="-1", total="")),
         "negative", 4, "quantity"),
)  # fmt: skip
JSON = (
    _json("JSON cut off", "not_json", "", '{"order_id": "B2", '),
    _json("JSON a list", "not_an_order", "", "[1, 2]"),
    _json("JSON very deep", "not_json", "", "[" * 100_000 + "]" * 100_000),
    _json("JSON deep", "not_an_order", "", json.dumps(order(extra=json.loads("[" * 40 + "]" * 40)))),
    _json("JSON without lines", "no_lines", "lines", json.dumps(order(lines=[]))),
    _json("JSON lines no list", "not_a_value", "lines", json.dumps(order(lines="none"))),
    _json("JSON quantity an object", "not_a_value", "quantity", _line(quantity={"n": 2})),
    _json("JSON price NaN", "not_an_amount", "unit_price", _line(unit_price=float("nan"))),
    _json("JSON delivery of an unknown line", "unknown_value", "line_id", json.dumps(
        order(deliveries=[{"id": "D", "lines": [{"line_id": "nobody", "quantity": 1}]}]))),
    _json("JSON delivery of more than sold", "beyond_quantity", "quantity", json.dumps(
        order(deliveries=[{"id": "D", "lines": [{"line_id": "B2-1", "quantity": 3}]}]))),
)  # fmt: skip
WHOLE = (
    Case("nothing at all", b"", "empty_file", 1, ""),
    Case("only a header", f"{HEADER}\n".encode(), "no_rows", 1, ""),
    Case("a column missing", _csv(header=HEADER.replace("quantity", "pieces")),
         "missing_column", 1, "quantity"),
    Case("a column twice", _csv(header=HEADER.replace("postcode", "total")),
         "duplicate_column", 1, "total"),

    Case("packed and cut off", gzip.compress(_csv(*[row()] * 500), mtime=0)[:-30],
         "truncated_gzip", 1, "", suffix=".csv.gz"),
    Case("a quote never closed", _csv('"' + row()), "broken_row", 3, ""),
    Case("a field beyond all measure", _csv(row(product_name="x" * 2_100_000)), "broken_row", 3, ""),
)  # fmt: skip
REJECTED = (*CELLS, *ROWS, *JSON)
EVERY = (*REJECTED, *WHOLE)
