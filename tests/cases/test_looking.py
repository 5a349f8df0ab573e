"""Somebody looks before the answer leaves: it adds a person and a day, and takes nothing away."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import Case, Decision
from savoir.cases.queries import (
    answer_for,
    answer_of_case,
    decided_facts,
    first_answer_by,
    promises_of_case,
    routed_case,
    timeline_of_case,
)
from savoir.cases.queries.past import past_decisions
from savoir.cases.states import Intent, PromiseKind, Reason, Remedy
from savoir.cases.values import CaseAnswer, CaseCard, MovedIn
from savoir.kernel.errors import NotAllowed
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.days import end_of_day
from savoir.orders.operations import count_in_standing
from savoir.resolutions.operations import accept_offer, answer_with_remedy, request_remedy
from savoir.resolutions.queries import offers_of_case, offers_with_plans
from tests.cases.files import DAY, asked, card, opened, refused, request_of
from tests.cases.routes import LOOKS, bent, decide_by, refused_before, rows, sold
from tests.shop import NOON, Sale, Shop

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
WISH = (Intent.WITHDRAWAL, Reason.CHANGED_MIND)


@pytest.fixture
def house(shop: Shop) -> Shop:
    """Who had three returns refused is looked at within two days."""
    decide_by(shop, LOOKS)
    return shop


def doubted(shop: Shop, **given: Any) -> Sale:
    """A sale to somebody whose three returns the dock refused."""
    sale = sold(shop, **given)
    refused_before(sale, 3, shop=shop)
    return sale


def offered(shop: Shop, sale: Sale) -> CaseAnswer:
    return answer_for(actor=shop.customer(sale.order_id), lines=(asked(sale, *WISH),), now=NOON)


def told(answer: CaseAnswer) -> Mapping[str, Any]:
    """All that the law or the brand owes by this answer."""
    line = answer.lines[0]
    return {
        "remedies": answer.remedies, "digest": answer.digest, "law": (line.law_answer, line.articles),
        "until": (line.withdrawal_until, line.guarantee_until, line.send_back_by, line.remedy_due_on),
        "money": (line.refund_days, line.counted_from, line.fee_share, line.fee_amount),
        "way": (line.return_method, line.customer_pays_return, line.keep_item), "facts": line.facts_digest,
    }  # fmt: skip


def asks(shop: Shop, sale: Sale) -> CaseCard:
    """He asks for his money at the portal, with the plan he was shown."""
    actor = shop.customer(sale.order_id)
    offers = offers_with_plans(actor=actor, lines=(asked(sale, *WISH),), now=NOON)
    plan = next(one for one in offers.plans if one.remedy is Remedy.REFUND)
    case, accepted = request_remedy(
        actor=actor, request=request_of(sale, asked(sale, *WISH), wanted=Remedy.REFUND),
        remedy=Remedy.REFUND, plan_digest=plan.digest, now=NOON,
    )  # fmt: skip
    assert accepted is None, "a person looks first"
    return case


def grants(shop: Shop, case: CaseCard) -> None:
    """Léa grants what was proposed."""
    plan = next(
        one
        for one in offers_of_case(actor=shop.agent, case_id=case.id, now=NOON).plans
        if one.remedy is Remedy.REFUND
    )
    answer_with_remedy(
        actor=shop.agent, case_reference=case.reference, remedy=Remedy.REFUND, plan_digest=plan.digest,
        text="", now=NOON + timedelta(hours=1),
    )  # fmt: skip


def test_a_person_looks_by_a_day_and_nothing_else_moves(house: Shop) -> None:
    with organization_block(house.org_id):
        plain, sale = offered(house, sold(house, number="FR-1")), doubted(house, number="FR-2")
        answer = offered(house, sale)

        assert (plain.why_person, plain.look) == ("", None)
        assert answer.why_person == "look"
        assert answer.look is not None
        assert (answer.look.by, answer.look.row and answer.look.row.number) == (TODAY + 2 * DAY, 1)
        without = {"digest", "facts"}
        assert {k: v for k, v in told(answer).items() if k not in without} == {
            k: v for k, v in told(plain).items() if k not in without
        }


def test_the_case_waits_before_a_person_who_answers_by_that_day(house: Shop) -> None:
    with organization_block(house.org_id):
        case = asks(house, doubted(house))

        assert (case.needs_person, card(house, case).look_by) == (True, TODAY + 2 * DAY)
        promise = promises_of_case(actor=house.agent, case_id=case.id)[0]
        assert promise.kind == PromiseKind.FIRST_ANSWER.value
        assert promise.due_at <= end_of_day(TODAY + 2 * DAY, "Europe/Paris")
        look = routed_case(actor=house.agent, case_id=case.id).look
        assert look is not None
        assert look.row is not None
        assert look.row.label_fr == "Trois retours refusés : une personne regarde"
        opening = next(
            fact
            for fact in timeline_of_case(actor=house.agent, case_id=case.id)
            if fact.kind == "case_opened"
        )
        assert opening.payload["look_by"] == (TODAY + 2 * DAY).isoformat()
        assert offers_of_case(actor=house.agent, case_id=case.id, now=NOON).answer.why_person == "look"


def test_the_page_before_tells_the_day_the_case_then_promises(shop: Shop) -> None:
    decide_by(shop, bent(LOOKS, look_within_days=0))
    with organization_block(shop.org_id):
        sale = doubted(shop)
        look = offered(shop, sale).look
        assert look is not None
        by = first_answer_by(
            actor=shop.customer(sale.order_id), order_id=sale.order_id, now=NOON, look_by=look.by
        )
        case = asks(shop, sale)

        assert by == end_of_day(TODAY, "Europe/Paris")
        assert card(shop, case).next_due_at == by


def test_the_customer_grants_himself_nothing_meanwhile(house: Shop) -> None:
    with organization_block(house.org_id):
        sale = doubted(house)
        case = asks(house, sale)
        actor = house.customer(sale.order_id)
        plan = offers_of_case(actor=actor, case_id=case.id, now=NOON).plans[0]
        with refused(NotAllowed):
            accept_offer(
                actor=actor, case_reference=case.reference, remedy=plan.remedy, plan_digest=plan.digest,
                now=NOON,
            )  # fmt: skip


def test_who_looked_grants_what_was_owed_all_along(house: Shop) -> None:
    with organization_block(house.org_id):
        case = asks(house, doubted(house))
        before = told(answer_of_case(actor=house.agent, case_id=case.id))

        grants(house, case)

        assert (card(house, case).needs_person, card(house, case).look_by) == (False, None)
        answer = answer_of_case(actor=house.agent, case_id=case.id)
        assert (answer.why_person, told(answer)) == ("", before)


def test_taken_back_it_is_not_looked_at_a_second_time(house: Shop) -> None:
    with organization_block(house.org_id):
        case = asks(house, doubted(house))
        grants(house, case)
        cases.take_back_decision(actor=house.agent, case_id=case.id, now=NOON + timedelta(hours=2))

        assert answer_of_case(actor=house.agent, case_id=case.id).why_person == ""


def test_what_is_counted_about_him_later_changes_no_open_case(house: Shop) -> None:
    with organization_block(house.org_id):
        calm, sale = sold(house, number="FR-1"), doubted(house, number="FR-2")
        one, other = opened(house, calm, *WISH), asks(house, sale)
        refused_before(calm, 9, shop=house)
        count_in_standing(actor=house.system, customer_id=sale.customer_id, rejected=-3, now=NOON)

        assert answer_of_case(actor=house.agent, case_id=one.id).why_person == ""
        assert answer_of_case(actor=house.agent, case_id=other.id).why_person == "look"


def test_the_decision_keeps_what_the_look_was_decided_from(house: Shop) -> None:
    with organization_block(house.org_id):
        case = asks(house, doubted(house))
        known = decided_facts(actor=house.agent, reference=case.reference)
        assert (known["customer_rejected"], known["customer_cases"], known["customer_orders"]) == (3, 0, 1)
        assert known["customer_value"] == 5900

        grants(house, case)

        again = decided_facts(actor=house.agent, reference=case.reference)
        assert {k: v for k, v in again.items() if k.startswith("customer_")} == {
            k: v for k, v in known.items() if k.startswith("customer_")
        }
        assert past_decisions(actor=house.system)[0].facts["customer_rejected"] == 3


def test_a_house_that_asks_nothing_about_customers_keeps_nothing_about_them(in_shop: Shop) -> None:
    sale = sold(in_shop)
    refused_before(sale, 9, shop=in_shop)
    case = opened(in_shop, sale, *WISH)

    assert not any(name.startswith("customer_") for name in Decision.objects.get().facts)
    assert (Case.objects.get().standing, card(in_shop, case).look_by) == (None, None)


def test_a_long_look_ends_before_the_legal_day(shop: Shop) -> None:
    """No version with such a look is published with a proof; the house does not rely on it."""
    decide_by(shop, bent(LOOKS, look_within_days=400))
    with organization_block(shop.org_id):
        money = offered(shop, doubted(shop, number="FR-1")).look
        sale = doubted(shop, number="FR-2")
        line = asked(sale, Intent.CLAIM, Reason.DEFECTIVE)
        claim = answer_for(actor=shop.customer(sale.order_id), lines=(line,), now=NOON).look

        assert money is not None
        assert money.by == TODAY + 13 * DAY  # L221-24: 14 days
        assert claim is not None
        assert claim.by <= TODAY + 29 * DAY


def test_rows_at_odds_want_a_person_too(shop: Shop) -> None:
    clash = rows("risk_look", ("Oui", {"channel": "= web"}, {"look": True}),
                 ("Non", {"channel": "= web"}, {"look": False}))  # fmt: skip
    decide_by(shop, {**clash, "hit": "unique"})
    with organization_block(shop.org_id):
        answer = offered(shop, sold(shop))

        assert answer.why_person == "look"
        assert answer.look is not None
        assert answer.look.row is None


def test_another_reason_for_a_person_weighs_more(house: Shop) -> None:
    with organization_block(house.org_id):
        sale = doubted(house, order={"is_professional": True})
        answer = answer_for(
            actor=house.customer(sale.order_id), lines=(asked(sale, Intent.ASSISTANCE, Reason.HOW_TO_USE),),
            now=NOON,
        )  # fmt: skip

        assert answer.why_person == "policy"
        assert answer.look is not None


def test_what_moved_in_is_before_a_person_already(house: Shop) -> None:
    with organization_block(house.org_id):
        sale = doubted(house)
        case, _ = cases.move_in_case(
            actor=house.system, request=request_of(sale, asked(sale, *WISH)),
            moved=MovedIn("Z-1", NOON - 3 * DAY), now=NOON,
        )  # fmt: skip

        assert (card(house, case).needs_person, card(house, case).look_by) == (True, None)
