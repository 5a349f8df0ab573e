"""What the starter policies say to the customers of an ordinary shop."""

from typing import Any

import pytest

from savoir.kernel.errors import NotFound
from savoir.policies import starters, tables
from savoir.policies.facts import Point, PolicyFacts
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


SIX = ("beauty", "business", "electronics", "fashion", "home", "sports")


@pytest.mark.parametrize("name", STARTERS)
def test_the_examples_of_a_starter_hold(name: str) -> None:
    compiled = tables.compile(starters.load(name))
    assert [(one.example.name, dict(one.answered)) for one in tables.failed_examples(compiled)] == []


@pytest.mark.parametrize("name", SIX)
def test_each_of_the_six_answers_at_every_point_and_shows_it(name: str) -> None:
    compiled = tables.compile(starters.load(name))
    shown = [example.point for example in compiled.document.examples]
    assert len(shown) >= 20
    assert set(shown) == set(Point)
    assert all(compiled.tables[point] for point in Point)


@pytest.mark.parametrize("name", SIX)
def test_an_example_with_another_answer_is_seen(name: str) -> None:
    document = starters.load(name)
    first = document["examples"][0]
    first["expect"] = {"remedies": ["store_credit"]}
    [failed] = tables.failed_examples(tables.compile(document))
    assert failed.example.name == first["name"]


@pytest.mark.parametrize("name", STARTERS)
def test_no_starter_reserves_an_answer_of_the_law_for_the_machine(name: str) -> None:
    """Every row that says what is offered says "and what the law gives": none can take it away."""
    [remedies] = tables.compile(starters.load(name)).tables[Point.ELIGIBILITY]
    assert all("by_law" in row.outputs["remedies"] for row in remedies.rows)


def test_a_starter_nobody_wrote_is_not_found() -> None:
    assert STARTERS == ("beauty", "business", "electronics", "fashion", "home", "replay-1y", "sports")
    with pytest.raises(NotFound):
        starters.load("../home")


def _says(name: str, point: str = "eligibility", **facts: Any) -> tuple[str, dict[str, Any]]:
    compiled, known = tables.compile(starters.load(name)), PolicyFacts.of(**facts)
    verdict = tables.decide(compiled, point, known)
    beside = [tables.decide(compiled, other, known).outputs for other in ("return_way", "evidence")]
    return verdict.hits[0].row_id, {**verdict.outputs, **beside[0], **beside[1]}


def test_home_follows_the_law_for_14_days_then_its_own_word_for_30() -> None:
    common = {
        "intent": "withdrawal",
        "reason": "changed_mind",
        "channel": "web",
        "delivered": True,
        "seller": "us",
        "return_cost_announced": True,
    }
    row, offer = _says("home", withdrawal_open=True, days_since_delivery=9, **common)
    assert (row, offer["window_days"], offer["return_paid_by"]) == ("retractation", 30, "customer")
    row, offer = _says("home", withdrawal_open=False, days_since_delivery=20, **common)
    assert (row, offer["window_days"], offer["remedies"][0]) == ("avis-30", 30, "refund")
    row, offer = _says("home", withdrawal_open=False, days_since_delivery=31, **common)
    assert (row, offer["remedies"], offer["needs_person"]) == ("avis-tard", ("by_law",), True)


def test_home_lets_a_cheap_broken_thing_be_kept() -> None:
    broken = {"intent": "claim", "reason": "damaged_on_arrival", "seller": "us"}
    row, offer = _says("home", line_value=1500, photo_given=True, **broken)
    assert (row, offer["keep_item"], offer["photo_required"]) == ("petit-abime", True, False)
    row, offer = _says("home", line_value=1500, **broken)
    assert (row, offer["keep_item"], offer["photo_required"]) == ("petit-abime-photo", True, True)
    row, offer = _says("home", line_value=1501, photo_given=True, **broken)
    assert (row, offer["keep_item"], offer["return_paid_by"]) == ("abime", False, "merchant")


def test_a_defect_comes_back_free_then_falls_under_the_guarantee() -> None:
    broken = {"intent": "claim", "reason": "defective", "seller": "us", "guarantee_open": True}
    row, offer = _says("home", days_since_delivery=12, **broken)
    assert (row, offer["return_paid_by"], "refund" in offer["remedies"]) == (
        "defaut-rapide",
        "merchant",
        True,
    )
    row, offer = _says("electronics", days_since_delivery=210, **broken)
    assert (row, offer["remedies"]) == ("garantie", ("repair", "replacement", "by_law"))


def test_money_leaves_on_posting_at_home_and_on_receipt_in_the_replay() -> None:
    assert _says("home", "refund_trigger", intent="withdrawal", remedy="refund")[1]["trigger"] == "posting"
    assert _says("home", "refund_trigger", remedy="returnless_refund")[1]["trigger"] == "request"
    assert _says("replay-1y", "refund_trigger", intent="return")[1]["trigger"] == "receipt"
    row, offer = _says(
        "replay-1y", intent="return", channel="web", withdrawal_open=False, days_since_delivery=365
    )
    assert (row, offer["remedies"], offer["window_days"]) == ("avis-365", ("refund", "by_law"), 365)
