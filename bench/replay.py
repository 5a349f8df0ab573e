"""Past cases replayed through two policies of 200 rows in all, law and money included; beside a plain scan.

Run: `python -m bench.replay [cases]` (10,000,000 unless said). The cases are random, a fact in ten unknown,
the file is the extract's own Parquet. Printed: seconds on the wall and of CPU, memory at its most, the same
for a full scan of the columns the replay reads, and the ratio of both. Then 100,000 of the cases one by one
against the evaluator and the law's floor: every output, the remedies, who pays, whether a person answers.
"""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from tests.connectors.analytics.past import FACT_NAMES, WORDS, Told, judge, some_policy, some_value
from tests.connectors.analytics.test_replay_equals_evaluator import OUTPUTS, same

from savoir.connectors.analytics.duck import SETTINGS, THREADS, load
from savoir.connectors.analytics.query import KEPT, Replay, duckdb_text
from savoir.connectors.analytics.shape import CLAIMED, COLUMNS, Codes
from savoir.connectors.analytics.words import is_counted
from savoir.insights.values import LawSaid, PastCase
from savoir.policies.facts import FACTS, REASONS, FactType
from savoir.policies.tables import POINTS, Compiled

SEED, SAMPLE = 20261123, 100_000
SHAPE = (("eligibility", "first", 40), ("return_way", "first", 16), ("evidence", "collect", 10),
         ("refund_trigger", "first", 14), ("promises", "first", 10), ("routing", "priority", 10))  # fmt: skip
LAW = LawSaid(answer="yes", remedies=("repair", "replacement"), payer="seller", choice_by="consumer")


def codes_of(chance: random.Random) -> Codes:
    """The values that occur, each with its number."""
    codes = Codes()
    for name in FACT_NAMES:
        spec = FACTS[name]
        known = {
            FactType.BOOLEAN: (False, True),
            FactType.DATE: [str(some_value(chance, spec)) for _ in range(99)],
        }  # fmt: skip
        for value in () if is_counted(name) else known.get(spec.type, spec.domain or WORDS.get(name, ())):
            codes.code(name, value)
    return codes


def drawn(codes: Codes) -> str:
    """The columns of a random case, as DuckDB draws them from the number i."""
    parts = []
    for place, name in enumerate(COLUMNS):
        fact, draw = name.removeprefix("f_"), f"hash(i * 131 + {place})"
        if fact in codes.known:
            known = len(codes.known[fact])
            one = f"CASE WHEN {draw} % 10 = 0 THEN 0 ELSE ({draw} // 10) % {known} + 1 END"
        elif fact in FACT_NAMES and is_counted(fact):
            most = 10_000 if fact == "line_value" else 60
            one = f"CASE WHEN {draw} % 10 = 0 THEN NULL ELSE ({draw} // 10) % {most} END"
        else:
            one = _other(name, draw)
        parts.append(f"({one})::{COLUMNS[name]} AS {name}")
    return ", ".join(parts)


def _other(name: str, draw: str) -> str:
    """Law as in `LAW` where it says yes, the rest drawn."""
    return {
        "case_id": "i", "line_id": "i", "brand_id": "1", "asked": f"20260101 + {draw} % 28",
        "week": f"202601 + {draw} % 52", "law_answer": f"{draw} % 3 + 1", "law_remedies": "12",
        "law_first": "8", "law_second": "4", "law_third": "0", "law_payer": "2", "law_choice": "1",
        "law_bans": "0", "done_outcome": f"{draw} % 3 + 1", "done_remedy": "1", "claimed": "0",
        "photos": "0",
    }.get(name, "NULL" if name.startswith("law_") or is_number(name) else "0")  # fmt: skip


def is_number(name: str) -> bool:
    """Whether a column holds a fact as its own number."""
    return name.startswith("f_") and is_counted(name.removeprefix("f_"))


