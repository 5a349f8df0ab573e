"""Decision tables: document -> masks -> verdict. Pure: no database, no clock, nothing fetched."""

from savoir.policies.tables.cells import Cell, Op, WrongCell, holds
from savoir.policies.tables.deciding import NearMiss, Verdict, decide, explain, trace
from savoir.policies.tables.documents import (
    Document,
    Fault,
    Hit,
    Row,
    Table,
    WrongDocument,
    canonical,
    read,
)
from savoir.policies.tables.masks import Compiled, RowHit, compile, digest_of  # noqa: A004 - see the function
from savoir.policies.tables.points import POINTS, OutputSpec, OutputType, PointSpec
from savoir.policies.tables.words import parse, write

__all__ = [
    "POINTS", "Cell", "Compiled", "Document", "Fault", "Hit", "NearMiss", "Op", "OutputSpec", "OutputType",
    "PointSpec", "Row", "RowHit", "Table", "Verdict", "WrongCell", "WrongDocument", "canonical", "compile",
    "decide", "digest_of", "explain", "holds", "parse", "read", "trace", "write",
]  # fmt: skip
