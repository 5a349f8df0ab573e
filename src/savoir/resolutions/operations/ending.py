"""Ending a case from which nothing more follows, across its promise, its parcel and its words."""

from datetime import datetime

from savoir.cases import operations as cases
from savoir.cases.states import EndMotive
from savoir.conversations.operations import add_note
from savoir.conversations.queries import is_every_answer_withheld, messages_of_case
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict
from savoir.resolutions.models import Resolution
from savoir.resolutions.operations.returning import take_back_slips


class StillAgreed(Conflict):
    """Something agreed with the customer is not done: carry it out or call it off first."""


def close_without_action(
    *, actor: Actor, case_reference: str, motive: EndMotive, note: str, now: datetime
) -> int:
    """End an answered case with a motive: no further action. Slips nobody used are taken back.

    A note stays among colleagues. Returns the case id. Raises NotFound, NotAllowed, StillAgreed,
    GoneUp, NeverAnswered, ThingOnItsWay; then nothing happened.
    """
    require(actor, Permission.CASE_CLOSE)
    case_id = cases.lock_case(actor=actor, reference=case_reference)
    if Resolution.objects.filter(case_id=case_id, state="agreed").exists():
        raise StillAgreed("case", reference=case_reference)
    system = system_actor(actor.org_id)
    if is_every_answer_withheld(messages_of_case(actor=system, case_id=case_id)):
        raise cases.NeverAnswered("case", reference=case_reference)
    take_back_slips(actor, case_id, now)
    cases.end_without_action(actor=actor, case_id=case_id, motive=motive, now=now)
    if note.strip():
        add_note(actor=actor, case_reference=case_reference, text=note.strip(), now=now)
    return case_id
