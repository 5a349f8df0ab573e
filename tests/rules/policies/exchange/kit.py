"""Small models and test cases of the DMN standard, written down by the tests that run them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from savoir.policies.exchange.tck import Outcome, outcomes_of

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
CASES = "http://www.omg.org/spec/DMN/20160719/testcase"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
Rows = Sequence[tuple[Sequence[str], Sequence[str]]]


def table(
    inputs: Mapping[str, str],
    rules: Rows,
    *,
    outputs: Sequence[str] = ("",),
    order: str = "",
    default: str = "",
    allowed: str = "",
    hit: str = "UNIQUE",
) -> str:
    """A decision table: inputs (expression -> type), rules (cells, outputs); `hit` may end in ` SUM` etc."""
    policy, _, aggregation = hit.partition(" of ")
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    heads = "".join(
        f"<input><inputExpression typeRef={quoteattr(kind)}><text>{escape(name)}</text></inputExpression>"
        f"{values}</input>"
        for name, kind in inputs.items()
    )
    listed = f"<outputValues><text>{escape(order)}</text></outputValues>" if order else ""
    otherwise = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    outs = "".join(f"<output name={quoteattr(one)}>{listed}{otherwise}</output>" for one in outputs)
    lines = "".join(
        f"<rule>{_entries('inputEntry', cells)}{_entries('outputEntry', says)}</rule>"
        for cells, says in rules
    )
    added = f" aggregation={quoteattr(aggregation)}" if aggregation else ""
    return f"<decisionTable hitPolicy={quoteattr(policy)}{added}>{heads}{outs}{lines}</decisionTable>"


def _entries(name: str, texts: Sequence[str]) -> str:
    return "".join(f"<{name}><text>{escape(text)}</text></{name}>" for text in texts)


def decision(name: str, body: str, *needs: str, kind: str = "") -> str:
    """A decision of that name; `needs` are inputs and decisions by name."""
    required = "".join(
        f'<informationRequirement><requiredInput href="#id-{escape(one)}"/></informationRequirement>'
        for one in needs
    )
    variable = f"<variable name={quoteattr(name)} typeRef={quoteattr(kind)}/>" if kind else ""
    return f'<decision id="id-{escape(name)}" name={quoteattr(name)}>{variable}{required}{body}</decision>'


def model(*parts: str, inputs: Mapping[str, str], head: str = "") -> str:
    """A whole model, its inputs (name -> type) after its other parts."""
    data = "".join(
        f'<inputData id="id-{escape(name)}" name={quoteattr(name)}>'
        f"<variable name={quoteattr(name)} typeRef={quoteattr(kind)}/></inputData>"
        for name, kind in inputs.items()
    )
    return f'{head}<definitions xmlns="{MODEL}" name="model">{"".join(parts)}{data}</definitions>'


def case(given: Mapping[str, Any], expected: Mapping[str, Any], *, kind: str = "decision") -> str:
    """A test case: values of inputs, and the results wanted by decision."""
    nodes = "".join(
        f"<inputNode name={quoteattr(name)}>{_value(one)}</inputNode>" for name, one in given.items()
    )
    wanted = "".join(
        f'<resultNode name={quoteattr(name)} type="decision"><expected>{_value(one)}</expected></resultNode>'
        for name, one in expected.items()
    )
    return f'<testCase id="001" type="{kind}">{nodes}{wanted}</testCase>'


def _value(value: Any) -> str:
    match value:
        case None:
            return '<value xsi:nil="true"/>'
        case dict():
            return "".join(
                f"<component name={quoteattr(name)}>{_value(one)}</component>" for name, one in value.items()
            )
        case list():
            return f"<list>{''.join(f'<item>{_value(one)}</item>' for one in value)}</list>"
        case tuple():
            kind, text = value
        case bool():
            kind, text = "boolean", str(value).lower()
        case str():
            kind, text = "string", value
        case _:
            kind, text = "decimal", str(value)
    return f'<value xsi:type="xsd:{kind}">{escape(text)}</value>'


def run(folder: Path, definitions: str, *cases: str) -> list[Outcome]:
    """The outcomes of test cases against a model, both written to a folder."""
    (folder / "model.dmn").write_text(definitions)
    body = "".join(cases)
    (folder / "model-test-01.xml").write_text(
        f'<testCases xmlns="{CASES}" xmlns:xsi="{XSI}"><modelName>model.dmn</modelName>{body}</testCases>'
    )
    return list(outcomes_of(folder / "model-test-01.xml"))
