"""Worked cases, the researched ones of the shared folder and our own: the law answers each as expected."""

from datetime import date
from pathlib import Path

import pytest

from savoir.commands.law.comparing import differences
from savoir.commands.law.worked import WorkedCase, read_cases

RESEARCHED = Path(__file__).resolve().parents[3].parent / "shared" / "law" / "legal_cases.yaml"
OWN = Path(__file__).with_name("own_cases.yaml")
TODAY = date(2026, 11, 22)


def _rows(path: Path) -> list[object]:
    return [pytest.param(case, id=case.id) for case in read_cases(path)]


def _researched() -> list[object]:
    if not RESEARCHED.exists():
        skip = pytest.mark.skip(reason=f"THE WORKED LEGAL CASES ARE NOT HERE: {RESEARCHED.name} is missing")
        return [pytest.param(None, marks=skip, id="no-shared-folder")]
    return _rows(RESEARCHED)


@pytest.mark.parametrize("case", _researched())
def test_a_worked_case_gets_the_researched_answer(case: WorkedCase) -> None:
    assert not differences(case, today=TODAY)


@pytest.mark.parametrize("case", _rows(OWN))
def test_a_case_of_our_own_gets_the_answer_its_articles_give(case: WorkedCase) -> None:
    assert case.why
    assert not differences(case, today=TODAY)


def test_our_own_cases_are_forty_and_each_expects_something() -> None:
    cases = read_cases(OWN)
    assert len(cases) >= 40
    assert all(case.expect for case in cases)


@pytest.mark.parametrize("case", _rows(OWN))
def test_a_wrong_expectation_is_seen(case: WorkedCase) -> None:
    """The twin: whatever a case expects, another answer in its place is a difference."""
    for key in case.expect:
        wrong = WorkedCase(case.id, case.area, case.facts, {key: "something else"}, case.country)
        assert [one.key for one in differences(wrong, today=TODAY)] == [key]
