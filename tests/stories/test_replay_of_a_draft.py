"""A head of after-sales tries a draft on what was decided before she publishes it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from savoir.connectors.analytics.duck import DuckHistory
from savoir.insights import operations, queries
from savoir.insights.operations.extract import _cases
from savoir.insights.values import Span
from savoir.kernel.errors import NotAllowed
from savoir.policies import starters, tables
from tests.cases.files import opened
from tests.cases.test_answering_cases import grant
from tests.shop import NOON, Shop, sell


def _never(point: str, then: dict[str, object]) -> dict[str, object]:
    """A table whose only row fires after fifty years."""
    when = {"days_since_delivery": {"op": "at_least", "values": [18_000]}}
    row = {"id": "R", "label_fr": "Jamais", "label_en": "Never", "when": when, "then": then}
    return {"id": point, "point": point, "hit": "first", "columns": ["days_since_delivery"], "rows": [row]}


def test_a_draft_without_vouchers_is_replayed_on_what_was_decided(in_shop: Shop) -> None:
    for _ in range(3):
        grant(in_shop, opened(in_shop, sell(in_shop)))
    opened(in_shop, sell(in_shop, delivered_at=NOON - timedelta(days=40)))
    assert operations.rewrite_extract(actor=in_shop.system) == 4
    before = tables.compile(starters.load("fashion"))
    empty = tables.compile({"format": 2, "name": "Rien", "tables": [
        _never("eligibility", {"remedies": ["store_credit"]}),
        _never("refund_trigger", {"trigger": "request"}),
    ]})  # fmt: skip
    same = queries.replay(actor=in_shop.system, before=before, after=before, span=Span())
    assert (same.cases, same.whole["changed"], same.whole["decided"]) == (4, 0, 3)
    found = queries.replay(actor=in_shop.system, before=before, after=empty, span=Span())
    assert found.whole["gains"] == 0
    assert found.whole["loses"] > 0
    cases = queries.changed_cases(actor=in_shop.system, before=before, after=empty, span=Span())
    assert len(cases) == found.whole["changed"]
    assert all(one.before.rows and not one.after.rows for one in cases)
    assert sum(one["cases"] for one in found.cuts["reason"]) == 4


def test_the_extract_holds_codes_only_and_what_was_erased_is_gone(in_shop: Shop, tmp_path: Path) -> None:
    sale = sell(in_shop)
    opened(in_shop, sale)
    history = DuckHistory(tmp_path)
    assert history.rewrite(_cases(in_shop.system)) == 1
    (codes,) = tmp_path.rglob("codes.json")
    words = [str(one) for values in json.loads(codes.read_text()).values() for one in values]
    assert words
    assert not [one for one in words if "@" in one or " " in one]
    before = tables.compile(starters.load("fashion"))
    assert history.replay(before, before, Span()).cases == 1
    assert history.rewrite([]) == 0
    assert history.replay(before, before, Span()).cases == 0
    assert not list(tmp_path.rglob("*.parquet"))


def test_who_may_not_read_policies_replays_nothing(in_shop: Shop) -> None:
    before = tables.compile(starters.load("fashion"))
    with pytest.raises(NotAllowed):
        queries.replay(actor=in_shop.customer(1), before=before, after=before, span=Span())
    with pytest.raises(NotAllowed):
        operations.rewrite_extract(actor=in_shop.customer(1))
    assert operations.rewrite_extract(actor=in_shop.system) == 0
