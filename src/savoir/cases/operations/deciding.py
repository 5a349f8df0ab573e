"""Answering: grant, refuse, ask."""

from dataclasses import dataclass
from datetime import datetime

from savoir.cases import states
from savoir.cases.events import CaseDecided, CaseRefused
from savoir.cases.models import Case, CaseLine, Decision
from savoir.cases.operations.lawful import read_ground, require_lawful_grant, require_lawful_refusal
from savoir.cases.operations.locking import check_rank, locked, write_case
from savoir.cases.operations.moving import resolve_case
from savoir.cases.operations.opening import write_decision
from savoir.cases.operations.promising import cancel_promise, keep_promise
from savoir.cases.queries.answers import answer_of_case
from savoir.cases.states import Acceptance, CaseState, PromiseKind, Remedy
from savoir.cases.values import CaseAnswer, LineAnswer
from savoir.kernel import ledger
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotAllowed
from savoir.kernel.ledger import Code, Digest
from savoir.kernel.lifecycles import advance
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import write_columns
from savoir.kernel.values.days import local_day
from savoir.law.grounds import Ground
from savoir.orders import operations as orders
from savoir.organizations.queries import brand_card

_DECIDABLE = frozenset({CaseState.OPEN, CaseState.WAITING_ON_CUSTOMER, CaseState.WAITING_ON_PARTNER})


class CaseMoved(Conflict):
    """Somebody decided this case meanwhile, or its facts changed. `facts`: by whom, when, what."""


@dataclass(frozen=True, slots=True)
class DecisionToRecord:
    """What a higher room decided with the customer's choice: the answer it read and the plan it made."""

    answer: CaseAnswer
    remedy: Remedy
    plan_digest: str
    motive: str = ""
    note: str = ""
    ground: str = ""


def record_decision(
    *, actor: Actor, case_id: int, decided: DecisionToRecord, now: datetime
) -> tuple[tuple[int, int], ...]:
    """Grant the case's lines; return (line id, decision id) of each. The first answer is given.

    Raises CaseMoved when the case was decided meanwhile, GoneUp, NotAllowed when a person must decide and
    none does, BelowTheLaw for a remedy that is less than the law's without the customer's choice or a ground.
    """
    require(actor, Permission.OFFER_ACCEPT)
    case = locked(actor, case_id=case_id)
    check_undecided(case)
    check_rank(actor, case)
    if decided.answer.needs_person and not actor.decides:
        raise NotAllowed("remedy", code="person_decides")
    lines = list(CaseLine.objects.filter(case=case).order_by("position"))
    ground = read_ground(decided.ground, decided.motive)
    today = local_day(now, brand_card(actor=actor, brand_id=case.brand_id).zone)
    require_lawful_grant(
        actor, lines, decided.answer, decided.remedy, motive=decided.motive, ground=ground, today=today
    )
    made = tuple(_grant(case, line, answer, decided, actor, now)
                 for line, answer in zip(lines, decided.answer.lines, strict=True))  # fmt: skip
    case.needs_person, case.proposal = False, decided.remedy.value
    write_case(case, "needs_person", "proposal")
    _answered(actor, case, now)
    ledger.record(_decided(case, decided, ground, actor), actor=actor, now=now)
    return made


def _decided(case: Case, decided: DecisionToRecord, ground: Ground | None, actor: Actor) -> CaseDecided:
    first = decided.answer.lines[0]
    return CaseDecided(
        subject_id=case.id, remedy=decided.remedy, by_person=actor.kind is ActorKind.MEMBER,
        facts_digest=Digest(first.facts_digest), version_digest=Digest(first.version_digest),
        articles=tuple(Code(code) for code in first.articles), ground=Code(ground or ""),
    )  # fmt: skip


def _grant(
    case: Case, line: CaseLine, answer: LineAnswer, decided: DecisionToRecord, actor: Actor, now: datetime
) -> tuple[int, int]:
    row = write_decision(
        case,
        line.id,
        answer,
        outcome=Decision.Outcome.ACCEPTED,
        actor=actor,
        now=now,
        remedy=decided.remedy.value,
        plan_digest=decided.plan_digest,
        motive=decided.motive,
        note=decided.note,
        ground=read_ground(decided.ground, decided.motive),
    )
    advance(line, "acceptance", Acceptance.ACCEPTED, lifecycle=states.ACCEPTANCE)
    return line.id, row.id


