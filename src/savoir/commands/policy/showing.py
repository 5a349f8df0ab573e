"""`savoir policy show FILE`: tables to read; with facts, the rows that fire and those that nearly do."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Sheet
from rich.text import Text

from savoir.commands.policy.files import FileUnreadable, WrongDocument, read_compiled, read_facts
from savoir.commands.policy.words import Words
from savoir.policies.facts import FACTS, PolicyFacts
from savoir.policies.tables import (
    POINTS,
    Compiled,
    NearMiss,
    OutputSpec,
    Row,
    Table,
    Verdict,
    explain,
    parse,
    write,
    write_output,
    write_value,
)

WORDS = "the tables of a document, readable; with facts, the rows that fire and nearly fire"
SHOWN = 0
WIDE = 180  # columns, where the output is no terminal
FIRED, NEAR = "●", "○"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and the facts of a case."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a policy document, JSON")
    parser.add_argument("--facts", type=Path, metavar="FACTS.json", help='{"channel": "web", ...}')
    parser.add_argument("--point", choices=tuple(POINTS), default="", help="one decision point alone")


def run(given: argparse.Namespace) -> int:
    """0: shown. Raises FileUnreadable, also for a document with faults."""
    words = Words(english=given.english)
    try:
        compiled = read_compiled(given.file)
    except WrongDocument as wrong:
        raise FileUnreadable(f"{given.file}: {words.place(wrong.faults[0])}") from wrong
    facts = read_facts(given.facts) if given.facts else None
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    for point in POINTS:
        if compiled.tables[point] and given.point in ("", point):
            _print_point(console, compiled, point, facts, words)
    return SHOWN


def _print_point(
    console: Console, compiled: Compiled, point: str, facts: PolicyFacts | None, words: Words
) -> None:
    verdict = None if facts is None else explain(compiled, point, facts)
    console.print(Text(words.point(point), style="bold"))
    for compiled_table in compiled.tables[point]:
        console.print(_sheet(compiled_table.table, verdict, words))
    if verdict is not None:
        _print_verdict(console, point, verdict, words)


def _sheet(table: Table, verdict: Verdict | None, words: Words) -> Sheet:
    title = Text(f"{table.id}: {words.hit(table.hit)}")
    sheet = Sheet(box=SIMPLE_HEAD, title=title, title_justify="left", expand=False)
    for head in ("", "n°", "", words.say("if"), words.say("then")):
        sheet.add_column(Text(head), overflow="fold")
    marks = _marks(table.id, verdict)
    for row in table.rows:
        told = (
            marks.get(row.id, ""),
            str(row.number),
            row.id,
            _tests(table, row, words),
            _says(table, row, words),
        )
        sheet.add_row(*map(Text, told), style="bold" if marks.get(row.id) == FIRED else "")
    return sheet


def _tests(table: Table, row: Row, words: Words) -> str:
    """What a row asks; the cells that ask nothing are left out."""
    pairs = zip(table.facts, row.cells, strict=True)
    asked = (
        f"{words.fact(spec.name)} {write(spec, one, words.language)}"
        for spec, one in pairs
        if one.op != "any"
    )
    return "; ".join(asked) or words.say("always")


def _marks(table: str, verdict: Verdict | None) -> dict[str, str]:
    if verdict is None:
        return {}
    near = {miss.hit.row_id: NEAR for miss in verdict.near if miss.hit.table == table}
    return near | {hit.row_id: FIRED for hit in verdict.hits if hit.table == table}


def _says(table: Table, row: Row, words: Words) -> str:
    return _written(table.says.outputs, row.outputs, words)


def _written(specs: Mapping[str, OutputSpec], outputs: Mapping[str, Any], words: Words) -> str:
    said = (f"{name} = {write_output(specs[name], value, words.language)}" for name, value in outputs.items())
    return "; ".join(said)


def _print_verdict(console: Console, point: str, verdict: Verdict, words: Words) -> None:
    if verdict.contradicts:
        console.print(Text(words.say("contradiction")))
    for hit in verdict.hits:
        line = f"{FIRED} {hit.table}/{hit.row_id} ({hit.number}) {words.say('answers')} {words.label(hit)}"
        console.print(Text(line))
    if not verdict.hits:
        console.print(Text(words.say("silence")))
    specs = POINTS[point].outputs
    said = (
        f"{name}={write_output(specs[name], one, words.language)}" for name, one in verdict.outputs.items()
    )
    console.print(Text(words.say("answer", outputs="; ".join(said))))
    for miss in verdict.near:
        console.print(
            Text(f"{NEAR} {miss.hit.table}/{miss.hit.row_id} ({miss.hit.number}) {_near(miss, words)}")
        )


def _near(miss: NearMiss, words: Words) -> str:
    spec = FACTS[miss.fact]
    cell = write(spec, parse(spec, miss.cell), words.language)
    value = words.say("unknown") if miss.value is None else write_value(spec, miss.value, words.language)
    return words.say("near", fact=words.fact(miss.fact), value=value, cell=cell)
