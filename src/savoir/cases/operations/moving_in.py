"""A case that was open in another system goes on here, at its own date and under its own number."""

from datetime import datetime, timedelta

from savoir.cases.events import CaseMovedIn
from savoir.cases.models import Case
from savoir.cases.operations.locking import LATE, locked, write_case
from savoir.cases.operations.opening import Opened, write_opened
from savoir.cases.operations.promising import make_promise
from savoir.cases.operations.routing import routed_fact
from savoir.cases.queries.cards import card_of
from savoir.cases.rules import first_answer_due
from savoir.cases.states import Intent, PromiseKind
from savoir.cases.values import CaseAnswer, CaseCard, CaseRequest, MovedIn
from savoir.kernel import ledger, tasks
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.ledger import Reference
from savoir.kernel.values.references import former_key
from savoir.organizations.queries import brand_card

LATE_TASK_HOURS = 24


class MovedInAlready(Conflict):
    """A case of this number has moved in before; `facts["reference"]` is its number here."""


def move_in_case(
    *, actor: Actor, request: CaseRequest, moved: MovedIn, now: datetime
) -> tuple[CaseCard, CaseAnswer]:
    """Open a case as of the day it was opened elsewhere: rights and dates count from then.

    A person answers it. A first answer that was due before `now` stays due then, with a human task; no timer
    breaks it, and nobody is written to about what lies before `now`. Raises Invalid (number, date in the
    future), MovedInAlready, and what `open_case` raises; then nothing happened.
    """
    require(actor, Permission.CASE_MOVE_IN)
    key = former_key(moved.former_number)
    if not key or moved.opened_at >= now:
        raise Invalid("opened_at" if key else "former_number", code="not_past" if key else "required")
    known = Case.objects.filter(former_key=key).values_list("reference", flat=True).first()
    if known is not None:
        raise MovedInAlready("former_number", reference=known)
    opened = write_opened(
        actor, request, moved.opened_at, former_number=moved.former_number, former_key=key, moved_in_at=now
    )
    opened.case.needs_person = True
    write_case(opened.case, "needs_person")
    _promise(actor, opened, moved)
    return card_of(opened.case), opened.answer


def _promise(actor: Actor, opened: Opened, moved: MovedIn) -> None:
    """The first answer counts from the opening; one that is late already is a person's at once."""
    case = opened.case
    due = first_answer_due(brand_card(actor=actor, brand_id=case.brand_id), moved.opened_at)
    make_promise(actor=actor, case_id=case.id, kind=PromiseKind.FIRST_ANSWER, due_at=due, now=moved.opened_at)
    fact = CaseMovedIn(
        subject_id=case.id, reference=Reference(case.reference), intent=Intent(case.intent),
        customer_id=case.customer_id, answer_by=due, needs_person=True,
        **routed_fact(opened.routing, case),
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=moved.opened_at)


def point_out_late(*, actor: Actor, case_id: int, now: datetime) -> bool:
    """A case that moved in with a date already past stands before a person, with a task; whether it does.

    The task closes by itself when the late promise is kept or taken back.
    """
    require(actor, Permission.CASE_MOVE_IN)
    case = locked(actor, case_id=case_id)
    if case.next_due_at is None or case.next_due_at > now:
        return False
    tasks.open_task(
        code=LATE, subject_kind="case", subject_id=case.id, detail={"reference": case.reference},
        due_at=now + timedelta(hours=LATE_TASK_HOURS), now=now,
    )  # fmt: skip
    return True
