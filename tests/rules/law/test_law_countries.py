"""Withdrawal and the statutory guarantee by the consumer's own law: Belgium, Germany, Spain, Italy."""

import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.days import Place
from savoir.law.conformity import guarantee_last_day, presumed, presumption_last_day
from savoir.law.covers import covers
from savoir.law.parameters import COUNTRIES, article, codes, national, numbers, parameter, parameters
from savoir.law.rights import rights
from savoir.law.values import (
    Basis,
    Buyer,
    Condition,
    Contract,
    Facts,
    Offer,
    Party,
    Remedy,
    Right,
    Sale,
    Seller,
)
from savoir.law.withdrawal import withdrawal_period

NEIGHBOURS = ("BE", "DE", "ES", "IT")
BOUGHT = Facts(
    sale=Sale.DISTANCE_ONLINE, buyer=Buyer.CONSUMER, seller=Seller.TRADER, concluded_on=date(2026, 9, 1),
    deliveries=(date(2026, 9, 7),), more_to_come=False, info_given=True,
)  # fmt: skip
VISITED = replace(BOUGHT, sale=Sale.OFF_PREMISES, unsolicited_visit=True)
SOON, MONTH = date(2026, 9, 21), date(2026, 10, 7)
OLD = Facts(
    buyer=Buyer.CONSUMER, seller=Seller.TRADER, contract=Contract.GOODS, concluded_on=date(2024, 10, 1),
    delivered_on=date(2024, 10, 4), defect=True,
)  # fmt: skip


def withdrawal(facts: Facts, today: date) -> Right:
    return rights(facts, today).of(Basis.WITHDRAWAL)


def guarantee(facts: Facts, today: date) -> Right:
    return rights(facts, today).of(Basis.CONFORMITY)


@pytest.mark.parametrize(("country", "names"), [
    ("BE", ("VI.47 CDE", "VI.51 CDE", "VI.50 CDE")),
    ("DE", ("BGB 355", "BGB 357")),
    ("ES", ("TRLGDCU 104", "TRLGDCU 108", "TRLGDCU 107")),
    ("IT", ("Cod. cons. 52", "Cod. cons. 57", "Cod. cons. 56")),
])  # fmt: skip
def test_fourteen_days_under_the_article_of_ones_own_country(country: str, names: tuple[str, ...]) -> None:
    right = withdrawal(replace(BOUGHT, country=country), SOON)
    assert (right.answer, right.last_day, right.needs_person) == (Answer.YES, SOON, False)
    assert set(names) <= set(right.articles)
    assert not [code for code in right.articles if code.startswith("L")]
    over = withdrawal(replace(BOUGHT, country=country), date(2026, 10, 8))
    assert (over.answer, over.needs_person) == (Answer.NO, True)


@pytest.mark.parametrize(("country", "last"), [("IT", MONTH), ("ES", MONTH), ("DE", SOON), ("BE", SOON)])
def test_a_visit_nobody_asked_for_gives_thirty_days_in_italy_and_spain(country: str, last: date) -> None:
    visited = replace(VISITED, country=country)
    assert withdrawal(visited, SOON).last_day == last
    assert withdrawal(replace(visited, unsolicited_visit=False), SOON).last_day == SOON


def test_information_given_late_starts_the_thirty_days_anew() -> None:
    told = replace(VISITED, country="IT", info_given_on=date(2026, 9, 9))
    assert withdrawal(told, SOON).last_day == date(2026, 10, 9)
    assert withdrawal(replace(told, info_given=False, info_given_on=None), SOON).last_day == date(2027, 10, 7)


def test_a_visit_of_unknown_kind_is_promised_fourteen_days_and_asked_about_after() -> None:
    visited = replace(VISITED, country="IT", unsolicited_visit=None)
    period = withdrawal_period(visited, SOON)
    assert (period.promised, period.longest) == (SOON, MONTH)
    doubt = withdrawal(visited, date(2026, 9, 22))
    assert (doubt.answer, doubt.missing) == (Answer.NEEDS_FACTS, ("unsolicited_visit",))
    assert withdrawal(visited, date(2026, 10, 8)).answer is Answer.NO
    unsaid = withdrawal_period(replace(visited, sale=None, unsolicited_visit=True), SOON)
    assert (unsaid.promised, unsaid.longest, unsaid.missing) == (SOON, MONTH, ("sale",))
    before = replace(VISITED, country="IT", concluded_on=date(2023, 4, 1))
    assert withdrawal_period(before, SOON).promised == SOON  # the thirty days came the day after


