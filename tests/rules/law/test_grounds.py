"""Less than the law only on a ground of the closed list, and only when the law, asked again, says so too."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.answers import NO, YES
from savoir.kernel.values.money import Money
from savoir.law.covers import covers, money_article
from savoir.law.floor import Moved, floor, moves
from savoir.law.grounds import PLEAS, Ground, depreciated, grant_gaps, pleaded, refusal_gap
from savoir.law.parameters import article
from savoir.law.rights import rights
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Component,
    Condition,
    Contract,
    Facts,
    Offer,
    Party,
    Remedy,
    Rights,
    Sale,
    Seller,
)

TODAY = date(2026, 11, 20)
EUROS = Money(5900, "EUR")
W, C, D = Basis.WITHDRAWAL, Basis.CONFORMITY, Basis.DELIVERY


def law(*, days: int = 5, **known: Any) -> Rights:
    """A dress bought online by a consumer, delivered some days ago, told of her right."""
    bought = TODAY - timedelta(days=days)
    sold = {
        "country": "FR", "sale": Sale.DISTANCE_ONLINE, "buyer": Buyer.CONSUMER, "seller": Seller.TRADER,
        "contract": Contract.GOODS, "concluded_on": bought, "deliveries": (bought,), "delivered_on": bought,
        "more_to_come": False, "info_given": True, "return_cost_announced": True, "paid": EUROS,
        "withdrawn_on": TODAY, "informed_on": TODAY,
    }  # fmt: skip
    return rights(Facts.told({**sold, **known}), TODAY)


def faulty(*, days: int = 200, **known: Any) -> Rights:
    """The same thing shows a fault."""
    said = {"defect": True, "defect_appeared_on": TODAY, "claimed_on": TODAY}
    return law(days=days, withdrawn_on=None, informed_on=None, **{**said, **known})


@pytest.mark.parametrize("ground", list(Ground))
def test_each_ground_names_an_article_and_facts_that_the_law_asks(ground: Ground) -> None:
    plea = PLEAS[ground]
    assert article(plea.article).fr
    Facts.told(dict(plea.states))
    assert plea.over <= plea.states.keys()


def test_out_of_time_the_law_itself_says_no() -> None:
    assert refusal_gap(law(days=40), W, None) is None
    assert refusal_gap(law(days=5), W, None) == (Component.REMEDIES, "L221-18")


def test_nobody_knows_whether_she_was_told_so_the_person_says_it() -> None:
    unknown = law(days=40, info_given=None)
    assert refusal_gap(unknown, W, None) is not None
    assert refusal_gap(unknown, W, Ground.PERIOD_OVER) is None
    told_not = law(days=40, info_given=False)
    assert refusal_gap(told_not, W, Ground.PERIOD_OVER) is not None, "her year is still running"


@pytest.mark.parametrize(
    ("ground", "known", "stands"),
    [
        (Ground.MADE_TO_SPEC, {}, False),
        (Ground.MADE_TO_SPEC, {"made_to_spec": False}, True),
        (Ground.PERISHABLE, {}, False),
        (Ground.UNSEALED_HYGIENE, {"sealed_for_hygiene": True, "unsealed": False}, False),
        (Ground.UNSEALED_HYGIENE, {"sealed_for_hygiene": False}, True),
        (Ground.PROFESSIONAL_BUYER, {"buyer": None}, False),
        (Ground.PROFESSIONAL_BUYER, {}, True),
        (Ground.PRIVATE_SELLER, {"seller": None}, False),
        (Ground.DIGITAL_STARTED, {}, True),
        (Ground.DIGITAL_STARTED, {"deliveries": (), "delivered_on": None}, False),
        (Ground.FAULT_DISPROVED, {}, True),
        (Ground.PERIOD_OVER, {}, True),
        (Ground.CUSTOMER_AGREED, {}, True),
        (Ground.FOREIGN_LAW, {}, True),
        (Ground.FOREIGN_LAW, {"country": "DE"}, True),
        (Ground.FOREIGN_LAW, {"country": "GB"}, False),
    ],
)
def test_a_ground_holds_only_where_the_law_bears_it_out(
    ground: Ground, known: dict[str, Any], stands: bool
) -> None:
    assert (refusal_gap(law(**known), W, ground) is not None) is stands


def test_a_professional_of_five_off_premises_keeps_the_right() -> None:
    small = law(sale=Sale.OFF_PREMISES, buyer=Buyer.PROFESSIONAL, employees=3, outside_main_activity=True)
    assert small.answer(W) is YES
    for ground in (None, Ground.PROFESSIONAL_BUYER, Ground.PERIOD_OVER):
        assert refusal_gap(small, W, ground) is not None
    big = law(sale=Sale.OFF_PREMISES, buyer=Buyer.PROFESSIONAL, employees=50, outside_main_activity=True)
    assert refusal_gap(big, W, None) is None


def test_an_exchange_that_is_refused_has_failed_and_is_a_withdrawal_of_its_day() -> None:
    wished = law(withdrawn_on=None, informed_on=None, wish_on=TODAY)
    assert refusal_gap(wished, W, None) is not None
    assert refusal_gap(law(days=40, withdrawn_on=None, wish_on=TODAY), W, None) is None
    kept = law(withdrawn_on=None, informed_on=None, wish_on=TODAY, wish_failed=True)
    assert refusal_gap(kept, W, None) is not None


def test_a_fault_is_disproved_or_put_right() -> None:
    assert refusal_gap(faulty(), C, None) == (Component.REMEDIES, "L217-3")
    assert refusal_gap(faulty(), C, Ground.FAULT_DISPROVED) is None
    assert refusal_gap(faulty(), C, Ground.UNSEALED_HYGIENE) is not None


def test_second_hand_has_two_years_too() -> None:
    used = faulty(days=400, condition=Condition.SECOND_HAND)
    for ground in (None, Ground.PERIOD_OVER):
        assert refusal_gap(used, C, ground) is not None


def test_after_two_years_the_warranty_still_stands_unless_another_gives_it() -> None:
    old = faulty(days=900, commercial_warranty_months=60)
    assert refusal_gap(old, C, Ground.PERIOD_OVER) == (Component.REMEDIES, "L217-21")
    assert refusal_gap(old, C, Ground.ANOTHERS_WARRANTY) is None
    assert refusal_gap(faulty(days=900), C, Ground.PERIOD_OVER) is None


@pytest.mark.parametrize(("country", "years", "name"), [("ES", 2.5, "TRLGDCU"), ("DE", 1.5, "BGB")])
def test_abroad_the_consumers_own_law_stands(country: str, years: float, name: str) -> None:
    there = faulty(days=int(years * 365), country=country)
    for ground in (None, Ground.PERIOD_OVER, Ground.FOREIGN_LAW):
        gap = refusal_gap(there, C, ground)
        assert gap is not None
        assert gap.article.startswith(name)


def test_a_parcel_that_never_came_is_the_sellers_until_he_proves_it() -> None:
    lost = law(deliveries=(), delivered_on=None, lost_or_broken_in_transit=True, more_to_come=True)
    assert refusal_gap(lost, D, None) is not None
    late = law(days=10, lost_or_broken_in_transit=None)
    assert refusal_gap(late, D, None) is not None
    assert refusal_gap(late, D, Ground.DELIVERY_PROVED) is None


def test_a_recall_stands_beside_everything() -> None:
    recalled = law(days=40, recalled=True, recalled_on=TODAY, repair_possible=True, replacement_possible=True)
    assert recalled.answer(W) is NO
    assert (refusal_gap(recalled, W, None) is None) is (recalled.answer(Basis.RECALL) is not YES)


@pytest.mark.parametrize(
    ("remedy", "wish", "ground", "component"),
    [
        (Remedy.REFUND, None, None, None),
        (Remedy.RETURNLESS_REFUND, None, None, None),
        (Remedy.STORE_CREDIT, None, None, Component.REMEDIES),
        (Remedy.EXCHANGE, None, None, Component.REMEDIES),
        (Remedy.EXCHANGE, Remedy.EXCHANGE, None, None),
        (Remedy.STORE_CREDIT, None, Ground.CUSTOMER_AGREED, None),
        (Remedy.STORE_CREDIT, None, Ground.PERIOD_OVER, Component.REMEDIES),
        (Remedy.STORE_CREDIT, None, Ground.PROFESSIONAL_BUYER, Component.REMEDIES),
    ],
)
def test_money_is_given_back_as_money(
    remedy: Remedy, wish: Remedy | None, ground: Ground | None, component: Component | None
) -> None:
    gaps = grant_gaps(law(), W, remedy, wish=wish, ground=ground)
    assert [gap.component for gap in gaps] == ([component] if component else [])


@pytest.mark.parametrize(
    ("remedy", "wish", "ground", "component"),
    [
        (Remedy.REPAIR, None, None, None),
        (Remedy.REPAIR, Remedy.REPLACEMENT, None, Component.CHOICE),
        (Remedy.REPAIR, Remedy.REPLACEMENT, Ground.REPLACEMENT_DISPROPORTIONATE, None),
        (Remedy.REPLACEMENT, Remedy.REPLACEMENT, None, None),
        (Remedy.REFUND, None, None, None),
        (Remedy.REFUND, Remedy.REPAIR, None, Component.CHOICE),
        (Remedy.STORE_CREDIT, Remedy.REPAIR, None, Component.REMEDIES),
    ],
)
def test_between_repair_and_replacement_the_consumer_chooses(
    remedy: Remedy, wish: Remedy | None, ground: Ground | None, component: Component | None
) -> None:
    gaps = grant_gaps(faulty(), C, remedy, wish=wish, ground=ground)
    assert component in ([gap.component for gap in gaps] or [None])


def test_only_a_loss_beyond_trial_after_information_lowers_a_refund() -> None:
    loss = Money(2000, "EUR")
    assert depreciated(law(), loss, handled_beyond_need=True) == Money(3900, "EUR")
    for told, handled in ((None, True), (False, True), (True, False), (True, None)):
        assert depreciated(law(info_given=told), loss, handled_beyond_need=handled) == EUROS
    assert depreciated(law(days=40), loss, handled_beyond_need=True) is None
    assert depreciated(law(paid=None), loss, handled_beyond_need=True) is None
    assert depreciated(law(), Money(9900, "EUR"), handled_beyond_need=True) == Money(0, "EUR")


@given(st.sampled_from(list(Ground)), st.integers(0, 1200), st.sampled_from([None, True, False]))
def test_a_ground_never_overrules_what_is_known(ground: Ground, days: int, told: bool | None) -> None:
    asked = law(days=days, info_given=told)
    weighed = pleaded(asked, ground)
    if weighed is None:
        assert refusal_gap(asked, W, ground) is not None
        return
    kept = vars(weighed.facts)
    for name, value in vars(asked.facts).items():
        assert value is None or kept[name] == value or name in PLEAS[ground].over


def test_the_floor_says_from_what_to_what_it_moved() -> None:
    mean = Offer(
        basis=W, return_paid_by=Party.CONSUMER, refund=Money(4900, "EUR"), last_day=TODAY, by_person=True,
        same_means=False, demands=frozenset({Ban.CHARGE_A_FEE, Ban.DEMAND_UNOPENED}),
        refund_due_on=TODAY + timedelta(days=60), choice_by=Party.SELLER,
    )  # fmt: skip
    asked = law(return_cost_announced=None, posted_on=TODAY)
    raised = floor(mean, asked)
    assert covers(raised.offer, asked) == ()
    told = {move.component: (move.before, move.after) for move in moves(mean, raised)}
    assert told == {
        Component.REMEDIES: ("", "refund"), Component.CHOICE: ("seller", "consumer"),
        Component.PAYER: ("consumer", "seller"), Component.REFUND: ("4900 EUR", "5900 EUR"),
        Component.LAST_DAY: ("2026-11-20", "2026-11-30"), Component.MEANS: ("no", "yes"),
        Component.REFUND_DATE: ("2027-01-19", "2026-12-04"),
        Component.DEMANDS: ("charge_a_fee, demand_unopened", ""),
    }  # fmt: skip
    machine = Offer(basis=C)
    no = faulty(days=900, repairs=0, immobilized_days=0)
    assert moves(machine, floor(machine, no)) == (Moved(Component.PERSON, "RGPD 22", "no", "yes"),)
    silent = Offer(basis=W, remedies=(Remedy.REFUND,))
    assert moves(silent, floor(silent, asked)) == ()


def test_each_basis_has_the_article_of_its_money() -> None:
    assert [money_article(basis) for basis in (W, C, D)] == ["L221-24", "L217-17", "L216-7"]
    assert money_article(Basis.HIDDEN_DEFECTS) == "L221-24"


R = Basis.RECALL


def test_a_number_outside_the_recall_ends_the_claim_and_only_where_the_recall_was_open() -> None:
    unknown = faulty(days=900)
    assert refusal_gap(unknown, R, None) == (Component.REMEDIES, "Reg. (EU) 2023/988 art. 37")
    assert refusal_gap(unknown, R, Ground.PERIOD_OVER) is not None
    assert refusal_gap(unknown, R, Ground.NOT_RECALLED) is None

    recalled = faulty(days=900, recalled=True, recalled_on=date(2026, 1, 5))
    assert refusal_gap(recalled, R, Ground.NOT_RECALLED) == (
        Component.REMEDIES, "Reg. (EU) 2023/988 art. 37",
    )  # fmt: skip


def test_a_recall_stands_against_the_refusal_of_anything_else() -> None:
    old = faulty(days=900, recalled=True, recalled_on=date(2026, 1, 5))
    gap = refusal_gap(old, C, Ground.PERIOD_OVER)
    assert gap == (Component.REMEDIES, "Reg. (EU) 2023/988 art. 37")
