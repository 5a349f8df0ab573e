"""Asking whom leeway names for an answer beyond the rule, which is kept whole."""

from datetime import datetime

from savoir.cases import operations as cases
from savoir.cases.queries import answer_of_case, case_by_id
from savoir.cases.states import Remedy
from savoir.cases.values import CaseAnswer
from savoir.conversations.states import Step
from savoir.kernel import approvals, ledger, tasks
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import NotAllowed
from savoir.kernel.ledger import Code
from savoir.kernel.rows import insert_row
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.days import local_day
from savoir.organizations.queries import brand_card
from savoir.resolutions.events import RemedyAsked
from savoir.resolutions.models import AskedRemedy
from savoir.resolutions.operations.asked import PATIENCE, TASK, amount_of, end_expired
from savoir.resolutions.operations.choosing import NobodyGrants, OfferMoved, beyond_of_choice, checked_plan
from savoir.resolutions.operations.telling import changed_words
from savoir.resolutions.queries.asked import card_of
from savoir.resolutions.queries.wording import choice_words, decision_words
from savoir.resolutions.values import REMEDY, AskedRemedyCard, BeyondRule, Plan


def ask_for_remedy(
    *, actor: Actor, case_reference: str, remedy: Remedy, plan_digest: str, text: str, motive: str,
    now: datetime, note: str = "", ground: str = "",
) -> AskedRemedyCard:  # fmt: skip
    """Ask whom the table of leeway names for an answer beyond the rule, whole: remedy, sums, motive, letter.

    Only a person asks a person. Raises what `answer_with_remedy` raises, OfferMoved when he may give it alone
    after all, NobodyGrants when no role may, Conflict when one waits for its answer; then nothing happened.
    """
    require(actor, Permission.OFFER_ACCEPT)
    if actor.kind is not ActorKind.MEMBER or actor.via_key_id is not None:
        raise NotAllowed("remedy", code="person_asks")
    case_id = cases.lock_case(actor=actor, reference=case_reference)
    answer = answer_of_case(actor=actor, case_id=case_id)
    plan = checked_plan(actor, case_id, answer, (remedy, plan_digest, motive), now)
    _require_lawful(actor, case_id, answer, (remedy, motive, ground, text), now)
    beyond = beyond_of_choice(actor, case_id, answer, plan, now)
    if beyond is None or beyond.leeway.alone:
        raise OfferMoved("plan", case=case_reference)
    if not beyond.leeway.approver:
        raise NobodyGrants("remedy", amount=beyond.amount)
    shown = decision_words(answer, plan) | choice_words(actor=actor, case_id=case_id, remedy=remedy)
    written = changed_words(actor, case_id, Step.DECISION, shown, text, now)
    kept = {"motive": motive, "note": note, "ground": ground, "text": str(written.get("agent_text", ""))}
    row = _ask(actor=actor, case_id=case_id, answer=answer, plan=plan, beyond=beyond, kept=kept, now=now)
    _tell_asked(actor, row, case_reference, now)
    return card_of(row)


def _require_lawful(
    actor: Actor, case_id: int, answer: CaseAnswer, said: tuple[Remedy, str, str, str], now: datetime
) -> None:
    """Raise BelowTheLaw now rather than when somebody has already said yes."""
    remedy, motive, ground, text = said
    zone = brand_card(actor=actor, brand_id=case_by_id(actor=actor, case_id=case_id).brand_id).zone
    cases.require_lawful_words(actor=actor, case_id=case_id, text=text)
    cases.require_lawful_remedy(
        actor=actor, case_id=case_id, answer=answer, remedy=remedy, motive=motive, ground=ground,
        today=local_day(now, zone),
    )  # fmt: skip


def _ask(
    *, actor: Actor, case_id: int, answer: CaseAnswer, plan: Plan, beyond: BeyondRule, kept: dict[str, str],
    now: datetime,
) -> AskedRemedy:  # fmt: skip
    approver, row = beyond.leeway.approver, beyond.leeway.row
    end_expired(actor, case_id, now)
    request = approvals.Request("case", case_id, REMEDY, plan.digest, f"remedy_{approver}")
    approvals.ask(actor=actor, request=request, expires_at=now + PATIENCE, now=now)
    parts = [
        {"line": part.order_line_id, "quantity": part.quantity, "minor": part.amount.minor}
        for part in plan.parts
    ]
    return insert_row(
        AskedRemedy(
            org_id=current_organization(), case_id=case_id, version_id=answer.lines[0].version_id,
            row_id=row.row_id if row else "", remedy=plan.remedy.value, amount_minor=plan.amount.minor,
            beyond_minor=beyond.amount.minor, before_minor=beyond.before.minor,
            currency=plan.amount.currency, parts=parts, plan_digest=plan.digest, approver=approver,
            asked_by=actor.id, asked_at=now, expires_at=now + PATIENCE, **kept,
        )
    )  # fmt: skip


def _tell_asked(actor: Actor, row: AskedRemedy, case_reference: str, now: datetime) -> None:
    tasks.open_task(
        code=TASK, subject_kind="case", subject_id=row.case_id,
        detail={"reference": case_reference, "minor": row.beyond_minor, "currency": row.currency,
                "approver": row.approver},
        due_at=row.expires_at, now=now,
    )  # fmt: skip
    fact = RemedyAsked(
        subject_id=row.case_id, asked_id=row.id, remedy=Remedy(row.remedy), amount=amount_of(row),
        approver=Code(row.approver),
    )  # fmt: skip
    ledger.record(fact, actor=actor, now=now)
