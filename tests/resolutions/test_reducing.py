"""A withdrawn dress comes back worn: what may be kept of the money, who says so, what the customer hears."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from savoir.conversations.models import Message
from savoir.kernel.access import Role
from savoir.kernel.errors import Invalid, NotAllowed
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import ValueLoss
from savoir.logistics.operations import InspectionStays, LossSettled, undo_inspection
from savoir.logistics.queries import losses_of_case
from savoir.orders.models import Payment
from savoir.resolutions.models import JournalLine, Refund
from savoir.resolutions.operations import (
    NothingToReduce,
    OfferMoved,
    begin_attempt,
    decline_reduction,
    leave_on_last_day,
)
from savoir.resolutions.operations.triggering import DOCK_WINDOW
from savoir.resolutions.queries import check_invariants, journey_of_case
from tests.cases.files import card, kinds, refused
from tests.logistics.losses import THEN, Worn, came_back, euros, keep, measure, shown
from tests.resolutions.test_paid_in_parts import paid_in_parts
from tests.shop import Shop

SOON = THEN + timedelta(minutes=5)


def refund_of(worn: Worn) -> Refund:
    return Refund.objects.get(case_id=worn.made.case.id)


def test_the_dock_proposes_and_nothing_moves(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    seen = shown(in_shop, worn)

    assert (seen.before, seen.kept, seen.after) == (euros(5900), euros(1200), euros(4700))
    assert (seen.article, seen.gap, seen.has_left) == ("L221-23", None, False)
    assert refund_of(worn).amount_minor == 5900
    assert card(in_shop, worn.made.case).needs_person, "a person decides"


def test_a_share_is_measured_on_what_the_units_cost(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop), amount=None, share_points=2000)
    assert shown(in_shop, worn).kept == euros(1180)


def test_a_senior_keeps_it_and_the_rest_leaves(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))

    assert keep(in_shop, worn) == euros(4700)

    refund = refund_of(worn)
    assert (refund.amount_minor, refund.state) == (4700, "settling")
    assert refund.leaves_at == THEN + DOCK_WINDOW
    assert Payment.objects.get(id=worn.sale.payment_id).pending_minor == 4700
    owed = JournalLine.objects.filter(account="owed_to_customers").aggregate(minor=Sum("amount_minor"))
    assert owed == {"minor": -4700}
    attempt = begin_attempt(actor=in_shop.system, refund_id=refund.id, now=SOON)
    assert attempt is not None
    assert attempt.instruction.amount == euros(4700)
    assert not card(in_shop, worn.made.case).needs_person
    assert "refund_reduced" in kinds(in_shop, worn.made.case)


def test_the_customer_reads_the_reason_the_article_the_sums_and_the_mediator(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    keep(in_shop, worn)
    words = Message.objects.get(case_id=worn.made.case.id, step="reduction").words
    assert words["articles"] == ["L221-23"]
    assert (words["kept_minor"], words["amount_minor"]) == (1200, 4700)
    assert "maquillage" in words["reason"]


def test_less_may_be_kept_than_was_measured_never_more(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    with refused(Invalid) as caught:
        keep(in_shop, worn, euros(1201))
    assert caught.value.facts["most"] == euros(1200)
    assert keep(in_shop, worn, euros(500)) == euros(5400)


def test_one_of_two_dresses_is_worn_and_the_other_comes_back_whole(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop, quantity=2), amount=euros(2000))
    keep(in_shop, worn)
    assert refund_of(worn).amount_minor == 11800 - 2000
    assert refund_of(worn).state == "requested", "nobody has looked at the other one"


def test_what_was_shown_is_what_is_kept(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    old = shown(in_shop, worn, euros(100)).digest
    with refused(OfferMoved):
        keep(in_shop, worn, digest=old)


def test_nothing_is_kept_by_an_agent_below_or_without_words(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    with refused(NotAllowed):
        keep(in_shop, worn, actor=in_shop.agent)
    with refused(NotAllowed) as by_machine:
        keep(in_shop, worn, actor=in_shop.system)
    assert by_machine.value.facts["code"] == "person_decides"
    with refused(Invalid):
        keep(in_shop, worn, reason="  ")


def test_a_person_keeps_nothing_and_the_refund_leaves_whole(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    decline_reduction(actor=in_shop.actors[Role.SENIOR], loss_id=worn.loss_id, now=THEN)
    assert (refund_of(worn).amount_minor, refund_of(worn).state) == (5900, "settling")
    assert ValueLoss.objects.get().state == "declined"
    with refused(LossSettled):
        keep(in_shop, worn)


def test_it_is_decided_once_and_the_inspection_stays(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    keep(in_shop, worn)
    with refused(LossSettled):
        keep(in_shop, worn)
    with refused(InspectionStays) as caught:
        undo_inspection(actor=in_shop.dock, inspection_id=worn.inspection_id, now=THEN)
    assert caught.value.facts["code"] == "decided"


def test_an_inspection_taken_back_takes_its_measure_along(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    undo_inspection(actor=in_shop.dock, inspection_id=worn.inspection_id, now=THEN)
    assert losses_of_case(actor=in_shop.dock, case_id=worn.made.case.id) == ()


def test_money_that_left_on_the_laws_day_is_not_taken_back(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    leave_on_last_day(actor=in_shop.system, refund_id=refund_of(worn).id, now=THEN)
    assert shown(in_shop, worn).has_left
    with refused(NothingToReduce):
        keep(in_shop, worn)
    assert refund_of(worn).amount_minor == 5900


@pytest.mark.parametrize(
    "missing",
    [
        {"beyond": " "},
        {"photo_id": 0},
        {"amount": euros(0)},
        {"amount": euros(5900)},
        {"amount": None, "share_points": 10_000},
    ],
)
def test_the_dock_says_what_it_saw_with_a_photo_and_less_than_all(
    in_shop: Shop, missing: dict[str, object]
) -> None:
    worn = came_back(in_shop)
    with refused(Invalid):
        measure(in_shop, worn, **missing)
    assert ValueLoss.objects.count() == 0


def test_paid_in_two_parts_the_last_gives_first_and_the_books_hold(in_shop: Shop) -> None:
    """40 by card, 19 by gift card; 25 are kept: the gift card gets nothing, the card 34."""
    worn = measure(in_shop, came_back(in_shop, sale=paid_in_parts(in_shop)), amount=euros(2500))
    assert [(cut.before, cut.after) for cut in shown(in_shop, worn).refunds] == [
        (euros(4000), euros(3400)), (euros(1900), euros(0))
    ]  # fmt: skip

    assert keep(in_shop, worn) == euros(3400)

    rows = Refund.objects.filter(case_id=worn.made.case.id).order_by("id")
    assert list(rows.values_list("amount_minor", "state")) == [(3400, "settling"), (1900, "canceled")]
    assert Payment.objects.aggregate(pending=Sum("pending_minor")) == {"pending": 3400}
    owed = JournalLine.objects.filter(account="owed_to_customers").aggregate(minor=Sum("amount_minor"))
    assert owed == {"minor": -3400}
    steps = journey_of_case(actor=in_shop.customer(worn.sale.order_id), case_id=worn.made.case.id)
    money = next(step for step in steps if step.code == "refunded")
    assert money.fact("minor") == "3400"


def test_the_invariants_of_the_house_hold_after_it(shop: Shop) -> None:
    with organization_block(shop.org_id):
        keep(shop, measure(shop, came_back(shop)))
        decline = measure(shop, came_back(shop))
        decline_reduction(actor=shop.actors[Role.SENIOR], loss_id=decline.loss_id, now=THEN)
    found = check_invariants(actor=shop.system, now=THEN)
    assert [one.code for one in found if one.violations] == []
