"""The proof of a whole version, in seconds: `bin/bench proof [ROWS ...]`, 300 and 1,800 rows unless told.

The version is made here: rows over families of goods, prices, countries and days,
lawful as written; then the same
with one unlawful row,
which has to be found. Beside the figure stands its ratio to the ceiling: the solver alone
on as many plain truths.
"""

import sys
import time
from datetime import date
from typing import Any

import z3

from savoir.policies import tables
from savoir.policies.facts import Point
from savoir.policies.proof.reports import Outcome, Report
from savoir.policies.proof.verifying import verify
from savoir.policies.tables import Compiled

TODAY = date(2026, 11, 23)
MIND, FAULTS = "dans withdrawal, return, exchange, cancellation", "dans claim, repair"
Json = dict[str, Any]


def row(name: str, when: Json, **then: Any) -> Json:
    """A row whose sentences are its name."""
    return {"id": name, "label_fr": f"Règle {name}", "label_en": f"Rule {name}", "when": when, "then": then}


def _family(n: int) -> Json:
    """The goods of the n-th row: a branch of a tree, a span of prices, sometimes a country."""
    when = {"category": f"sous rayon-{n % 40}", "line_value": f"{n % 7 * 2000} à {n % 7 * 2000 + 1999}"}
    return {**when, **({"country": "dans FR, BE"} if n % 3 == 0 else {})}


def document(rows: int, wrong: int = -1) -> Json:
    """A version of about so many rows in all; `wrong`: the place of one that refuses what the law grants."""
    each = max(1, (rows - 14) // 6)
    offers = [
        row(f"offre-{n}", {"intent": MIND, "withdrawal_open": "oui", **_family(n)},
            remedies=["refund", "exchange"], window_days=14 + n % 60)
        for n in range(each)
    ]  # fmt: skip
    grace = [
        row(f"grace-{n}", {"intent": MIND, "withdrawal_open": "non",
        "days_since_delivery": f"<= {15 + n % 90}",
                           **_family(n)}, remedies=["exchange", "store_credit"], window_days=15 + n % 90)
        for n in range(each)
    ]  # fmt: skip
    if wrong >= 0:
        offers[wrong]["then"] = {"remedies": ["store_credit"]}
    return {"format": 2, "name": "Mesure", "tables": [_eligibility(offers, grace), *_beside(each)]}


def _table(name: str, point: Point, rows: list[Json]) -> Json:
    columns = list(dict.fromkeys(column for one in rows for column in one["when"]))
    return {"id": name, "point": point.value, "hit": "first", "columns": columns, "rows": rows}


def _eligibility(offers: list[Json], grace: list[Json]) -> Json:
    return _table("offre", Point.ELIGIBILITY, [
        row("rappel", {"reason": "= recalled"}, remedies=["by_law"]),
        row("livraison", {"reason": "dans never_arrived, late"}, remedies=["by_law"]),
        *offers,
        row("retractation", {"intent": MIND, "withdrawal_open": "oui"}, remedies=["refund"], window_days=14),
        *grace,
        row("trop-tard", {"intent": MIND, "withdrawal_open": "non"}, remedies=[], needs_person=True),
        row("reste", {}, remedies=["by_law"]),
    ])  # fmt: skip


def _beside(each: int) -> list[Json]:
    minded = {
        "intent": MIND,
        "reason": "dans changed_mind, too_small, too_large",
        "return_cost_announced": "oui",
    }
    ways = [row(f"retour-{n}", {**minded, **_family(n)}, return_paid_by="customer") for n in range(each)]
    proofs = [
        row(f"preuve-{n}", {"intent": FAULTS, **_family(n)}, documents=["serial_number"]) for n in range(each)
    ]
    money = [row(f"argent-{n}", {"intent": MIND, **_family(n)}, trigger="receipt", promised_days=3 + n % 11)
             for n in range(each)]  # fmt: skip
    told = [
        row(f"promesse-{n}", {"intent": FAULTS, **_family(n)}, remedy_days=10 + n % 20) for n in range(each)
    ]
    return [
        _table("retour", Point.RETURN_WAY, [*ways, row("autres", {}, return_paid_by="merchant")]),
        _table("preuves", Point.EVIDENCE, [*proofs, row("rien", {}, documents=[])]),
        _table(
            "argent", Point.REFUND_TRIGGER, [*money, row("poste", {}, trigger="posting", promised_days=7)]
        ),
        _table("promesses", Point.PROMISES, [*told, row("toutes", {}, remedy_days=21)]),
    ]


def ceiling(count: int) -> float:
    """Seconds of the solver alone on so many plain truths over whole numbers."""
    began, solver, value = time.process_time(), z3.Solver(), z3.Int("value")
    for n in range(count):
        solver.add(z3.Bool(f"row {n}") == z3.And(value >= n, value < n + 20))
    solver.check(z3.Bool(f"row {count // 2}"))
    return time.process_time() - began


def measured(compiled: Compiled, points: frozenset[Point] = frozenset(Point)) -> tuple[float, Report]:
    """CPU seconds of one verification and what it says."""
    began = time.process_time()
    report = verify(compiled, today=TODAY, clock=time.monotonic, points=points)
    return time.process_time() - began, report


def main(sizes: list[int]) -> None:
    """Print a line for each size."""
    for size in sizes:
        began = time.process_time()
        good, bad = tables.compile(document(size)), tables.compile(document(size, wrong=size // 20))
        compiling, rows = (
            (time.process_time() - began) / 2,
            sum(len(one.rows) for one in good.document.tables),
        )
        seconds, report = measured(good)
        assert report.outcome is Outcome.PROVED, report.found[:3]
        worse, found = measured(bad)
        assert found.outcome is Outcome.BELOW
        one, _ = measured(bad, frozenset({Point.RETURN_WAY}))
        bare = ceiling(rows)
        print(
            f"{rows:>6} rows: proved in {seconds:.2f} s ({report.questions} questions,"
            f" {seconds / bare:.0f} times the bare solver)   a planted row found in {worse:.2f} s"
            f"   one table after one edit {one:.2f} s   compiled in {compiling * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [300, 1800])
