"""No line and no branch of the tables' language is left untried by its own tests, and each of its comparisons
that is flipped is seen: the source is changed in a copy, one test has to turn red.
"""

from pathlib import Path

import pytest

from .breaking import LEAN, flip, fresh, house_to_break, tried
from .conftest import ROOT

TABLES = "src/savoir/policies/tables"
LANGUAGE = ("tests/rules/policies/test_language.py", "tests/rules/policies/test_terms.py")
OWN = [
    "tests/rules/policies", "--ignore=tests/rules/policies/proof", "--ignore=tests/rules/policies/exchange",
    "--ignore=tests/rules/policies/test_starters_and_the_law.py",
]  # fmt: skip
BOUND, SEASON = "a_number_at_the_bound_of_a_cell", "a_day_at_the_bound_of_a_season"
BRANCH, PLACES = "a_branch_holds_for_what_stands_below_it", "a_column_holds_for_the_rows"
SETS, COLLECT = "a_row_on_codes", "collected_rows_speak_in_order"
# what is flipped: (file, as it stands, flipped, the test of LANGUAGE that sees it)
FLIPS = {
    "a bound of a cell is included": ("cells.py", "bool(value <= first)", "bool(value < first)", BOUND),
    "a bound of a cell is left out": ("cells.py", "bool(value > first)", "bool(value >= first)", BOUND),
    "both ends of a range are included": ("cells.py", "<= value <= last)", "<= value < last)", BOUND),
    "what lies below a bound ends before it": ("cells.py", "None, _before(first)", "None, first", BOUND),
    "a range of one is that one": ("cells.py", "if low > high:", "if low >= high:", "from_one_to_itself"),
    "a season goes over the year's end": ("cells.py", "day >= first or day", "day >= first and day", SEASON),
    "an unknown fact satisfies no test": ("cells.py", "or value is None:", "or value == 0:", PLACES),
    "a column is cut below its bounds": (
        "columns.py", "bisect_right(self.cuts", "bisect_left(self.cuts", BOUND),
    "a column's seasons are cut below their first day": (
        "columns.py", "bisect_right(self.season_cuts", "bisect_left(self.season_cuts", SEASON),
    "a season begins anew on the first of January": ("columns.py", ", (_FIRST_DAY, last)]", "]", SEASON),
    "none of these leaves these out": (
        "columns.py", "listed[value] ^ bit if", "listed[value] | bit if", SETS),
    "a branch reaches what nobody named": ("columns.py", "(value)[1:] if", "(value)[2:] if", BRANCH),
    "a branch reaches a code another cell names": (
        "columns.py", "listed[code] |= above", "listed[code] |= 0", "a_branch_holds_for_a_code"),
    "a decision cuts below bounds": (
        "sweeps.py", "mask &= classes[bisect_right(cuts", "mask &= classes[bisect_left(cuts", BOUND),
    "a code no cell names is another": (
        "columns.py", "return self.other", "return 0", SETS),
    "the highest priority speaks": ("masks.py", "row: -row.priority", "row: row.priority", "first_speaks"),
    "one cell failed, not two": ("sweeps.py", "lone = once & ~twice", "lone = once", "a_near_miss"),
    "the first row speaks": (
        "deciding.py", "first[(left := mask & one.bits) & -left]",
        "first[1 << (mask & one.bits).bit_length() >> 1]", "first_speaks"),
    "rows of any may agree": (
        "deciding.py", "is Hit.ANY and all(", "is Hit.UNIQUE and all(", "any_lets_rows"),
    "rows of unique may not": ("deciding.py", "if table.hit is Hit.ANY and all(", "if all(", "any_lets_rows"),
    "of two tables the first keeps its word": (
        "deciding.py", "if name not in outputs:", "if not outputs.get(name):", "of_two_tables"),
    "collected lists keep no double": (
        "deciding.py", "tuple(dict.fromkeys([*outputs[name], *value]))", "(*outputs[name], *value)", COLLECT),
    "a collected yes stays": ("deciding.py", "and value is True:", "and value is False:", COLLECT),
    "a branch is walked to its end": ("hierarchies.py", "child not in found", "child in found", BRANCH),
    "a window as long as the law's is none shorter": (
        "offers.py", "if window >= numbers_of", "if window > numbers_of", "a_window_shorter"),
    "no refund is less than nothing": ("offers.py", "max(0, left)", "left", "what_is_withheld"),
}  # fmt: skip


@pytest.mark.long
def test_every_line_and_branch_of_the_tables_and_facts_is_tried() -> None:
    found = tried(ROOT, *OWN, "--cov=savoir.policies.tables", "--cov=savoir.policies.facts", "--cov-branch",
                  "--cov-fail-under=100", "--cov-report=term-missing:skip-covered")  # fmt: skip
    assert found.returncode == 0, found.stdout[-4000:]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house_to_break(tmp_path_factory.mktemp("house"), TABLES)


@pytest.mark.long
@pytest.mark.parametrize("name", FLIPS)
def test_a_flipped_comparison_is_seen(house: Path, name: str) -> None:
    file, stands, flipped, seen_by = FLIPS[name]
    whole = fresh(house, TABLES) / file
    flip(whole, stands, flipped)
    both = whole.read_text(encoding="utf-8").replace(
        "import bisect_right", "import bisect_left, bisect_right"
    )
    whole.write_text(both, encoding="utf-8")
    found = tried(house, *LEAN, "-x", *LANGUAGE, "-k", seen_by)
    assert found.returncode == 1, found.stdout[-3000:]
    assert "1 failed" in found.stdout


@pytest.mark.long
def test_unflipped_every_one_of_them_is_green(house: Path) -> None:
    """The twin, without which a red run would prove nothing."""
    fresh(house, TABLES)
    found = tried(house, *LEAN, *LANGUAGE)
    assert found.returncode == 0, found.stdout[-3000:]
