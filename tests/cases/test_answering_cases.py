"""Grant, refuse, ask, assign, reopen: by whom, with which words, and what it does to the promises."""

from datetime import timedelta

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import CaseLine, Decision, Promise
from savoir.cases.queries import answer_of_case, current_decisions, draft_content
from savoir.cases.states import Acceptance, CaseState, Intent, Reason, Reception, Remedy
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor, Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.values.lifecycles import IllegalMove
from savoir.orders.models import OrderLine
from tests.cases.files import DAY, HOUR, card, kinds, opened, promises, refused
from tests.shop import NOON, Shop, sell


def grant(shop: Shop, case: CaseCard, actor: Actor | None = None, remedy: Remedy = Remedy.REFUND) -> None:
    """Say yes."""
    decided = cases.DecisionToRecord(
        answer=answer_of_case(actor=shop.agent, case_id=case.id), remedy=remedy, plan_digest="0" * 32
    )
    cases.record_decision(actor=actor or shop.agent, case_id=case.id, decided=decided, now=NOON + HOUR)


def refuse(shop: Shop, case: CaseCard, actor: Actor | None = None, note: str = "Elle est gravée.") -> None:
    """Say no: the law excludes what is made for one person (L221-28 3°)."""
    cases.refuse_case(
        actor=actor or shop.agent, reference=case.reference, motive="excluded_product", note=note,
        ground="made_to_spec", now=NOON + HOUR,
    )  # fmt: skip


def ask(shop: Shop, case: CaseCard, after: timedelta = HOUR) -> None:
    """Ask for a photo."""
    cases.ask_customer(actor=shop.agent, reference=case.reference, what="photo", now=NOON + after)


def test_a_yes_keeps_the_first_answer_and_stays_on_record(in_shop: Shop) -> None:
    case = opened(in_shop, sell(in_shop))
    grant(in_shop, case)
    assert promises(in_shop, case) == [("first_answer", "kept")]
    (decision,) = current_decisions(actor=in_shop.agent, case_id=case.id)
    assert (decision.outcome, decision.remedy, decision.actor_id) == (
        "accepted", Remedy.REFUND, in_shop.agent.id,
    )  # fmt: skip
    assert Decision.objects.filter(case_id=case.id).count() == 2
    assert kinds(in_shop, case)[-2:] == ["promise_kept", "case_decided"]


def test_the_second_agent_hears_who_was_faster(in_shop: Shop) -> None:
    case = opened(in_shop, sell(in_shop))
    grant(in_shop, case)
    senior = in_shop.actors[Role.SENIOR]
    for verb in (grant, refuse):
        with refused(cases.CaseMoved) as caught:
            verb(in_shop, case, senior)
        assert caught.value.facts | {"remedy": "refund", "by": in_shop.agent.id, "at": NOON + HOUR,
                                     "outcome": "accepted"} == caught.value.facts  # fmt: skip
    with refused(cases.CaseMoved):
        ask(in_shop, case)


def test_only_a_person_refuses_and_only_with_words(in_shop: Shop) -> None:
    sale = sell(in_shop)
    case = opened(in_shop, sale)
    for nobody in (in_shop.system, in_shop.customer(sale.order_id), in_shop.dock):
        with refused(NotAllowed):
            refuse(in_shop, case, nobody)
    for words in ("", "  \n "):
        with refused(Invalid):
            refuse(in_shop, case, note=words)
    refuse(in_shop, case)
    assert card(in_shop, case).state is CaseState.RESOLVED
    line = CaseLine.objects.get(case_id=case.id)
    assert (line.acceptance, line.holds, line.is_open) == ("rejected", False, False)
    assert OrderLine.objects.get(id=sale.line_ids[0]).held_qty == 0
    (decision,) = current_decisions(actor=in_shop.agent, case_id=case.id)
    assert (decision.motive, decision.motive_note) == ("excluded_product", "Elle est gravée.")