def require_undecided(*, actor: Actor, case_id: int) -> None:
    """Raise CaseMoved when the case was decided meanwhile, GoneUp when it is not the actor's to decide; for a
    room that must ask before it writes.
    """
    case = locked(actor, case_id=case_id)
    check_undecided(case)
    check_rank(actor, case)


_IN_FORCE = prepared(
    lambda case_id: (
        Decision.objects.filter(case_id=case_id, superseded=False)
        .exclude(outcome=Decision.Outcome.OFFERED)
        .order_by("-decided_at")
    )
)


def decision_in_force(case: Case) -> Decision | None:
    """What a person or the customer's own choice settled; None while nothing has."""
    return _IN_FORCE.first(case_id=case.id)


def check_undecided(case: Case) -> None:
    """Raise CaseMoved when the case has a decision in force or is over."""
    taken = decision_in_force(case)
    if taken is not None or CaseState(case.state) not in _DECIDABLE:
        raise CaseMoved(
            "case", reference=case.reference, outcome=taken.outcome if taken else case.state,
            remedy=taken.remedy if taken else "", by=taken.actor_id if taken else 0,
            at=taken.decided_at if taken else case.resolved_at,
        )  # fmt: skip


def _answered(actor: Actor, case: Case, now: datetime) -> None:
    for kind in (PromiseKind.FIRST_ANSWER, PromiseKind.ANSWER):
        keep_promise(actor=actor, case_id=case.id, kind=kind, now=now)
    if case.state == CaseState.WAITING_ON_CUSTOMER.value:
        write_case(case, to=CaseState.OPEN)
        cancel_promise(actor=actor, case_id=case.id, kind=PromiseKind.FOLLOW_UP, now=now)


def refuse_case(
    *, actor: Actor, reference: str, motive: str, note: str, now: datetime, ground: str = ""
) -> None:
    """Refuse every line, with a motive the customer will read. Only a person may: no job of ours, no
    customer, and no program in its own name (a program says which member decided).

    The held units are free again, and the case is over: closed a week later unless somebody opens it again.
    Where the law says yes, or can't say no for want of facts, a legal ground (`law.grounds`) must turn its
    answer into a no; it is kept. Raises NotAllowed, Invalid without words, CaseMoved, GoneUp, BelowTheLaw.
    """
    require(actor, Permission.CASE_REFUSE)
    if actor.kind is not ActorKind.MEMBER:
        raise NotAllowed("case", code="person_decides")
    if not note.strip():
        raise Invalid("note", code="required")
    case = locked(actor, reference=reference)
    check_undecided(case)
    check_rank(actor, case)
    answer, shown = answer_of_case(actor=actor, case_id=case.id), read_ground(ground, motive)
    require_lawful_refusal(case, answer, shown)
    lines = CaseLine.objects.select_for_update().filter(case=case).order_by("position")
    for line, its_answer in zip(lines, answer.lines, strict=True):
        write_decision(
            case, line.id, its_answer, outcome=Decision.Outcome.REFUSED, actor=actor, now=now, motive=motive,
            note=note, ground=shown,
        )  # fmt: skip
        _reject(actor, line, now)
    _answered(actor, case, now)
    resolve_case(actor=actor, case_id=case.id, now=now)
    ledger.record(_refused(case, motive, answer, shown), actor=actor, now=now)


def _refused(case: Case, motive: str, answer: CaseAnswer, ground: Ground | None) -> CaseRefused:
    """On which ground and facts: the one he named or his motive shows; "" for the law's own no."""
    first = answer.lines[0]
    return CaseRefused(
        subject_id=case.id, motive=Code(motive), ground=Code(ground or ""),
        facts_digest=Digest(first.facts_digest), articles=tuple(Code(code) for code in first.articles),
    )  # fmt: skip


def _reject(actor: Actor, line: CaseLine, now: datetime) -> None:
    left = line.quantity - line.received_qty  # what came back is held no more
    if line.holds and line.order_line_id and left > 0:
        orders.release(actor=actor, line_id=line.order_line_id, quantity=left, now=now)
    line.holds, line.is_open = False, False
    write_columns(line, "holds", "is_open")
    advance(line, "acceptance", Acceptance.REJECTED, lifecycle=states.ACCEPTANCE)
