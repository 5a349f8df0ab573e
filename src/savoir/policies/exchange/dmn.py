"""Models of the DMN standard (OMG, namespaces DMN 1.1 to 1.5) read from XML.

A decision that asks for more than decision tables of S-FEEL unary tests keeps the reason in its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from savoir.policies.exchange.feel import ANYTHING, BeyondScope, Simple, literal, literals, unary_tests
from savoir.policies.exchange.forms import (
    ANY_TYPE,
    Aggregation,
    Decision,
    HitPolicy,
    Input,
    Kind,
    Model,
    Output,
    Table,
    Type,
    kind_of,
)
from savoir.policies.exchange.types import Types
from savoir.policies.exchange.xml import UnreadableXml, attribute, child, children, local, read_xml, text_of

NAMESPACE = "omg.org/spec/DMN"
MOST_RULES, MOST_COLUMNS = 2000, 40
_NAMELESS = frozenset({"variable", "question", "allowedAnswers", "description", "extensionElements"})
_BESIDE = _NAMELESS | {
    "informationRequirement", "knowledgeRequirement", "authorityRequirement", "supportedObjective",
    "impactedPerformanceIndicator", "decisionMaker", "decisionOwner", "usingProcess", "usingTask",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Around:
    """What a decision may name: values with their types; and the model's types."""

    values: Mapping[str, Type]
    types: Types


def read_model(path: Path) -> Model:
    """A `.dmn` file. Raises UnreadableXml when it is none: see `read_xml`, or two things of one name."""
    root = read_xml(path, "definitions", NAMESPACE)
    types = Types(root)
    named = {f"#{attribute(one, 'id')}": one for one in root if isinstance(one.tag, str)}
    inputs = {_name(one): _type_of(one, types) for one in children(root, "inputData")}
    found = [_decision(one, named, types) for one in children(root, "decision")]
    decisions = {one.name: one for one in found}
    if len(decisions) < len(found):
        raise UnreadableXml(f"{path.name}: two decisions of one name")
    reason = _whole_beyond(root)
    if reason:
        decisions = {name: Decision(name, (), BeyondScope(reason)) for name in decisions}
    return Model(attribute(root, "name"), decisions, inputs)


def _whole_beyond(root: etree._Element) -> str:
    """Why the model as a whole is out of scope; "" when it is not."""
    if child(root, "import") is not None:
        return "the model imports another"
    language = attribute(root, "expressionLanguage")
    if language and "feel" not in language.lower():
        return f"expressions in another language than FEEL: {language[:60]}"
    return ""


def _name(element: etree._Element) -> str:
    return " ".join(attribute(element, "name").split())


def _type_of(element: etree._Element, types: Types) -> Type:
    variable = child(element, "variable")
    try:
        return types.named("" if variable is None else attribute(variable, "typeRef"))
    except BeyondScope:
        return ANY_TYPE


def _decision(element: etree._Element, named: Mapping[str, etree._Element], types: Types) -> Decision:
    needs, values = list[str](), dict[str, Type]()
    try:
        for requirement in children(element, "informationRequirement"):
            for one in requirement:
                target = named.get(unquote(attribute(one, "href")))
                if target is None or local(target) not in ("decision", "inputData"):
                    raise BeyondScope("a requirement that leads out of the model")
                values[_name(target)] = _type_of(target, types)
                if local(target) == "decision":
                    needs.append(_name(target))
        body = _body(element, _Around(values, types))
    except BeyondScope as reason:
        return Decision(_name(element), tuple(needs), reason)
    return Decision(_name(element), tuple(needs), body, _type_of(element, types))


def _body(element: etree._Element, around: _Around) -> Table:
    bodies = [one for one in element if isinstance(one.tag, str) and local(one) not in _BESIDE]
    if len(bodies) != 1:
        raise BeyondScope("a decision without an expression" if not bodies else "more than one expression")
    [body] = bodies
    match local(body):
        case "decisionTable":
            return _table(body, around)
        case "literalExpression":
            return _constant(text_of(body, "text"))
    raise BeyondScope(f"a boxed expression: {local(body)}")


def _constant(text: str) -> Table:
    """A literal alone: a table without columns, of one row that always fires."""
    if not text:
        raise BeyondScope("a literal expression without words")
    try:
        value = literal(text)
    except BeyondScope as reason:
        raise BeyondScope(f"a literal expression: {reason}") from reason
    return Table(HitPolicy.UNIQUE, None, (), (Output("", ()),), ((value,),))


