"""Test cases of the DMN Technology Compatibility Kit, answered by our evaluator and compared.

Format: https://github.com/dmn-tck/tck (testCases.xsd, namespace 20160719/testcase).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from lxml import etree

from savoir.policies.exchange.answering import Answering
from savoir.policies.exchange.dmn import read_model
from savoir.policies.exchange.feel import BeyondScope, Feel, day, number
from savoir.policies.exchange.forms import Model
from savoir.policies.exchange.xml import UnreadableXml, attribute, child, children, read_xml, text_of

NAMESPACE = "omg.org/spec/DMN"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NUMBERS = frozenset({"decimal", "double", "float", "int", "integer", "long", "short", "byte"})
_DEEPEST = 50


class Ended(StrEnum):
    """How a test case ended."""

    PASSED = "passed"
    FAILED = "FAILED"
    BEYOND = "out of scope"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test case: its file without the ending, its number there, how it ended and, unless passed, why."""

    file: str
    case: str
    ended: Ended
    reason: str = ""


def outcomes_of(tests: Path) -> Iterator[Outcome]:
    """Run a file of test cases against the model it names, which lies beside it.

    Raises UnreadableXml when either file is none, or the model's name leads elsewhere.
    """
    root = read_xml(tests, "testCases", NAMESPACE)
    name = text_of(root, "modelName")
    if not name or Path(name).name != name:
        raise UnreadableXml(f"{tests.name}: names no model that lies beside it: {name[:60]!r}")
    model = read_model(tests.with_name(name))
    answering = Answering(model)
    for rank, case in enumerate(children(root, "testCase"), 1):
        ended, reason = _ended(case, model, answering)
        yield Outcome(tests.stem, attribute(case, "id") or str(rank), ended, reason)


def _ended(case: etree._Element, model: Model, answering: Answering) -> tuple[Ended, str]:
    """A wrong answer fails the case, whatever else of it is out of scope."""
    if attribute(case, "type") not in ("", "decision"):
        return Ended.BEYOND, f"calls a {attribute(case, 'type')}, not a decision"
    results = children(case, "resultNode")
    if not results:
        return Ended.BEYOND, "expects no result"
    beyond = ""
    for result in results:
        try:
            if fault := _fault(case, result, model, answering):
                return Ended.FAILED, fault
        except BeyondScope as reason:
            beyond = beyond or f"{attribute(result, 'name')}: {reason}"
    return (Ended.BEYOND, beyond) if beyond else (Ended.PASSED, "")


def _fault(case: etree._Element, result: etree._Element, model: Model, answering: Answering) -> str:
    """What is wrong with one result; "" when it is as expected."""
    name = " ".join(attribute(result, "name").split())
    if name not in model.decisions:
        return f"{name}: the model decides nothing of that name"
    given = {attribute(one, "name"): _value(one) for one in children(case, "inputNode")}
    strange = given.keys() - model.inputs.keys()
    if strange:
        raise BeyondScope(f"given a value for what is no input: {min(strange)}")
    answered = answering.answer(name, given)
    expected = child(result, "expected")
    wanted = None if expected is None else _value(expected)
    if _is_equal(wanted, answered):
        return ""
    return f"{name}: expected {_written(wanted)}, answered {_written(answered)}"


def _value(element: etree._Element, depth: int = 0) -> Feel:
    """What stands in an input, an expected result, a component or an item. Raises BeyondScope."""
    if depth > _DEEPEST:
        raise BeyondScope("a value within values, too deep")
    parts = children(element, "component")
    if parts:
        return MappingProxyType({attribute(one, "name"): _value(one, depth + 1) for one in parts})
    listed = child(element, "list")
    if listed is not None:
        if listed.get(_NIL) == "true":
            return None
        return tuple(_value(one, depth + 1) for one in children(listed, "item"))
    value = child(element, "value")
    return None if value is None or value.get(_NIL) == "true" else _simple(value)


def _simple(element: etree._Element) -> Feel:
    text, kind = element.text or "", str(element.get(_TYPE) or "string").rsplit(":", 1)[-1]
    if kind in _NUMBERS:
        return number(text)
    match kind:
        case "string":
            return text
        case "boolean" if text.strip() in ("true", "false", "1", "0"):
            return text.strip() in ("true", "1")
        case "date":
            return day(text.strip())
    raise BeyondScope(f"a value of the type {kind[:40]}")


def _is_equal(wanted: Feel, answered: Feel) -> bool:
    """Equal in kind and value; 1.0 is 1, and `true` is not 1. A context has the same parts, a list the same
    items in the same order.
    """
    match wanted, answered:
        case Mapping(), Mapping():
            same = wanted.keys() == answered.keys()
            return same and all(_is_equal(wanted[name], answered[name]) for name in wanted)
        case tuple(), tuple():
            return len(wanted) == len(answered) and all(map(_is_equal, wanted, answered))
        case Decimal(), Decimal():
            return wanted == answered
    return type(wanted) is type(answered) and wanted == answered


def _written(value: Feel) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(_written, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{name}: {_written(one)}' for name, one in value.items())}}}"
    return str(value)
