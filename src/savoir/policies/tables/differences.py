"""What changed from one document to another: rows by their ids, with cells as people write them. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from savoir.policies.tables.documents import Document, Example, Row, Table
from savoir.policies.tables.points import POINTS
from savoir.policies.tables.words import write, write_output


class Kind(StrEnum):
    """What happened to a part. `moved`: a row stands elsewhere in its table, which matters to `first`."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Changed:
    """One cell, output or property: its name, and how it was and is written; "" = it was not there."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that differs. `table` "" = the document itself, `row` "" = the table itself."""

    kind: Kind
    table: str = ""
    row: str = ""
    changes: tuple[Changed, ...] = ()


def differences(before: Document, after: Document, language: str = "fr") -> tuple[Difference, ...]:
    """All differences, in the order of `after`, what was removed last. `language` is "fr" or "en".

    () exactly when the digests are equal, the order of examples aside.
    """
    found: list[Difference] = []
    if properties := _changes(_properties(before), _properties(after)):
        found.append(Difference(Kind.CHANGED, changes=properties))
    old = {table.id: table for table in before.tables}
    new = {table.id: table for table in after.tables}
    moved = _moved(list(old), list(new))
    for name, table in new.items():
        found += _of_table(old[name], table, language) if name in old else _added(table, language)
        if name in moved:
            found.append(Difference(Kind.MOVED, name))
    found += [Difference(Kind.REMOVED, name) for name in old if name not in new]
    return tuple(found)


def _properties(whole: Document) -> dict[str, str]:
    found = {"name": whole.name, "better_of_today": str(whole.better_of_today).lower()}
    for fact, parents in whole.hierarchies.items():
        found[f"hierarchies.{fact}"] = ", ".join(f"{low} < {high}" for low, high in sorted(parents.items()))
    seen = Counter[str]()
    for example in whole.examples:
        seen[example.name] += 1
        again = f" ({seen[example.name]})" if seen[example.name] > 1 else ""
        found[f"examples.{example.name}{again}"] = _example(example)
    return found


def _example(one: Example) -> str:
    facts = ", ".join(f"{name} = {value}" for name, value in sorted(one.facts.items()))
    expected = ", ".join(
        f"{name} = {write_output(POINTS[one.point].outputs[name], value, 'en')}"
        for name, value in one.expected.items()
    )
    return f"{one.point}: {facts} > {expected}"


def _added(table: Table, language: str) -> list[Difference]:
    rows = [_whole(Kind.ADDED, table, row, language) for row in table.rows]
    return [Difference(Kind.ADDED, table.id, changes=_changes({}, _head(table))), *rows]


def _of_table(old: Table, new: Table, language: str) -> Iterator[Difference]:
    if head := _changes(_head(old), _head(new)):
        yield Difference(Kind.CHANGED, new.id, changes=head)
    was = {row.id: row for row in old.rows}
    now = {row.id: row for row in new.rows}
    moved = _moved(list(was), list(now))
    for name, row in now.items():
        if name not in was:
            yield _whole(Kind.ADDED, new, row, language)
            continue
        if changes := _changes(_said(old, was[name], language), _said(new, row, language)):
            yield Difference(Kind.CHANGED, new.id, name, changes)
        if name in moved:
            places = (Changed("number", str(was[name].number), str(row.number)),)
            yield Difference(Kind.MOVED, new.id, name, places)
    for name, row in was.items():
        if name not in now:
            yield _whole(Kind.REMOVED, old, row, language)


def _whole(kind: Kind, table: Table, row: Row, language: str) -> Difference:
    said = _said(table, row, language)
    changes = _changes(said, {}) if kind is Kind.REMOVED else _changes({}, said)
    return Difference(kind, table.id, row.id, changes)


def _head(table: Table) -> dict[str, str]:
    return {"point": str(table.point), "hit": table.hit.value, "columns": ", ".join(table.columns)}


def _said(table: Table, row: Row, language: str) -> dict[str, str]:
    """All that a row says, by name; cells that ask nothing are left out, as a column that was not there."""
    said = {"label_fr": row.label_fr, "label_en": row.label_en}
    for spec, one in zip(table.facts, row.cells, strict=True):
        if (words := write(spec, one, language)) != "-":
            said[spec.name] = words
    outputs: Mapping[str, Any] = row.outputs
    for name, value in outputs.items():
        said[f"then.{name}"] = write_output(table.says.outputs[name], value, language)
    if row.priority:
        said["priority"] = str(row.priority)
    return said


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Changed, ...]:
    names = [*after, *(name for name in before if name not in after)]
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(Changed(name, was, now) for name, was, now in pairs if was != now)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest of the names in both that would have to be carried to bring the old order to the new."""
    rank = {name: place for place, name in enumerate(before)}
    shared = [name for name in after if name in rank]
    ends, links = list[int](), dict[int, int | None]()
    for place in (rank[name] for name in shared):
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
        links[place] = ends[at - 1] if at else None
    kept, last = set[str](), ends[-1] if ends else None
    while last is not None:
        kept.add(before[last])
        last = links[last]
    return set(shared) - kept
