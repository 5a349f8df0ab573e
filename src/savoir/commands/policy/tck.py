"""`savoir policy tck DIR`: models of the DMN standard with their expected answers, through our evaluator."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from savoir.policies.exchange.tck import Ended, Outcome, outcomes_of
from savoir.policies.exchange.xml import UnreadableXml

WORDS = "run the DMN compatibility kit's models through the evaluator"
HOLDS, DIFFERS, UNREADABLE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder; every file of test cases below it is run."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder of the kit (TestCases)")
    parser.add_argument("--quiet", action="store_true", help="name only what failed, and the total")


def run(given: argparse.Namespace) -> int:
    """Print a line for each test case and a total. 0: no wrong answer; 1: one or more; 2: a file that can't
    be read, or no test cases at all.
    """
    files = sorted(file for file in given.folder.rglob("*.xml") if "-test-" in file.name)
    if not files:
        print(f"savoir policy: {given.folder}: no test cases (*-test-*.xml) below it", file=sys.stderr)
        return UNREADABLE
    count, unread = Counter[Ended](), 0
    for file in files:
        try:
            for outcome in outcomes_of(file):
                count[outcome.ended] += 1
                _tell(outcome, is_quiet=given.quiet)
        except UnreadableXml as fault:
            unread += 1
            print(f"unreadable    {fault}")
    told = ", ".join(f"{count[ended]} {ended.lower()}" for ended in Ended)
    print(f"{count.total()} test cases: {told}" + f"; {unread} files unreadable" * bool(unread))
    if count[Ended.FAILED]:
        return DIFFERS
    return UNREADABLE if unread else HOLDS


def _tell(outcome: Outcome, *, is_quiet: bool) -> None:
    if is_quiet and outcome.ended is not Ended.FAILED:
        return
    why = f": {outcome.reason}" if outcome.reason else ""
    print(f"{outcome.ended:<13} {outcome.file} {outcome.case}{why}")
