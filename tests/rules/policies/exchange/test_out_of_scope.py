"""What a model asks beyond decision tables is named, and never hides a wrong answer beside it."""

from pathlib import Path
from typing import Any

import pytest
from tests.rules.policies.exchange.kit import case, decision, model, run, table

from savoir.policies.exchange.tck import Ended, Outcome

LONG = "a" * 10_000
ONE = [(["> 1"], ['"yes"'])]


def _literal(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


def _run(folder: Path, body: str, given: Any = 5, kind: str = "number", **more: Any) -> Outcome:
    whole = model(decision("said", body, "x"), inputs={"x": kind}, **more)
    [outcome] = run(folder, whole, case({"x": given}, {"said": "yes"}))
    return outcome


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (_literal("x + 1"), "a literal expression: an expression beyond S-FEEL: x + 1"),
        (_literal("10 - 5"), "a literal expression: an expression that is reckoned: 10 - 5"),
        ("<context/>", "a boxed expression: context"),
        ("<invocation/>", "a boxed expression: invocation"),
        ("", "a decision without an expression"),
        (table({"x * 2": "number"}, ONE), "an input that is reckoned: x * 2"),
        (table({"y": "number"}, ONE), "an input that is reckoned: y"),
        (table({"x": "number"}, [(["> y"], ['"yes"'])]), "an expression beyond S-FEEL: > y"),
        (table({"x": "number"}, [(["> 1"], ["x"])]), "an expression beyond S-FEEL: x"),
        (table({"x": "number"}, [(["> 1"], ["1 - 1"])]), "an expression that is reckoned: 1 - 1"),
        (table({"x": "number"}, [(["[1..2"], ['"yes"'])]), "a test beyond S-FEEL: [1..2"),
        (table({"x": "number"}, [(["[1"], ['"yes"'])]), "a test beyond S-FEEL: [1"),
        (table({"x": "number"}, [([">"], ['"yes"'])]), "a test without its end: >"),
        (table({"x": "number"}, [(["not(1"], ['"yes"'])]), "a test beyond S-FEEL: not(1"),
        (table({"x": "number"}, [(["1 2"], ['"yes"'])]), "a test beyond S-FEEL: 1 2"),
        (table({"x": "number"}, [(["> true"], ['"yes"'])]), "a bound that has no order: > true"),
        (table({"x": "number"}, [(['"a"'], ['"yes"'])]), "a test of another type than its column: x"),
        (table({"x": "number"}, [(['date("2026-02-30")'], ['"yes"'])]), "no day of the calendar: 2026-02-30"),
        (table({"x": "number"}, [(["1e99"], ['"yes"'])]), "a number of more than 34 digits: 1e99"),
        (table({"x": "number"}, [([f'"{LONG}"'], ['"yes"'])]), "a text of more than 10000 characters"),
        (table({"x": "tUnknown"}, ONE), "a type the model does not define: tUnknown"),
        (table({"x": "dateTime"}, ONE), "values of the type dateTime"),
        (table({"x": "number"}, ONE, hit="PRIORITY"), "the hit policy PRIORITY without an order of output"),
        (table({"x": "number"}, ONE, hit="OUTPUT ORDER"), "the hit policy OUTPUT ORDER without an order of"),
        (table({"x": "number"}, ONE, hit="NEAREST"), "a hit policy that DMN does not know: NEAREST"),
        (table({"x": "number"}, ONE, hit="UNIQUE of SUM"), "an aggregation with the hit policy UNIQUE"),
        (table({"x": "number"}, ONE, hit="COLLECT of SUM"), "SUM over outputs that are not numbers"),
        (
            table({"x": "number"}, [([], ['"yes"'])]),
            "a rule with another number of entries than the table has columns",
        ),
        (
            table({"x": "number"}, [(["1"], ["1", "2"])], outputs=("a", "b"), hit="COLLECT of SUM"),
            "an aggregation over several outputs",
        ),
    ],
)
def test_the_reason_is_said_for_each(tmp_path: Path, body: str, reason: str) -> None:
    outcome = _run(tmp_path, body)
    assert outcome.ended is Ended.BEYOND
    assert outcome.reason.startswith(f"said: {reason}")


