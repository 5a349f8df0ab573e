"""The page of what is closed names every item, and every test it names exists."""

import re
from pathlib import Path

ITEMS = {*range(1, 10), *range(11, 18), *range(19, 23), *range(24, 31), 35, 36, *range(40, 45), 46, 50}


def test_every_item_has_its_line_with_a_test_that_exists(real_root: Path) -> None:
    page = (real_root / "docs/reference/security.md").read_text(encoding="utf-8")
    rows = {int(number): row for row in page.splitlines() for number in re.findall(r"^\| (\d+) ", row)}
    assert set(rows) == ITEMS
    for number, row in rows.items():
        named = re.findall(r"`(tests/[\w/.]+\.py)::(\w+)`", row)
        assert named, f"item {number} names no test"
        for path, name in named:
            source = (real_root / path).read_text(encoding="utf-8")
            assert f"def {name}(" in source, f"item {number}: {path} has no {name}"
