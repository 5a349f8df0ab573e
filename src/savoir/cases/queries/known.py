"""What a case's lines were last answered on, and whether its rules read what the dock finds."""

from typing import Any

from savoir.cases.models import Decision
from savoir.cases.queries.scope import case_row
from savoir.cases.rules import KnownLine, reads_inspection
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.prepared import prepared
from savoir.policies.queries import version_card
from savoir.policies.tables import Compiled

_ACCEPTED = Decision.Outcome.ACCEPTED.value
_VERSION = prepared(
    lambda case_id: (
        Decision.objects.filter(case_id=case_id)
        .order_by("line__position", "superseded", "-id")
        .values_list("version_id", flat=True)[:1]
    )
)
_LAST = prepared(
    lambda case_id: (
        Decision.objects.filter(case_id=case_id)
        .order_by("line__position", "line_id", "superseded", "-id")
        .distinct("line__position", "line_id")
        .values_list(
            "line_id", "facts", "outcome", "superseded", "remedy", "line__wanted", "offer__return_method"
        )
    )
)


def reads_findings(*, actor: Actor, case_id: int) -> bool:
    """Whether the version that answers a case asks who takes it, or who looks, by what the dock finds.

    One question, and none of the version once the process knows it. Raises NotFound.
    """
    case_row(actor, case_id)
    version = version_of_case(actor, case_id)
    return version is not None and reads_inspection(version[1])


def version_of_case(actor: Actor, case_id: int) -> tuple[int, Compiled] | None:
    """The version that answers a case, by the decision on its first line; None where none does."""
    version_id = _VERSION.first(case_id=case_id)
    if version_id is None:
        return None
    return version_id, version_card(actor=system_actor(actor.org_id), version_id=version_id).compiled


def known_lines(case_id: int) -> tuple[KnownLine, ...]:
    """The facts of the decision in force on each line of a case the actor holds, in their order."""
    return tuple(_known(row) for row in _LAST.rows(case_id=case_id))


def _known(row: tuple[Any, ...]) -> KnownLine:
    line_id, facts, outcome, is_taken_back, remedy, wanted, method = row
    agreed = remedy if outcome == _ACCEPTED and not is_taken_back else wanted
    return KnownLine(line_id, {**facts, "remedy": agreed, "return_method": method or ""})
