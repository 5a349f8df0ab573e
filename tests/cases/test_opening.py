"""Somebody asks: a case with its answer, its promise and its hold, or nothing at all."""

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import Case, CaseLine, Decision
from savoir.cases.queries import case_card, first_answer_by
from savoir.cases.states import Intent, Reason
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import OrderLine
from savoir.orders.operations import NothingLeftToReturn
from tests.cases.files import HOUR, asked, card, kinds, opened, promises, refused, request_of
from tests.shop import NOON, Shop, make_shop, sell


def test_a_case_holds_its_units_and_promises_a_first_answer(in_shop: Shop) -> None:
    sale = sell(in_shop, quantity=3)
    case = opened(in_shop, sale, quantity=2)
    assert OrderLine.objects.get(id=sale.line_ids[0]).held_qty == 2
    assert (case.intent, case.value.minor, case.headline) == (Intent.WITHDRAWAL, 11800, "Robe en lin")
    assert promises(in_shop, case) == [("first_answer", "running")]
    assert card(in_shop, case).next_due_at == NOON + 48 * HOUR
    due = first_answer_by(actor=in_shop.customer(sale.order_id), order_id=sale.order_id, now=NOON)
    assert due == NOON + 48 * HOUR
    assert kinds(in_shop, case) == ["promise_made", "case_opened"]
    decision = Decision.objects.get(case_id=case.id)
    assert (decision.outcome, decision.actor_kind, decision.version_id is None) == (
        "offered",
        "customer",
        False,
    )
    assert decision.facts["withdrawal_open"] is True
    assert decision.articles


def test_a_claim_holds_nothing(in_shop: Shop) -> None:
    sale = sell(in_shop)
    case = opened(in_shop, sale, Intent.CLAIM, Reason.DEFECTIVE)
    assert OrderLine.objects.get(id=sale.line_ids[0]).held_qty == 0
    assert not CaseLine.objects.get(case_id=case.id).holds


def test_the_same_dress_is_not_asked_back_twice(in_shop: Shop) -> None:
    sale = sell(in_shop)
    opened(in_shop, sale)
    with refused(NothingLeftToReturn):
        opened(in_shop, sale)


def test_an_open_claim_goes_on_instead_of_a_second_one(in_shop: Shop) -> None:
    sale = sell(in_shop)
    opened(in_shop, sale, Intent.CLAIM, Reason.DEFECTIVE)
    with refused(cases.ClaimAlreadyOpen):
        opened(in_shop, sale, Intent.CLAIM, Reason.DEFECTIVE)


def test_one_refused_line_refuses_the_whole_request(in_shop: Shop) -> None:
    sale = sell(in_shop, lines=2)
    opened(in_shop, sale)
    both = [asked(sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND, line=n) for n in (1, 0)]
    with refused(NothingLeftToReturn):
        cases.open_case(actor=in_shop.agent, request=request_of(sale, *both), now=NOON)


@pytest.mark.parametrize("quantity", [0, -1, 2])
def test_more_than_was_bought_is_refused(in_shop: Shop, quantity: int) -> None:
    sale = sell(in_shop)
    with refused(Invalid):
        opened(in_shop, sale, quantity=quantity)


def test_a_request_without_lines_or_with_another_orders_line_is_refused(in_shop: Shop) -> None:
    sale, other = sell(in_shop), sell(in_shop)
    with refused(cases.NothingToOpen):
        cases.open_case(actor=in_shop.agent, request=request_of(sale), now=NOON)
    foreign = asked(other, Intent.WITHDRAWAL, Reason.CHANGED_MIND)
    with refused(cases.NothingToOpen):
        cases.open_case(actor=in_shop.agent, request=request_of(sale, foreign), now=NOON)


def test_another_customers_order_does_not_exist(in_shop: Shop) -> None:
    sale, other = sell(in_shop), sell(in_shop)
    stranger = in_shop.customer(other.order_id)
    with refused(NotFound):
        opened(in_shop, sale, actor=stranger)
    case = opened(in_shop, sale)
    with refused(NotFound):
        case_card(actor=stranger, reference=case.reference)


def test_the_dock_opens_no_case(in_shop: Shop) -> None:
    sale = sell(in_shop)
    with refused(NotAllowed):
        opened(in_shop, sale, actor=in_shop.dock)


def test_another_organization_sees_neither_order_nor_case(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        case = opened(shop, sale)
    other = make_shop()
    with organization_block(other.org_id):
        with refused(NotFound):
            opened(other, sale, actor=other.agent)
        with refused(NotFound):
            case_card(actor=other.agent, reference=case.reference)
        with refused(NotFound):
            cases.assign_case(actor=other.agent, reference=case.reference, member_id=None, now=NOON)
        assert not Case.objects.exists()
