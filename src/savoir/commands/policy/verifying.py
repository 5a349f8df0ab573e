"""`savoir policy verify FILE`: prove that no customer falls below the law, or show who does."""

import argparse
import json
import time
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from savoir.commands.policy.files import WrongDocument, read_compiled
from savoir.commands.policy.words import Words
from savoir.policies.proof.reports import Outcome, Report
from savoir.policies.proof.verifying import LONGEST_SECONDS, verify
from savoir.policies.tables import Compiled

WORDS = "prove that no customer falls below the law, or show who does"
PROVED, BELOW, OPEN = 0, 1, 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the day it could begin, how long it may take."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a policy document, JSON")
    parser.add_argument(
        "--begins", type=date.fromisoformat, metavar="DAY", help="the day it begins (default: today)"
    )
    parser.add_argument(
        "--seconds", type=float, default=LONGEST_SECONDS, metavar="N", help="what is not settled then is open"
    )
    parser.add_argument("--json", action="store_true", help="the report as JSON")


def run(given: argparse.Namespace) -> int:
    """0: proved; 1: somebody falls below the law, or rules are at odds; 3: open. Raises FileUnreadable."""
    words = Words(english=given.english)
    try:
        compiled = read_compiled(given.file)
    except WrongDocument as wrong:
        print(words.faults(wrong))
        return BELOW
    report = _proved(compiled, given.begins or datetime.now(UTC).date(), given.seconds)
    if given.json:
        print(json.dumps(report.plain(), ensure_ascii=False, indent=2))
    else:
        _print(report, words)
    return {Outcome.PROVED: PROVED, Outcome.BELOW: BELOW, Outcome.OPEN: OPEN}[report.outcome]


def _proved(compiled: Compiled, today: date, seconds: float) -> Report:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(compiled.document.name, total=None)
        return verify(
            compiled, today=today, clock=time.monotonic, seconds=seconds,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )  # fmt: skip


def _print(report: Report, words: Words) -> None:
    for one in report.found:
        mark = "✗" if one.blocks else "·"
        print(f"{mark} {one.sentence_en if words.language == 'en' else one.sentence_fr}")
    for name in report.open:
        print(f"? {name.en if words.language == 'en' else name.fr}")
    blocking = sum(one.blocks for one in report.found)
    print(words.say(f"proof_{report.outcome.value}", count=blocking, open=len(report.open)))
    print(words.say("proof_asked", questions=report.questions, seconds=f"{report.seconds:.1f}"))
