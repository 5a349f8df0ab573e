"""Every decision in force, with its facts as they were: what a replay reads. Nothing personal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from savoir.cases.models import Decision
from savoir.kernel.access import Actor, Permission, require
from savoir.policies.facts import Value

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A line's decision in force. `law_answer`: yes, no or needs_facts, as it was told that day."""

    case_id: int
    line_id: int
    brand_id: int
    asked_on: date
    basis: str
    law_answer: str
    facts: Mapping[str, Value]
    outcome: str
    remedy: str


def past_decisions(*, actor: Actor, after_line: int = 0, limit: int = AT_ONCE) -> tuple[PastDecision, ...]:
    """The decision in force of the organization's lines, in order of line, from behind a line on.

    Raises NotAllowed for who may not read policies.
    """
    require(actor, Permission.POLICY_READ)
    told = _in_force(actor).filter(line_id__gt=after_line).order_by("line_id").values_list(
        "case_id", "line_id", "case__brand_id", "offer__asked_on", "offer__basis", "offer__law_answer",
        "facts", "outcome", "remedy",
    )  # fmt: skip
    return tuple(
        [PastDecision(case_id, line_id, brand_id, date.fromisoformat(asked_on), *rest)
         for case_id, line_id, brand_id, asked_on, *rest in told[:limit]]
    )  # fmt: skip


def facts_in_force(
    *, actor: Actor, line_ids: Iterable[int], names: tuple[str, ...]
) -> dict[int, tuple[Value | None, ...]]:
    """Line id -> these facts of its decision in force, in this order, None for one it does not know.

    Raises NotAllowed for who may not read policies.
    """
    require(actor, Permission.POLICY_READ)
    asked = _in_force(actor).filter(line_id__in=list(line_ids))
    told = asked.values_list("line_id", *[f"facts__{name}" for name in names])
    return {line_id: tuple(values) for line_id, *values in told}


def count_of_past_decisions(*, actor: Actor) -> int:
    """How many lines have a decision in force. Raises NotAllowed for who may not read policies."""
    require(actor, Permission.POLICY_READ)
    return _in_force(actor).count()


def _in_force(actor: Actor) -> QuerySet[Decision]:
    return Decision.objects.filter(org_id=actor.org_id, superseded=False)
