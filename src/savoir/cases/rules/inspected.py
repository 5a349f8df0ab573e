"""Who takes a case and who looks at it, asked once more when the dock has seen the thing.

An inspection adds facts to those a line was last answered on, and takes none away: rights, remedies, days and
money were settled without it and are not asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from savoir.cases.rules.looking import LOOK, fired_row
from savoir.cases.rules.routing import routing_on
from savoir.cases.values import FiredRow, FoundOnLine, Routing
from savoir.policies.facts import FACTS, Point, PolicyFacts, Source
from savoir.policies.tables import Compiled, Verdict, decide

INSPECTED: Final = frozenset(name for name, spec in FACTS.items() if spec.source is Source.INSPECTED)
_ASKED_AGAIN = (Point.ROUTING, Point.RISK_LOOK)


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line of a case with every fact it was last answered on, the remedy that was agreed or wished for
    among them.
    """

    line_id: int
    facts: Mapping[str, Any]


class WantedLook(NamedTuple):
    """A person looks within so many days; `row` None = rows at odds."""

    within: int
    row: FiredRow | None


def reads_inspection(compiled: Compiled) -> bool:
    """Whether a row on who takes a case, or on who looks at it, reads what the dock finds."""
    return not INSPECTED.isdisjoint(compiled.read_at(_ASKED_AGAIN))


def routing_found(compiled: Compiled, lines: Iterable[KnownLine], found: Sequence[FoundOnLine]) -> Routing:
    """Who takes a case of these lines now: the most urgent of what its units say, one by one as they were
    found, and of lines nobody has looked at.
    """
    return routing_on(compiled, [facts for line in lines for facts in _each(line, found)])


def _each(line: KnownLine, found: Sequence[FoundOnLine]) -> list[PolicyFacts]:
    seen = [one for one in found if one.line_id == line.line_id]
    return [_with(line, one.facts) for one in seen] or [_with(line, {})]


def look_found(compiled: Compiled, line: KnownLine, found: FoundOnLine) -> WantedLook | None:
    """The look that a finding asks for; None where no row wants one, or the one that does wanted it before
    anybody opened the parcel.
    """
    after = _look(compiled, _with(line, found.facts))
    return None if after is None or after == _look(compiled, _with(line, {})) else after


def _look(compiled: Compiled, facts: PolicyFacts) -> WantedLook | None:
    if not compiled.tables[Point.RISK_LOOK]:
        return None
    verdict: Verdict = decide(compiled, Point.RISK_LOOK, facts)
    if not (verdict.contradicts or verdict.outputs[LOOK]):
        return None
    row = None if verdict.contradicts else fired_row(verdict)
    return WantedLook(int(verdict.outputs["look_within_days"]), row)


def _with(line: KnownLine, found: Mapping[str, Any]) -> PolicyFacts:
    return PolicyFacts.read({**line.facts, **found})
