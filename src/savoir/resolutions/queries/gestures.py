"""Gestures: what the policy answers on a case, what granting one would do, and those there are."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from savoir.cases import queries as cases
from savoir.cases.states import Remedy
from savoir.cases.values import CaseAnswer, CaseCard
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Invalid
from savoir.kernel.values.money import Money
from savoir.policies.facts import SEVERITIES, Point, PolicyFacts
from savoir.policies.queries import version_card
from savoir.policies.tables import Compiled
from savoir.resolutions.models import Gesture
from savoir.resolutions.queries.journey import agreed_of_case
from savoir.resolutions.queries.leeway import granted_gestures, granted_remedies, known_of_case, role_of
from savoir.resolutions.queries.plans import money_before, paid_by, preview_plan
from savoir.resolutions.rules import (
    answer_of,
    is_own,
    leeway_of,
    may_be_owed,
    price_of,
    room_for,
    spread,
    wished,
)
from savoir.resolutions.states import GestureKind, GestureState
from savoir.resolutions.values import GestureAnswer, GestureCard, GesturePlan, Leeway

_POINTS = (Point.GESTURE, Point.LEEWAY)


def gesture_answers(*, actor: Actor, case: CaseCard, answer: CaseAnswer | None, now: datetime) -> tuple[
    GestureAnswer, ...
]:  # fmt: skip
    """What the policy gives for each severity, the slightest first; () without a table of gestures or a sale.

    `answer` spares asking again where the case's answer is known. Raises NotAllowed.
    """
    require(actor, Permission.GESTURE_GRANT)
    if case.order_id is None:
        return ()
    answer = answer or cases.answer_of_case(actor=actor, case_id=case.id)
    compiled = _compiled(actor, answer)
    if compiled is None or not compiled.tables[Point.GESTURE]:
        return ()
    facts, price = _facts(actor, case, answer, compiled, now), price_of(answer)
    return tuple(answer_of(compiled, facts, severity, price) for severity in SEVERITIES)


def preview_gesture(
    *, actor: Actor, case_id: int, severity: str, kind: GestureKind | None = None,
    amount: Money | None = None, now: datetime,
) -> GesturePlan:  # fmt: skip
    """What granting a gesture would do: the policy's own answer unless `kind` or `amount` say otherwise.

    Facts of the sale are those of the day the case was opened; what the customer bought and claimed counts as
    of `now`. Raises NotFound, NotAllowed, Invalid (no sale, an unknown severity, another currency).
    """
    require(actor, Permission.GESTURE_GRANT)
    case = cases.case_by_id(actor=actor, case_id=case_id)
    if case.order_id is None:
        raise Invalid("case", code="no_sale")
    if severity not in SEVERITIES:
        raise Invalid("severity", code="unknown")
    answer = cases.answer_of_case(actor=actor, case_id=case_id)
    compiled = _compiled(actor, answer)
    price = price_of(answer)
    if amount is not None and amount.currency != price.currency:
        raise Invalid("amount", code="other_currency", currency=price.currency)
    facts = _facts(actor, case, answer, compiled, now) if compiled else PolicyFacts.of()
    proposed = (
        answer_of(compiled, facts, severity, price) if compiled
        else GestureAnswer(severity, GestureKind.NONE, Money.zero(price.currency), None)
    )  # fmt: skip
    kind, sum_ = wished(kind, amount, proposed)
    owed = _owed(actor, case, answer, price.currency, now)
    return _plan(actor, case, answer, compiled, facts, proposed, kind, sum_, owed)


def _plan(
    actor: Actor, case: CaseCard, answer: CaseAnswer, compiled: Compiled | None, facts: PolicyFacts,
    *what: Any,
) -> GesturePlan:  # fmt: skip
    proposed, kind, amount, owed = what
    given = granted_gestures(case.order_id or 0, amount.currency)
    paid = paid_by(actor, case.order_id or 0)
    room = room_for(
        answer, paid=paid, before=money_before(actor, case.order_id or 0), given=given, owed=owed
    )  # fmt: skip
    said = PolicyFacts.told({**facts, "severity": proposed.severity})
    return GesturePlan(
        case_id=case.id, proposed=proposed, kind=kind, amount=amount, given=given, room=room,
        moves=spread(min(amount, room), paid), version_id=answer.lines[0].version_id,
        leeway=_leeway(actor, case.order_id or 0, compiled, said, (proposed, kind, amount, given)),
        answer_digest=answer.digest,
    )  # fmt: skip


def _leeway(
    actor: Actor, order_id: int, compiled: Compiled | None, facts: PolicyFacts,
    what: tuple[GestureAnswer, GestureKind, Money, Money],
) -> Leeway:  # fmt: skip
    if is_own(*what):
        return Leeway(is_own=True, alone=True)
    if compiled is None:
        return Leeway(is_own=False, alone=False)
    _proposed, _kind, amount, given = what
    before = granted_remedies(order_id, amount.currency)
    return leeway_of(compiled, facts, role_of(actor), given + before + amount)


def _compiled(actor: Actor, answer: CaseAnswer) -> Compiled | None:
    version_id = answer.lines[0].version_id
    if version_id is None:
        return None
    return version_card(actor=system_actor(actor.org_id), version_id=version_id).compiled


def _facts(
    actor: Actor, case: CaseCard, answer: CaseAnswer, compiled: Compiled, now: datetime
) -> PolicyFacts:
    """What is known once a person may be kind: the first line's facts, what was agreed, and more."""
    agreed = agreed_of_case(case.id)
    facts = dict(answer.lines[0].facts)
    if agreed is not None:
        facts |= {"remedy": agreed.remedy, "return_method": agreed.plan.get("return_method")}
    read = frozenset(compiled.read_at(_POINTS))
    return known_of_case(actor, case, answer.lines[0].sale.currency, facts, read=read, now=now)


