"""`insights.ports.CaseHistory` on DuckDB: the extract's files, and the replay's query run over them."""

# ruff: noqa: S608 - every piece of these questions is a name, a number or a word of our own

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from savoir.connectors.analytics import comparing, flooring
from savoir.connectors.analytics.query import Replay, duckdb_text
from savoir.connectors.analytics.reckoned import Sums, lacking
from savoir.connectors.analytics.shape import COLUMNS, OUTCOMES, day_number
from savoir.connectors.analytics.store import Extract, Store
from savoir.connectors.analytics.words import Numbers, PlacedTable, is_counted
from savoir.insights.ports import ReplayStopped
from savoir.insights.values import ChangedCase, PastCase, Replayed, SideAnswer, Span
from savoir.policies.facts import Value
from savoir.policies.tables import Compiled

THREADS, MEMORY = 2, "3GB"
# The query joins one large table with small ones in the order that is best, and no join leaves a row out: an
# engine that guesses how many rows each join leaves can only make it worse (three times slower was seen).
SETTINGS = (
    f"SET threads = {THREADS}", f"SET memory_limit = '{MEMORY}'",
    "SET disabled_optimizers = 'join_order,join_filter_pushdown'",
)  # fmt: skip
EFFECTS = {comparing.GAINS: "gains", comparing.LOSES: "loses", comparing.MIXED: "mixed"}
_OUTCOME_NAMES = {number: name for name, number in OUTCOMES.items()}
_OF_CASE = ("case_id", "line_id", "effect", "f_line_value", "f_currency", "done_outcome", "done_remedy")
_SIDE = ("offered", "person", "pays", "money")


class DuckHistory:
    """One organization's past cases below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder)
        self._running: duckdb.DuckDBPyConnection | None = None
        self._is_stopped = False

    @property
    def generation(self) -> Path | None:
        """The folder of the cases that count; None before the first rewrite."""
        return self._store.generation

    def progress(self) -> int:
        """How far the question of another thread is, in percent; 0 where none runs, or none knows."""
        running = self._running
        return max(0, min(100, int(running.query_progress()))) if running is not None else 0

    def rewrite(self, cases: Iterable[PastCase]) -> int:
        """See the port."""
        return self._store.rewrite(cases)

    def replay(self, before: Compiled, after: Compiled, span: Span) -> Replayed:
        """See the port."""
        return self._store.reading(lambda extract: self._replayed(extract, before, after, span))

    def _replayed(self, extract: Extract, before: Compiled, after: Compiled, span: Span) -> Replayed:
        replay = Replay(before, after, extract.codes.known)
        with self._connected(extract) as connection:
            load(connection, replay)
            found = self._asked(connection, duckdb_text(replay.sums(where_of(span))))
            facts, lacks = self._unknown(connection, replay, span)
        unknown, complete = lacking(facts, lacks, extract.codes), sum(int(row[1] or 0) for row in lacks)
        sums = Sums(found, extract.codes, replay.outputs.texts)
        figures = dict(sums.figures())
        [whole] = figures.pop("")
        return Replayed(whole["cases"], whole, figures, sums.work(), unknown, complete, span)

    def changed(
        self, before: Compiled, after: Compiled, span: Span, *, effect: str, page: int, size: int
    ) -> tuple[ChangedCase, ...]:
        """See the port."""
        wanted = [number for number, name in EFFECTS.items() if effect in ("", name)]
        rest = (
            f"WHERE effect IN ({', '.join(map(str, wanted))}) ORDER BY"
            f" abs(a_money - b_money) DESC NULLS LAST, case_id, line_id LIMIT {size} OFFSET {page * size}"
        )
        return self._store.reading(lambda extract: self._listed(extract, before, after, span, rest))

    def _listed(
        self, extract: Extract, before: Compiled, after: Compiled, span: Span, rest: str
    ) -> tuple[ChangedCase, ...]:
        replay = Replay(before, after, extract.codes.known)
        names = (*_OF_CASE, *[f"{side}_{name}" for side in ("b", "a") for name in _SIDE], *replay.words)
        with self._connected(extract) as connection:
            load(connection, replay)
            found = self._asked(connection, duckdb_text(replay.rows(names, where_of(span), rest)))
        money = extract.codes.values("currency")
        return tuple([_changed(dict(zip(names, row, strict=True)), replay, money) for row in found])

    def stop(self) -> None:
        """See the port."""
        running = self._running
        if running is not None:
            self._is_stopped = True  # between two questions there is nothing to interrupt
            running.interrupt()

    @contextmanager
    def _connected(self, extract: Extract) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection over the extract, which can be stopped until the last of its questions is answered."""
        with duckdb.connect() as connection:
            _open(connection, extract)
            self._running, self._is_stopped = connection, False
            try:
                yield connection
            except duckdb.InterruptException as stopped:
                raise ReplayStopped from stopped
            finally:
                self._running = None

    def _asked(self, connection: duckdb.DuckDBPyConnection, text: str) -> list[Any]:
        if self._is_stopped:
            raise ReplayStopped
        return connection.execute(text).fetchall()

    def _unknown(
        self, connection: duckdb.DuckDBPyConnection, replay: Replay, span: Span
    ) -> tuple[list[str], list[Any]]:
        """The facts the draft reads, and of each currency how many cases lack none, then how many each."""
        facts = sorted({one.fact for side in replay.placed if side.side == "a" for one in side.table.columns})
        lacks = {name: f"f_{name} IS NULL" if is_counted(name) else f"f_{name} = 0" for name in facts}
        whole = " OR ".join(lacks.values()) or "FALSE"
        columns = ", ".join([
            f"sum(CASE WHEN {test} THEN 1 ELSE 0 END), sum(CASE WHEN {test} THEN f_line_value ELSE 0 END)"
            for test in (f"NOT ({whole})", *lacks.values())
        ])  # fmt: skip
        money, where = comparing.CURRENCY, where_of(span) or "TRUE"
        text = f"SELECT {money}, {columns} FROM cases WHERE {where} GROUP BY {money}"
        return facts, self._asked(connection, text)


