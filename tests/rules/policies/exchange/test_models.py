"""Models of the DMN standard, as another tool would write them, answered by the house's evaluator."""

from pathlib import Path
from typing import Any

import pytest
from tests.rules.policies.exchange.kit import Rows, case, decision, model, run, table

from savoir.policies.exchange.tck import Ended

KINDS = {"price": "number", "colour": "string", "sale": "boolean", "bought": "date"}


def _ended(folder: Path, kind: str, rules: Rows, given: Any, wanted: Any, **more: Any) -> tuple[Ended, str]:
    """One column named `x` of that type, one value, one expected answer."""
    if kind == "number" and isinstance(given, str):
        given = ("decimal", given)
    body = table({"x": kind}, rules, **more)
    whole = model(decision("said", body, "x"), inputs={"x": kind})
    [outcome] = run(folder, whole, case({"x": given}, {"said": wanted}))
    return outcome.ended, outcome.reason


@pytest.mark.parametrize(
    ("kind", "test", "inside", "outside"),
    [
        ("number", "18", 18, "18.5"),
        ("number", "18.50", "18.5", 18),
        ("number", "< 18", "17.999", 18),
        ("number", "<= -18", -18, "-17.9"),
        ("number", "> -0.5", 0, "-0.5"),
        ("number", ">= 1000000000000000000000.25", "1000000000000000000000.25", "1000000000000000000000.2"),
        ("number", "[1..5]", 5, "5.01"),
        ("number", "(1..5)", "1.01", 1),
        ("number", "]1..5[", "4.99", 5),
        ("number", "[-5..-1)", -5, -1),
        ("number", "< 2, [4..6], > 100", "4.5", "2.5"),
        ("number", "[1..5], [3..8]", 7, "8.1"),
        ("number", "1, 2, 3", 2, "2.5"),
        ("number", "not(1, 2)", "1.5", 1),
        ("number", "not([1..5])", 6, 3),
        ("number", "not(< 1, > 5)", 3, "0.5"),
        ("number", "null", None, 0),
        ("number", "not(7)", None, 7),
        ("number", "not(null)", 7, None),
        ("number", "-", None, ()),
        ("string", '"red"', "red", "Red"),
        ("string", '"red", "blue"', "blue", "green"),
        ("string", '"a, b"', "a, b", "a"),
        ("string", r'"say \"no\" é\n"', 'say "no" é\n', "say"),
        ("string", 'not("red")', None, "red"),
        ("string", "null", None, "null"),
        ("string", '"true"', "true", "x"),
        ("boolean", "true", True, False),
        ("boolean", "not(true)", False, True),
        ("boolean", "true, null", None, False),
        ("date", 'date("2026-11-27")', ("date", "2026-11-27"), ("date", "2026-11-26")),
        ("date", '< date("2026-03-01")', ("date", "2026-02-28"), ("date", "2026-03-01")),
        (
            "date",
            '[date("2026-11-15")..date("2026-12-24")]',
            ("date", "2026-12-24"),
            ("date", "2026-12-25"),
        ),
        ("date", 'not(date("2026-11-27"))', ("date", "9999-12-31"), ("date", "2026-11-27")),
        ("date", '> date("9999-12-30")', ("date", "9999-12-31"), ("date", "9999-12-30")),
    ],
)
def test_a_cell_holds_where_the_standard_says_and_nowhere_else(
    tmp_path: Path, kind: str, test: str, inside: Any, outside: Any
) -> None:
    rules = [([test], ['"yes"'])]
    assert _ended(tmp_path, kind, rules, inside, "yes") == (Ended.PASSED, "")
    if outside != ():
        assert _ended(tmp_path, kind, rules, outside, None) == (Ended.PASSED, "")
        ended, reason = _ended(tmp_path, kind, rules, outside, "yes")
        assert (ended, reason) == (Ended.FAILED, 'said: expected "yes", answered null')


OVERLAPPING = [([">= 10"], ['"B"']), ([">= 0"], ['"A"']), ([">= 20"], ['"B"'])]
AMOUNTS = [(["> 1"], ["98.83"]), (["> 2"], ["-0.21"]), (["> 3"], ["98.83"])]
RANKED = '"A", "B", "C"'