def test_a_customer_does_not_grant_himself_what_a_person_must_confirm(in_shop: Shop) -> None:
    sale = sell(in_shop, product={"made_to_order": True})
    case = opened(in_shop, sale)
    assert case.needs_person
    with refused(NotAllowed) as caught:
        grant(in_shop, case, in_shop.customer(sale.order_id))
    assert caught.value.facts["code"] == "person_decides"


def test_the_clock_stands_still_while_the_customer_has_the_ball(in_shop: Shop) -> None:
    sale = sell(in_shop)
    case = opened(in_shop, sale)
    ask(in_shop, case, 2 * HOUR)
    waiting = card(in_shop, case)
    # a week and a day later, at the opening, a person goes on: Tuesday 9 h in Paris
    goes_on = NOON.replace(month=12, day=1, hour=8)
    assert (waiting.state, waiting.next_due_at) == (CaseState.WAITING_ON_CUSTOMER, goes_on)
    assert promises(in_shop, case) == [
        ("first_answer", "kept"), ("answer", "paused"), ("follow_up", "running"),
    ]  # fmt: skip
    cases.customer_answered(actor=in_shop.system, case_id=case.id, now=NOON + 5 * DAY)
    assert card(in_shop, case).state is CaseState.OPEN
    # asked at +2 h with 48 h to answer, stood still until +5 days: 48 h remain
    assert card(in_shop, case).next_due_at == NOON + 5 * DAY + 48 * HOUR
    assert Promise.objects.get(case_id=case.id, kind="answer").paused_at is None


def test_asking_twice_is_one_answer_promise(in_shop: Shop) -> None:
    case = opened(in_shop, sell(in_shop))
    ask(in_shop, case)
    ask(in_shop, case, 3 * HOUR)
    assert promises(in_shop, case) == [
        ("first_answer", "kept"), ("answer", "canceled"), ("follow_up", "canceled"), ("answer", "paused"),
        ("follow_up", "running"),
    ]  # fmt: skip


def test_a_yes_while_waiting_opens_the_case_again(in_shop: Shop) -> None:
    case = opened(in_shop, sell(in_shop))
    ask(in_shop, case)
    grant(in_shop, case)
    assert card(in_shop, case).state is CaseState.OPEN
    assert promises(in_shop, case)[1:] == [("answer", "kept"), ("follow_up", "canceled")]


def test_a_case_is_given_to_a_colleague_and_back_to_nobody(in_shop: Shop) -> None:
    case = opened(in_shop, sell(in_shop))
    senior = in_shop.actors[Role.SENIOR]
    given = cases.assign_case(actor=in_shop.agent, reference=case.reference, member_id=senior.id, now=NOON)
    assert given.owner_id == senior.id
    assert cases.assign_case(
        actor=senior, reference=case.reference, member_id=None, now=NOON
    ).owner_id is None  # fmt: skip
    with refused(Invalid):
        cases.assign_case(actor=senior, reference=case.reference, member_id=10**9, now=NOON)
    with refused(NotAllowed):
        cases.assign_case(actor=in_shop.dock, reference=case.reference, member_id=None, now=NOON)


def test_several_are_given_together_or_none(in_shop: Shop) -> None:
    two = [opened(in_shop, sell(in_shop)).reference for _ in range(2)]
    with refused(NotFound):
        cases.assign_cases(actor=in_shop.agent, references=[*two, "SAV-NOBODY"], member_id=None, now=NOON)
    cards = cases.assign_cases(
        actor=in_shop.agent, references=[*two, two[0]], member_id=in_shop.agent.id, now=NOON
    )
    assert [c.owner_id for c in cards] == [in_shop.agent.id] * 2


