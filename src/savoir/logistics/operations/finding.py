"""What the dock found, told to whoever asks who takes the case: in the transaction of the inspection."""

from datetime import datetime

from savoir.cases.operations import ask_after_inspection, ask_after_undoing
from savoir.cases.queries import reads_findings
from savoir.kernel.access import Actor, system_actor
from savoir.logistics.queries.found import findings_of_case


def tell_findings(*, actor: Actor, case_id: int, now: datetime) -> None:
    """An inspection was made: the rows that read what was found say who takes the case, and who looks."""
    system = system_actor(actor.org_id)
    if reads_findings(actor=system, case_id=case_id):
        found = findings_of_case(system, case_id)
        ask_after_inspection(actor=system, case_id=case_id, found=found, now=now)


def tell_findings_left(*, actor: Actor, case_id: int, now: datetime) -> None:
    """The last inspection was taken back: the same rows are asked of what is left."""
    system = system_actor(actor.org_id)
    if reads_findings(actor=system, case_id=case_id):
        found = findings_of_case(system, case_id)
        ask_after_undoing(actor=system, case_id=case_id, found=found, now=now)
