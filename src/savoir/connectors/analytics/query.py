"""The replay as one tree of SQL: masks joined, rows that speak, outputs, floor, comparison, sums.

`Replay.tree(...)` is read by sqlglot once and written for DuckDB or ClickHouse; the small tables it joins are
`Replay.masks` and `Replay.says`. Nothing here opens anything.
"""

# ruff: noqa: S608 - every piece of these questions is a name, a number or a word of our own

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import sqlglot
from sqlglot import exp

from savoir.connectors.analytics import comparing, flooring
from savoir.connectors.analytics.deciding import Answering, fired, spoke
from savoir.connectors.analytics.saying import SayTable, say_tables
from savoir.connectors.analytics.words import (
    MaskTable,
    OutputCodes,
    PlacedTable,
    mask_tables,
    place,
    words_of,
)
from savoir.policies.facts import Value
from savoir.policies.tables import Compiled

KEPT = (
    "case_id", "line_id", "brand_id", "week", "f_line_value", "f_reason", "f_category", "f_channel",
    "f_country", "f_currency", "done_outcome", "done_remedy", "claimed", "photos", "law_days",
    *flooring.LAW_COLUMNS,
)  # fmt: skip
_BY_NAME: dict[type[exp.Expr], str] = {
    exp.BitwiseAnd: "bitAnd", exp.BitwiseOr: "bitOr", exp.BitwiseRightShift: "bitShiftRight",
}  # fmt: skip
_OFFER_POINTS = ("eligibility", "return_way", "evidence")


@dataclass(frozen=True)
class Replay:
    """A policy beside another on past cases. `codes` of the values that occur, by fact."""

    before: Compiled
    after: Compiled
    known: Mapping[str, Mapping[Value, int]]

    @cached_property
    def placed(self) -> tuple[PlacedTable, ...]:
        """The tables of both sides."""
        return place(self.before, self.after)

    @cached_property
    def outputs(self) -> OutputCodes:
        """How answers are written as numbers."""
        return OutputCodes(self.before, self.after)

    @cached_property
    def masks(self) -> tuple[MaskTable, ...]:
        """One for each fact either policy reads; a fact is joined once, whoever reads it."""
        return mask_tables(self.placed, self.known)

    @cached_property
    def says(self) -> tuple[SayTable, ...]:
        """What the rows of each table say."""
        return say_tables(self.placed, self.outputs)

    @cached_property
    def words(self) -> dict[str, int]:
        """The words of the masks, with the bits of all rows."""
        return words_of(self.placed)

    def _silent(self, side: str) -> str:
        """Whether no row that makes the offer fires."""
        own = [one for one in self.placed if one.side == side and one.point in _OFFER_POINTS]
        return " AND ".join(f"({word} & {bits}) = 0" for word, bits in words_of(own).items()) or "TRUE"

    def steps(self, where: str) -> str:
        """WITH ... up to `judged`: one row a case with every output of both sides and the effect."""
        sides = {s: Answering(s, self.says, self.outputs) for s in ("b", "a")}
        answers = ", ".join([column for one in sides.values() for column in one.columns])
        joins = " ".join(one.joins for one in sides.values())
        law = [[flooring.granted(s) for s in sides], [flooring.raised(s) for s in sides]]
        law += [[part for s in sides for part in flooring.terms(s, self._silent(s))]]
        law += [[flooring.taken(s) for s in sides]]
        law += [[part for s in sides for part in flooring.money(s)] + comparing.windows()]
        law += [[comparing.effect()]]
        chosen = f"(SELECT * FROM cases WHERE {where})" if where else "cases"
        text = f"WITH fired AS ({fired(self.masks, self.words, KEPT, chosen)}), spoke AS ({spoke(self.says)})"
        text += f", said0 AS (SELECT spoke.*, {answers} FROM spoke {joins})"
        for number, columns in enumerate(law):
            text += f", said{number + 1} AS (SELECT *, {', '.join(columns)} FROM said{number})"
        return text + f", judged AS (SELECT * FROM said{len(law)})"

    def sums(self, where: str = "") -> exp.Expr:
        """The figures in cells of `comparing.GROUPINGS`, columns as `comparing.CELL` names them; `g_...` is 0
        where a dimension is told apart. Whoever asks by one dimension adds few rows up.
        """
        sets = ", ".join(f"({', '.join(one)})" for one in comparing.GROUPINGS)
        kinds = [f"grouping({name}) AS g_{name}" for name in comparing.DIMENSIONS]
        told = ", ".join([*comparing.DIMENSIONS, *kinds, *comparing.measures()])
        return _read(
            f"{self.steps(where)}, counted AS (SELECT *, {', '.join(comparing.flags())} FROM judged)"
            f" SELECT {told} FROM counted GROUP BY GROUPING SETS ({sets})"
        )

    def rows(self, columns: tuple[str, ...], where: str, rest: str) -> exp.Expr:
        """Columns of single cases; `rest` filters and orders what was judged."""
        return _read(f"{self.steps(where)} SELECT {', '.join(columns)} FROM judged {rest}")


def _read(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, read="duckdb")


def duckdb_text(tree: exp.Expr) -> str:
    """The tree as DuckDB reads it."""
    return tree.sql("duckdb")


def clickhouse_text(tree: exp.Expr) -> str:
    """The tree as ClickHouse reads it: bits by functions, NULL where a join finds nothing."""
    copy = tree.copy()
    for node in reversed(list(copy.find_all(*_BY_NAME, exp.Anonymous))):  # leaves first
        if isinstance(node, exp.Anonymous):
            node.set("this", "bitCount" if node.name == "bit_count" else node.name)
        else:
            node.replace(exp.Anonymous(this=_BY_NAME[type(node)], expressions=[node.this, node.expression]))
    return copy.sql("clickhouse") + " SETTINGS join_use_nulls = 1"
