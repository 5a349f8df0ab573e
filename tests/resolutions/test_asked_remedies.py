"""More than rule and law give: who gives it alone, who is asked, and that the customer hears of it once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from savoir.cases.models import Decision, Promise
from savoir.cases.queries import current_decisions
from savoir.cases.states import Intent, Reason, Remedy
from savoir.conversations.models import Message
from savoir.conversations.values.wording import long_day
from savoir.kernel.access import Permission, Role, key_actor
from savoir.kernel.errors import Conflict, MotiveMissing, NotAllowed, NotFound
from savoir.kernel.models import Approval, HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.resolutions import operations
from savoir.resolutions.models import AskedRemedy, LegalClock, Refund, Resolution
from savoir.resolutions.operations import (
    ApprovalNeeded,
    NobodyGrants,
    NotTheApprover,
    OfferMoved,
)
from savoir.resolutions.queries import remedies_asked
from tests.cases.files import card, kinds, opened, promises, refused
from tests.resolutions.beyond import LETTER, answered, ask, give, long_ago, plan_of, too_late
from tests.resolutions.gestures import SORRY, euros, grant, kind_shop
from tests.shop import NOON, Shop, make_shop, sell

LATER = NOON + timedelta(days=1)


@pytest.fixture
def house(db: None) -> Iterator[Shop]:
    shop = kind_shop()
    with organization_block(shop.org_id):
        yield shop


def test_within_his_leeway_an_agent_gives_it_with_a_motive_as_before(house: Shop) -> None:
    case = too_late(house, price=2900)
    with refused(MotiveMissing):
        give(house, case, motive="")
    assert give(house, case).amount == euros(2900)
    assert Resolution.objects.get().plan["beyond"] == {"minor": 2900, "currency": "EUR"}
    assert not AskedRemedy.objects.exists()


def test_beyond_it_he_is_told_who_may_and_nothing_happens(house: Shop) -> None:
    case = too_late(house)
    with refused(ApprovalNeeded) as caught:
        give(house, case)
    assert caught.value.facts == {"approver": "senior", "amount": euros(5900), "before": euros(0)}


def test_what_is_asked_waits_whole_and_the_customer_hears_and_loses_nothing(house: Shop) -> None:
    case = too_late(house)
    before = promises(house, case), card(house, case), LegalClock.objects.count(), Message.objects.count()

    asked = ask(house, case, note="Fidèle depuis 2019.")

    assert (asked.approver, asked.amount, asked.beyond) == ("senior", euros(5900), euros(5900))
    assert asked.parts == ((plan_of(house, case).parts[0].order_line_id, 1, euros(5900)),)
    assert (asked.motive, asked.note, asked.text) == ("gesture", "Fidèle depuis 2019.", LETTER)
    assert asked.expires_at == NOON + timedelta(days=7)
    after = promises(house, case), card(house, case), LegalClock.objects.count(), Message.objects.count()
    assert after == before
    assert not Refund.objects.exists()
    assert HumanTask.objects.get(code="remedy_asked").detail["approver"] == "senior"
    assert kinds(house, case)[-1] == "remedy_asked"


def test_a_yes_gives_it_once_exactly_as_asked_with_both_names(house: Shop) -> None:
    case = too_late(house)
    ask(house, case, note="Fidèle depuis 2019.")

    done = answered(case, house.actors[Role.SENIOR], now=LATER)

    assert (done.state, done.accepted and done.accepted.amount) == ("approved", euros(5900))
    taken = current_decisions(actor=house.agent, case_id=case.id)[0]
    assert (taken.motive, taken.motive_note) == ("gesture", "Fidèle depuis 2019.")
    assert taken.actor_id == house.actors[Role.SENIOR].id
    kept = remedies_asked(actor=house.agent, case_id=case.id)[0]
    assert (kept.asked_by, kept.answered_by) == (house.agent.id, house.actors[Role.SENIOR].id)
    said = Message.objects.get(step="decision")
    assert (said.words["agent_text"], said.words["agent_name"]) == (LETTER, house.agent.name)
    assert Approval.objects.get().granted
    assert HumanTask.objects.get(code="remedy_asked").outcome == "approved"
    assert Resolution.objects.get().plan["beyond"]["minor"] == 5900
    with refused(NotFound):
        answered(case, house.actors[Role.SUPERVISOR])


def test_days_told_in_the_letter_are_those_of_the_yes(house: Shop) -> None:
    """Who says yes three days later promises nothing for a day gone by, neither in the plan nor in words."""
    case = too_late(house)
    was, late = plan_of(house, case), plan_of(house, case, now=NOON + timedelta(days=3))
    assert was.promised_on is not None
    assert late.promised_on is not None
    assert was.promised_on < late.promised_on
    ask(house, case, text=f"Bonjour,\n\nRemboursé au plus tard {long_day(was.promised_on)}.")
    done = answered(case, house.actors[Role.SENIOR], now=NOON + timedelta(days=3))
    assert done.accepted is not None
    assert done.accepted.promised_on == late.promised_on
    said = str(Message.objects.get(step="decision").words["agent_text"])
    assert long_day(late.promised_on) in said
    assert long_day(was.promised_on) not in said


def test_our_own_letter_stays_ours_signed_by_who_asked(house: Shop) -> None:
    case = too_late(house)
    assert ask(house, case, text="").text == ""
    answered(case, house.actors[Role.SENIOR])
    said = Message.objects.get(step="decision").words
    assert "agent_text" not in said
    assert said["agent_name"] == house.agent.name


def test_finance_that_answers_no_customers_gives_what_it_is_asked_for(house: Shop) -> None:
    case = too_late(house, price=50_000)
    assert ask(house, case).approver == "finance"
    with refused(NotTheApprover) as caught:
        answered(case, house.actors[Role.SUPERVISOR])
    assert caught.value.facts["approver"] == "finance"
    assert answered(case, house.actors[Role.FINANCE]).state == "approved"


def test_who_may_more_alone_answers_too_and_nobody_himself(house: Shop) -> None:
    case = too_late(house)
    ask(house, case)
    with refused(NotAllowed):
        answered(case, house.agent)
    with refused(NotAllowed) as caught:
        answered(case, replace(house.actors[Role.SENIOR], id=house.agent.id))
    assert caught.value.facts["code"] == "own_request"
    assert answered(case, house.actors[Role.SUPERVISOR]).state == "approved"


def test_a_program_neither_gives_nor_asks_nor_approves(house: Shop) -> None:
    case = too_late(house)
    key = key_actor(org_id=house.org_id, key_id=1, brand_id=None, permissions=frozenset(Permission))
    with refused(ApprovalNeeded) as caught:
        give(house, case, actor=key)
    assert caught.value.facts["approver"] == "senior"
    with refused(NotAllowed):
        ask(house, case, actor=key)
    ask(house, case)
    with refused(NotAllowed):
        answered(case, replace(key, permissions=frozenset(Permission)))
    with refused(NotAllowed):
        answered(case, house.system)


def test_a_no_needs_words_which_the_asker_reads_alone(house: Shop) -> None:
    case = too_late(house)
    ask(house, case)
    said = Message.objects.count()
    with refused(MotiveMissing):
        answered(case, house.actors[Role.SENIOR], granted=False)

    done = answered(case, house.actors[Role.SENIOR], granted=False, motive="Un bon d’achat suffit.")

    assert done.state == "declined"
    assert remedies_asked(actor=house.agent, case_id=case.id)[0].answer == "Un bon d’achat suffit."
    assert (Message.objects.count(), Refund.objects.count()) == (said, 0)
    assert card(house, case).state == "open"
    assert ask(house, case, remedy=Remedy.EXCHANGE).state == "asked", "another wish may be asked"


def test_what_the_law_or_the_rule_gives_needs_nobodys_leave(house: Shop) -> None:
    """Five hundred euros: a withdrawal in time, a claim's replacement, money once thirty days are over."""
    dear = {"price": 50_000}
    soon = opened(house, sell(house, delivered_at=NOON - timedelta(days=3), **dear))
    assert give(house, soon, motive="").amount == euros(50_000)
    broken = opened(
        house, sell(house, delivered_at=NOON - timedelta(days=90), **dear), Intent.CLAIM, Reason.DEFECTIVE
    )
    assert give(house, broken, remedy=Remedy.REPLACEMENT, motive="").remedy is Remedy.REPLACEMENT
    again = opened(
        house, sell(house, delivered_at=NOON - timedelta(days=90), **dear), Intent.CLAIM, Reason.DEFECTIVE
    )
    with refused(ApprovalNeeded):
        give(house, again, motive="customer_asked")
    overdue = NOON + timedelta(days=31)
    assert give(house, again, motive="customer_asked", now=overdue).amount == euros(50_000)


