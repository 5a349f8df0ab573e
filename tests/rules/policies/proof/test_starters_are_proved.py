"""Every starter is proved, whole: nobody below the law, no row dead, no fact unanswered, nothing open."""

from datetime import date
from itertools import count
from typing import Any

import pytest

from savoir.policies import starters, tables
from savoir.policies.proof.reports import Kind, Report
from savoir.policies.proof.verifying import verify

TODAY = date(2026, 11, 23)


def _proved(document: dict[str, Any]) -> Report:
    """On a clock that never runs out, so that a busy machine changes nothing."""
    ticks = count()
    return verify(tables.compile(document), today=TODAY, clock=lambda: next(ticks) / 10**9)


@pytest.mark.parametrize("name", starters.names())
def test_a_starter_is_proved(name: str) -> None:
    report = _proved(starters.load(name))
    assert ([found.fr for found in report.found], report.open) == ([], ())


def test_a_starter_that_lost_a_word_would_not_be() -> None:
    document = starters.load("home")
    [unannounced] = [
        one for table in document["tables"] for one in table["rows"] if one["id"] == "non-annonce"
    ]
    unannounced["then"] = {**unannounced["then"], "return_paid_by": "customer"}
    found = {(one.kind, one.article) for one in _proved(document).found}
    assert (Kind.BELOW_THE_LAW, "L221-23") in found
    assert Kind.EXAMPLE_FAILS in {kind for kind, _ in found}  # its own examples said so too