def _owed(actor: Actor, case: CaseCard, answer: CaseAnswer, currency: str, now: datetime) -> Money:
    """What an undecided case may still come to; what is decided is set aside on its payments already."""
    decisions = cases.current_decisions(actor=system_actor(actor.org_id), case_id=case.id)
    if any(card.outcome != "offered" for card in decisions) or not may_be_owed(answer):
        return Money.zero(currency)
    return preview_plan(actor=actor, answer=answer, remedy=Remedy.REFUND, now=now).amount


def gestures_of_case(*, actor: Actor, case_id: int) -> tuple[GestureCard, ...]:
    """Gestures of a case, asked, granted or refused, oldest first. Raises NotFound, NotAllowed."""
    require(actor, Permission.REFUND_READ)
    cases.case_by_id(actor=actor, case_id=case_id)
    return tuple(_card(row) for row in Gesture.objects.filter(case_id=case_id).order_by("id"))


def asked_gestures(*, actor: Actor, case_ids: Collection[int]) -> tuple[GestureCard, ...]:
    """What waits for a second person on these cases. Raises NotAllowed."""
    require(actor, Permission.APPROVAL_DECIDE)
    rows = Gesture.objects.filter(case_id__in=case_ids, state=GestureState.ASKED.value)
    return tuple(_card(row) for row in rows.order_by("id"))


def _card(row: Gesture) -> GestureCard:
    return GestureCard(
        id=row.id, case_id=row.case_id, severity=row.severity, kind=GestureKind(row.kind),
        amount=Money(row.amount_minor, row.currency), proposed_kind=GestureKind(row.proposed_kind),
        proposed=Money(row.proposed_minor, row.currency), row_id=row.row_id, plan_digest=row.plan_digest,
        motive=row.motive, approver=row.approver, state=GestureState(row.state), asked_by=row.asked_by,
        asked_at=row.asked_at, answer=row.answer, ended_at=row.ended_at,
    )  # fmt: skip
