"""What a customer may post: batteries are asked about first, any doubt gives no label but a person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel.values.answers import Answer
from savoir.law.dangerous_goods import (
    KINDS,
    QUESTIONS,
    Label,
    Mode,
    Parcel,
    advice,
    kind_of,
    label,
    un_number,
)
from savoir.law.parameters import article, notice

YES, NO, NEEDS_FACTS = Answer.YES, Answer.NO, Answer.NEEDS_FACTS
TODAY = date(2026, 11, 22)
SOUND = {"swollen": False, "hot": False, "leaking": False, "burnt": False, "wet": False, "recalled": False,
         "diagnosable": True}  # fmt: skip
PHONE = Parcel(
    goods="UN 3481", watt_hours=15, kilograms=0.4, cells=1, batteries=1, parcels=1, for_recycling=False,
    mode=Mode.ROAD, overseas=False, carrier="own", contracted=False, **SOUND,
)  # fmt: skip
DRILL = replace(PHONE, goods="UN3480", watt_hours=90, single_cell=False)
PERFUME = Parcel(
    goods="1266", leaking=False, recalled=False, mode=Mode.ROAD, overseas=False, carrier="own",
    contracted=True,
)  # fmt: skip


def asked(parcel: Parcel) -> Label:
    return label(parcel, TODAY)


def test_a_sound_phone_travels_in_its_device_without_a_mark() -> None:
    told = asked(PHONE)
    assert (told.answer, told.regime, told.marks, told.needs_person) == (YES, "SV188", (), False)
    assert {"battery_in_device", "device_wiped"} <= set(told.tell)


@pytest.mark.parametrize("known", [
    {"cells": None, "batteries": None}, {"cells": 5, "batteries": 3}, {"parcels": 3}, {"parcels": None},
])  # fmt: skip
def test_more_than_a_few_cells_are_marked(known: dict[str, int | None]) -> None:
    assert asked(replace(PHONE, **known)).marks == ("mark_lithium_battery",)


def test_few_batteries_or_few_cells_are_enough_to_go_unmarked() -> None:
    assert asked(replace(PHONE, cells=9, batteries=2, parcels=2)).marks == ()
    assert asked(DRILL).marks == ("mark_lithium_battery",), "a loose battery is always marked"


@pytest.mark.parametrize(("sign", "regime"), [
    ("swollen", "SV376 P908/LP904"), ("wet", "SV376 P908/LP904"), ("recalled", "SV376 P908/LP904"),
    ("hot", "SV376 P911/LP906"), ("leaking", "SV376 P911/LP906"), ("burnt", "SV376 P911/LP906"),
])  # fmt: skip
@pytest.mark.parametrize("goods", ["UN3480", "UN3481", "UN3090", "UN3091", "UN3551", "UN3552", "UN3556"])
def test_one_bad_sign_and_no_label_is_made(goods: str, sign: str, regime: str) -> None:
    """Even when nothing else is known of the parcel."""
    for parcel in (Parcel(goods=goods, **{sign: True}), replace(PHONE, goods=goods, **{sign: True})):
        told = asked(parcel)
        assert (told.answer, told.regime, told.marks) == (NO, regime, ("mark_damaged_battery",))
        assert {"battery_outside", "person_calls"} <= set(told.tell)
        assert "OACI IT 7.2" in told.articles


def test_a_battery_nobody_can_judge_counts_as_damaged() -> None:
    assert asked(replace(PHONE, diagnosable=False)).regime == "SV376 P908/LP904"


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_not_answered_gives_no_label(question: str) -> None:
    told = asked(replace(PHONE, **{question: None}))
    assert (told.answer, told.missing, told.needs_person) == (NEEDS_FACTS, (question,), True)
    assert "battery_wait" in told.tell


@pytest.mark.parametrize(("known", "answer"), [
    ({"watt_hours": 101, "single_cell": False}, NO),
    ({"watt_hours": 100, "single_cell": False}, YES),
    ({"watt_hours": 21, "single_cell": True}, NO),
    ({"watt_hours": 21}, NEEDS_FACTS),
    ({"watt_hours": 20}, YES),
    ({"watt_hours": None}, NEEDS_FACTS),
    ({"kilograms": None}, NEEDS_FACTS),
    ({"kilograms": 30.5}, NO),
    ({"goods": "UN3091", "lithium_grams": 1}, YES),
    ({"goods": "UN3091", "lithium_grams": 2.1}, NO),
    ({"goods": "UN3091"}, NEEDS_FACTS),
    ({"goods": "UN3552"}, YES),
    ({"for_recycling": True}, NO),
    ({"goods": "UN3556"}, NO),  # an electric scooter
    ({"mode": Mode.AIR}, NO),
    ({"mode": Mode.SEA}, YES),
    ({"overseas": True}, NO),
    ({"mode": None}, NEEDS_FACTS),
    ({"overseas": None}, NEEDS_FACTS),
    ({"carrier": None}, NEEDS_FACTS),
    ({"carrier": "colissimo"}, NO),
    ({"carrier": "colissimo", "contracted": None}, NEEDS_FACTS),
    ({"carrier": "colissimo", "contracted": True}, YES),
    ({"carrier": "colissimo", "contracted": True, "goods": "UN3480"}, NO),
    ({"goods": "lithium_battery"}, NEEDS_FACTS),
    ({"goods": None}, NEEDS_FACTS),
    ({"goods": "UN1057"}, NO),
    ({"goods": "UN2037"}, NO),
])  # fmt: skip
def test_class_state_and_way_decide_together(known: dict[str, object], answer: Answer) -> None:
    assert asked(replace(PHONE, **known)).answer is answer


def test_batteries_for_the_recycler_go_back_to_a_shop() -> None:
    told = asked(replace(PHONE, for_recycling=True))
    assert (told.regime, told.tell) == ("SV377 P909", ("battery_shop",))


@pytest.mark.parametrize(("known", "answer"), [
    ({}, YES),
    ({"contracted": False}, NO),
    ({"contracted": None}, NEEDS_FACTS),
    ({"carrier": "colissimo"}, NO),
    ({"leaking": True}, NO),
    ({"recalled": True}, NO),
    ({"leaking": None}, NEEDS_FACTS),
    ({"mode": Mode.AIR}, NO),
    ({"overseas": True}, NO),
    ({"goods": "UN1950", "millilitres": 1000}, YES),
    ({"goods": "UN1950", "millilitres": 1001}, NO),
    ({"goods": "UN1950"}, NEEDS_FACTS),
    ({"goods": "UN1263"}, YES),
])  # fmt: skip
def test_perfume_and_sprays_travel_only_by_a_carrier_under_contract(
    known: dict[str, object], answer: Answer
) -> None:
    told = asked(replace(PERFUME, **known))
    assert told.answer is answer
    assert (told.marks == ("mark_limited_quantity",)) is (answer is YES)


@pytest.mark.parametrize(("text", "code"), [
    ("UN 3481", "UN3481"), ("un3481", "UN3481"), (" 3481 ", "UN3481"), ("UN-3481", "UN3481"),
    ("lithium_battery", None), ("", None), (None, None), ("34810", None), ("UN ٣٤٨١", None),
])  # fmt: skip
def test_a_code_is_read_however_it_is_written(text: str | None, code: str | None) -> None:
    assert un_number(text) == code
    assert (kind_of(text) is None) is (code is None)


def test_whoever_holds_the_thing_is_told_what_to_do_before_any_label() -> None:
    assert advice("UN3481") == ("battery_in_device", "battery_wait")
    assert advice("UN3090")[0] == "battery_packed_alone"
    assert advice("UN1950") == advice("UN3556") == ("never_posted", "person_calls")
    assert advice("") == advice(None) == ("person_calls",)
    assert all(notice(name).fr and notice(name).en for code in (*KINDS, "") for name in advice(code))


FLAGS = (*QUESTIONS, "for_recycling", "single_cell", "overseas", "contracted")
PARCELS = st.builds(
    Parcel,
    goods=st.none() | st.sampled_from([*KINDS, "UN9999"]), mode=st.none() | st.sampled_from(Mode),
    carrier=st.none() | st.sampled_from(["colissimo", "own"]), watt_hours=st.none() | st.floats(0, 200),
    lithium_grams=st.none() | st.floats(0, 4), kilograms=st.none() | st.floats(0, 40),
    millilitres=st.none() | st.floats(0, 2000), cells=st.none() | st.integers(0, 9),
    batteries=st.none() | st.integers(0, 4), parcels=st.none() | st.integers(1, 4),
    **{name: st.none() | st.booleans() for name in FLAGS},
)  # fmt: skip


@given(PARCELS, st.sampled_from(sorted(Parcel.__dataclass_fields__)))
def test_a_doubt_gives_no_label_and_forgetting_never_gives_one(parcel: Parcel, name: str) -> None:
    told, fewer = asked(parcel), asked(replace(parcel, **{name: None}))
    assert (told.answer is YES) is not told.needs_person
    assert (told.answer is NEEDS_FACTS) is bool(told.missing)
    if name != "for_recycling":  # a return goes to the shop, not to a recycler, unless somebody says so
        assert told.answer is YES or fewer.answer is not YES
    assert all(article(code).fr and article(code).en for code in told.articles)
    assert all(notice(code).fr and notice(code).en for code in (*told.tell, *told.marks))
