"""A past in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.insights.pasts import extract_in


@pytest.fixture(autouse=True)
def extract(tmp_path: Path) -> Iterator[None]:
    """Nothing is written into the house's home."""
    with extract_in(tmp_path / "analytics"):
        yield
