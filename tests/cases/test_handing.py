"""The next case, a case that stands aside, a case that goes up."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from savoir.cases import operations as cases
from savoir.cases.models import Case, Promise
from savoir.cases.queries import Bounds, QueueView, case_card, queue, queue_counts, timeline_of_case
from savoir.cases.states import Rank, SnoozeReason
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor, Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from tests.doors.desks import late_return
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def shown(shop: Shop, actor: Actor, view: QueueView = QueueView.TO_DO, now: datetime = NOON) -> list[str]:
    """References of a view, in its order."""
    bounds = Bounds(now=now, evening=now + 7 * HOUR, week_end=now + 150 * HOUR, week_ago=now - 168 * HOUR)
    with organization_block(shop.org_id):
        rows = queue(actor=actor, view=view, bounds=bounds).rows
        assert queue_counts(actor=actor, bounds=bounds)[view] == len(rows), "what is counted is what is shown"
    return [row.reference for row in rows]


def again(shop: Shop, case: CaseCard) -> CaseCard:
    with organization_block(shop.org_id):
        return case_card(actor=shop.system, reference=case.reference)


def kinds(shop: Shop, case: CaseCard) -> list[str]:
    with organization_block(shop.org_id):
        return [fact.kind for fact in timeline_of_case(actor=shop.system, case_id=case.id)]


def snooze(shop: Shop, case: CaseCard, hours: float, role: Role = Role.AGENT, **given: object) -> CaseCard:
    with organization_block(shop.org_id):
        return cases.snooze_case(
            actor=shop.actors[role], reference=case.reference, until=NOON + hours * HOUR,
            reason=SnoozeReason.SUPPLIER, now=NOON, **given,  # type: ignore[arg-type]  # a test's own words
        )  # fmt: skip


def escalate(shop: Shop, case: CaseCard, to: Rank, role: Role = Role.AGENT) -> CaseCard:
    with organization_block(shop.org_id):
        return cases.escalate_case(actor=shop.actors[role], reference=case.reference, to=to, now=NOON)


def take(shop: Shop, role: Role = Role.AGENT) -> str:
    with organization_block(shop.org_id):
        card = cases.take_next(actor=shop.actors[role], now=NOON)
    return card.reference if card else ""


# The next one


def test_the_next_case_is_the_one_promised_first_that_nobody_has(shop: Shop) -> None:
    later, _ = late_return(shop, now=NOON)
    sooner, _ = late_return(shop, now=NOON - timedelta(days=1))

    assert (take(shop), take(shop), take(shop)) == (sooner.reference, later.reference, "")
    assert again(shop, sooner).owner_id == shop.agent.id
    assert kinds(shop, sooner)[-1] == "case_assigned"


def test_nobody_gets_a_case_that_needs_no_person(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    with organization_block(shop.org_id):
        cases.ask_customer(actor=shop.agent, reference=case.reference, what="photo", now=NOON)

    assert take(shop) == ""
    assert again(shop, case).owner_id is None


@pytest.mark.parametrize("role", [Role.FINANCE, Role.WAREHOUSE, Role.STORE])
def test_who_assigns_no_cases_takes_none(shop: Shop, role: Role) -> None:
    case, _ = late_return(shop, now=NOON)

    with pytest.raises(NotAllowed):
        take(shop, role)
    assert again(shop, case).owner_id is None


def test_a_job_takes_no_case(shop: Shop) -> None:
    late_return(shop, now=NOON)
    with organization_block(shop.org_id), pytest.raises(NotAllowed):
        cases.take_next(actor=shop.system, now=NOON)


# Standing aside


def test_a_case_stands_aside_and_the_job_puts_it_back(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)

    card = snooze(shop, case, 3)

    assert (card.snoozed_until, card.snooze_reason) == (NOON + 3 * HOUR, "supplier")
    assert shown(shop, shop.agent) == []
    assert shown(shop, shop.agent, QueueView.SNOOZED) == [case.reference]
    assert take(shop) == ""
    drain(until=NOON + 2 * HOUR)
    assert again(shop, case).snoozed_until is not None
    drain(until=NOON + 3 * HOUR)
    assert again(shop, case).snoozed_until is None
    assert shown(shop, shop.agent, now=NOON + 3 * HOUR) == [case.reference]
    assert [kind for kind in kinds(shop, case) if kind in ("case_snoozed", "case_woken")] == [
        "case_snoozed", "case_woken",
    ]  # fmt: skip


def test_it_is_back_at_its_instant_even_without_a_worker(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    snooze(shop, case, 3)

    assert shown(shop, shop.agent, now=NOON + 3 * HOUR) == [case.reference]
    assert shown(shop, shop.agent, QueueView.SNOOZED, now=NOON + 3 * HOUR) == []


def test_snoozed_for_longer_it_sleeps_on_at_the_first_instant(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    snooze(shop, case, 3)
    snooze(shop, case, 5)

    drain(until=NOON + 4 * HOUR)
    assert again(shop, case).snoozed_until == NOON + 5 * HOUR
    drain(until=NOON + 5 * HOUR)
    assert again(shop, case).snoozed_until is None
    assert kinds(shop, case).count("case_woken") == 1


def test_beyond_the_promise_only_for_who_names_it(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    due = again(shop, case).next_due_at
    assert due is not None

    with pytest.raises(cases.BeyondPromise) as refused:
        snooze(shop, case, 24 * 8)
    assert refused.value.facts["due_at"] == due
    with pytest.raises(cases.BeyondPromise):
        snooze(shop, case, 24 * 8, past_promise=due - HOUR)
    assert again(shop, case).snoozed_until is None
    assert "case_snoozed" not in kinds(shop, case)

    snooze(shop, case, 24 * 8, past_promise=due)

    drain(until=due)
    assert again(shop, case).snoozed_until is not None
    with organization_block(shop.org_id):
        assert Promise.objects.filter(case_id=case.id, state="broken").count() == 1, "no clock stopped"
    assert shown(shop, shop.agent, QueueView.LATE, now=due) == [case.reference], "late is late"


@pytest.mark.parametrize(("hours", "code"), [(0, "past"), (-1, "past"), (24 * 61, "too_far")])
def test_an_impossible_instant_changes_nothing(shop: Shop, hours: float, code: str) -> None:
    case, _ = late_return(shop, now=NOON)

    with pytest.raises(cases.SnoozeImpossible) as refused:
        snooze(shop, case, hours)
    assert refused.value.facts["code"] == code
    assert again(shop, case).snoozed_until is None


def test_what_the_customer_writes_wakes_it(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    snooze(shop, case, 3)

    with organization_block(shop.org_id):
        cases.customer_answered(actor=shop.system, case_id=case.id, now=NOON + HOUR)

    assert again(shop, case).snoozed_until is None
    assert shown(shop, shop.agent, now=NOON + HOUR) == [case.reference]


def test_an_answer_ends_snooze_and_escalation(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    escalate(shop, case, Rank.SENIOR)
    snooze(shop, case, 3, Role.SENIOR)
    with organization_block(shop.org_id):
        cases.refuse_case(
            actor=shop.actors[Role.SENIOR], reference=case.reference, motive="damage_by_use",
            ground="fault_disproved", note="Une chute.", now=NOON,
        )  # fmt: skip

    card = again(shop, case)
    assert (card.snoozed_until, card.snooze_reason, card.escalated_to) == (None, "", "")
    drain(until=NOON + 4 * HOUR)
    assert "case_woken" not in kinds(shop, case)


@pytest.mark.parametrize("verb", ["snooze", "escalate"])
def test_what_waits_for_nobody_neither_sleeps_nor_goes_up(shop: Shop, verb: str) -> None:
    case, _ = late_return(shop, now=NOON)
    with organization_block(shop.org_id):
        cases.ask_customer(actor=shop.agent, reference=case.reference, what="photo", now=NOON)
    before = kinds(shop, case)

    with pytest.raises(cases.NotToDo):
        snooze(shop, case, 3) if verb == "snooze" else escalate(shop, case, Rank.SENIOR)
    assert kinds(shop, case) == before


# Going up


def test_a_case_goes_up_and_leaves_the_agents_queue(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    take(shop)

    escalate(shop, case, Rank.SENIOR)

    assert again(shop, case).owner_id is None
    assert shown(shop, shop.agent) == []
    assert shown(shop, shop.agent, QueueView.ESCALATED) == [case.reference], "who sent it up still finds it"
    for role in (Role.SENIOR, Role.SUPERVISOR):
        assert shown(shop, shop.actors[role]) == [case.reference]
    assert take(shop) == ""
    assert take(shop, Role.SENIOR) == case.reference
    assert again(shop, case).escalated_to == "senior"


def test_from_the_senior_on_to_the_supervisor(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    escalate(shop, case, Rank.SENIOR)
    escalate(shop, case, Rank.SUPERVISOR, Role.SENIOR)

    assert shown(shop, shop.actors[Role.SENIOR]) == []
    assert shown(shop, shop.actors[Role.SUPERVISOR]) == [case.reference]


@pytest.mark.parametrize(("role", "to"), [
    (Role.SENIOR, Rank.SENIOR), (Role.SUPERVISOR, Rank.SENIOR), (Role.SUPERVISOR, Rank.SUPERVISOR),
])  # fmt: skip
def test_nobody_escalates_to_himself_or_below(shop: Shop, role: Role, to: Rank) -> None:
    case, _ = late_return(shop, now=NOON)

    with pytest.raises(cases.NobodyAbove):
        escalate(shop, case, to, role)
    assert again(shop, case).escalated_to == ""


def test_it_goes_up_once(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    escalate(shop, case, Rank.SENIOR)

    with pytest.raises(cases.GoneUp):
        escalate(shop, case, Rank.SENIOR)
    with pytest.raises(cases.NobodyAbove):
        escalate(shop, case, Rank.SENIOR, Role.SENIOR)
    assert kinds(shop, case).count("case_escalated") == 1


def test_given_to_an_agent_it_has_come_down(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    escalate(shop, case, Rank.SENIOR)
    senior = shop.actors[Role.SENIOR]
    with organization_block(shop.org_id):
        cases.assign_case(actor=senior, reference=case.reference, member_id=senior.id, now=NOON)
        assert Case.objects.get().escalated_to == "senior"
        cases.assign_case(actor=senior, reference=case.reference, member_id=shop.agent.id, now=NOON)

    assert again(shop, case).escalated_to == ""
    assert shown(shop, shop.agent) == [case.reference]


def test_the_promise_goes_on_whoever_has_the_case(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    due = again(shop, case).next_due_at

    escalate(shop, case, Rank.SUPERVISOR)

    assert again(shop, case).next_due_at == due


@pytest.mark.parametrize("verb", ["snooze", "escalate"])
def test_an_unknown_case_is_not_found(shop: Shop, verb: str) -> None:
    case, _ = late_return(shop, now=NOON)
    strange = type(case)(**{**{f: getattr(case, f) for f in case.__slots__}, "reference": "SAV-NOSUCH"})
    with pytest.raises(NotFound):
        snooze(shop, strange, 3) if verb == "snooze" else escalate(shop, strange, Rank.SENIOR)


def test_the_database_keeps_no_snooze_without_a_reason(in_shop: Shop) -> None:
    late_return(in_shop, now=NOON)
    with pytest.raises(IntegrityError, match="case_snooze_says_why"), transaction.atomic():
        Case.objects.update(snoozed_until=NOON)


def test_assigning_to_a_stranger_is_refused(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    with organization_block(shop.org_id), pytest.raises(Invalid):
        cases.assign_case(actor=shop.agent, reference=case.reference, member_id=10**9, now=NOON)
