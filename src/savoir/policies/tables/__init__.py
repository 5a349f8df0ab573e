"""Decision tables: document -> masks -> verdict. Pure: no database, no clock, nothing fetched."""

from savoir.policies.tables.cells import Cell, Op, WrongCell, holds
from savoir.policies.tables.columns import Column
from savoir.policies.tables.deciding import (
    answer,
    decide,
    decide_each,
    decide_together,
    explain,
    explain_each,
    outputs_of,
    trace,
)
from savoir.policies.tables.differences import Changed, Difference, Kind, differences
from savoir.policies.tables.documents import (
    Document,
    Example,
    Fault,
    Hit,
    Row,
    Table,
    WrongDocument,
    canonical,
)
from savoir.policies.tables.examples import FailedExample, failed_examples
from savoir.policies.tables.masks import (
    Compiled,
    CompiledTable,
    compile,  # noqa: A004 - see the function
    compile_table,
    digest_of,
)
from savoir.policies.tables.offers import DEMANDS, NOT_ARRIVED, basis_of_request, offer_of
from savoir.policies.tables.points import (
    ALL_BASIS_POINTS,
    BY_LAW,
    POINTS,
    OutputSpec,
    OutputType,
    PointSpec,
    point_spec,
)
from savoir.policies.tables.reading import read
from savoir.policies.tables.schemas import schema
from savoir.policies.tables.texts import from_json
from savoir.policies.tables.verdicts import NearMiss, RowHit, Verdict
from savoir.policies.tables.words import EXAMPLES, parse, write, write_output, write_value

__all__ = ["ALL_BASIS_POINTS", "BY_LAW", "DEMANDS", "EXAMPLES", "NOT_ARRIVED", "POINTS", "Cell", "Changed",
"Column", "Compiled", "CompiledTable", "Difference", "Document", "Example", "FailedExample", "Fault", "Hit",
"Kind", "NearMiss", "Op", "OutputSpec", "OutputType", "PointSpec", "Row", "RowHit", "Table", "Verdict",
"WrongCell", "WrongDocument", "answer", "basis_of_request", "canonical", "compile", "compile_table",
"decide", "decide_each", "decide_together", "differences", "digest_of", "explain", "explain_each",
"failed_examples", "from_json", "holds", "offer_of", "outputs_of", "parse", "point_spec", "read", "schema",
"trace", "write", "write_output", "write_value"]  # fmt: skip
