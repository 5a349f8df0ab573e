"""Sheets to download as a spreadsheet opens them: semicolons, UTF-8 with its mark, no formula in a word."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
Cells = Iterable[object]


def sheet(rows: Iterable[Cells]) -> bytes:
    """The sheet of rows. A word that a spreadsheet would run gets an apostrophe before it; a number or a day
    (int, Decimal, date) stays what it is, below nothing too.
    """
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def attached(content: bytes, name: str) -> HttpResponse:
    """A sheet to keep as the file `name`."""
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _harmless(cell: object) -> object:
    """RFC 4180 says nothing of formulas: OWASP's list of signs that begin one."""
    if not isinstance(cell, str) or not cell.lstrip(" ").startswith(_FORMULA):
        return cell
    return f"'{cell}"
