"""No line and no branch of the rules of the answer is left untried by their own tests, chance left out; and
each comparison that is flipped in a copy of the source turns one of them red.
"""

from pathlib import Path

import pytest

from .breaking import LEAN, flip, fresh, house_to_break, tried
from .conftest import ROOT

RULES = "src/savoir/cases/rules"
# What examples drawn at random would reach is no promise: the next run draws others.
OWN = ("tests/rules/cases", "--ignore=tests/rules/cases/test_readmes.py", "-m", "not hypothesis")
# what is flipped: (file, as it stands, flipped, the test file and the test that see it)
FLIPS = {
    "less anywhere is no better one": ("better.py", "mine < theirs", "mine > theirs", "better", "more_here"),
    "a recall holds from its first day": (
        "recalls.py", "one.began_on > on", "one.began_on >= on", "recalls", "from_its_first_day"),
    "a cover is there the day it is bought": (
        "covers.py", "if sold_on > on:", "if sold_on >= on:", "declared_and_covers", "unless_another_day"),
    "thirty days are over on the 31st": (
        "lawful.py", "today <= line.remedy_due_on", "today < line.remedy_due_on", "lawful", "thirty_days"),
    "a claim is late when the day is over": (
        "line_law.py", "today > remedy_due(", "today >= remedy_due(", "line_law", "thirty_days"),
    "the day itself is the next one": (
        "rights.py", "found[0] >= start", "found[0] > start", "rights", "every_year"),
}  # fmt: skip


@pytest.mark.long
def test_every_line_and_branch_of_the_answer_is_tried() -> None:
    found = tried(ROOT, *LEAN, *OWN, "--cov=savoir.cases.rules", "--cov-branch", "--cov-fail-under=100",
                  "--cov-report=term-missing:skip-covered")  # fmt: skip
    assert found.returncode == 0, found.stdout[-4000:]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house_to_break(tmp_path_factory.mktemp("house"), RULES)


@pytest.mark.long
@pytest.mark.parametrize("name", FLIPS)
def test_a_flipped_comparison_is_seen(house: Path, name: str) -> None:
    file, stands, flipped, tests, seen_by = FLIPS[name]
    flip(fresh(house, RULES) / file, stands, flipped)
    found = tried(house, *LEAN, "-x", f"tests/rules/cases/test_{tests}.py", "-k", seen_by)
    assert found.returncode == 1, found.stdout[-3000:]
    assert "1 failed" in found.stdout


@pytest.mark.long
def test_unflipped_every_one_of_them_is_green(house: Path) -> None:
    """The twin, without which a red run would prove nothing."""
    fresh(house, RULES)
    found = tried(house, *LEAN, *OWN)
    assert found.returncode == 0, found.stdout[-3000:]
