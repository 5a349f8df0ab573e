"""`savoir law explain FACTS.yaml`, `savoir law check CASES.yaml`: the law alone, without a database."""

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from savoir.commands.law.asking import ask
from savoir.commands.law.comparing import differences
from savoir.commands.law.explaining import ENGLISH, FRENCH, explain
from savoir.commands.law.worked import WorkedCaseUnreadable, read_cases, read_facts
from savoir.kernel.values.days import local_day

HOLDS, DIFFERS, UNREADABLE = 0, 1, 2


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `law` with its two verbs to a parser's commands; each sets `law_verb`."""
    words = "what consumer law answers: explain facts, check worked cases"
    verbs = commands.add_parser("law", help=words, description=words).add_subparsers(
        metavar="VERB", required=True
    )
    told = verbs.add_parser("explain", help="every legal basis on given facts, with its reasons")
    told.add_argument("file", type=Path, metavar="FACTS.yaml")
    told.add_argument("--english", action="store_true", help="in English instead of French")
    told.add_argument("--today", type=date.fromisoformat, help="the day asked on (default: today in Paris)")
    told.set_defaults(law_verb=_explain)
    checked = verbs.add_parser("check", help="compare worked cases with what the law answers")
    checked.add_argument("file", type=Path, metavar="CASES.yaml")
    checked.add_argument("--today", type=date.fromisoformat, help="the day of cases that tell none")
    checked.set_defaults(law_verb=_check)


def run(given: argparse.Namespace) -> int:
    """0: every expectation holds; 1: one does not; 2: the file cannot be read."""
    today = given.today or local_day(datetime.now(UTC), "Europe/Paris")
    try:
        return int(given.law_verb(given, today))
    except WorkedCaseUnreadable as fault:
        print(f"savoir law: {fault}", file=sys.stderr)
        return UNREADABLE


def _explain(given: argparse.Namespace, today: date) -> int:
    asked = ask(read_facts(given.file), today=today)
    for line in explain(asked, words=ENGLISH if given.english else FRENCH):
        print(line)
    return HOLDS


def _check(given: argparse.Namespace, today: date) -> int:
    """Print each case that is answered otherwise, key by key; nothing else counts as passed."""
    cases = read_cases(given.file)
    failed = 0
    for case in cases:
        found = differences(case, today=today)
        failed += bool(found)
        for one in found:
            print(f"{one.case} {one.key}: expected {one.expected}, answered {one.answered}")
    print(f"{len(cases)} cases: {len(cases) - failed} as expected, {failed} not")
    return DIFFERS if failed else HOLDS
