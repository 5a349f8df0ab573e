"""The page of doors: `tests/doors/matrix/table.txt`, which a test walks, said in words."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

TABLE = Path(__file__).resolve().parent.parent / "tests" / "doors" / "matrix" / "table.txt"
WORDS = {
    "nobody": "anybody", "half": "half signed in", "cust_a": "customer A", "link_a": "customer A by link",
    "link_b": "customer B",
    "superv": "supervisor", "store1": "store 1", "store2": "store 2", "wareh": "warehouse",
    "org2": "another house's admin", "cust_2": "another house's customer",
}  # fmt: skip
TITLES = {
    "portal": "Portal", "desk": "Desk", "dock": "Dock", "console": "Console", "entrance": "Entrance",
    "story": "Story of the demo", "api": "API pages", "": "No door",
}  # fmt: skip


Paths = Iterator[tuple[str, str]]


def paths(resolver: URLResolver | None = None, space: str = "", before: str = "/") -> Paths:
    """(name, address with its variables) of every named address."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = before + re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = entry.namespace or ""
            yield from paths(entry, f"{space}{inner}:" if inner else space, here)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", re.sub(r"<\w+:", "<", here).strip("^$?").removesuffix("/?")


def lines() -> dict[str, dict[str, str]]:
    """{address: {actor: two signs}} as the table says."""
    kept = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    actors = kept[0].split()
    return {row.split()[0]: dict(zip(actors, row.split()[1:], strict=True)) for row in kept[1:]}


def _who(cells: dict[str, str], place: int, signs: str) -> str:
    found = [actor for actor, cell in cells.items() if cell[place] in signs]
    if len(found) == len(cells):
        return "everybody"
    return ", ".join(WORDS.get(actor, actor) for actor in found)


def doors_rows(door: str) -> Iterator[tuple[str, ...]]:
    """One door's rows: address, who reads, who writes, who is refused by name, for whom it is not there."""
    known = dict(paths())
    for name, cells in lines().items():
        if (name.partition(":")[0] if ":" in name else "") != door or name not in known:
            continue
        refused = [_who(cells, place, "x") for place in (0, 1)]
        absent = [_who(cells, place, "0") for place in (0, 1)]
        yield (
            f"`{known[name]}`", _who(cells, 0, "yw"), _who(cells, 1, "yw"), max(refused, key=len),
            max(absent, key=len),
        )  # fmt: skip


def fields_rows() -> Iterator[tuple[str, str]]:
    """Which marked columns each reading operation of the API shows, as their table says it."""
    text = TABLE.with_name("fields.txt").read_text(encoding="utf-8")
    for name, *columns in (line.split() for line in text.splitlines() if line[:1].isalpha()):
        yield f"`{name}`", ", ".join(columns) or "none: amounts, dates and words of ours"


def programs_table() -> str:
    """Which key opens what in the API, as its table says it."""
    text = TABLE.with_name("programs.txt").read_text(encoding="utf-8")
    return "".join(f"{line.removeprefix('# ').rstrip('#')}\n" for line in text.splitlines())