def spent(what: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of CPU, all threads."""
    began, worked = time.monotonic(), time.process_time()
    what()
    return time.monotonic() - began, time.process_time() - worked


def compare(connection: Any, replay: Replay, codes: Codes, count: int) -> None:
    """The first cases one by one; AssertionError where query and evaluator part."""
    names = _told_columns()
    facts = [f"f_{name}" for name in FACT_NAMES]
    connection.execute(f"CREATE VIEW every_case AS SELECT * FROM cases WHERE case_id < {count}")
    text = duckdb_text(replay.rows(("case_id", *names), f"case_id < {count}", ""))
    said = {row[0]: dict(zip(names, row[1:], strict=True)) for row in connection.execute(text).fetchall()}
    found = connection.execute(f"SELECT case_id, law_answer, {', '.join(facts)} FROM every_case").fetchall()
    assert len(said) == len(found) == count
    for number, law_answer, *values in found:
        case = _case(number, law_answer, values, codes)
        for side, compiled in (("b", replay.before), ("a", replay.after)):
            same(replay, side, said[number], _judged(compiled, case))


def _judged(compiled: Compiled, case: PastCase) -> Told:
    return judge(compiled, case)


def _told_columns() -> tuple[str, ...]:
    own = ("offered", "demands", "chooses", "pays", "person")
    names = [f"{side}_{name}" for side in ("b", "a") for name in (*OUTPUTS, *own)]
    return (*names, *[f"{side}_clash_{point}" for side in ("b", "a") for point in POINTS])


def _case(number: int, law_answer: int, values: list[int | None], codes: Codes) -> PastCase:
    facts: dict[str, Any] = {}
    for name, value in zip(FACT_NAMES, values, strict=True):
        known = value if is_counted(name) else codes.values(name).get(value or 0)
        if known is not None:
            facts[name] = known
    facts.pop("photo_given", None)
    law = LawSaid(answer=("yes", "no", "needs_facts")[law_answer - 1], remedies=("repair", "replacement"),
                  payer=LAW.payer, choice_by=LAW.choice_by)  # fmt: skip
    return PastCase(case_id=number, line_id=number, brand_id=1, asked_on=date(2026, 1, 1), facts=facts,
                    law=law, outcome="offered")  # fmt: skip


def measure(connection: Any, replay: Replay, count: int) -> None:
    """Print the replay's figures and those of a scan, the best of a few runs each."""
    text = duckdb_text(replay.sums())
    read = {*[f"f_{one.fact}" for one in replay.masks], *KEPT}
    scan = f"SELECT {', '.join(f'sum({name}::HUGEINT)' for name in sorted(read))} FROM cases"
    plain = min((spent(lambda: connection.execute(scan).fetchall()) for _ in range(3)), key=lambda x: x[1])
    took = min((spent(lambda: connection.execute(text).fetchall()) for _ in range(2)), key=lambda x: x[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    rows = sum(len(one.table.rows) for one in replay.placed)
    print(f"{count:,} cases, 2 policies of {rows // 2} rows, {len(replay.masks)} facts, law and money")
    print(f"replay: {took[0]:.1f} s on the wall, {took[1]:.1f} s of CPU on {THREADS} threads, {peak:.2f} GB")
    print(f"plain scan of its {len(read)} columns: {plain[0]:.2f} s on the wall, {plain[1]:.2f} s of CPU")
    print(f"ratio of CPU: {took[1] / plain[1]:.1f}")


def main(count: int) -> None:
    """Make the file, replay, scan, compare; one figure a line."""
    chance = random.Random(SEED)
    codes = codes_of(chance)
    codes.known.pop("photo_given")
    replay = Replay(some_policy(chance, SHAPE), some_policy(chance, SHAPE), codes.known)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "cases.parquet"
        connection.execute("; ".join(SETTINGS))
        claims = ", ".join(str(codes.code("reason", one)) for one in sorted(CLAIMED & set(REASONS)))
        one_row = f"SELECT {drawn(codes)} FROM range({count}) t(i)"
        claimed = f"CASE WHEN f_reason IN ({claims}) THEN 1 ELSE 0 END AS claimed"
        connection.execute(f"COPY (SELECT * REPLACE ({claimed}) FROM ({one_row})) TO '{path}'")
        connection.execute(f"CREATE VIEW cases AS SELECT * FROM read_parquet('{path}')")
        load(connection, replay)
        measure(connection, replay, count)
        tried = min(SAMPLE, count)
        compare(connection, replay, codes, tried)
        print(f"{tried:,} cases one by one: query and evaluator agree on every output, the floor included")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
