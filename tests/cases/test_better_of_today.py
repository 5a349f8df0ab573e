"""The version of the purchase holds; where a version promises the better one, today's may give more."""

from datetime import timedelta
from typing import Any

import pytest

from savoir.cases.queries import answer_for, answer_of_case, rights_of_order
from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import LineAnswer
from savoir.kernel.tenancy import organization_block
from savoir.policies.queries import version_at, versions_for
from tests.cases.files import asked, opened
from tests.cases.routes import BEGUN, rows
from tests.groundwork import house_document
from tests.policies.publishing import published
from tests.shop import NOON, Sale, Shop, sell

pytestmark = pytest.mark.django_db
YESTERDAY = NOON - timedelta(days=1)
LATE = {"intent": "= return", "withdrawal_open": "non"}
THIRTY = rows("eligibility", ("Trente jours, échange", LATE, {"remedies": ["exchange"], "window_days": 30}))
KINDER = rows("eligibility", ("Trente jours, remboursé", LATE, {"remedies": ["refund", "exchange"]}))
HARDER = rows("eligibility", ("Plus rien après la loi", LATE, {"remedies": []}))
OTHER = rows("eligibility", ("Bon d’achat", LATE, {"remedies": ["store_credit"]}))


def put(shop: Shop, table: dict[str, Any], begun: Any, **said: Any) -> None:
    document = house_document()
    document = {**document, **said, "name": "Retours", "tables": [table, *document["tables"]]}
    with organization_block(shop.org_id):
        published(shop, document, begins_at=begun, now=begun)


def house(shop: Shop, today: dict[str, Any], *, then: bool = False, now: bool = True) -> Shop:
    """Bought under thirty days for an exchange; since yesterday the rules are others."""
    put(shop, THIRTY, BEGUN, **({"better_of_today": True} if then else {}))
    put(shop, today, YESTERDAY, **({"better_of_today": True} if now else {}))
    return shop


def bought(shop: Shop) -> Sale:
    at = NOON - timedelta(days=25)
    return sell(shop, contract_at=at, delivered_at=at + timedelta(days=2))


def answered(shop: Shop, sale: Sale) -> LineAnswer:
    wish = asked(sale, Intent.RETURN, Reason.CHANGED_MIND)
    return answer_for(actor=shop.customer(sale.order_id), lines=(wish,), now=NOON).lines[0]


def said(answer: LineAnswer) -> tuple[bool, str, set[Remedy]]:
    return answer.is_of_today, answer.rows[0].label_fr, set(answer.remedies)


@pytest.mark.parametrize(("then", "now"), [(False, True), (True, False), (True, True)])
def test_the_kinder_rule_of_today_holds_where_a_version_promises_it(
    shop: Shop, then: bool, now: bool
) -> None:
    house(shop, KINDER, then=then, now=now)
    with organization_block(shop.org_id):
        sale = bought(shop)
        answer = answered(shop, sale)
        assert said(answer) == (True, "Trente jours, remboursé", {Remedy.REFUND, Remedy.EXCHANGE})
        todays = version_at(actor=shop.system, brand_id=shop.brand_id, at=NOON)
        assert todays is not None
        assert (answer.version_id, answer.version_digest) == (todays.id, todays.digest)


def test_without_that_promise_the_rule_of_the_purchase_holds(shop: Shop) -> None:
    house(shop, KINDER, now=False)
    with organization_block(shop.org_id):
        answer = answered(shop, bought(shop))
        assert said(answer) == (False, "Trente jours, échange", {Remedy.EXCHANGE})


@pytest.mark.parametrize("today", [HARDER, OTHER, THIRTY], ids=["less", "something else", "the same"])
def test_what_is_not_better_everywhere_takes_nothing_away(shop: Shop, today: dict[str, Any]) -> None:
    house(shop, today)
    with organization_block(shop.org_id):
        answer = answered(shop, bought(shop))
        assert said(answer) == (False, "Trente jours, échange", {Remedy.EXCHANGE})


def test_the_longer_period_of_both_is_told_before_anybody_asks(shop: Shop) -> None:
    house(shop, rows("eligibility", ("Quarante", LATE, {"remedies": ["refund"], "window_days": 40})))
    with organization_block(shop.org_id):
        sale = bought(shop)
        [told] = rights_of_order(actor=shop.customer(sale.order_id), order_id=sale.order_id, now=NOON)
        assert told.policy_until == (NOON - timedelta(days=23) + timedelta(days=40)).date()


def test_a_case_keeps_the_better_answer_of_the_day_it_was_opened(shop: Shop) -> None:
    house(shop, KINDER)
    with organization_block(shop.org_id):
        sale = bought(shop)
        case = opened(shop, sale, Intent.RETURN, Reason.CHANGED_MIND)
    put(shop, HARDER, NOON + timedelta(hours=1))
    with organization_block(shop.org_id):
        answer = answer_of_case(actor=shop.agent, case_id=case.id).lines[0]
        assert said(answer)[:2] == (True, "Trente jours, remboursé")


def test_both_versions_are_those_of_their_days(shop: Shop) -> None:
    house(shop, KINDER)
    with organization_block(shop.org_id):
        for days in (0, 1, 25, 61, 400):
            at = NOON - timedelta(days=days)
            one = [version_at(actor=shop.system, brand_id=shop.brand_id, at=when) for when in (at, NOON)]
            both = versions_for(actor=shop.system, brand_id=shop.brand_id, bought_at=at, now=NOON)
            assert [card and card.id for card in both] == [card and card.id for card in one]
