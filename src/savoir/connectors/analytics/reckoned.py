"""Rows of the sums as figures: counts added over currencies, money kept apart by currency, work by team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from savoir.connectors.analytics import comparing
from savoir.connectors.analytics.shape import Codes
from savoir.insights.values import Figures, Unknown, Workload

NAMES = (*comparing.CUTS, *comparing.BY_WEEK)
_KINDS = len(NAMES)
_CURRENCY = 2 * _KINDS
_COUNTS = _CURRENCY + 1
_MONEY = _COUNTS + len(comparing.COUNTS)


@dataclass(frozen=True)
class Sums:
    """What `query.Replay.sums` answered. `texts`: what the numbers of a team stand for, from 1."""

    rows: Iterable[tuple[Any, ...]]
    codes: Codes
    texts: tuple[str, ...]

    def figures(self) -> Mapping[str, tuple[Figures, ...]]:
        """The whole under "", and each cut under the name of its fact."""
        counts: dict[tuple[str, tuple[str, ...]], dict[str, int]] = {}
        money: dict[tuple[str, tuple[str, ...]], dict[str, Mapping[str, int]]] = {}
        for row in self.rows:
            if not _is_by_week(row):
                place = self._place(row)
                had = counts.setdefault(place, dict.fromkeys(comparing.COUNTS, 0))
                for name, one in zip(comparing.COUNTS, row[_COUNTS:_MONEY], strict=True):
                    had[name] += int(one or 0)
                sums = dict(zip(comparing.MONEY, [int(one or 0) for one in row[_MONEY:]], strict=True))
                money.setdefault(place, {})[self._value(comparing.CURRENCY, row[_CURRENCY])] = sums
        cuts = {
            name: tuple([Figures(cut, key, one, money[cut, key]) for (cut, key), one in counts.items()
                         if cut == name])
            for name in ("", *[cut.removeprefix("f_") for cut in comparing.CUTS])
        }  # fmt: skip
        return cuts | {"": cuts[""] or (Figures("", (), dict.fromkeys(comparing.COUNTS, 0), {}),)}

    def work(self) -> tuple[Workload, ...]:
        """Lines that a person answers, by week and by the team that each version sends them to."""
        seen: dict[tuple[int, str], list[int]] = {}
        for row in filter(_is_by_week, self.rows):
            keys = dict(zip(NAMES, row, strict=False))
            counts = dict(zip(comparing.COUNTS, row[_COUNTS:_MONEY], strict=True))
            for place, side in enumerate(("b", "a")):
                had = seen.setdefault((int(keys["week"]), self._team(keys[f"{side}_team"])), [0, 0])
                had[place] += int(counts[f"{side}_persons"] or 0)
        return tuple([Workload(*key, *both) for key, both in sorted(seen.items()) if any(both)])

    def _place(self, row: tuple[Any, ...]) -> tuple[str, tuple[str, ...]]:
        for name, key, rolled in zip(NAMES, row, row[_KINDS:], strict=False):
            if not rolled:
                return name.removeprefix("f_"), (self._value(name, key),)
        return "", ()

    def _value(self, column: str, code: int | None) -> str:
        return str(self.codes.values(column.removeprefix("f_")).get(code or 0, ""))

    def _team(self, number: int | None) -> str:
        return self.texts[number - 1] if number else ""


def _is_by_week(row: tuple[Any, ...]) -> bool:
    return not row[_CURRENCY - 1]


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
