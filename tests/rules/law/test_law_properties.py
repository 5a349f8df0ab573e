"""What must hold for any facts: nothing shortens by itself, no "no" without knowing, articles are named."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples

from savoir.kernel.values.answers import Answer
from savoir.kernel.values.days import Place, days
from savoir.kernel.values.money import Money
from savoir.law.conformity import guarantee_last_day, presumption_last_day, remedy_due
from savoir.law.covers import covers
from savoir.law.delivery import delivery_last_day
from savoir.law.floor import floor
from savoir.law.parameters import article
from savoir.law.readings import working_day
from savoir.law.refunds import after_depreciation, refund_due, withdrawal_refund
from savoir.law.rights import rights
from savoir.law.values import (
    Ban,
    Basis,
    Buyer,
    Claimant,
    Condition,
    Contract,
    Facts,
    Offer,
    Party,
    Peril,
    Remedy,
    Right,
    Sale,
    Seller,
)
from savoir.law.withdrawal import withdrawal_period
from savoir.law.words import say

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
MONEY = st.integers(0, 500_00).map(lambda minor: Money(minor, "EUR"))
KINDS = {
    "country": st.sampled_from(["FR", "BE", "DE", "ES", "IT", "PT", "RE"]),
    "region": st.sampled_from(["BY", "CT", "Nowhere"]), "claimant": st.sampled_from(Claimant),
    "used_guarantee_agreed_months": st.integers(0, 24), "performed_basis_points": st.integers(0, 10_000),
    "place": st.sampled_from(Place), "sale": st.sampled_from(Sale),
    "buyer": st.sampled_from(Buyer), "seller": st.sampled_from(Seller), "contract": st.sampled_from(Contract),
    "condition": st.sampled_from(Condition), "employees": st.integers(0, 9), "repairs": st.integers(0, 3),
    "chosen_remedy": st.sampled_from(Remedy), "immobilized_days": st.integers(0, 90),
    "commercial_warranty_months": st.integers(0, 60), "paid": MONEY, "delivery_paid": MONEY,
    "delivery_standard": MONEY, "delivery_of_kept": MONEY,
    "deliveries": st.lists(DAYS, max_size=3).map(tuple), "peril": st.sampled_from(Peril),
    "cover_perils": st.lists(st.sampled_from(Peril), unique=True).map(tuple),
}  # fmt: skip


def _strategy(name: str) -> st.SearchStrategy[object]:
    return KINDS.get(name, DAYS if name.endswith("_on") else st.booleans())


NAMES = [field.name for field in fields(Facts)]
FACTS = st.fixed_dictionaries(
    {"place": KINDS["place"]},
    optional={name: st.none() | _strategy(name) for name in NAMES if name != "place"},
).map(lambda known: Facts(**known))
# Not states: days of events; what is read from others (contract) or defaults to France (country, place).
ASIDE = {"place", "country", "region", "contract", "deliveries"}
STATES = [name for name in NAMES if name not in ASIDE and not name.endswith("_on")]
HOMES = st.fixed_dictionaries({
    "country": KINDS["country"], "place": KINDS["place"], "region": st.none() | KINDS["region"],
})  # fmt: skip
BUYABLE = {"sale": Sale.DISTANCE_ONLINE, "buyer": Buyer.CONSUMER, "seller": Seller.TRADER, "country": None}


@given(FACTS, DAYS)
def test_every_article_named_exists_and_every_answer_is_told(facts: Facts, today: date) -> None:
    told = rights(facts, today)
    assert [right.basis for right in told.each] == list(Basis)
    for right in told.each:
        assert vars(right).keys() <= {field.name for field in fields(Right)}  # nobody else looks
        assert right.articles
        assert all(article(code).fr and article(code).en for code in right.articles)
        assert say(right)[0].endswith(".")
        assert "{" not in "".join(say(right))


@given(FACTS, DAYS)
def test_only_a_yes_is_told_by_a_machine_and_a_doubt_names_its_facts(facts: Facts, today: date) -> None:
    for right in rights(facts, today).each:
        assert right.answer is Answer.YES or right.needs_person
        assert (right.answer is not Answer.NEEDS_FACTS) or right.missing
        assert right.answer is not Answer.NO or not right.missing


@given(FACTS, DAYS, st.permutations(list(Basis)))
def test_an_answer_asked_alone_is_that_of_the_whole_right(
    facts: Facts, today: date, order: list[Basis]
) -> None:
    """In whatever order bases are looked at, and whether only the answer or every term is wanted."""
    asked, read = rights(facts, today), rights(facts, today)
    assert [asked.answer(basis) for basis in order] == [read.of(basis).answer for basis in order]
    assert asked.each == read.each


def test_a_fact_the_law_does_not_know_is_refused() -> None:
    for make in (lambda: Facts(colour="red"), lambda: Facts.told({"colour": "red"})):
        with pytest.raises(TypeError, match="Facts has no \\['colour'\\]"):
            make()
    assert Facts(repairs=1) == Facts.told({"repairs": 1})


def test_without_any_fact_nothing_is_refused() -> None:
    told = rights(Facts(), date(2026, 11, 22))
    assert told.left == told.each
    assert all(right.answer is Answer.NEEDS_FACTS for right in told.each)


@pytest.mark.thorough
@settings(max_examples=examples(120, 300))
@given(st.data(), FACTS, DAYS)
def test_forgetting_a_fact_never_makes_a_no(data: st.DataObject, facts: Facts, today: date) -> None:
    """Events aside (their absence is a fact), dropping a fact never turns a yes or a doubt into a no."""
    name = data.draw(st.sampled_from(STATES))
    fewer = replace(facts, **{name: None})
    for before, after in zip(rights(facts, today).each, rights(fewer, today).each, strict=True):
        assert before.answer is Answer.NO or after.answer is not Answer.NO, (name, before.basis)


@given(HOMES, DAYS, st.integers(0, 40), st.none() | st.booleans())
def test_a_later_delivery_never_shortens(
    home: dict[str, object], day: date, more: int, told: bool | None
) -> None:
    facts = Facts(**{**BUYABLE, **home}, deliveries=(day,), more_to_come=False, info_given=told)
    later = replace(facts, deliveries=(day, days(day, more)))
    assert withdrawal_period(later, day).promised >= withdrawal_period(facts, day).promised
    assert guarantee_last_day(later, day) >= guarantee_last_day(facts, day)


@given(HOMES, DAYS, st.integers(-30, 500))
def test_bad_information_never_shortens_and_rolls_never_shorten(
    home: dict[str, object], day: date, told: int
) -> None:
    facts = Facts(**{**BUYABLE, **home}, deliveries=(day,), more_to_come=False, info_given=True)
    base = withdrawal_period(facts, day).promised
    assert base >= days(day, 14)
    for other in (replace(facts, info_given=False), replace(facts, info_given_on=days(day, told))):
        assert withdrawal_period(other, day).promised >= base
    never = withdrawal_period(replace(facts, info_given=False), day)
    unknown = withdrawal_period(replace(facts, info_given=None), day)
    assert (unknown.promised, unknown.longest) == (base, never.promised)


@given(HOMES, DAYS, st.integers(0, 40))
def test_an_unknown_place_is_never_worse_than_a_known_one(home: dict[str, object], day: date, n: int) -> None:
    """All holidays of a country count while its region is not known."""
    facts = Facts(**home)
    unknown = replace(facts, place=Place.UNKNOWN, region=None)
    territory = home["country"] == "RE"  # its code says its place
    assert working_day(days(day, n), unknown) >= working_day(days(day, n), facts) or territory
    assert working_day(day, facts) >= day


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_the_sellers_dates_never_extend(day: date, received: int, posted: int) -> None:
    back, proof = days(day, received), days(day, posted)
    assert refund_due(day, back, proof) == max(days(day, 14), min(back, proof))
    assert refund_due(day, back, None) >= refund_due(day, back, proof)
    assert refund_due(day, None, None) is None
    assert refund_due(None, back, proof) is None
    assert refund_due(day, None, None, waits_for_goods=False) == days(day, 14)
    assert remedy_due(day) - day == timedelta(days=30)
    assert delivery_last_day(Facts(concluded_on=day), day) == days(day, 30)


LENGTHEN = st.fixed_dictionaries({}, optional={
    "repairs": st.integers(0, 5), "immobilized_days": st.integers(0, 100), "handed_over_on": DAYS,
    "handed_back_on": DAYS, "repair_requested_on": DAYS, "imposed_replacement_on": DAYS,
    "digital_supply_until_on": DAYS, "defect_appeared_on": DAYS, "concluded_on": st.none(),
})  # fmt: skip


@given(HOMES, st.sampled_from(Condition), DAYS, LENGTHEN, st.integers(0, 900))
def test_what_happens_to_the_goods_only_lengthens_the_guarantee(
    home: dict[str, object], condition: Condition, day: date, more: dict[str, object], later: int
) -> None:
    bare = Facts(**home, delivered_on=day, condition=condition)
    if more.get("imposed_replacement_on", day) < day:
        more = {**more, "imposed_replacement_on": day}
    treated = replace(bare, **more)
    for last_day in (guarantee_last_day, presumption_last_day):
        assert last_day(treated, day) >= last_day(bare, day)
        assert last_day(treated, days(day, later)) >= last_day(treated, day)
    assert presumption_last_day(bare, day) <= guarantee_last_day(bare, day)


@pytest.mark.thorough
@settings(max_examples=examples(120, 300))
@given(FACTS, DAYS, st.integers(1, 400))
def test_the_promise_of_a_day_holds_on_a_later_one(facts: Facts, today: date, later: int) -> None:
    """More time never shortens a right that was promised, and what was certain stays certain."""
    known = replace(facts, concluded_on=facts.concluded_on or today)
    for basis in (Basis.WITHDRAWAL, Basis.CONFORMITY):
        told, then = (rights(known, day).of(basis).last_day for day in (today, days(today, later)))
        assert told is None or then is None or then >= told, basis


@pytest.mark.parametrize(("concluded", "end"), [
    (date(2026, 7, 30), date(2029, 1, 30)),
    (date(2026, 7, 31), date(2029, 7, 31)),
])  # fmt: skip
def test_the_parameter_follows_the_day_of_the_contract(concluded: date, end: date) -> None:
    """A repair adds 6 months; for contracts from 2026-07-31 the branch better for the consumer, 12."""
    facts = Facts(concluded_on=concluded, delivered_on=concluded, repairs=1)
    assert guarantee_last_day(facts, date(2028, 1, 1)) == end


@given(MONEY, MONEY, MONEY, MONEY)
def test_refund_and_what_is_kept_add_up(paid: Money, chosen: Money, standard: Money, rest: Money) -> None:
    whole = withdrawal_refund(paid, chosen, standard)
    part = withdrawal_refund(paid, chosen, standard, delivery_of_kept=rest)
    assert whole.refund + whole.kept == paid + chosen == part.refund + part.kept
    assert paid <= part.refund <= whole.refund


@given(MONEY, MONEY, st.none() | st.booleans(), st.none() | st.booleans())
def test_depreciation_reduces_and_never_kills(
    due: Money, loss: Money, told: bool | None, worn: bool | None
) -> None:
    left = after_depreciation(due, loss, info_given=told, handled_beyond_need=worn)
    assert Money.zero("EUR") <= left <= due
    assert left == due or (told and worn)


OFFERS = st.builds(
    Offer,
    basis=st.sampled_from(Basis),
    remedies=st.lists(st.sampled_from(Remedy), max_size=3, unique=True).map(tuple),
    choice_by=st.sampled_from(Party),
    last_day=st.none() | DAYS,
    return_paid_by=st.none() | st.sampled_from(Party),
    refund=st.none() | MONEY,
    refund_due_on=st.none() | DAYS,
    same_means=st.booleans(),
    means_consented=st.booleans(),
    demands=st.frozensets(st.sampled_from(Ban)),
    by_person=st.booleans(),
)


@pytest.mark.thorough
@settings(max_examples=examples(120, 300))
@given(OFFERS, FACTS, DAYS)
def test_the_floor_is_lawful_and_only_adds(offer: Offer, facts: Facts, today: date) -> None:
    told = rights(facts, today)
    floored = floor(offer, told)
    assert covers(floored.offer, told) == ()
    assert floor(floored.offer, told).offer == floored.offer
    assert set(offer.remedies) <= set(floored.offer.remedies)
    assert (floored.offer == offer) is (floored.gaps == ())
    assert all(article(code) for code in floored.articles)
