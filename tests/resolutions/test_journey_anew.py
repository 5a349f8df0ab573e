"""What the customer reads of his parcel and his money when a case was decided anew, or paid in parts."""

import pytest

from savoir.cases.states import Remedy
from savoir.kernel.access import Role
from savoir.resolutions import operations
from savoir.resolutions.queries import journey_of_case
from tests.cases.files import DAY, Chosen, chosen
from tests.resolutions.test_decided_anew import accepted_again, arrive, given_up, post
from tests.resolutions.test_two_refunds import paid_in_parts, refunds
from tests.shop import NOON, Sale, Shop, sell


def steps(shop: Shop, sale: Sale, made: Chosen) -> dict[str, str]:
    found = journey_of_case(actor=shop.customer(sale.order_id), case_id=made.case.id)
    return {step.code: step.state for step in found}


def test_a_parcel_on_its_way_stays_on_its_way(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    post(in_shop, sale, made)
    given_up(in_shop, made)
    assert steps(in_shop, sale, made)["posted"] == "done", "before anybody has decided again"
    accepted_again(in_shop, made)
    found = steps(in_shop, sale, made)
    assert (found["answered"], found["posted"], found["received"]) == ("done", "done", "now")


def test_a_parcel_that_is_here_stays_here(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    arrive(in_shop, sale, made)
    given_up(in_shop, made)
    accepted_again(in_shop, made)
    found = steps(in_shop, sale, made)
    assert (found["posted"], found["received"]) == ("done", "done")


def test_a_slip_kept_is_still_to_be_used_and_one_taken_back_is_not(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    given_up(in_shop, made)
    accepted_again(in_shop, made)
    assert steps(in_shop, sale, made)["posted"] == "now"
    given_up(in_shop, made)
    accepted_again(in_shop, made, Remedy.RETURNLESS_REFUND)
    assert "posted" not in steps(in_shop, sale, made)


@pytest.mark.parametrize("first", [0, 1])
def test_money_in_two_parts_is_back_when_both_are(in_shop: Shop, first: int) -> None:
    sale = paid_in_parts(in_shop)
    made = chosen(in_shop, sale)
    post(in_shop, sale, made)
    pair = refunds(made)
    for number, state in ((first, "next"), (1 - first, "done")):
        operations.settle_by_hand(
            actor=in_shop.actors[Role.FINANCE], reference=pair[number].reference,
            provider_reference=f"re_{number}", now=NOON + 3 * DAY,
        )  # fmt: skip
        assert steps(in_shop, sale, made)["refunded"] == state
