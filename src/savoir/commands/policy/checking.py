"""`savoir policy check FILE`: every fault with its place; then the document's own examples."""

import argparse
from pathlib import Path

from savoir.commands.policy.files import WrongDocument, read_compiled
from savoir.commands.policy.words import Words
from savoir.policies.tables import POINTS, Compiled, FailedExample, failed_examples, write_output

WORDS = "read a document, name every fault, run its examples"
HOLDS, WRONG = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a policy document, JSON")


def run(given: argparse.Namespace) -> int:
    """0: no fault, and every example holds. Raises FileUnreadable."""
    words = Words(english=given.english)
    try:
        compiled = read_compiled(given.file)
    except WrongDocument as wrong:
        print(words.faults(wrong))
        return WRONG
    _print_counts(compiled, words)
    return _examples(compiled, words)


def _print_counts(compiled: Compiled, words: Words) -> None:
    whole = compiled.document
    facts = {spec.name for table in whole.tables for spec in table.facts}
    print(words.say(
        "counts", name=whole.name, tables=len(whole.tables), facts=len(facts), digest=compiled.digest,
        rows=sum(len(table.rows) for table in whole.tables), examples=len(whole.examples),
    ))  # fmt: skip


def _examples(compiled: Compiled, words: Words) -> int:
    failed, count = failed_examples(compiled), len(compiled.document.examples)
    for one in failed:
        _print_failed(one, words)
    if count:
        print(words.say("examples", passed=count - len(failed), count=count))
    return WRONG if failed else HOLDS


def _print_failed(failed: FailedExample, words: Words) -> None:
    example, outputs = failed.example, POINTS[failed.example.point].outputs
    for name, answered in failed.answered.items():
        expected = write_output(outputs[name], example.expected[name], words.language)
        said = write_output(outputs[name], answered, words.language)
        print(words.say("example", name=example.name, output=name))
        print(words.say("expected", expected=expected, answered=said))
    rows = ", ".join(f"{hit.table}/{hit.row_id} ({hit.number})" for hit in failed.hits)
    print(words.say("fired", rows=rows or words.say("nothing")))
