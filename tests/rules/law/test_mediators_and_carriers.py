"""After a complaint that failed or a parcel that came broken: dates of the mediator and of the carrier."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.days import Place, days, months
from savoir.law.carriers import Carriage, Handover, Loss, counted, protest, time_bar
from savoir.law.marketplace import marketplace
from savoir.law.mediation import Dispute, first_day, last_day, mediation, odr_link_allowed
from savoir.law.parameters import article, notice
from savoir.law.values import Ban, Buyer, Seller

WRITTEN = Dispute(buyer=Buyer.CONSUMER, seller=Seller.TRADER, complained_on=date(2026, 11, 3))
BROKEN = Handover(
    carriage=Carriage.DOMESTIC, place=Place.METROPOLE, loss=Loss.DAMAGED, received_on=date(2026, 11, 10),
    taken_by_consumer=True, chance_to_check=True,
)  # fmt: skip
TODAY = date(2026, 11, 12)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_no_answer_opens_the_mediator_after_two_months_for_a_year() -> None:
    assert (first_day(WRITTEN), last_day(WRITTEN)) == (date(2027, 1, 3), date(2027, 11, 3))
    waiting = mediation(WRITTEN, date(2027, 1, 2))
    assert (waiting.answer, waiting.missing) == (Answer.NEEDS_FACTS, ("refused_on",))
    assert waiting.tell == ("mediator_on_site",)
    told = mediation(WRITTEN, date(2027, 1, 3))
    assert (told.answer, told.needs_person) == (Answer.YES, False)
    assert "mediator_named_again" in told.tell
    assert mediation(WRITTEN, date(2027, 11, 3)).answer is Answer.YES
    late = mediation(WRITTEN, date(2027, 11, 4))
    assert (late.answer, late.needs_person, late.tell) == (Answer.NO, True, ("mediator_on_site",))


def test_a_refusal_opens_the_mediator_at_once() -> None:
    refused = replace(WRITTEN, refused_on=date(2026, 11, 10))
    told = mediation(refused, date(2026, 11, 10))
    assert (told.answer, told.first_day) == (Answer.YES, date(2026, 11, 10))
    assert "L616-1" in told.articles
    assert {Ban.IMPOSE_MEDIATION, Ban.CHARGE_A_FEE} <= told.merchant_may_not
    assert first_day(replace(WRITTEN, refused_on=date(2026, 11, 1))) == date(2026, 11, 3)
    assert first_day(replace(WRITTEN, refused_on=date(2027, 3, 1))) == date(2027, 1, 3), "two months at most"


def test_the_customers_last_day_rolls_over_a_week_end() -> None:
    assert last_day(replace(WRITTEN, complained_on=date(2026, 3, 14))) == date(2027, 3, 15)


@pytest.mark.parametrize(("known", "answer", "missing"), [
    ({"buyer": Buyer.PROFESSIONAL}, Answer.NO, ()),
    ({"seller": Seller.PRIVATE_INDIVIDUAL}, Answer.NO, ()),
    ({"elsewhere": True}, Answer.NO, ()),
    ({"buyer": None, "seller": None}, Answer.NEEDS_FACTS, ("buyer", "seller")),
    ({"complained_on": None}, Answer.NEEDS_FACTS, ("complained_on",)),
    ({"country": "DE"}, Answer.NEEDS_FACTS, ("country",)),
    ({"country": "FR"}, Answer.YES, ()),
    ({"country": "RE"}, Answer.YES, ()),
])  # fmt: skip
def test_who_may_go_to_the_mediator(
    known: dict[str, object], answer: Answer, missing: tuple[str, ...]
) -> None:
    told = mediation(replace(WRITTEN, **known), date(2027, 2, 1))
    assert (told.answer, told.missing) == (answer, missing)


def test_nobody_links_to_the_closed_platform() -> None:
    assert odr_link_allowed(date(2025, 7, 19))
    assert not odr_link_allowed(date(2025, 7, 20))
    old = mediation(replace(WRITTEN, complained_on=date(2025, 1, 6)), date(2025, 7, 1))
    assert Ban.LINK_THE_ODR_PLATFORM not in old.merchant_may_not
    now = mediation(WRITTEN, date(2027, 2, 1))
    assert Ban.LINK_THE_ODR_PLATFORM in now.merchant_may_not
    assert "Reg. (EU) 2024/3228 art. 1" in now.articles


@given(DAYS, st.none() | st.integers(0, 400), st.sampled_from(Place), DAYS)
def test_the_mediator_is_never_shut_sooner_than_a_year(
    written: date, refused: int | None, place: Place, today: date
) -> None:
    dispute = replace(
        WRITTEN, complained_on=written, place=place,
        refused_on=None if refused is None else days(written, refused),
    )  # fmt: skip
    told = mediation(dispute, today)
    assert told.last_day >= months(written, 12)
    assert written <= told.first_day <= months(written, 2)
    assert all(article(code).fr for code in told.articles)
    assert all(notice(code).fr and notice(code).en for code in told.tell)


def test_a_broken_parcel_on_the_eve_of_a_holiday() -> None:
    told = protest(BROKEN, TODAY)
    assert (told.answer, told.last_day) == (Answer.YES, date(2026, 11, 14))  # 11 November does not count
    assert (told.time_bar, told.form) == (date(2027, 11, 10), ("protest_registered",))
    assert told.articles == ("C. com. L133-3", "C. com. L133-6", "L216-2")
    assert protest(BROKEN, date(2026, 11, 16)).answer is Answer.NO


def test_a_sunday_is_counted_for_the_promise_and_left_for_the_lawyer() -> None:
    friday = replace(BROKEN, received_on=date(2026, 11, 13))
    told = protest(friday, date(2026, 11, 17))
    assert (told.last_day, told.longest) == (date(2026, 11, 16), date(2026, 11, 17))
    assert (told.answer, told.missing) == (Answer.NEEDS_FACTS, ("sundays",))
    assert protest(replace(friday, protested_on=date(2026, 11, 16)), date(2027, 1, 1)).answer is Answer.YES


def test_ten_days_when_nobody_could_look_into_the_parcel() -> None:
    shut = replace(BROKEN, chance_to_check=False, received_on=date(2026, 11, 16))
    told = protest(shut, date(2026, 11, 20))
    assert (told.last_day, told.articles[0]) == (date(2026, 11, 26), "L224-65")
    unknown = protest(replace(shut, chance_to_check=None), date(2026, 11, 25))
    assert (unknown.answer, unknown.last_day) == (Answer.NEEDS_FACTS, date(2026, 11, 19))
    assert unknown.missing == ("chance_to_check",)
    taken_by_shop = protest(replace(shut, taken_by_consumer=False), date(2026, 11, 25))
    assert taken_by_shop.answer is Answer.NO


def test_by_road_across_a_border_seven_days_for_what_does_not_show() -> None:
    abroad = replace(BROKEN, carriage=Carriage.CMR, apparent=False, received_on=date(2026, 11, 16))
    told = protest(abroad, date(2026, 11, 20))
    assert (told.last_day, told.longest) == (date(2026, 11, 24), date(2026, 11, 24))  # one Sunday skipped
    assert (told.articles[:2], told.form) == (("CMR art. 30", "CMR art. 32"), ("protest_in_writing",))
    assert protest(replace(abroad, apparent=True), date(2026, 11, 16)).last_day == date(2026, 11, 16)
    unsure = protest(replace(abroad, apparent=None), date(2026, 11, 20))
    assert (unsure.last_day, unsure.longest) == (date(2026, 11, 16), date(2026, 11, 24))
    assert (unsure.answer, unsure.missing) == (Answer.NEEDS_FACTS, ("apparent",))


def test_a_parcel_that_never_came_asks_for_no_protest_but_has_a_year() -> None:
    lost = Handover(loss=Loss.TOTAL, due_on=date(2026, 11, 5))
    told = protest(lost, TODAY)
    assert (told.answer, told.last_day, told.time_bar) == (Answer.YES, None, date(2027, 11, 5))
    assert protest(lost, date(2027, 11, 6)).answer is Answer.NO
    assert protest(Handover(loss=Loss.TOTAL), TODAY).missing == ("due_on",)
    late = Handover(loss=Loss.LATE)
    assert protest(late, TODAY).missing == ("received_on",)
    assert protest(late, TODAY).articles[0] == "C. com. L133-6"


def test_lateness_across_a_border_is_claimed_within_twenty_one_days() -> None:
    late = Handover(loss=Loss.LATE, carriage=Carriage.CMR, received_on=date(2026, 11, 2))
    told = protest(late, TODAY)
    assert (told.answer, told.last_day, told.longest) == (
        Answer.YES, date(2026, 11, 23), date(2026, 11, 23),
    )  # fmt: skip
    assert protest(late, date(2026, 11, 24)).answer is Answer.NO
    assert protest(replace(late, received_on=None), TODAY).missing == ("received_on",)


def test_before_the_day_is_known_nothing_is_lost() -> None:
    for carriage, code in ((Carriage.CMR, "CMR art. 30"), (None, "C. com. L133-3")):
        told = protest(Handover(carriage=carriage), TODAY)
        assert (told.answer, told.missing, told.articles[0]) == (Answer.NEEDS_FACTS, ("received_on",), code)
    assert time_bar(Handover()) is None


HANDOVERS = st.builds(
    Handover,
    carriage=st.none() | st.sampled_from(Carriage), place=st.sampled_from(Place),
    loss=st.none() | st.sampled_from(Loss), apparent=st.none() | st.booleans(),
    received_on=st.none() | DAYS, due_on=st.none() | DAYS, taken_by_consumer=st.none() | st.booleans(),
    chance_to_check=st.none() | st.booleans(), protested_on=st.none() | DAYS,
)  # fmt: skip


@given(HANDOVERS, DAYS)
def test_whatever_the_carrier_the_customer_need_not_have_protested(handover: Handover, today: date) -> None:
    told = protest(handover, today)
    assert Ban.DEMAND_CARRIER_RESERVES in told.merchant_may_not
    assert "L216-2" in told.articles
    assert all(article(code).en for code in told.articles)
    assert all(notice(code).en for code in told.form)
    assert (told.answer is Answer.NEEDS_FACTS) is bool(told.missing)
    if told.last_day and told.longest:
        assert handover.received_on <= told.last_day <= told.longest


@given(DAYS, st.integers(0, 12), st.integers(0, 12))
def test_days_off_only_lengthen_a_count(start: date, n: int, more: int) -> None:
    assert counted(start, n, lambda day: False) == start + timedelta(days=n)
    assert counted(start, n + more, lambda day: day.day == 1) >= counted(start, n, lambda day: False)


def test_on_a_marketplace_the_seller_owes_and_the_operator_says_who_he_is() -> None:
    assert marketplace(Seller.TRADER)[:2] == (Answer.YES, "seller")
    private = marketplace(Seller.PRIVATE_INDIVIDUAL)
    assert (private.debtor, private.tell, private.articles[-1]) == (
        "seller", ("seller_is_private",), "C. civ. 1641",
    )  # fmt: skip
    unknown = marketplace(None)
    assert (unknown.answer, unknown.missing) == (Answer.NEEDS_FACTS, ("seller",))
    assert marketplace(Seller.TRADER, sold_by_operator=True).debtor == "operator"
    for told in (private, unknown, marketplace(Seller.TRADER), marketplace(None, sold_by_operator=True)):
        assert all(article(code).fr for code in told.articles)
        assert all(notice(code).fr for code in told.tell)
