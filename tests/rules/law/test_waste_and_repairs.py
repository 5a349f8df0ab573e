"""What becomes of returned goods: no destruction without ground and proof; repair after the guarantee."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.answers import Answer
from savoir.law.parameters import article, notice
from savoir.law.repairs import (
    REPAIRABLE,
    Old,
    repair_bonus,
    repair_form_last_day,
    repair_owed,
    spare_part_due,
    take_back,
)
from savoir.law.values import Buyer, Condition, Facts, Seller
from savoir.law.waste import (
    GROUNDS,
    Destruction,
    Fate,
    FirmSize,
    Goods,
    Item,
    Route,
    destruction,
    in_annex_vii,
    routes,
)

YES, NO, NEEDS_FACTS = Answer.YES, Answer.NO, Answer.NEEDS_FACTS
ON = date(2026, 11, 22)
DRESS = Goods(
    country="FR", cn_code="6204 42 00", firm=FirmSize.LARGE, unsold=True, new=True, food=False,
    hygiene_or_baby=False, health_risk=False, recovery_forbidden=False, recovery_unsustainable=False,
    ground="end_of_season",
)  # fmt: skip
MOLDY = replace(DRESS, ground="damaged_beyond_repair", recovery_forbidden=True)
LAMP = replace(DRESS, cn_code="9405 21", ground=None)


@pytest.mark.parametrize(("code", "listed"), [
    ("6204.42", True), ("4203 30 00", True), ("6505", True), ("6405 90", True),
    ("6406", False), ("6501", False), ("4202", False), ("63", False), ("", False),
])  # fmt: skip
def test_the_list_goes_by_the_first_figures_of_the_customs_code(code: str, listed: bool) -> None:
    assert in_annex_vii(code) is listed


@pytest.mark.parametrize("ground", ["end_of_season", "customer_return"])
@pytest.mark.parametrize("fate", [Fate.DESTROY, Fate.RECYCLE])
def test_a_returned_dress_is_neither_destroyed_nor_recycled_for_being_returned(
    ground: str, fate: Fate
) -> None:
    told = destruction(replace(DRESS, ground=ground), ON, fate=fate)
    assert (told.answer, told.proof, told.needs_person) == (NO, (), True)
    assert "Reg. (EU) 2026/296 art. 2" in told.articles
    assert destruction(replace(DRESS, ground=ground), ON, fate=Fate.REUSE).answer is YES


def test_a_moldy_dress_may_go_and_its_proof_stays_five_years() -> None:
    told = destruction(MOLDY, ON)
    assert (told.answer, told.proof_until, told.proof_days) == (YES, date(2031, 11, 22), 30)
    assert told.proof == ("destruction_f", "destruction_statement")
    assert told.needs_person


def test_a_ground_of_the_union_does_not_lift_the_french_ban() -> None:
    told = destruction(replace(MOLDY, recovery_forbidden=False), ON)
    assert (told.answer, told.articles) == (NO, ("C. env. L541-15-8",))


@pytest.mark.parametrize(("known", "on", "answer"), [
    ({}, date(2026, 7, 18), YES),
    ({}, date(2026, 7, 19), NO),
    ({"firm": FirmSize.MEDIUM}, date(2030, 7, 18), YES),
    ({"firm": FirmSize.MEDIUM}, date(2030, 7, 19), NO),
    ({"firm": FirmSize.SMALL}, date(2031, 1, 1), YES),
    ({"firm": FirmSize.MICRO}, date(2031, 1, 1), YES),
    ({"cn_code": "6406 10"}, date(2031, 1, 1), YES),
    ({"unsold": False}, date(2031, 1, 1), YES),  # worn for a year, then given back for a defect
])  # fmt: skip
def test_whom_the_ban_of_the_union_holds(known: dict[str, object], on: date, answer: Answer) -> None:
    told = destruction(replace(DRESS, health_risk=True, **known), on)
    assert (told.answer, told.proof_until) == (answer, None)


@pytest.mark.parametrize(("known", "missing"), [
    ({"firm": None}, ("firm", "ground")),
    ({"cn_code": None}, ("cn_code", "ground")),
    ({"unsold": None}, ("unsold", "ground")),
    ({}, ("ground",)),
    ({"ground": "offered_without_taker"}, ("entities_offered", "weeks_offered")),
    ({"ground": "offered_without_taker", "entities_offered": 1}, ("weeks_offered",)),
    ({"ground": "offered_without_taker", "weeks_offered": 8}, ("other_ground",)),
    ({"ground": "dangerous", "country": "DE"}, ("country",)),
])  # fmt: skip
def test_what_is_unknown_is_asked_for_before_anything_is_destroyed(
    known: dict[str, object], missing: tuple[str, ...]
) -> None:
    told = destruction(replace(DRESS, health_risk=True, **{"ground": None, **known}), ON)
    assert (told.answer, told.missing) == (NEEDS_FACTS, missing)


@pytest.mark.parametrize(("known", "answer"), [
    ({"entities_offered": 3}, YES),
    ({"weeks_offered": 8}, YES),
    ({"entities_offered": 2, "weeks_offered": 7}, NO),
    ({"entities_offered": 3, "other_ground": True}, NO),
])  # fmt: skip
def test_offered_to_three_or_for_eight_weeks_without_a_taker(
    known: dict[str, object], answer: Answer
) -> None:
    offered = replace(
        DRESS, health_risk=True, ground="offered_without_taker", **{"other_ground": False, **known}
    )
    assert destruction(offered, ON).answer is answer


@pytest.mark.parametrize(("known", "fate", "answer"), [
    ({}, Fate.DESTROY, NO),
    ({}, Fate.RECYCLE, YES),
    ({"health_risk": True}, Fate.DESTROY, YES),
    ({"recovery_forbidden": True}, Fate.DESTROY, YES),
    ({"recovery_unsustainable": True}, Fate.DESTROY, YES),
    ({"recovery_unsustainable": None}, Fate.DESTROY, NEEDS_FACTS),
    ({"new": False}, Fate.DESTROY, YES),
    ({"new": None}, Fate.DESTROY, NEEDS_FACTS),
    ({"food": True, "edible": True}, Fate.DESTROY, NO),
    ({"food": True, "edible": False}, Fate.DESTROY, YES),
    ({"food": True}, Fate.DESTROY, NEEDS_FACTS),
    ({"hygiene_or_baby": True, "keeps_months": 6, "taker": True}, Fate.RECYCLE, NO),
    ({"hygiene_or_baby": True, "keeps_months": 2}, Fate.RECYCLE, YES),
    ({"hygiene_or_baby": True, "keeps_months": 6, "taker": False}, Fate.RECYCLE, YES),
    ({"hygiene_or_baby": True, "keeps_months": 6}, Fate.RECYCLE, NEEDS_FACTS),
    ({"hygiene_or_baby": None}, Fate.RECYCLE, NEEDS_FACTS),
])  # fmt: skip
def test_unsold_new_goods_are_given_reused_or_recycled(
    known: dict[str, object], fate: Fate, answer: Answer
) -> None:
    assert destruction(replace(LAMP, **known), ON, fate=fate).answer is answer


FLAGS = ("unsold", "new", "food", "edible", "hygiene_or_baby", "taker", "other_ground", "health_risk",
         "recovery_forbidden", "recovery_unsustainable")  # fmt: skip
GOODS = st.builds(
    Goods,
    country=st.none() | st.sampled_from(["FR", "IT"]), cn_code=st.none() | st.sampled_from(["6204", "9405"]),
    firm=st.none() | st.sampled_from(FirmSize), keeps_months=st.none() | st.integers(0, 9),
    ground=st.none() | st.sampled_from([*GROUNDS, "customer_return"]),
    entities_offered=st.none() | st.integers(0, 5), weeks_offered=st.none() | st.integers(0, 12),
    **{name: st.none() | st.booleans() for name in FLAGS},
)  # fmt: skip
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(GOODS, DAYS, st.sampled_from(Fate), st.sampled_from(sorted(Goods.__dataclass_fields__)))
def test_an_unknown_never_destroys_and_never_flips(goods: Goods, on: date, fate: Fate, name: str) -> None:
    known = destruction(goods, on, fate=fate)
    fewer = destruction(replace(goods, **{name: None}), on, fate=fate)
    if name not in ("country", "food"):  # no country is read as France, no word of food as other goods
        assert fewer.answer in (known.answer, NEEDS_FACTS)
    assert (known.answer is NEEDS_FACTS) is bool(known.missing)
    assert known.needs_person or fate is Fate.REUSE
    assert all(article(code).fr and article(code).en for code in known.articles)
    assert all(notice(code).fr and notice(code).en for code in known.proof)
    assert not known.proof or known.proof_until > on


def test_every_ground_has_its_proof() -> None:
    for letter in GROUNDS.values():
        assert notice(f"destruction_{letter}").fr


def test_the_best_use_comes_first_and_destruction_last_or_never() -> None:
    assert routes(Item()) == tuple(Route)[:-1]
    refused = destruction(DRESS, ON)
    worn = Item(as_new=False, mendable=False, parts_useful=False, givable=True, recyclable=True)
    assert routes(worn, refused) == (Route.DONATE, Route.RECYCLE)
    assert routes(replace(worn, givable=False, recyclable=False), destruction(MOLDY, ON)) == (Route.DESTROY,)


def test_what_is_not_safe_is_neither_sold_nor_given() -> None:
    open_routes = routes(Item(safe=False, as_new=True, givable=True, mendable=True))
    assert not {Route.RESELL_AS_NEW, Route.DONATE, Route.DESTROY} & set(open_routes)
    assert Route.REFURBISH in open_routes
    assert isinstance(destruction(MOLDY, ON), Destruction)


def test_after_the_guarantee_the_maker_repairs_what_stands_on_the_list() -> None:
    told = repair_owed("washing_machine", ON)
    assert (told.answer, told.debtor) == (YES, "manufacturer")
    assert repair_owed("washing_machine", date(2026, 7, 30)).answer is NO
    assert repair_owed("sofa", ON).answer is NO
    unknown = repair_owed(None, ON)
    assert (unknown.answer, unknown.missing) == (NEEDS_FACTS, ("kind",))
    assert all(repair_owed(kind, ON).answer is YES for kind in REPAIRABLE)
    assert all(article(code).fr for code in told.articles)
    assert all(notice(code).en for code in told.tell)


@pytest.mark.parametrize(("known", "debtor"), [
    ({}, "manufacturer"),
    ({"maker_in_union": True, "importer": True}, "manufacturer"),
    ({"maker_in_union": False, "representative": True, "importer": True}, "representative"),
    ({"maker_in_union": False, "importer": True}, "importer"),
    ({"maker_in_union": False}, "distributor"),
])  # fmt: skip
def test_somebody_in_the_union_always_owes_the_repair(known: dict[str, bool], debtor: str) -> None:
    assert repair_owed("tablet", ON, **known).debtor == debtor


def test_a_repair_form_binds_thirty_days_and_a_part_comes_in_fifteen_working_days() -> None:
    assert repair_form_last_day(date(2026, 11, 3)) == date(2026, 12, 3)
    # 15 working days from 2 November 2026: two Sundays and 11 November fall out
    assert spare_part_due(date(2026, 11, 2)) == date(2026, 11, 20)


SOLD = Facts(
    buyer=Buyer.CONSUMER, seller=Seller.TRADER, condition=Condition.NEW, delivered_on=date(2023, 1, 12),
    concluded_on=date(2023, 1, 10), repairs=0, immobilized_days=0, commercial_warranty_months=0,
    defect_appeared_on=date(2026, 11, 2), claimed_on=date(2026, 11, 2),
)  # fmt: skip


def test_the_repair_bonus_waits_for_the_end_of_the_guarantee() -> None:
    assert repair_bonus(SOLD, ON).answer is YES
    assert repair_bonus(replace(SOLD, delivered_on=date(2026, 1, 12)), ON).answer is NO
    assert repair_bonus(replace(SOLD, commercial_warranty_months=60), ON).answer is NO
    unknown = repair_bonus(replace(SOLD, commercial_warranty_months=None), ON)
    assert (unknown.answer, unknown.missing) == (NEEDS_FACTS, ("commercial_warranty_months",))
    assert article(unknown.article).fr


@pytest.mark.parametrize(("old", "known", "answer", "missing"), [
    (Old.ELECTRICAL, {"buys_new": True}, YES, ()),
    (Old.BATTERY, {"buys_new": False}, YES, ()),
    (Old.ELECTRICAL, {"buys_new": False, "floor_m2": 400}, YES, ()),
    (Old.ELECTRICAL, {"buys_new": False, "floor_m2": 399}, NO, ()),
    (Old.ELECTRICAL, {"buys_new": None}, NEEDS_FACTS, ("buys_new", "floor_m2")),
    (Old.FURNITURE, {"buys_new": True, "floor_m2": 200}, YES, ()),
    (Old.FURNITURE, {"buys_new": True, "floor_m2": 199, "turnover_eur": 100_001}, YES, ()),
    (Old.FURNITURE, {"buys_new": True, "floor_m2": 199, "turnover_eur": 100_000}, NO, ()),
    (Old.FURNITURE, {"buys_new": True, "floor_m2": 199}, NEEDS_FACTS, ("turnover_eur",)),
    (Old.FURNITURE, {"buys_new": False, "floor_m2": 1000}, YES, ()),
    (Old.FURNITURE, {"buys_new": False, "floor_m2": 999}, NO, ()),
    (None, {"buys_new": True}, NEEDS_FACTS, ("old",)),
])  # fmt: skip
def test_the_old_one_is_taken_back(
    old: Old | None, known: dict[str, object], answer: Answer, missing: tuple[str, ...]
) -> None:
    told = take_back(old, ON, **known)
    assert (told.answer, told.missing, told.debtor) == (answer, missing, "distributor")
    assert (told.tell == ()) is (answer is NO)
    assert all(article(code).fr for code in told.articles)
    assert all(notice(code).fr for code in told.tell)