def _table(body: etree._Element, around: _Around) -> Table:
    rules = children(body, "rule")
    heads, outs = children(body, "input"), children(body, "output")
    if len(rules) > MOST_RULES or max(len(heads), len(outs)) > MOST_COLUMNS:
        raise BeyondScope(f"a table of more than {MOST_RULES} rules or {MOST_COLUMNS} columns")
    hit, aggregation = _policy(body)
    cells = [children(rule, "inputEntry") for rule in rules]
    says = [children(rule, "outputEntry") for rule in rules]
    if not outs or any(len(row) != len(heads) for row in cells) or any(len(row) != len(outs) for row in says):
        raise BeyondScope("a rule with another number of entries than the table has columns")
    if aggregation and len(outs) > 1:
        raise BeyondScope("an aggregation over several outputs")
    return Table(
        hit, aggregation,
        inputs=tuple(_input(one, [row[i] for row in cells], around) for i, one in enumerate(heads)),
        outputs=tuple(_output(one, body, len(outs) > 1, around.types) for one in outs),
        rules=tuple(tuple(literal(_entry(one)) for one in row) for row in says),
    )  # fmt: skip


def _policy(body: etree._Element) -> tuple[HitPolicy, Aggregation | None]:
    hit, aggregation = attribute(body, "hitPolicy") or HitPolicy.UNIQUE, attribute(body, "aggregation")
    if hit not in set(HitPolicy) or aggregation not in {"", *Aggregation}:
        raise BeyondScope(f"a hit policy that DMN does not know: {hit} {aggregation}".rstrip())
    if aggregation and hit != HitPolicy.COLLECT:
        raise BeyondScope(f"an aggregation with the hit policy {hit}")
    return HitPolicy(hit), Aggregation(aggregation) if aggregation else None


def _entry(element: etree._Element) -> str:
    language = attribute(element, "expressionLanguage")
    if language and "feel" not in language.lower():
        raise BeyondScope(f"an entry in another language than FEEL: {language[:60]}")
    return text_of(element, "text")


def _input(element: etree._Element, entries: list[etree._Element], around: _Around) -> Input:
    expression = child(element, "inputExpression")
    path, found = _way(" ".join(text_of(expression, "text").split()), around.values)
    said = "" if expression is None else attribute(expression, "typeRef")
    declared = around.types.named(said) if said else ANY_TYPE
    if declared.is_list or found.is_list or found.parts or declared.parts:
        raise BeyondScope(f"a column over a list or a context: {'.'.join(path)}")
    cells = tuple(unary_tests(_entry(one)) for one in entries)
    allowed = text_of(child(element, "inputValues"), "text")
    values = unary_tests(allowed) if allowed else ANYTHING
    kinds = {kind_of(one) for tests in (*cells, values) for one in tests.literals}
    kind = declared.kind or found.kind or (kinds.pop() if len(kinds) == 1 else None) or Kind.TEXT
    if kinds - {kind}:
        raise BeyondScope(f"a test of another type than its column: {'.'.join(path)}")
    return Input(path, kind, cells, values)


def _way(expression: str, values: Mapping[str, Type]) -> tuple[tuple[str, ...], Type]:
    """A name the decision requires, or parts of it; longer names first, for names may hold points."""
    for name in sorted(values, key=len, reverse=True):
        if expression == name:
            return (name,), values[name]
        if expression.startswith(f"{name}."):
            parts = tuple(part.strip() for part in expression[len(name) + 1 :].split("."))
            return (name, *parts), _part(values[name], parts)
    raise BeyondScope(f"an input that is reckoned: {expression[:60]}")


def _part(whole: Type, parts: tuple[str, ...]) -> Type:
    for part in parts:
        if whole.is_list:
            raise BeyondScope("a part of every value of a list")
        if whole.kind is not None:
            raise BeyondScope(f"a property of a value: {part[:60]}")
        if whole.parts is None:
            return ANY_TYPE
        if part not in whole.parts:
            raise BeyondScope(f"a part its type does not have: {part[:60]}")
        whole = whole.parts[part]
    return whole


def _output(element: etree._Element, table: etree._Element, is_one_of_many: bool, types: Types) -> Output:
    listed = text_of(child(element, "outputValues"), "text")
    order = literals(listed) if listed else _declared(element, table, is_one_of_many, types)
    default = child(element, "defaultOutputEntry")
    name = _name(element) if is_one_of_many else ""
    if default is None:
        return Output(name, order)
    return Output(name, order, literal(_entry(default)), has_default=True)


def _declared(
    element: etree._Element, table: etree._Element, is_one_of_many: bool, types: Types
) -> tuple[Simple, ...]:
    """The values the output's type allows, in their order; () where none is known."""
    said = attribute(element, "typeRef") or ("" if is_one_of_many else attribute(table, "typeRef"))
    try:
        return types.named(said).allowed
    except BeyondScope:
        return ()
