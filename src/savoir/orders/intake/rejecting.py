"""The reject file: every row of a rejected order, with line, reason in two languages, and what it said."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.utils import translation

from savoir.orders.intake.rows import raw_rows
from savoir.orders.intake.sentences import sentence
from savoir.orders.intake.source import Source

HEADER = ("ligne", "commande", "champ", "code", "motif", "reason")
_FORMULA = ("=", "+", "-", "@", " =")
_LONGEST_CELL = 60
_ROWS = """
SELECT row, key, code, field FROM (
    SELECT row, key, code, field, 0 AS part FROM stage_fault
    UNION ALL
    SELECT DISTINCT l.row, l.key, 'with_order', '', 1
    FROM stage_line l JOIN stage_head h USING (key) WHERE h.is_bad
) found ORDER BY row, part, code, field"""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row was left out: its line in the file, its order, the field at fault and the reason's code."""

    line: int
    order: str
    field: str
    code: str


def rejections(limit: int | None = None) -> Iterator[Rejection]:
    """Yield why each row was left out, in file order, one reason per row."""
    last = 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS)
        found = 0
        for row, key, code, field in cursor:
            if row == last or (limit is not None and found >= limit):
                continue
            last, found = row, found + 1
            yield Rejection(row, key or "", field, code)


def write_rejects(path: Path, source: Source) -> int:
    """Write the reject file; the number of rows in it. Cells are shortened, formulas made harmless."""
    count, rows = 0, raw_rows(source)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for rejection in rejections():
            cells = next((cells for number, cells in rows if number >= rejection.line), [])
            writer.writerow([*_reason(rejection), *map(harmless, cells)])
            count += 1
    return count


def _reason(rejection: Rejection) -> tuple[str, ...]:
    with translation.override("fr"):
        french = sentence(rejection.code, rejection.field, rejection.line)
    with translation.override("en"):
        english = sentence(rejection.code, rejection.field, rejection.line)
    order, field = harmless(rejection.order), harmless(rejection.field)
    return (str(rejection.line), order, field, rejection.code, french, english)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula: printable signs only, 60 at most."""
    clean = "".join(sign if sign.isprintable() else " " for sign in cell)
    short = clean if len(clean) <= _LONGEST_CELL else f"{clean[: _LONGEST_CELL - 1]}…"
    return f"'{short}" if short.startswith(_FORMULA) else short