def test_a_period_ends_on_a_working_day_of_the_place() -> None:
    """Corpus Christi, 4 June 2026, is a holiday in Munich and none in Hamburg."""
    bavarian = replace(BOUGHT, country="DE", region="BY", deliveries=(date(2026, 5, 21),))
    assert withdrawal(bavarian, date(2026, 5, 22)).last_day == date(2026, 6, 5)
    assert withdrawal(replace(bavarian, region="HH"), date(2026, 5, 22)).last_day == date(2026, 6, 4)
    assert withdrawal(replace(bavarian, region=None), date(2026, 5, 22)).last_day == date(2026, 6, 5)


def test_a_french_territory_has_french_law_and_its_own_holidays() -> None:
    """Abolition day, 20 December 2027, is a Monday on Reunion."""
    there = replace(BOUGHT, country="RE", deliveries=(date(2027, 12, 6),))
    right = withdrawal(there, date(2027, 12, 7))
    assert (right.answer, right.last_day, right.articles[0]) == (
        Answer.YES, date(2027, 12, 21), "L221-18",
    )  # fmt: skip
    assert withdrawal(replace(there, place=Place.MARTINIQUE), date(2027, 12, 7)).last_day.day == 20


def test_elsewhere_the_directives_promise_and_a_person_answers() -> None:
    right = withdrawal(replace(BOUGHT, country="PT"), SOON)
    assert (right.answer, right.missing, right.last_day) == (Answer.NEEDS_FACTS, ("country",), SOON)
    covered = guarantee(replace(OLD, country="PT", repairs=3), date(2026, 10, 1))
    assert (covered.answer, covered.last_day) == (Answer.NEEDS_FACTS, date(2026, 10, 4))
    assert (covered.articles, covered.exception) == (("Rome I 6",), "")
    assert parameters("PT") == parameters("LU") != parameters("FR")


@pytest.mark.parametrize("country", NEIGHBOURS)
def test_an_exception_is_named_as_the_country_names_it(country: str) -> None:
    spoilt = withdrawal(replace(BOUGHT, country=country, perishable=True), SOON)
    assert spoilt.answer is Answer.NO
    assert spoilt.exception == national("L221-28 4°", country) == spoilt.articles[0]
    assert article(spoilt.exception).fr.startswith("Pas de rétractation pour un bien qui se périme")


@pytest.mark.parametrize(("country", "buyer", "expected"), [
    ("ES", Buyer.NON_PROFESSIONAL, Answer.YES),
    ("DE", Buyer.NON_PROFESSIONAL, Answer.NO),
    ("DE", Buyer.PROFESSIONAL, Answer.NO),
])  # fmt: skip
def test_who_is_a_consumer_is_for_his_country_to_say(country: str, buyer: Buyer, expected: Answer) -> None:
    """Small professionals off premises are a French rule; associations are consumers in Spain."""
    bought = replace(VISITED, country=country, buyer=buyer, employees=0, outside_main_activity=True)
    assert withdrawal(bought, SOON).answer is expected
    assert guarantee(bought, SOON).answer is expected


def test_a_stand_at_a_fair_abroad_is_looked_at_by_a_person() -> None:
    stand = replace(BOUGHT, sale=Sale.TRADE_FAIR)
    assert withdrawal(stand, SOON).articles == ("L224-59",)
    assert withdrawal(stand, SOON).answer is Answer.NO
    assert withdrawal(replace(stand, country="DE"), SOON).answer is Answer.NEEDS_FACTS


@pytest.mark.parametrize(("country", "last", "presumption"), [
    ("FR", date(2026, 10, 4), date(2026, 10, 4)),
    ("BE", date(2026, 10, 4), date(2026, 10, 4)),
    ("DE", date(2026, 10, 4), date(2025, 10, 4)),
    ("ES", date(2027, 10, 4), date(2026, 10, 4)),
    ("IT", date(2026, 10, 4), date(2025, 10, 4)),
])  # fmt: skip
def test_how_long_a_seller_answers_for_defects(country: str, last: date, presumption: date) -> None:
    bought = replace(OLD, country=country)
    assert guarantee_last_day(bought, last) == last
    assert presumption_last_day(bought, last) == presumption
    right = guarantee(replace(bought, defect_appeared_on=last, claimed_on=last), last)
    assert (right.answer, right.proof_on) == (
        Answer.YES, Party.SELLER if presumption == last else Party.CONSUMER,
    )  # fmt: skip
    assert right.remedies == (Remedy.REPAIR, Remedy.REPLACEMENT)
    assert right.remedy_due_on == (date(2026, 11, 3) if country == "FR" else None)


