"""A case on which something is owed ends with nothing only where the house shows why, on nobody's word."""

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import CaseLine
from savoir.cases.operations import BelowTheLaw
from savoir.cases.states import CaseState, EndMotive, Remedy
from savoir.conversations.operations import receive_from_customer
from savoir.kernel import ledger
from savoir.kernel.ledger import Code, Reference
from savoir.kernel.values.money import Money
from savoir.orders.models import OrderLine, Payment
from savoir.resolutions.events import RefundReduced, RefundSettled, ReplacementSent
from tests.cases.files import HOUR, card, opened, refused
from tests.law_floor.attempts import ATTEMPTS, Table, refused_and_opened_again, set_up
from tests.shop import NOON, Shop

END = ATTEMPTS["closed without action after a contested refusal"]


@pytest.fixture
def table(in_shop: Shop) -> Table:
    """A dress of 59 euros that is owed back; its refusal was wrong and is looked at again."""
    return set_up(in_shop, END)


def ends(table: Table, motive: EndMotive) -> None:
    table.end(motive)
    assert card(table.shop, table.case).state is CaseState.RESOLVED


def stays(table: Table, motive: EndMotive) -> None:
    with refused(BelowTheLaw) as caught:
        table.end(motive)
    assert caught.value.facts["article"] == "L221-18"
    assert card(table.shop, table.case).state is CaseState.OPEN


def says(table: Table, *facts: ledger.Event) -> None:
    for fact in facts:
        ledger.record(fact, actor=table.shop.system, now=NOON + 3 * HOUR)


def left(table: Table, minor: int) -> RefundSettled:
    return RefundSettled(
        subject_id=table.case.id, refund_id=1, payment_id=table.sale.payment_id, customer_id=None,
        amount=Money(minor, "EUR"),
    )  # fmt: skip


@pytest.mark.parametrize("motive", [one for one in EndMotive if one is not EndMotive.OTHER])
def test_a_word_alone_ends_nothing(table: Table, motive: EndMotive) -> None:
    stays(table, motive)


def test_all_her_money_has_left_is_settled_part_of_it_is_not(table: Table) -> None:
    says(table, left(table, 5899))
    stays(table, EndMotive.ALREADY_SETTLED)
    says(table, left(table, 1))
    ends(table, EndMotive.ALREADY_SETTLED)


def test_what_was_lawfully_kept_is_no_debt(table: Table) -> None:
    kept = RefundReduced(
        subject_id=table.case.id, loss_id=1, case_line_id=1, kept=Money(1200, "EUR"),
        amount=Money(4700, "EUR"), article=Code("L221-23"),
    )  # fmt: skip
    says(table, left(table, 4700), kept)
    ends(table, EndMotive.ALREADY_SETTLED)


def test_a_new_dress_sent_since_settles_it_one_of_before_does_not(table: Table) -> None:
    sent = ReplacementSent(
        subject_id=table.case.id, remedy=Remedy.REPLACEMENT, order_reference=Reference("FR-1")
    )
    says(table, sent)
    cases.hand_to_person(actor=table.shop.system, case_id=table.case.id, now=NOON + 4 * HOUR)
    refused_and_opened_again(table)
    stays(table, EndMotive.ALREADY_SETTLED)
    says(table, sent)
    ends(table, EndMotive.ALREADY_SETTLED)


def test_she_gives_up_in_her_own_words_written_since(table: Table) -> None:
    her = table.shop.customer(table.sale.order_id, verified=True)
    receive_from_customer(
        actor=her, case_reference=table.case.reference, text="Finalement je la garde.", now=NOON + 3 * HOUR
    )
    ends(table, EndMotive.CUSTOMER_GAVE_UP)


def test_what_she_wrote_before_the_refusal_is_no_giving_up(table: Table) -> None:
    her = table.shop.customer(table.sale.order_id, verified=True)
    receive_from_customer(
        actor=her, case_reference=table.case.reference, text="Je ne suis pas d’accord.", now=NOON + 3 * HOUR
    )
    refused_and_opened_again(table)
    stays(table, EndMotive.CUSTOMER_GAVE_UP)


@pytest.mark.parametrize(("minor", "is_enough"), [(1, False), (5899, False), (5900, True)])
def test_money_elsewhere_covers_what_is_owed(table: Table, minor: int, is_enough: bool) -> None:
    Payment.objects.filter(id=table.sale.payment_id).update(refunded_minor=minor)
    (ends if is_enough else stays)(table, EndMotive.RETURNED_ELSEWHERE)


def test_money_of_another_case_of_the_order_is_not_hers_for_this_one(table: Table) -> None:
    Payment.objects.filter(id=table.sale.payment_id).update(refunded_minor=5900)
    fact = RefundSettled(
        subject_id=opened_beside(table), refund_id=1, payment_id=table.sale.payment_id, customer_id=None,
        amount=Money(5900, "EUR"),
    )  # fmt: skip
    says(table, fact)
    stays(table, EndMotive.RETURNED_ELSEWHERE)


@pytest.mark.parametrize(("acceptance", "is_open", "is_one"), [
    ("pending", True, True), ("accepted", False, True), ("rejected", False, False),
    ("pending", False, False),
])  # fmt: skip
def test_a_duplicate_is_of_a_case_that_lives_or_was_granted(
    table: Table, acceptance: str, is_open: bool, is_one: bool
) -> None:
    mine = CaseLine.objects.get(case_id=table.case.id)
    CaseLine.objects.filter(id=mine.id).update(holds=False)
    other = opened_beside(table)
    CaseLine.objects.filter(case_id=other).update(acceptance=acceptance, is_open=is_open)
    (ends if is_one else stays)(table, EndMotive.DUPLICATE)


def opened_beside(table: Table) -> int:
    """Another case about the same dress."""
    OrderLine.objects.filter(id=table.sale.line_ids[0]).update(held_qty=0)
    return opened(table.shop, table.sale).id