def _open(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    for one in SETTINGS:
        connection.execute(one)
    connection.execute("SET enable_progress_bar = true")  # it is counted then
    connection.execute("SET enable_progress_bar_print = false")
    if extract.months:
        listed = ", ".join(f"'{path}'" for path in extract.months)
        connection.execute(f"CREATE VIEW cases AS SELECT * FROM read_parquet([{listed}])")
    else:
        columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE cases ({columns})")


def where_of(span: Span) -> str:
    """The filter of a span over the extract's columns; "" = everything."""
    parts = [f"brand_id = {int(span.brand_id)}"] if span.brand_id is not None else []
    parts += [f"asked >= {day_number(span.since)}"] if span.since else []
    parts += [f"asked < {day_number(span.until)}"] if span.until else []
    return " AND ".join(parts)


def load(connection: duckdb.DuckDBPyConnection, replay: Replay) -> None:
    """Write the small tables a replay joins."""
    for one in replay.masks:
        _table(connection, one.name, ("code", *one.words), one.rows)
    for say in replay.says:
        if say.rows:
            _table(connection, say.name, ("code", *say.outputs, *say.differs), say.rows)


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, ...], rows: tuple[Numbers, ...]
) -> None:
    connection.execute(f"CREATE TEMP TABLE {name} ({', '.join(f'{one} BIGINT' for one in columns)})")
    lists = dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))
    given = ", ".join(f"unnest(${one}::BIGINT[])" for one in columns)
    connection.execute(f"INSERT INTO {name} SELECT {given}", lists)


def _changed(row: Mapping[str, Any], replay: Replay, money: Mapping[int, Value]) -> ChangedCase:
    given = remedies_of(row["done_remedy"])
    return ChangedCase(
        case_id=row["case_id"], line_id=row["line_id"], effect=EFFECTS[row["effect"]],
        line_value=row["f_line_value"] or 0, currency=str(money.get(row["f_currency"], "")),
        before=_side("b", row, replay), after=_side("a", row, replay),
        outcome=_OUTCOME_NAMES.get(row["done_outcome"], ""), remedy=given[0] if given else "",
    )  # fmt: skip


def _side(side: str, row: Mapping[str, Any], replay: Replay) -> SideAnswer:
    rows = [spoken for one in replay.placed if one.side == side for spoken in _spoken(one, row)]
    return SideAnswer(
        remedies_of(row[f"{side}_offered"]), bool(row[f"{side}_person"]), bool(row[f"{side}_pays"]),
        row[f"{side}_money"] or 0, tuple(rows),
    )  # fmt: skip


def _spoken(one: PlacedTable, row: Mapping[str, Any]) -> list[tuple[str, str, int, str, str]]:
    """The rows of a table that speak, as decisions keep them."""
    fired = one.joined(row[word] for word in one.words)
    spoken = fired if one.collects else fired & -fired
    ranks = [rank for rank in range(len(one.table.rows)) if spoken >> rank & 1]
    hits = [one.table.hits[rank] for rank in ranks]
    return [(hit.table, hit.row_id, hit.number, hit.label_fr, hit.label_en) for hit in hits]


def remedies_of(bits: int) -> tuple[str, ...]:
    """Names of a set of remedies."""
    return tuple([name for name, bit in flooring.BIT.items() if bits & bit])