@pytest.mark.parametrize(("country", "concluded", "guaranteed", "presumed_for"), [
    ("ES", date(2021, 12, 31), 24, 6), ("ES", date(2022, 1, 1), 36, 24),
    ("BE", date(2022, 5, 31), 24, 6), ("BE", date(2022, 6, 1), 24, 24),
    ("DE", date(2021, 12, 31), 24, 6), ("DE", date(2022, 1, 1), 24, 12),
    ("IT", date(2021, 12, 31), 24, 6), ("IT", date(2022, 1, 1), 24, 12),
])  # fmt: skip
def test_the_day_of_the_contract_chooses_the_number(
    country: str, concluded: date, guaranteed: int, presumed_for: int
) -> None:
    law = numbers(concluded, country)
    assert (law["guarantee_months"], law["presumption_new_months"]) == (guaranteed, presumed_for)
    assert parameter("presumption_new_months", concluded, country).value == presumed_for


def test_what_is_french_is_nought_elsewhere() -> None:
    """Six months more after a repair, a new guarantee after an imposed replacement."""
    mended = replace(OLD, repairs=1, imposed_replacement_on=date(2026, 1, 5))
    assert guarantee_last_day(mended, SOON) == date(2028, 7, 5)
    for country in ("BE", "DE", "IT"):
        assert guarantee_last_day(replace(mended, country=country), SOON) == date(2026, 10, 4)


def test_the_repair_directive_adds_twelve_months_once() -> None:
    """For contracts from 2026-07-31; no national text was found, which the row says."""
    mended = replace(OLD, country="IT", concluded_on=date(2026, 8, 3), delivered_on=date(2026, 8, 3))
    for repairs in (1, 2):
        assert guarantee_last_day(replace(mended, repairs=repairs), SOON) == date(2029, 8, 3)
    assert parameter("repair_extension_months", SOON, "IT").is_open


@pytest.mark.parametrize("country", NEIGHBOURS)
def test_used_goods_are_guaranteed_shorter_only_where_that_was_agreed(country: str) -> None:
    used = replace(OLD, country=country, condition=Condition.SECOND_HAND)
    full = guarantee_last_day(replace(OLD, country=country), SOON)
    assert guarantee_last_day(used, SOON) == full
    agreed = replace(used, used_guarantee_agreed_months=12)
    assert guarantee_last_day(agreed, SOON) == date(2025, 10, 4) == presumption_last_day(agreed, SOON)
    less = replace(used, used_guarantee_agreed_months=3)
    assert guarantee_last_day(less, SOON) == date(2025, 10, 4)  # never below a year
    assert guarantee_last_day(replace(agreed, condition=Condition.NEW), SOON) == full
    french = replace(agreed, country="FR")
    assert guarantee_last_day(french, SOON) == date(2026, 10, 4)  # nothing may be agreed away here


def test_a_late_german_defect_leaves_four_months_to_claim() -> None:
    late = replace(OLD, country="DE", defect_appeared_on=date(2026, 9, 20))
    assert guarantee_last_day(late, SOON) == date(2027, 1, 20)
    claimed = replace(late, claimed_on=date(2027, 1, 20))
    right = guarantee(claimed, date(2027, 1, 20))
    assert (right.answer, right.needs_person) == (Answer.YES, False)
    barred = guarantee(replace(late, claimed_on=date(2027, 1, 21)), date(2027, 1, 21))
    assert (barred.answer, barred.articles, barred.needs_person) == (Answer.NO, ("BGB 438",), True)
    on_the_last_day = replace(late, defect_appeared_on=date(2026, 10, 4))
    assert guarantee_last_day(on_the_last_day, SOON) == date(2027, 2, 4)
    early = replace(late, defect_appeared_on=date(2025, 1, 20))
    assert guarantee_last_day(early, SOON) == date(2026, 10, 4)
    before_2022 = replace(late, concluded_on=date(2021, 10, 1))
    assert guarantee_last_day(before_2022, SOON) == date(2026, 10, 4)


