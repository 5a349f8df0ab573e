"""The bytes of a sheet, as Excel, LibreOffice and exports write them, become rows of named cells."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from savoir.kernel.errors import Invalid
from savoir.resolutions.move_in.columns import HEADINGS, LONGEST, REQUIRED, folded

MOST_BYTES, MOST_ROWS = 10_000_000, 5_000
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ";,\t"


class SheetUnreadable(Invalid):
    """`code`: empty, too_large, not_a_sheet, encoding, too_many_rows, column_missing, column_twice."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file: (line in the file, cells by our column names); `digest` names the bytes."""

    digest: str
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_sheet(content: bytes) -> Sheet:
    """Read a CSV in UTF-8 (with or without BOM), UTF-16 or Windows-1252, with `;`, `,` or tabs.

    Columns nobody knows are left aside. Raises SheetUnreadable.
    """
    if not content.strip():
        raise SheetUnreadable("file", code="empty")
    if len(content) > MOST_BYTES:
        raise SheetUnreadable("file", code="too_large", most=MOST_BYTES // 1_000_000)
    rows = tuple(_rows(_text(content)))
    if not rows:
        raise SheetUnreadable("file", code="empty")
    return Sheet(sha256(content).hexdigest(), rows)


def _text(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04") or b"\x00\x00\x00" in content[:512]:
        raise SheetUnreadable("file", code="not_a_sheet")
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable("file", code="encoding")


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    heading = text.splitlines()[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = _names(next(reader))
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise SheetUnreadable("file", code="too_many_rows", most=MOST_ROWS)
            if any(cell.strip() for cell in cells):
                yield reader.line_num, _named(names, cells)
    except csv.Error as fault:
        raise SheetUnreadable("file", code="not_a_sheet") from fault


def _names(headings: list[str]) -> list[str]:
    names = [HEADINGS.get(folded(heading), "") for heading in headings]
    known = [name for name in names if name]
    missing = next((name for name in REQUIRED if name not in known), "")
    if missing:
        raise SheetUnreadable("file", code="column_missing", column=missing)
    if len(set(known)) != len(known):
        raise SheetUnreadable("file", code="column_twice", column=max(known, key=known.count))
    return names


def _named(names: list[str], cells: list[str]) -> dict[str, str]:
    """Cells by their names; control signs are spaces, so that nothing later has to look for them."""
    pairs = zip(names, cells, strict=False)
    return {name: _plain(cell) for name, cell in pairs if name and cell.strip()}


def _plain(cell: str) -> str:
    text = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in cell[:LONGEST])
    return " ".join(text.split()) if "\n" not in text else text.strip()
