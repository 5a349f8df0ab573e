"""What the brand's rules say of an inspected thing."""

from collections.abc import Mapping
from typing import Any

from savoir.cases.queries import line_facts
from savoir.kernel.access import Actor, system_actor
from savoir.logistics.rules import inspected_facts
from savoir.logistics.states import DispositionKind, Finding, Grade
from savoir.logistics.values import Checks, Ruled
from savoir.orders.values import SaleLine
from savoir.policies.facts import Point, PolicyFacts
from savoir.policies.queries import version_at
from savoir.policies.tables import decide


def ruled(
    actor: Actor, sale: SaleLine, *, case_line_id: int, grade: Grade, finding: Finding, checks: Checks,
    serial: str = "",
) -> Ruled | None:  # fmt: skip
    """The disposition that the rules of the day of the sale name; None where they are silent. `serial`: the
    number that was read on the thing, "" = none.
    """
    system = system_actor(actor.org_id)
    version = version_at(actor=system, brand_id=sale.brand_id, at=sale.contract_at)
    if version is None or not version.compiled.tables[Point.DISPOSITION]:
        return None
    found = inspected_facts(
        grade=grade, finding=finding, defect_proven=checks.defect_proven, serial=serial, sold=sale.serials
    )
    facts = facts_for_disposition(actor, case_line_id=case_line_id, found=found)
    verdict = decide(version.compiled, Point.DISPOSITION, facts)
    if verdict.contradicts or not verdict.outputs["disposition"]:
        return None
    kind = DispositionKind(verdict.outputs["disposition"])
    return Ruled(kind=kind, person_confirms=bool(verdict.outputs["person_confirms"]))


def facts_for_disposition(actor: Actor, *, case_line_id: int, found: Mapping[str, str | bool]) -> PolicyFacts:
    """What the case knew when it was answered, and what the inspection found."""
    known: dict[str, Any] = dict(line_facts(actor=actor, line_id=case_line_id))
    return PolicyFacts.read({**known, **found})
