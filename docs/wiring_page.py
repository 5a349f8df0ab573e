"""Reference pages of the wiring (what follows from a fact, who answers a port) and of the facts."""

import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from savoir.kernel import ports
from savoir.kernel.ledger.events import all_events
from savoir.kernel.ledger.reactions import reactions_later, reactions_now

Table = Callable[[Iterable[str], Iterable[Iterable[str]]], str]
WIRING = """# Wiring

Rooms speak upwards and sideways only by recording facts; `src/savoir/config/wiring.py` says what follows.
*now*: in the recording transaction, in this order, all or nothing. *later*: by the delivery job of the
stream, in order, at least once. A reaction reads the fact and calls one operation. Outside the house, a
room asks a port and a connector answers; which one, for whom: `src/savoir/config/connections.py`.
"""
FACTS = """# Facts

What a decision table may know (`src/savoir/policies/facts/registry.py`). A fact that is not known is absent,
never guessed: a row that asks for it does not fire. *source*: exported by the shop, declared once by the
brand, asked of the customer, inspected at the dock, or computed. *said by*: [columns of an
import](../how-to/import-orders.md), or [a declaration](../how-to/declare-missing-facts.md) of the brand, a
category, a product. A fact about the customer can't be read
where a statutory claim is answered. How rows name facts: [the policy document](policy-document.md).
"""
POINTS = """# Decision points

Where a policy decides, and what its tables may answer there (`src/savoir/policies/tables/points.py`). What no
row gives has the default; *silent* = the policy says nothing, and the law or the house holds. Tables of a
point marked *statutory* answer a claim under the law: they can't read facts about the customer.
"""


def _first(thing: Any) -> str:
    return str(thing.__doc__ or "").strip().partition("\n")[0]


def _called(thing: Any) -> str:
    return f"`{thing.__module__.rpartition('.')[2]}.{getattr(thing, '__name__', type(thing).__name__)}`"


def _reactions() -> Iterator[tuple[str, ...]]:
    for kind, declared in sorted(all_events().items()):
        if not declared.__module__.startswith("savoir."):
            continue
        for mode, found in (("now", reactions_now(kind)), ("later", reactions_later(kind))):
            for reaction in found:
                room = declared.__module__.split(".")[1]
                yield f"`{declared.__name__}` ({room})", mode, _called(reaction), _first(reaction)


def _ports() -> Iterator[tuple[str, ...]]:
    for asked in sorted(ports._factories, key=lambda one: str(one.__name__)):
        yield f"`{asked.__name__}`", asked.__module__.removeprefix("savoir."), _first(asked)


def wiring(table: Table) -> str:
    """Every reaction by its fact, and every port by its name."""
    followed = table(("Fact (room)", "When", "Reaction", "What it does"), _reactions())
    asked = table(("Port", "Asked by", "What it stands for"), _ports())
    return f"## What follows from a fact\n\n{followed}\n\n## Ports\n\n{asked}"


def facts(table: Table) -> str:
    """Every fact of the registry, by what it is about."""
    registry = importlib.import_module("savoir.policies.facts")
    sections = []
    for about in registry.About:
        rows = (
            (f"`{spec.name}`", spec.label_en, spec.expected, spec.source.value, _said_by(registry, spec.name),
             ", ".join(sorted(point.value for point in spec.points)))
            for spec in registry.FACTS.values() if spec.about is about
        )  # fmt: skip
        head = ("Fact", "Meaning", "Value", "Source", "Said by", "Read at")
        sections.append(f"## About the {about.value}\n\n{table(head, rows)}")
    return "\n\n".join(sections)


def _said_by(registry: Any, fact: str) -> str:
    """The columns of an import that say it, and whether a brand may declare it."""
    columns = [f"`{name}`" for name in registry.COLUMNS.get(fact, ())]
    return ", ".join([*columns, *["a declaration"] * (fact in registry.DECLARED_AS)])


def points(table: Table) -> str:
    """Every output of every decision point."""
    tables = importlib.import_module("savoir.policies.tables")
    registry = importlib.import_module("savoir.policies.facts")
    sections = []
    for name, spec in tables.POINTS.items():
        rows = (
            (f"`{one.name}`", one.label_en, one.expected, _default(one.default))
            for one in spec.outputs.values()
        )
        mark = " (statutory)" if name in registry.STATUTORY_POINTS else ""
        head = ("Output", "Meaning", "Value", "When no row gives it")
        sections.append(f"## `{name}`{mark}\n\n{table(head, rows)}")
    return "\n\n".join(sections)


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "silent" if value is None else "none" if value == () else str(value)