def test_texts_in_order_other_types_and_lists_are_no_tests_of_ours(tmp_path: Path) -> None:
    ordered = table({"x": "string"}, [(['< "b"'], ['"yes"'])])
    assert _run(tmp_path, ordered, "a", "string").reason == "said: texts compared by their order"
    plain = table({"x": "number"}, ONE)
    assert _run(tmp_path, plain, "five").reason == "said: a value of another type than “x” declares"
    assert _run(tmp_path, plain, [1, 2]).reason == "said: a column over a list or a context: x"
    assert _run(tmp_path, plain, ("duration", "P1D")).reason == "said: a value of the type duration"
    untyped = table({"x": ""}, [(["1"], ['"yes"'])])
    assert _run(tmp_path, untyped, "1", "").reason == "said: a value of another type than its column: x"


def test_alternatives_that_would_make_too_many_rows_are_refused_before_they_are_made(tmp_path: Path) -> None:
    wide = ", ".join(f"[{place}..{place + 2}]" for place in range(0, 1000, 4))
    columns = {f"c{rank}": "number" for rank in range(3)}
    body = table(columns, [([wide] * 3, ['"yes"'])])
    whole = model(decision("said", body, *columns), inputs=columns)
    [outcome] = run(tmp_path, whole, case(dict.fromkeys(columns, 5), {"said": "yes"}))
    assert outcome.reason == "said: a rule of more than 20000 alternatives"


def test_a_decision_that_needs_what_is_out_of_scope_says_which(tmp_path: Path) -> None:
    second = table({"sum": "number"}, ONE)
    parts = (decision("second", second, "sum"), decision("sum", _literal("x + 1"), "x"))
    whole = model(*parts, inputs={"x": "number"})
    [outcome] = run(tmp_path, whole, case({"x": 5}, {"second": "yes"}))
    assert outcome.reason.startswith("second: needs “sum”: a literal expression")


def test_a_wrong_answer_fails_a_case_of_which_the_rest_is_out_of_scope(tmp_path: Path) -> None:
    parts = (decision("sum", _literal("x + 1"), "x"), decision("said", table({"x": "number"}, ONE), "x"))
    whole = model(*parts, inputs={"x": "number"})
    [outcome] = run(tmp_path, whole, case({"x": 5}, {"sum": 6, "said": "no"}))
    assert (outcome.ended, outcome.reason) == (Ended.FAILED, 'said: expected "no", answered "yes"')
    [outcome] = run(tmp_path, whole, case({"x": 5}, {"sum": 6, "said": "yes"}))
    assert outcome.ended is Ended.BEYOND
    [outcome] = run(tmp_path, whole, case({"x": 5}, {"nobody": 6}))
    assert outcome.ended is Ended.FAILED


def test_decisions_in_a_circle_are_named(tmp_path: Path) -> None:
    parts = (
        decision("a", table({"b": "number"}, ONE), "b"),
        decision("b", table({"a": "number"}, ONE), "a"),
    )
    [outcome] = run(tmp_path, model(*parts, inputs={}), case({}, {"a": "yes"}))
    assert outcome.ended is Ended.BEYOND
    assert "decisions that need each other: " in outcome.reason


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ('<import importType="x" namespace="y"/>', "said: the model imports another"),
        ("", "calls a bkm, not a decision"),
    ],
)
def test_imports_and_other_calls(tmp_path: Path, part: str, reason: str) -> None:
    whole = model(part, decision("said", table({"x": "number"}, ONE), "x"), inputs={"x": "number"})
    kind = "decision" if part else "bkm"
    [outcome] = run(tmp_path, whole, case({"x": 5}, {"said": "yes"}, kind=kind))
    assert (outcome.ended, outcome.reason) == (Ended.BEYOND, reason)


def test_one_is_not_true_and_a_text_is_not_a_number(tmp_path: Path) -> None:
    body = table({"x": "number"}, [(["-"], ["1"])])
    whole = model(decision("said", body, "x"), inputs={"x": "number"})
    outcomes = run(tmp_path, whole, case({"x": 5}, {"said": True}), case({"x": 5}, {"said": "1"}))
    assert [one.ended for one in outcomes] == [Ended.FAILED, Ended.FAILED]
