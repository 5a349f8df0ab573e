"""Sheets of another system's open cases, for the tests of moving in."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from savoir.kernel.access import Actor
from savoir.resolutions.move_in.parsing import FormerCase
from savoir.resolutions.operations import move_in, read_former_cases
from savoir.resolutions.values import MovedCase
from tests.shop import NOON, Sale, Shop

DAY = timedelta(days=1)
ZONE = "Europe/Paris"
_EVERY_ROW = {"state": "ouvert", "opened_on": "16/11/2026", "intent": "retour", "reason": "trop petit"}


def rows_of(*rows: dict[str, str], delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """The bytes of a sheet of these rows, our English headings."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [delimiter.join(names), *(delimiter.join(row.get(name, "") for name in names) for row in rows)]
    return "\r\n".join(lines).encode(encoding)


def row(sale: Sale, number: str = "T-2041", **given: str) -> dict[str, str]:
    """One row about a sale."""
    return {"case_number": number, "order_number": sale.number, **_EVERY_ROW, **given}


def cases_of(*rows: dict[str, str], **given: Any) -> tuple[FormerCase, ...]:
    """The cases of a sheet, as a door reads them at noon."""
    return read_former_cases(rows_of(*rows, **given), zone=ZONE, now=NOON)


def moved(shop: Shop, *rows: dict[str, str], actor: Actor | None = None) -> Sequence[MovedCase]:
    """Move every case of a sheet in, inside the open block."""
    return [
        move_in(actor=actor or shop.system, brand_id=shop.brand_id, case=case, expected="", now=NOON)
        for case in cases_of(*rows)
    ]
