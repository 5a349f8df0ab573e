"""The solver's terms read by Python: the very terms, node by node, as a function of facts.

So a hundred thousand sets of facts can be put to what the solver is asked, in seconds.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import z3

_WORDS: dict[int, Callable[..., str]] = {
    z3.Z3_OP_TRUE: lambda: "True",
    z3.Z3_OP_FALSE: lambda: "False",
    z3.Z3_OP_AND: lambda *a: f"({' and '.join(a) or 'True'})",
    z3.Z3_OP_OR: lambda *a: f"({' or '.join(a) or 'False'})",
    z3.Z3_OP_NOT: lambda a: f"(not {a})",
    z3.Z3_OP_EQ: lambda a, b: f"({a} == {b})",
    z3.Z3_OP_LE: lambda a, b: f"({a} <= {b})",
    z3.Z3_OP_GE: lambda a, b: f"({a} >= {b})",
    z3.Z3_OP_LT: lambda a, b: f"({a} < {b})",
    z3.Z3_OP_GT: lambda a, b: f"({a} > {b})",
    z3.Z3_OP_ADD: lambda *a: f"({' + '.join(a)})",
    z3.Z3_OP_MUL: lambda *a: f"({' * '.join(a)})",
    z3.Z3_OP_SUB: lambda *a: f"({' - '.join(a)})",
    z3.Z3_OP_UMINUS: lambda a: f"(-{a})",
    z3.Z3_OP_ITE: lambda a, b, c: f"({b} if {a} else {c})",
    z3.Z3_OP_IMPLIES: lambda a, b: f"((not {a}) or {b})",
}


def reader(
    terms: Iterable[z3.ExprRef], definitions: Iterable[z3.BoolRef] = ()
) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """A function from the values of free names to those of the terms.

    `definitions`: equations "name == term" that give names their meaning, in any order.
    """
    meaning = {str(one.arg(0)): one.arg(1) for one in definitions}
    places: dict[int, str] = {}
    lines: list[str] = []
    wanted = [_placed(one, places, lines, meaning) for one in terms]
    body = "\n    ".join([*lines, f"return ({', '.join(wanted)},)"])
    scope: dict[str, Any] = {}
    exec(f"def read(f):\n    {body}", scope)
    made: Callable[[Mapping[str, Any]], tuple[Any, ...]] = scope["read"]
    return made


def _placed(
    one: z3.ExprRef, places: dict[int, str], lines: list[str], meaning: Mapping[str, z3.ExprRef]
) -> str:
    stack = [one]
    while stack:
        node = stack[-1]
        if node.get_id() in places:
            stack.pop()
            continue
        needs = _needs(node, meaning)
        if missing := [part for part in needs if part.get_id() not in places]:
            stack.extend(missing)
            continue
        name = f"v{len(places)}"
        lines.append(f"{name} = {_said(node, [places[part.get_id()] for part in needs], meaning)}")
        places[node.get_id()] = name
        stack.pop()
    return places[one.get_id()]


def _needs(node: z3.ExprRef, meaning: Mapping[str, z3.ExprRef]) -> list[z3.ExprRef]:
    if _is_name(node):
        return [meaning[str(node)]] if str(node) in meaning else []
    return list(node.children())


def _is_name(node: z3.ExprRef) -> bool:
    return node.num_args() == 0 and node.decl().kind() == z3.Z3_OP_UNINTERPRETED


def _said(node: z3.ExprRef, parts: list[str], meaning: Mapping[str, z3.ExprRef]) -> str:
    if _is_name(node):
        return parts[0] if str(node) in meaning else f"f[{str(node)!r}]"
    if z3.is_int_value(node):
        return str(node.as_long())
    return _WORDS[node.decl().kind()](*parts)
