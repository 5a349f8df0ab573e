"""Who takes a case: the point ROUTING, asked for each line when the case is opened, and again at the dock."""

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
    chosen = list(wanted)
    asked = [_facts(answer, chosen[n] if n < len(chosen) else "") for n, answer in enumerate(answers)]
    return routing_on(compiled, [PolicyFacts.told(facts) for facts in asked])


def routing_on(compiled: Compiled, asked: Iterable[PolicyFacts]) -> Routing:
    """The same of facts: one set for each line, or for each time somebody looked at its thing."""
    if not compiled.tables[Point.ROUTING]:
        return NOBODY_SAID
    said = [_routing(compiled, facts) for facts in asked]
    return max(said, key=lambda one: _URGENCIES.index(one.urgency), default=NOBODY_SAID)


def _routing(compiled: Compiled, facts: PolicyFacts) -> Routing:
    verdict = decide(compiled, Point.ROUTING, facts)
    if verdict.contradicts:
        return NOBODY_SAID
    said = verdict.outputs
    return Routing(
        said["team"] or "", Handler(said["handled_by"]), Urgency(said["urgency"]), fired_row(verdict)
    )


def _facts(answer: LineAnswer, wanted: str) -> dict[str, Value | None]:
    known = {**cast(Mapping[str, Value], answer.facts), **answer.standing}
    return {**known, "remedy": wanted, "return_method": answer.return_method}
