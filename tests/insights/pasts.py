"""A past of its own for a test: the extract lies in a folder of the test, not in the house's home."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from savoir.connectors.analytics.duck import DuckHistory
from savoir.connectors.analytics.elsewhere import ReplaysElsewhere
from savoir.insights.ports import CaseHistory, ReplayEngine
from savoir.kernel.ports import bind, bound
from tests.cases.files import opened
from tests.cases.test_answering_cases import grant
from tests.shop import NOON, Shop, sell


@contextmanager
def extract_in(folder: Path) -> Iterator[None]:
    """Past cases are written below `folder`."""
    former = bound(CaseHistory), bound(ReplayEngine)
    bind(CaseHistory, lambda *, org_id: DuckHistory(folder / str(org_id)))
    bind(ReplayEngine, lambda *, org_id: ReplaysElsewhere(folder / str(org_id)))
    try:
        yield
    finally:
        for port, factory in zip((CaseHistory, ReplayEngine), former, strict=True):
            if factory:
                bind(port, factory)


def cases_on_disk(folder: Path) -> set[int]:
    """Cases in any file of any generation; nothing else than the known files lies there."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    months = [path for path in files if path.suffix == ".parquet"]
    assert {path.name for path in files} - {path.name for path in months} == {"codes.json", "current"}
    with duckdb.connect() as connection:
        listed = ", ".join(f"'{path}'" for path in months)
        found = connection.execute(f"SELECT DISTINCT case_id FROM read_parquet([{listed}])").fetchall()
    return {case_id for (case_id,) in found}


def a_past(shop: Shop) -> None:
    """Inside a block: three dresses given back within nine days, a fourth asked about after forty."""
    for _ in range(3):
        grant(shop, opened(shop, sell(shop)))
    opened(shop, sell(shop, delivered_at=NOON - timedelta(days=40)))


def strict(name: str = "Stricte") -> dict[str, Any]:
    """A document that grants nothing of its own: only the law is left under it."""
    return {"format": 2, "name": name, "tables": [
        _never("eligibility", {"remedies": ["store_credit"]}),
        _never("refund_trigger", {"trigger": "request"}),
    ]}  # fmt: skip


def _never(point: str, then: dict[str, object]) -> dict[str, object]:
    """A table whose only row fires after fifty years."""
    when = {"days_since_delivery": {"op": "at_least", "values": [18_000]}}
    row = {"id": "R", "label_fr": "Jamais", "label_en": "Never", "when": when, "then": then}
    return {"id": point, "point": point, "hit": "first", "columns": ["days_since_delivery"], "rows": [row]}
