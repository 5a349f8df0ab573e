"""The files of one organization's extract: Parquet by month and the list of values, a folder a generation.

`current` names the generation that counts. A rewrite writes a new one beside, names it, then deletes the
older: a reader sees the whole old or the whole new, and what was erased is gone from the disk.
"""

# ruff: noqa: S608 - every piece of these questions is a name, a number or a word of our own

import csv
import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Self, TypeVar

import duckdb

from savoir.connectors.analytics.shape import COLUMNS, Codes, row_of
from savoir.insights.values import PastCase

Found = TypeVar("Found")
AT_ONCE = 100_000
_CODES, _CURRENT = "codes.json", "current"


@dataclass(frozen=True)
class Extract:
    """One generation: the list of values, and the paths of the files in order."""

    codes: Codes
    months: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path | None) -> Self:
        """A generation's; empty before the first rewrite. Raises FileNotFoundError."""
        if folder is None:
            return cls(Codes())
        listed = json.loads((folder / _CODES).read_text("utf-8"))
        known = {fact: {one: n for n, one in enumerate(values, 1)} for fact, values in listed.items()}
        return cls(Codes(known), tuple(sorted(str(path) for path in folder.glob("*.parquet"))))


class Store:
    """One organization's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def generation(self) -> Path | None:
        """The folder that counts; None before the first rewrite."""
        named = self.folder / _CURRENT
        return self.folder / named.read_text("ascii") if named.exists() else None

    def reading(self, ask: Callable[[Extract], Found]) -> Found:
        """What `ask` finds in the generation that counts; asked again of the next one when a rewrite took the
        files away meanwhile. So nobody reads the values of one with the cases of another.
        """
        while True:
            found = self.generation
            try:
                return ask(Extract.read(found))
            except (duckdb.IOException, FileNotFoundError):
                if self.generation == found:
                    raise

    def rewrite(self, cases: Iterable[PastCase]) -> int:
        """Write a new generation from these cases and delete every other one; how many cases."""
        made = self.folder / secrets.token_hex(8)
        made.mkdir(parents=True, mode=0o700)
        try:
            count = _write(made, cases)
            named = self.folder / f"{made.name}.tmp"
            named.write_text(made.name, "ascii")
            named.replace(self.folder / _CURRENT)
        except BaseException:
            shutil.rmtree(made)
            raise
        for old in self.folder.iterdir():
            if old.is_dir() and old != made:
                shutil.rmtree(old)
        return count


def create_cases(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty table `cases` with the columns of the extract."""
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute(f"CREATE TABLE cases ({columns})")


def fill_cases(
    connection: duckdb.DuckDBPyConnection, cases: Iterable[PastCase], codes: Codes, folder: Path
) -> int:
    """Add cases to the table `cases`, by way of a file in `folder`; how many."""
    count, rows = 0, (row_of(one, codes) for one in cases)
    path = folder / "rows.csv"
    while portion := list(islice(rows, AT_ONCE)):
        with path.open("w", newline="", encoding="ascii") as text:
            csv.writer(text).writerows(portion)
        connection.execute("COPY cases FROM $path (FORMAT csv, HEADER false)", {"path": str(path)})
        count += len(portion)
        path.unlink()
    return count


def _write(folder: Path, cases: Iterable[PastCase]) -> int:
    codes = Codes()
    with duckdb.connect(str(folder / "work.duckdb")) as connection:
        create_cases(connection)
        count = fill_cases(connection, cases, codes, folder)
        for month in _months(connection):
            connection.execute(
                f"COPY (SELECT * FROM cases WHERE asked // 100 = {month} ORDER BY asked, case_id)"
                f" TO '{folder / str(month)}.parquet' (FORMAT parquet)"
            )
    (folder / "work.duckdb").unlink()
    listed = {fact: list(values) for fact, values in codes.known.items()}
    (folder / _CODES).write_text(json.dumps(listed, ensure_ascii=False), "utf-8")
    return count


def _months(connection: duckdb.DuckDBPyConnection) -> Iterator[int]:
    found = connection.execute("SELECT DISTINCT asked // 100 FROM cases ORDER BY 1").fetchall()
    return (int(month) for (month,) in found)
