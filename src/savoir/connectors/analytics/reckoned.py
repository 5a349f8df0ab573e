"""Cells of the sums added up: counts over currencies, money kept apart by currency, work by team."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from savoir.connectors.analytics import comparing
from savoir.connectors.analytics.shape import Codes
from savoir.insights.values import Figures, Unknown, Workload

_FACTS = ("", *[name.removeprefix("f_") for name in comparing.CUTS])  # "" = the whole


@dataclass
class _Adding:
    """Figures of one place while they grow."""

    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(comparing.COUNTS, 0))
    money: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, cell: Mapping[str, Any], currency: str) -> None:
        had = self.money.setdefault(currency, dict.fromkeys(comparing.MONEY, 0))
        for name in comparing.COUNTS:
            self.numbers[name] += _whole(cell[name])
        for name in comparing.MONEY:
            had[name] += _whole(cell[name])


@dataclass(frozen=True)
class Sums:
    """What `query.Replay.sums` answered. `texts`: what the numbers of a team stand for, from 1."""

    rows: Iterable[tuple[Any, ...]]
    codes: Codes
    texts: tuple[str, ...]

    def figures(self) -> Mapping[str, tuple[Figures, ...]]:
        """The whole under "", and each cut under the name of its fact."""
        found: dict[str, dict[tuple[str, ...], _Adding]] = {name: {} for name in _FACTS}
        found[""][()] = _Adding()
        for row in self.rows:
            cell = dict(zip(comparing.CELL, row, strict=True))
            for cut, key in self._places(cell):
                currency = self._value(comparing.CURRENCY, cell[comparing.CURRENCY])
                found[cut].setdefault(key, _Adding()).add(cell, currency)
        return {
            cut: tuple([Figures(cut, key, one.numbers, one.money) for key, one in sorted(places.items())])
            for cut, places in found.items()
        }

    def _places(self, cell: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Where a cell counts; the whole is added up from the cells of one grouping."""
        told = [name for name in comparing.CUTS if not cell[f"g_{name}"]]
        if comparing.CUTS[0] in told:
            yield "", ()
        for name in told:
            yield name.removeprefix("f_"), (self._value(name, cell[name]),)

    def work(self) -> tuple[Workload, ...]:
        """Lines that a person answers, by week and by the team that each version sends them to."""
        seen: dict[tuple[int, str], list[int]] = {}
        for cell in [dict(zip(comparing.CELL, row, strict=True)) for row in self.rows]:
            for place, side in enumerate(() if cell["g_week"] else ("b", "a")):
                had = seen.setdefault((int(cell["week"]), self._team(cell[f"{side}_team"])), [0, 0])
                had[place] += _whole(cell[f"{side}_persons"])
        return tuple([Workload(*key, *both) for key, both in sorted(seen.items()) if any(both)])

    def _value(self, column: str, code: int | None) -> str:
        return str(self.codes.values(column.removeprefix("f_")).get(code or 0, ""))

    def _team(self, number: int | None) -> str:
        return self.texts[number - 1] if number else ""


def _whole(number: Any) -> int:
    return int(number or 0)


def lacking(facts: list[str], rows: list[tuple[Any, ...]], codes: Codes) -> tuple[Unknown, ...]:
    """The facts that some case lacks, the most frequent first. `rows`: a currency's code, the cases that lack
    nothing with their value, then the same pair of each fact that lacks.
    """
    names = codes.values("currency")
    found = []
    for place, fact in enumerate(facts, 1):
        cases = sum(int(row[2 * place + 1] or 0) for row in rows)
        stakes = {str(names.get(row[0], "")): int(row[2 * place + 2] or 0) for row in rows}
        found.append(Unknown(fact, cases, {name: one for name, one in stakes.items() if one}))
    return tuple(sorted([one for one in found if one.cases], key=lambda one: -one.cases))
