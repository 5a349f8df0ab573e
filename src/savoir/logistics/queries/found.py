"""What was found on a case's units, in the words of the rules."""

from savoir.cases.queries import case_lines
from savoir.cases.values import CaseLineCard, FoundOnLine
from savoir.kernel.access import Actor
from savoir.kernel.prepared import prepared
from savoir.logistics.models import Inspection
from savoir.logistics.queries.authorizations import sold_as
from savoir.logistics.rules import inspected_facts
from savoir.logistics.states import Finding, Grade

_FOUND = prepared(
    lambda case_id: (
        Inspection.objects.filter(receipt_line__return_line__ra__case_id=case_id)
        .order_by("id")
        .values_list(
            "receipt_line__return_line__case_line_id", "grade", "finding", "defect_proven", "serial_seen"
        )
    )
)


def findings_of_case(actor: Actor, case_id: int) -> tuple[FoundOnLine, ...]:
    """Every inspection of a case as facts of its lines, oldest first."""
    cards = {card.id: card for card in case_lines(actor=actor, case_id=case_id)}
    return tuple(
        FoundOnLine(line_id, inspected_facts(
            grade=Grade(grade), finding=Finding(finding), defect_proven=proven, serial=serial,
            sold=_sold(actor, cards[line_id]) if serial else (),
        ))
        for line_id, grade, finding, proven, serial in _FOUND.rows(case_id=case_id)
    )  # fmt: skip


def _sold(actor: Actor, card: CaseLineCard) -> tuple[str, ...]:
    sale = sold_as(actor, card)
    return sale.serials if sale else ()
