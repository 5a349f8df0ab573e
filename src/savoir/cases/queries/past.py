"""Every decision in force, with its facts as they were: what a replay reads. Nothing personal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

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


def past_decisions(*, actor: Actor) -> Iterator[PastDecision]:
    """The decision in force of every line of the organization, in order of case; read as it is asked for.

    Raises NotAllowed for who may not read policies.
    """
    require(actor, Permission.POLICY_READ)
    rows = Decision.objects.filter(org_id=actor.org_id, superseded=False).order_by("case_id", "line_id")
    told = rows.values_list(
        "case_id", "line_id", "case__brand_id", "offer__asked_on", "offer__basis", "offer__law_answer",
        "facts", "outcome", "remedy",
    )  # fmt: skip
    for case_id, line_id, brand_id, asked_on, *rest in told.iterator(chunk_size=AT_ONCE):
        yield PastDecision(case_id, line_id, brand_id, date.fromisoformat(asked_on), *rest)
