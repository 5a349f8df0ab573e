"""`savoir policy diff A B`: rows added, removed and changed, by their ids."""

import argparse
from pathlib import Path

from savoir.commands.policy.files import FileUnreadable, WrongDocument, read_compiled
from savoir.commands.policy.words import Words
from savoir.policies.tables import Difference, Document, differences

WORDS = "what changed from one document to another, row by row"
SAME, DIFFERS = 0, 1
_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": ">"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two files."""
    parser.add_argument("before", type=Path, metavar="A", help="the older document")
    parser.add_argument("after", type=Path, metavar="B", help="the newer one")


def run(given: argparse.Namespace) -> int:
    """0: they say the same; 1: they differ. Raises FileUnreadable, also for a document with faults."""
    words = Words(english=given.english)
    found = differences(_document(given.before, words), _document(given.after, words), words.language)
    for one in found:
        _print(one, words)
    print(words.say("differs", count=len(found)) if found else words.say("same"))
    return DIFFERS if found else SAME


def _document(path: Path, words: Words) -> Document:
    try:
        return read_compiled(path).document
    except WrongDocument as wrong:
        raise FileUnreadable(f"{path}: {words.place(wrong.faults[0])}") from wrong


def _print(one: Difference, words: Words) -> None:
    parts = (("table", one.table), ("row", one.row))
    where = ", ".join(words.say(word, name) for word, name in parts if name) or words.say("document")
    print(f"{_SIGNS[one.kind]} {where} ({words.say(one.kind)})")
    for change in one.changes:
        print(f"    {change.name}: {change.before or '∅'} > {change.after or '∅'}")
