"""What the starter policies say to the customers of an ordinary shop."""

from typing import Any

import pytest

from savoir.kernel.errors import NotFound
from savoir.policies import starters, tables
from savoir.policies.facts import PolicyFacts
from savoir.policies.tables import Op

STARTERS = starters.names()


@pytest.mark.parametrize("name", STARTERS)
def test_every_starter_is_a_policy_whose_every_row_can_speak(name: str) -> None:
    compiled = tables.compile(starters.load(name))
    labels = [row for table in compiled.document.tables for row in table.rows]
    assert all(row.label_fr != row.label_en for row in labels)
    assert all(" :" not in row.label_fr and " €" not in row.label_fr for row in labels)
    last = [table.rows[-1] for table in compiled.document.tables]
    assert all(cell.op is Op.ANY for row in last for cell in row.cells)


def test_a_starter_nobody_wrote_is_not_found() -> None:
    assert STARTERS == ("electronics", "fashion-100", "maison", "replay-1y")
    with pytest.raises(NotFound):
        starters.load("../maison")


def _says(name: str, point: str = "eligibility", **facts: Any) -> tuple[str, dict[str, Any]]:
    compiled, known = tables.compile(starters.load(name)), PolicyFacts.of(**facts)
    verdict = tables.decide(compiled, point, known)
    beside = [tables.decide(compiled, other, known).outputs for other in ("return_way", "evidence")]
    return verdict.hits[0].row_id, {**verdict.outputs, **beside[0], **beside[1]}


def test_maison_follows_the_law_for_14_days_then_its_own_word_for_30() -> None:
    common = {
        "intent": "withdrawal",
        "reason": "changed_mind",
        "channel": "web",
        "delivered": True,
        "seller": "us",
    }
    row, offer = _says("maison", withdrawal_open=True, days_since_delivery=9, **common)
    assert (row, offer["window_days"], offer["return_paid_by"]) == ("retractation", 14, "customer")
    row, offer = _says("maison", withdrawal_open=False, days_since_delivery=20, **common)
    assert (row, offer["window_days"], offer["remedies"][0]) == ("avis-30", 30, "refund")
    row, offer = _says("maison", withdrawal_open=False, days_since_delivery=31, **common)
    assert (row, offer["remedies"], offer["needs_person"]) == ("avis-tard", (), True)


def test_maison_lets_a_cheap_broken_thing_be_kept() -> None:
    broken = {"intent": "claim", "reason": "damaged_on_arrival", "seller": "us"}
    row, offer = _says("maison", line_value=1500, photo_given=True, **broken)
    assert (row, offer["keep_item"], offer["photo_required"]) == ("petit-abime", True, False)
    row, offer = _says("maison", line_value=1500, **broken)
    assert (row, offer["keep_item"], offer["photo_required"]) == ("petit-abime-photo", True, True)
    row, offer = _says("maison", line_value=1501, photo_given=True, **broken)
    assert (row, offer["keep_item"], offer["return_paid_by"]) == ("abime", False, "merchant")


def test_a_defect_comes_back_free_then_falls_under_the_guarantee() -> None:
    broken = {"intent": "claim", "reason": "defective", "seller": "us", "guarantee_open": True}
    row, offer = _says("maison", days_since_delivery=12, **broken)
    assert (row, offer["return_paid_by"], "refund" in offer["remedies"]) == (
        "defaut-rapide",
        "merchant",
        True,
    )
    row, offer = _says("electronics", days_since_delivery=210, **broken)
    assert (row, offer["remedies"]) == ("garantie", ("repair", "replacement"))


def test_money_leaves_on_posting_at_maison_and_on_receipt_in_the_replay() -> None:
    assert _says("maison", "refund_trigger", intent="withdrawal", remedy="refund")[1]["trigger"] == "posting"
    assert _says("maison", "refund_trigger", remedy="returnless_refund")[1]["trigger"] == "request"
    assert _says("replay-1y", "refund_trigger", intent="return")[1]["trigger"] == "receipt"
    row, offer = _says(
        "replay-1y", intent="return", channel="web", withdrawal_open=False, days_since_delivery=365
    )
    assert (row, offer["remedies"], offer["window_days"]) == ("avis-365", ("refund",), 365)
