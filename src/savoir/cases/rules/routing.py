"""Who takes a case: the point ROUTING, asked once for each line when the case is opened."""

from collections.abc import Iterable, Mapping
from typing import cast

from savoir.cases.rules.looking import fired_row
from savoir.cases.states import Handler, Urgency
from savoir.cases.values import LineAnswer, Routing
from savoir.policies.facts import Point, PolicyFacts, Value
from savoir.policies.tables import Compiled, decide

NOBODY_SAID = Routing("", Handler.AGENTS, Urgency.NORMAL, None)
_URGENCIES = list(Urgency)


def routing_of(compiled: Compiled, answers: Iterable[LineAnswer], wanted: Iterable[str] = ()) -> Routing:
    """Who takes a case of these lines: what its most urgent line says, the first of several.

    `wanted`: the remedy the customer chose on each line, "" for none. Rows at odds say nothing: the agents
    have it.
    """
    if not compiled.tables[Point.ROUTING]:
        return NOBODY_SAID
    chosen = list(wanted)
    said = [
        _routing(compiled, answer, chosen[n] if n < len(chosen) else "") for n, answer in enumerate(answers)
    ]
    return max(said, key=lambda one: _URGENCIES.index(one.urgency))


def _routing(compiled: Compiled, answer: LineAnswer, wanted: str) -> Routing:
    verdict = decide(compiled, Point.ROUTING, PolicyFacts.told(_facts(answer, wanted)))
    if verdict.contradicts:
        return NOBODY_SAID
    said = verdict.outputs
    return Routing(
        said["team"] or "", Handler(said["handled_by"]), Urgency(said["urgency"]), fired_row(verdict)
    )


def _facts(answer: LineAnswer, wanted: str) -> Mapping[str, Value | None]:
    known = {**cast(Mapping[str, Value], answer.facts), **answer.standing}
    return {**known, "remedy": wanted, "return_method": answer.return_method}