def test_new_or_mended_things_count_at_their_price(house: Shop) -> None:
    case = too_late(house)
    with refused(ApprovalNeeded) as caught:
        give(house, case, remedy=Remedy.EXCHANGE)
    assert caught.value.facts["amount"] == euros(5900)


def test_slices_add_up_across_gestures_and_answers(house: Shop) -> None:
    sale = long_ago(house, price=2000, lines=2)
    first, second = (too_late(house, sale, line=n) for n in (0, 1))
    give(house, first)
    with refused(ApprovalNeeded) as caught:
        give(house, second)
    assert (caught.value.facts["amount"], caught.value.facts["before"]) == (euros(2000), euros(2000))
    assert grant(house, second, "slight", amount=1100, motive=SORRY).approver == "senior"


def test_an_answer_that_was_taken_back_counts_no_more(house: Shop) -> None:
    sale = long_ago(house, price=2000, lines=2)
    first, second = (too_late(house, sale, line=n) for n in (0, 1))
    gone = give(house, first, remedy=Remedy.RETURNLESS_REFUND)
    operations.undo_refund(actor=house.agent, reference=gone.refund_references[0], now=NOON)
    assert give(house, second).amount == euros(2000)


def test_a_case_answered_otherwise_ends_what_was_asked(house: Shop) -> None:
    case = too_late(house)
    ask(house, case)
    assert not operations.end_asked_remedy(actor=house.system, case_id=case.id, now=NOON), "still undecided"
    operations.answer_with_refusal(
        actor=house.agent, case_reference=case.reference, motive="out_of_time", reason="Trop tard.",
        instead="", now=NOON,
    )  # fmt: skip

    done = answered(case, house.actors[Role.SENIOR])

    assert (done.state, done.lapse) == ("lapsed", "decided")
    assert not Refund.objects.exists()
    assert not Approval.objects.exists()
    assert HumanTask.objects.get(code="remedy_asked").outcome == "lapsed"
    assert kinds(house, case)[-1] == "remedy_lapsed"