@pytest.mark.parametrize(
    ("hit", "rules", "given", "wanted"),
    [
        ("UNIQUE", OVERLAPPING, 5, "A"),
        ("UNIQUE", OVERLAPPING, 25, None),
        ("ANY", OVERLAPPING, 5, "A"),
        ("ANY", OVERLAPPING, 15, None),
        ("ANY", [(["> 1"], ["7.0"]), (["> 2"], ["7"])], 3, 7),
        ("FIRST", OVERLAPPING, 25, "B"),
        ("PRIORITY", OVERLAPPING, 25, "A"),
        ("PRIORITY", OVERLAPPING, -1, None),
        ("RULE ORDER", OVERLAPPING, 25, ["B", "A", "B"]),
        ("OUTPUT ORDER", OVERLAPPING, 25, ["A", "B", "B"]),
        ("COLLECT", OVERLAPPING, 15, ["B", "A"]),
        ("COLLECT", OVERLAPPING, -1, []),
        ("COLLECT of SUM", AMOUNTS, 4, "197.45"),
        ("COLLECT of MIN", AMOUNTS, 4, "-0.21"),
        ("COLLECT of MAX", AMOUNTS, 4, "98.83"),
        ("COLLECT of COUNT", AMOUNTS, 4, 3),
        ("COLLECT of COUNT", AMOUNTS, 0, 0),
        ("COLLECT of SUM", AMOUNTS, 0, None),
    ],
)
def test_every_hit_policy_speaks_as_the_standard_says(
    tmp_path: Path, hit: str, rules: Rows, given: Any, wanted: Any
) -> None:
    listed = {"order": RANKED} if "SUM" not in hit and rules is OVERLAPPING else {}
    value = ("decimal", wanted) if isinstance(wanted, str) and wanted[-1].isdigit() else wanted
    assert _ended(tmp_path, "number", rules, given, value, hit=hit, **listed) == (Ended.PASSED, "")
    ended, _ = _ended(tmp_path, "number", rules, given, "something else", hit=hit, **listed)
    assert ended is Ended.FAILED


def test_a_rule_of_two_overlapping_alternatives_is_still_one_rule(tmp_path: Path) -> None:
    rules = [(["[1..5], [3..8], 4"], ["1"])]
    assert _ended(tmp_path, "number", rules, 4, 1) == (Ended.PASSED, "")
    assert _ended(tmp_path, "number", rules, 4, 1, hit="COLLECT of SUM") == (Ended.PASSED, "")


def test_the_default_speaks_when_no_rule_fires(tmp_path: Path) -> None:
    rules = [(['"red"'], ['"warm"'])]
    assert _ended(tmp_path, "string", rules, "green", "cold", default='"cold"') == (Ended.PASSED, "")
    assert _ended(tmp_path, "string", rules, "red", "warm", default='"cold"') == (Ended.PASSED, "")


def test_a_value_that_the_column_does_not_allow_gets_no_answer(tmp_path: Path) -> None:
    rules = [(["-"], ['"yes"'])]
    assert _ended(tmp_path, "number", rules, 11, None, allowed="[0..10]") == (Ended.PASSED, "")
    assert _ended(tmp_path, "number", rules, 10, "yes", allowed="[0..10]") == (Ended.PASSED, "")


def test_several_outputs_make_a_context_and_priority_compares_them_in_turn(tmp_path: Path) -> None:
    rules = [([">= 0"], ['"A"', '"slow"']), ([">= 10"], ['"A"', '"fast"'])]
    body = table({"price": "number"}, rules, outputs=("grade", "pace"), order='"A", "fast"', hit="PRIORITY")
    whole = model(decision("said", body, "price"), inputs=KINDS)
    wanted = {"grade": "A", "pace": "fast"}
    [outcome] = run(tmp_path, whole, case({"price": 12}, {"said": wanted}))
    assert outcome.ended is Ended.PASSED
    [outcome] = run(tmp_path, whole, case({"price": 12}, {"said": {"grade": "A"}}))
    assert outcome.reason == 'said: expected {grade: "A"}, answered {grade: "A", pace: "fast"}'


def test_tables_that_need_tables_are_answered_in_order(tmp_path: Path) -> None:
    first = table({"price": "number", "colour": "string"}, [([">= 100", '"red"'], ['"dear"', "2.50"])],
                  outputs=("class", "share"), hit="FIRST")  # fmt: skip
    second = table(
        {"The first.class": "string", "The first.share": "number"}, [(['"dear"', "[2.5..3]"], ['"yes"'])]
    )
    whole = model(
        decision("second", second, "The first"), decision("The first", first, "price", "colour"), inputs=KINDS
    )
    given = {"price": 100, "colour": "red"}
    wanted = {"second": "yes", "The first": {"class": "dear", "share": ("decimal", "2.5")}}
    [outcome] = run(tmp_path, whole, case(given, wanted))
    assert (outcome.ended, outcome.reason) == (Ended.PASSED, "")
    [outcome] = run(tmp_path, whole, case({"price": 1}, {"second": "yes"}))
    assert outcome.ended is Ended.FAILED


def test_parts_of_an_input_are_read_by_their_way(tmp_path: Path) -> None:
    types = (
        '<itemDefinition name="tLoan"><itemComponent name="rate"><typeRef>number</typeRef></itemComponent>'
        '</itemDefinition><itemDefinition name="tAge"><typeRef>feel:number</typeRef></itemDefinition>'
    )
    body = table({"the loan.rate": "tAge"}, [(["< 0.05"], ["true"])])
    whole = model(types, decision("said", body, "the loan"), inputs={"the loan": "tLoan"})
    given = {"the loan": {"rate": ("decimal", "0.049")}}
    assert run(tmp_path, whole, case(given, {"said": True}))[0].ended is Ended.PASSED
    assert run(tmp_path, whole, case({}, {"said": None}))[0].ended is Ended.PASSED
