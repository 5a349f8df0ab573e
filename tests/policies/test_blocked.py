"""The draft that may not be published: its rows the law forbids, each once, while its content is that."""

from typing import Any

import pytest

from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.policies import operations
from savoir.policies.proof import reports
from savoir.policies.queries import UnlawfulRow, blocked_version, proofs
from savoir.policies.states import ProofOutcome
from tests.policies.publishing import MARC, change, draft, prove, row_of
from tests.shop import NOON, Shop

WINDOW = {"kind": "below_the_law", "fr": "…", "en": "…", "component": "remedies", "article": "L221-18"}
AGAIN = WINDOW | {"article": "L216-2"}


def found_below(shop: Shop, version_id: int) -> str:
    """The machine found the first row of the first table below the law twice, and one that nobody reaches."""
    table = row_of(version_id)["document"]["tables"][0]
    first, second = ([table["id"], one["id"], n] for n, one in enumerate(table["rows"][:2], 1))
    report = {"found": [
        {"kind": "unreachable", "fr": "…", "en": "…", "rows": [second], "component": "", "article": ""},
        WINDOW | {"rows": [first]}, AGAIN | {"rows": [first]},
    ]}  # fmt: skip
    record(shop, version_id, report)
    return str(table["rows"][0]["id"])


def record(shop: Shop, version_id: int, report: dict[str, Any]) -> None:
    """The machine found the content of a version blocked, and why."""
    operations.record_proof(
        actor=shop.system, version_id=version_id, digest=row_of(version_id)["digest"],
        outcome=ProofOutcome.BELOW, report=report, now=NOON,
    )  # fmt: skip


def test_each_row_is_told_once_with_the_article_it_was_found_by(in_shop: Shop) -> None:
    version_id = draft(in_shop)
    name = found_below(in_shop, version_id)
    table = row_of(version_id)["document"]["tables"][0]
    blocked = blocked_version(actor=in_shop.actors[MARC])
    assert blocked is not None
    assert blocked.version_id == version_id
    assert blocked.of == sum(len(one["rows"]) for one in row_of(version_id)["document"]["tables"])
    labels = table["rows"][0]["label_fr"], table["rows"][0]["label_en"]
    assert blocked.rows == (UnlawfulRow(table["id"], name, *labels, "remedies", "L221-18"),)


def test_the_newest_of_several_is_told(in_shop: Shop) -> None:
    found_below(in_shop, draft(in_shop))
    later = draft(in_shop)
    found_below(in_shop, later)
    blocked = blocked_version(actor=in_shop.actors[MARC])
    assert blocked is not None
    assert blocked.version_id == later


@pytest.mark.parametrize("outcome", [ProofOutcome.PROVED, ProofOutcome.OPEN])
def test_what_is_not_below_the_law_is_not_told(in_shop: Shop, outcome: ProofOutcome) -> None:
    prove(in_shop, draft(in_shop), outcome)
    assert blocked_version(actor=in_shop.actors[MARC]) is None


def test_what_contradicts_itself_is_blocked_by_no_unlawful_row(in_shop: Shop) -> None:
    version_id = draft(in_shop)
    found = AGAIN | {"kind": "contradiction", "rows": [["remedies", "x", 1], ["remedies", "y", 2]]}
    record(in_shop, version_id, {"found": [found]})
    assert blocked_version(actor=in_shop.actors[MARC]) is None


def test_kinds_are_those_of_the_proof() -> None:
    assert {kind.value for kind in reports.NOTICES} == proofs.NOTICES
    assert {kind.value for kind in reports.Kind} - proofs.NOTICES >= proofs.OF_THE_LAW


def test_other_words_were_not_proved(in_shop: Shop) -> None:
    version_id = draft(in_shop)
    found_below(in_shop, version_id)
    change(in_shop, version_id)
    assert blocked_version(actor=in_shop.actors[MARC]) is None


def test_who_reads_no_drafts_is_told_nothing(in_shop: Shop) -> None:
    found_below(in_shop, draft(in_shop))
    with pytest.raises(NotAllowed):
        blocked_version(actor=in_shop.actors[Role.WAREHOUSE])
