"""What changed between two documents: nothing is left out, and nothing is told that stayed."""

import random
from typing import Any

import pytest
from tests.effort import examples
from tests.rules.policies.samples import household

from savoir.policies import starters, tables
from savoir.policies.tables import Changed, Difference, Document, Kind, differences


def _read(form: dict[str, Any]) -> Document:
    return tables.read(form)


def _canonical(name: str = "") -> dict[str, Any]:
    document = starters.load(name) if name else household()
    return tables.canonical(tables.read(document))


def _told(change: Any) -> tuple[Difference, ...]:
    before, after = _canonical(), _canonical()
    change(after)
    return differences(_read(before), _read(after))


def test_the_same_document_differs_in_nothing() -> None:
    assert differences(_read(_canonical()), _read(household())) == ()


def test_a_row_that_came_is_told_with_all_it_says() -> None:
    row = {
        "id": "noel", "label_fr": "Noël", "label_en": "Christmas", "when": {"channel": "= web"},
        "then": {"remedies": ["refund"], "fee_amount": 490, "fee_share": 1000, "keep_item": True},
        "priority": 3,
    }  # fmt: skip
    [told] = _told(lambda form: form["tables"][0]["rows"].insert(0, row))
    assert (told.kind, told.table, told.row) == (Kind.ADDED, "remedies", "noel")
    assert {one.name: one.after for one in told.changes} == {
        "label_fr": "Noël", "label_en": "Christmas", "channel": "= web", "then.remedies": "refund",
        "then.fee_amount": "4,90\u00a0€", "then.fee_share": "10\u00a0%", "then.keep_item": "oui",
        "priority": "3",
    }  # fmt: skip


def test_a_row_that_left_is_told_with_what_it_said() -> None:
    [told] = _told(lambda form: form["tables"][0]["rows"].pop(0))
    assert (told.kind, told.row) == (Kind.REMOVED, "annulation")
    assert Changed("delivered", "non", "") in told.changes


def test_one_row_carried_up_is_one_move_whatever_it_passed() -> None:
    def carry(form: dict[str, Any]) -> None:
        rows = form["tables"][0]["rows"]
        rows.insert(0, rows.pop(9))

    [told] = _told(carry)
    assert told == Difference(Kind.MOVED, "remedies", "retractation", (Changed("number", "10", "1"),))


def test_a_table_that_came_left_or_moved_is_told() -> None:
    told = differences(_read(_canonical("electronics")), _read(_canonical("fashion")))
    assert told
    swapped = _told(lambda form: form["tables"].insert(0, form["tables"].pop(1)))
    assert [one.kind for one in swapped] == [Kind.MOVED]
    gone = _told(lambda form: form["tables"].pop(1))
    assert gone == (Difference(Kind.REMOVED, "remedies-retour"),)
    before, after = _canonical(), _canonical()
    before["tables"].pop(1)
    came = differences(_read(before), _read(after))
    assert [one.kind for one in came] == [Kind.ADDED] * (1 + len(after["tables"][1]["rows"]))


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda form: form.update(name="Autre"), "name"),
        (lambda form: form.update(better_of_today=True), "better_of_today"),
        (lambda form: form.update(hierarchies={"category": {"a": "b"}}), "hierarchies.category"),
        (
            lambda form: form.update(
                examples=[
                    {"name": "x", "point": "leeway", "facts": {"channel": "web"}, "expect": {"alone": True}}
                ]
            ),
            "examples.x",
        ),
    ],
)
def test_what_stands_beside_the_tables_is_told(change: Any, name: str) -> None:
    [told] = _told(change)
    assert (told.kind, told.table, [one.name for one in told.changes]) == (Kind.CHANGED, "", [name])


def test_two_examples_of_one_name_are_both_told() -> None:
    one = {"name": "x", "point": "leeway", "facts": {}, "expect": {"alone": True}}
    two = one | {"expect": {"alone": False}}
    before, after = _canonical() | {"examples": [one, one]}, _canonical() | {"examples": [one, two]}
    [told] = differences(_read(before), _read(after))
    assert told.changes == (Changed("examples.x (2)", "leeway:  > alone = yes", "leeway:  > alone = no"),)


def _bent(form: dict[str, Any], chance: random.Random) -> None:
    table = chance.choice(form["tables"])
    row = chance.choice(table["rows"])
    match chance.randrange(5):
        case 0:
            chance.shuffle(table["rows"])
        case 1:
            row["label_fr"] += "!"
        case 2:
            row["when"].pop(next(iter(row["when"]), ""), None)
        case 3:
            row["then"].pop(next(iter(row["then"]), ""), None)
        case 4:
            table["hit"] = chance.choice(["first", "collect"])


@pytest.mark.thorough
def test_nothing_is_told_exactly_when_the_digests_are_equal() -> None:
    before = _read(_canonical())
    for seed in range(examples(40, 100)):
        chance, after = random.Random(seed), _canonical()
        for _ in range(chance.randrange(3)):
            _bent(after, chance)
        whole = _read(after)
        is_same = tables.digest_of(whole) == tables.digest_of(before)
        assert (differences(before, whole) == ()) is is_same