def test_a_refused_case_opens_again_and_can_be_granted(in_shop: Shop) -> None:
    sale = sell(in_shop)
    case = opened(in_shop, sale)
    refuse(in_shop, case)
    cases.reopen_case(actor=in_shop.agent, reference=case.reference, now=NOON + DAY)
    again = card(in_shop, case)
    assert (again.state, again.needs_person, again.next_due_at) == (
        CaseState.OPEN, True, NOON + DAY + 48 * HOUR,
    )  # fmt: skip
    line = CaseLine.objects.get(case_id=case.id)
    assert (line.acceptance, line.is_open, line.holds) == (Acceptance.NEEDS_REVIEW.value, True, True)
    assert OrderLine.objects.get(id=sale.line_ids[0]).held_qty == 1
    with refused(IllegalMove):
        cases.reopen_case(actor=in_shop.agent, reference=case.reference, now=NOON + DAY)
    grant(in_shop, case)
    assert CaseLine.objects.get(case_id=case.id).acceptance == "accepted"


def test_closing_waits_for_the_end(in_shop: Shop) -> None:
    case = opened(in_shop, sell(in_shop))
    assert not cases.close_case(actor=in_shop.agent, case_id=case.id, now=NOON)
    assert card(in_shop, case).state is CaseState.OPEN
    grant(in_shop, case)
    assert cases.resolve_case(actor=in_shop.system, case_id=case.id, now=NOON)
    assert not cases.resolve_case(actor=in_shop.system, case_id=case.id, now=NOON)
    assert card(in_shop, case).next_due_at == NOON + 7 * DAY
    with refused(NotAllowed):
        cases.close_case(actor=in_shop.dock, case_id=case.id, now=NOON)
    assert cases.close_case(actor=in_shop.agent, case_id=case.id, now=NOON + DAY)
    assert promises(in_shop, case)[-1] == ("closing_check", "kept")


def test_where_the_thing_is_follows_its_table(in_shop: Shop) -> None:
    case = opened(in_shop, sell(in_shop, quantity=2), quantity=2)
    line = CaseLine.objects.get(case_id=case.id)
    with refused(IllegalMove):
        cases.set_reception(actor=in_shop.dock, line_id=line.id, to=Reception.LOST, received_qty=0, now=NOON)
    with refused(NotFound):
        cases.set_reception(actor=in_shop.dock, line_id=10**9, to=Reception.LOST, received_qty=0, now=NOON)
    cases.set_reception(actor=in_shop.dock, line_id=line.id, to=Reception.RECEIVED, received_qty=2, now=NOON)
    assert CaseLine.objects.get(id=line.id).received_qty == 2
    assert kinds(in_shop, case)[-1] == "line_received"


def test_what_was_typed_is_kept_for_its_customer_and_cleared(in_shop: Shop) -> None:
    sale, other = sell(in_shop), sell(in_shop)
    claire, paul = in_shop.customer(sale.order_id), in_shop.customer(other.order_id)
    for words in ({"step": 1}, {"step": 2}):
        cases.keep_draft(actor=claire, secret="s" * 32, order_id=sale.order_id, content=words, now=NOON)

    def typed(actor: Actor, after: timedelta = HOUR, secret: str = "s" * 32) -> dict[str, object]:
        return draft_content(actor=actor, secret=secret, order_id=sale.order_id, now=NOON + after)

    assert typed(claire) == {"step": 2}
    assert typed(paul) == typed(claire, secret="x" * 32) == typed(claire, 30 * DAY) == {}
    with refused(NotFound):
        cases.keep_draft(actor=paul, secret="p" * 32, order_id=sale.order_id, content={}, now=NOON)
    cases.clear_draft(actor=claire, secret="s" * 32)
    assert typed(claire) == {}


@pytest.mark.parametrize("reason", [Reason.DEFECTIVE, Reason.DAMAGED_ON_ARRIVAL])
def test_a_return_of_a_faulty_thing_is_kept_as_a_claim(in_shop: Shop, reason: Reason) -> None:
    case = opened(in_shop, sell(in_shop), Intent.RETURN, reason)
    assert case.intent is Intent.CLAIM
    assert CaseLine.objects.get(case_id=case.id).intent == "claim"