def test_another_plan_than_the_one_asked_for_is_not_given(house: Shop) -> None:
    sale = long_ago(house, lines=2)
    case = too_late(house, sale)
    ask(house, case)
    with refused(OfferMoved):
        answered(case, house.actors[Role.SENIOR], plan_digest="0" * 32)
    other = too_late(house, sale, line=1)
    give(house, other, actor=house.actors[Role.SENIOR])

    done = answered(case, house.actors[Role.SENIOR])

    assert (done.state, done.lapse) == ("lapsed", "moved")
    assert Refund.objects.count() == 1


def test_a_week_without_a_word_is_over_and_may_be_asked_anew(house: Shop) -> None:
    case = too_late(house)
    ask(house, case)
    with refused(Conflict):
        ask(house, case)
    late = NOON + timedelta(days=7)
    assert ask(house, case, now=late).state == "asked"
    assert [row.lapse for row in AskedRemedy.objects.order_by("id")] == ["expired", ""]
    done = answered(case, house.actors[Role.SENIOR], now=late + timedelta(days=7))
    assert (done.state, done.lapse) == ("lapsed", "expired")
    assert not Refund.objects.exists()


def test_who_may_give_it_alone_after_all_asks_nobody(house: Shop) -> None:
    case = too_late(house, price=2900)
    with refused(OfferMoved):
        ask(house, case)
    offered = opened(house, sell(house))
    with refused(OfferMoved):
        ask(house, offered)


def test_without_a_table_of_leeway_it_is_as_before(db: None) -> None:
    shop = make_shop()
    with organization_block(shop.org_id):
        case = too_late(shop, price=50_000)
        with refused(OfferMoved):
            ask(shop, case)
        assert give(shop, case).amount == euros(50_000)


def test_where_rows_contradict_nobody_gives_more(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from savoir.policies.tables import Verdict
    from savoir.resolutions.rules import leeway

    shop = kind_shop()
    at_odds = Verdict(outputs={"alone": True, "approver": None}, hits=(), contradicts=True)
    monkeypatch.setattr(leeway, "decide", lambda *_given: at_odds)
    with organization_block(shop.org_id):
        case = too_late(shop, price=100)
        for deed in (give, ask):
            with refused(NobodyGrants):
                deed(shop, case, actor=shop.actors[Role.ADMIN])
        assert give(shop, opened(shop, sell(shop)), motive="").amount == euros(5900)


def test_the_days_of_the_promise_stay_those_of_the_case(house: Shop) -> None:
    case = too_late(house)
    ask(house, case)
    assert list(Promise.objects.filter(case_id=case.id).values_list("kind", "state")) == promises(house, case)
    assert not Decision.objects.filter(case_id=case.id).exclude(outcome="offered").exists()