def test_german_goods_handed_back_are_guaranteed_two_months_for_the_same_defect() -> None:
    back = replace(OLD, country="DE", defect_appeared_on=date(2026, 5, 4), handed_back_on=date(2026, 9, 15))
    assert guarantee_last_day(back, SOON) == date(2026, 11, 15)
    again = replace(back, defect_appeared_on=date(2026, 11, 10), claimed_on=date(2026, 11, 10))
    doubt = guarantee(again, date(2026, 11, 10))
    assert (doubt.answer, doubt.missing) == (Answer.NEEDS_FACTS, ("same_defect",))
    assert guarantee(replace(again, same_defect=True), date(2026, 11, 10)).answer is Answer.YES
    assert guarantee(replace(again, same_defect=False), date(2026, 11, 10)).answer is Answer.NO


def test_an_italian_buyer_has_twenty_six_months_to_act() -> None:
    late = replace(OLD, country="IT", defect_appeared_on=date(2026, 10, 1), claimed_on=date(2026, 12, 4))
    right = guarantee(late, date(2026, 12, 4))
    assert (right.answer, right.needs_person) == (Answer.YES, True)
    assert guarantee(replace(late, claimed_on=date(2026, 12, 5)), date(2026, 12, 5)).answer is Answer.NO
    after = replace(late, defect_appeared_on=date(2026, 11, 2))
    assert guarantee(after, date(2026, 12, 4)).answer is Answer.NO  # two years, not three


def test_a_belgian_guarantee_stands_still_during_the_repair_and_a_late_notice_is_for_a_person() -> None:
    away = replace(OLD, country="BE", immobilized_days=30)
    assert guarantee_last_day(away, SOON) == date(2026, 11, 3)
    late = replace(OLD, country="BE", defect_appeared_on=date(2026, 5, 1), claimed_on=date(2026, 7, 2))
    right = guarantee(late, date(2026, 7, 2))
    assert (right.answer, right.needs_person) == (Answer.YES, True)
    in_time = guarantee(replace(late, claimed_on=date(2026, 7, 1)), date(2026, 7, 1))
    assert (in_time.answer, in_time.needs_person) == (Answer.YES, False)
    year = replace(late, defect_appeared_on=date(2026, 9, 1), claimed_on=date(2027, 9, 1))
    assert guarantee(year, date(2027, 9, 1)).answer is Answer.YES
    asked = guarantee(replace(year, claimed_on=date(2027, 9, 2)), date(2027, 9, 2))
    assert (asked.answer, asked.missing) == (Answer.NEEDS_FACTS, ("immobilized_days",))


def test_an_offer_below_the_foreign_law_is_told_with_its_article() -> None:
    poor = Offer(basis=Basis.WITHDRAWAL, remedies=(Remedy.REFUND,), return_paid_by=Party.CONSUMER)
    gaps = covers(poor, rights(replace(BOUGHT, country="DE"), SOON))
    assert [gap.article for gap in gaps] == ["BGB 357"]
    assert covers(poor, rights(replace(BOUGHT, country="DE", return_cost_announced=True), SOON)) == ()


def _own_names(country: str) -> set[str]:
    file = files("savoir.law") / "parameters" / f"{country.lower()}.toml"
    return set(tomllib.loads(file.read_text(encoding="utf-8"))) - {"stands_for", "articles"}


@pytest.mark.parametrize("country", NEIGHBOURS)
def test_every_foreign_number_and_article_is_written_down(country: str) -> None:
    """Same names in each file; every French article the two bases name has its national one, in words."""
    rows = [row for series in parameters(country).values() for row in series]
    assert all(article(row.article).fr and row.source and row.read <= date(2026, 11, 22) for row in rows)
    assert _own_names(country) == _own_names("BE") < parameters("FR").keys()
    named = [code for code in codes("FR") if code.startswith(("L217-", "L221-", "C. civ. 2224"))]
    answered = [code for code in named if code != "L217-21"]  # the commercial warranty is not read abroad
    for code in answered:
        assert national(code, country) != code, code
        assert article(national(code, country)).en
    assert {"L217-3", "L221-18", "L221-28 13°"} <= set(answered)


def test_no_two_files_tell_the_same_article() -> None:
    told = [code for country in COUNTRIES for code in codes(country)]
    assert len(told) == len(set(told))
    assert national("L221-18", "FR") == national("L221-18", "PT") == "L221-18"
    assert presumed(OLD, SOON) is Answer.YES


def test_without_the_day_of_the_contract_the_first_parcel_chooses_the_number() -> None:
    undated = Facts(
        country="ES", buyer=Buyer.CONSUMER, seller=Seller.TRADER,
        deliveries=(date(2022, 1, 5), date(2021, 12, 30)),
    )  # fmt: skip
    assert guarantee_last_day(undated, SOON) == date(2024, 1, 5)
