"""The draft of the demo is unlawful in the three rows it was given, and in no other."""

from datetime import date
from time import monotonic

import pytest
from tests.effort import THOROUGH

from savoir.commands.demo.drafting import unlawful
from savoir.policies import tables
from savoir.policies.facts import Point
from savoir.policies.proof.reports import Kind, Outcome
from savoir.policies.proof.verifying import verify
from savoir.policies.queries import starter

PLANTED = {"sept-jours": "L221-18", "bon-d-achat": "L221-18", "boite-ouverte": "L221-24"}


@pytest.mark.thorough
def test_three_rows_fall_below_the_law_and_only_those() -> None:
    compiled = tables.compile(unlawful(starter(name="electronics")))
    points = frozenset(Point) if THOROUGH else frozenset({Point.ELIGIBILITY})
    report = verify(compiled, today=date(2026, 11, 23), clock=monotonic, points=points)
    below = [one for one in report.found if one.kind is Kind.BELOW_THE_LAW]
    first = dict[str, str]()
    for one in below:
        first.setdefault(one.rows[0][1], one.article)
    assert report.outcome is Outcome.BELOW
    assert first == PLANTED
    assert all(len(one.rows) == 1 for one in below)


def test_the_starter_itself_stays_as_it_is() -> None:
    document = starter(name="electronics")
    rows = [row["id"] for table in document["tables"] for row in table["rows"]]
    changed = [row["id"] for table in unlawful(document)["tables"] for row in table["rows"]]
    assert not PLANTED.keys() & set(rows)
    assert sorted(changed) == sorted([*rows, *PLANTED])
    assert [row["id"] for table in document["tables"] for row in table["rows"]] == rows
