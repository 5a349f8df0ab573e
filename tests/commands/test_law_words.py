"""The words of worked cases: one word, one meaning; a word of another trade means what the case is about."""

from datetime import date

import pytest

from savoir.commands.law import saying
from savoir.commands.law.beside import AREA_WORDS, BESIDE, BESIDE_WORDS, OVER, SAYS, SCALED, TOLD_ONLY
from savoir.commands.law.comparing import _SAME, READERS, differences
from savoir.commands.law.kinds import law_kinds
from savoir.commands.law.nearness import near, parts
from savoir.commands.law.telling import tell
from savoir.commands.law.words import CONTRARIES, FACTS, LAW_WORDS, spellings
from savoir.commands.law.worked import WorkedCase, WorkedCaseUnreadable
from savoir.law.codes import Contract, Sale

TODAY = date(2026, 11, 22)
SOLD = {"sale": "online", "buyer": "consumer", "seller": "professional", "info_given": True}


def _case(area: str, country: str = "FR", **facts: object) -> WorkedCase:
    return WorkedCase("A", area, facts, {}, country)


def _answered(case: WorkedCase, **expected: object) -> bool:
    return not differences(WorkedCase("A", case.area, case.facts, expected, case.country), today=TODAY)


def test_no_word_means_two_things() -> None:
    law = set(LAW_WORDS) | set(law_kinds())
    beside = set(BESIDE) | set(BESIDE_WORDS)
    said = {word for word, _, _ in SAYS} - {"contract"}
    tables = [law, beside, set(TOLD_ONLY), set(SCALED), set(OVER), said]
    for number, table in enumerate(tables):
        assert not [other & table for other in tables[number + 1 :] if other & table]
    assert not set(spellings(FACTS)) & set(spellings(CONTRARIES))
    assert set(FACTS) | set(CONTRARIES) <= set(law_kinds())
    assert not set(_SAME) & set(READERS)
    assert set(_SAME.values()) <= set(READERS)


def test_a_word_in_two_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="claim: means one and two"):
        spellings({"one": "claim", "two": "claim"})


def test_no_row_spells_out_what_grammar_alone_gives() -> None:
    elsewhere = saying.REPAIRED | saying.MENDED | saying.WITHDRAWN | set(AREA_WORDS)  # read another way too
    for word, name in {**LAW_WORDS, **BESIDE_WORDS}.items():
        other = saying.near_words().get(parts(word), word)
        same = {**LAW_WORDS, **BESIDE_WORDS}.get(other, other) == name
        assert other == word or not same or {word, other} & elsewhere, f"{word} is {other}"
    by_parts = near((*READERS, *_SAME), lambda word: _SAME.get(word, word))
    assert not [word for word in _SAME if by_parts.get(parts(word), word) != word]


def test_what_a_word_says_of_several_facts_at_once() -> None:
    known, _ = tell(_case("withdrawal", contract="urgent_home_repair", expressly_requested=True))
    assert known["contract"] is Contract.SERVICE
    assert known["urgent_home_repair"]
    assert known["visit_requested"]
    told, _ = tell(_case("withdrawal", item="newspaper", subscription=True))
    assert told["contract"] is Contract.REGULAR_DELIVERY
    assert told["single_issue"] is False


def test_numbers_are_read_as_the_fact_they_tell() -> None:
    known, beside = tell(_case("withdrawal", performed_pct=50, delivery_deferred_days=45, supply_years=3))
    assert known["performed_basis_points"] == 5_000
    assert known["delivery_after_thirty_days"] is True
    assert beside["digital_supply_months"] == 36
    assert tell(_case("withdrawal", delivery_deferred_days=30))[0]["delivery_after_thirty_days"] is False


def test_a_contrary_word_turns_its_fact_round_and_an_unknown_one_stays_unknown() -> None:
    assert tell(_case("withdrawal", info_missing=True))[0] == {"info_given": False}
    assert tell(_case("withdrawal", info_missing=False))[0] == {"info_given": True}
    assert tell(_case("withdrawal", info_missing=None))[0] == {"info_given": None}


def test_a_word_means_what_the_area_is_about() -> None:
    refused = {"written_complaint": date(2026, 9, 1), "refused": date(2026, 9, 10)}
    assert _answered(_case("mediation", **refused), mediator_from=date(2026, 9, 10))
    assert tell(_case("withdrawal", received=date(2026, 11, 2)))[0] == {"delivered_on": date(2026, 11, 2)}
    assert tell(_case("refund", received=date(2026, 11, 2)))[0] == {"received_back_on": date(2026, 11, 2)}


def test_codes_of_the_trade_are_read_whatever_their_case_and_another_is_a_fault() -> None:
    assert (
        tell(_case("withdrawal", sale="Reserved-Online"))[0]["sale"] is Sale.RESERVED_ONLINE_BOUGHT_IN_STORE
    )
    with pytest.raises(WorkedCaseUnreadable, match="'carrier_pigeon' is not distance_online or"):
        tell(_case("withdrawal", sale="carrier_pigeon"))


def test_a_carrier_the_trader_offered_leaves_the_risk_with_him() -> None:
    lost = {"sale": "online", "seller": "trader", "carrier_chosen_by": "consumer", "status": "lost"}
    assert _answered(_case("delivery", **lost, carrier_offered_by_trader=True), risk_on="trader")
    assert _answered(_case("delivery", **lost, carrier_offered_by_trader=False), risk_on="consumer")


def test_a_voucher_is_imposed_only_on_who_did_not_agree() -> None:
    paid = {"product": 100.0, "paid_by": "card", "policy": {"voucher_only": True}}
    assert _answered(_case("refund", **paid), void_policy=["voucher_only"], refund_means="card")
    agreed = _case("refund", **paid, express_agreement=True)
    assert _answered(agreed, void_policy=[], refund_means="voucher")


def test_a_late_repair_opens_the_refund_and_is_still_a_repair() -> None:
    late = {"goods": "new", "delivered": date(2025, 3, 10), "claim": date(2026, 9, 1), "chosen": "repair"}
    after = _case("conformity", **late, repaired=date(2026, 10, 6))
    assert _answered(after, remedies=["refund", "price_reduction"], guarantee_last_day=date(2027, 9, 10))
    in_time = _case("conformity", **late, repaired=date(2026, 9, 20))
    assert _answered(in_time, remedies=["repair", "replacement"], guarantee_last_day=date(2027, 9, 10))


def test_hardware_of_a_connected_thing_has_the_guarantee_of_any_goods() -> None:
    watch = {"goods": "new", "supply_years": 3, "delivered": date(2024, 1, 10)}
    broken = watch | {"defect_appeared": date(2026, 11, 2)}
    assert _answered(_case("conformity", **broken, defect_in="software"), covered=True, presumption=True)
    assert _answered(_case("conformity", **broken, defect_in="hardware"), covered=False)


def test_a_word_that_differs_in_grammar_alone_is_read_as_the_known_one() -> None:
    known, _ = tell(_case("refund", trader_offered_collection=True, price_depends_on_financial_market=False))
    assert known == {"collection_by_seller": True, "price_follows_markets": False}
    assert _answered(_case("delivery", sale="online", status="stolen"), police_report_necessary=False)
    charged = {"product": 100.0, "policy": {"restocking_fees": 15}}
    assert _answered(_case("refund", **charged), void_policy=["restocking_fees"])


def test_a_word_with_a_not_is_no_other_word() -> None:
    with pytest.raises(WorkedCaseUnreadable, match=r"trader_not_offered_collection: no fact"):
        tell(_case("refund", trader_not_offered_collection=True))


def test_parts_that_two_meanings_share_are_neither() -> None:
    meaning = {"claim_told": 1, "told_claim": 2, "tell_refund": 3, "refund_told": 3}
    found = near(meaning, meaning.__getitem__)
    assert found.get(parts("claim_tell")) is None
    assert found[parts("refunds_told")] == "tell_refund"
    assert parts("the_date_of") == frozenset()


def test_the_kind_of_a_value_says_which_of_two_facts_is_told() -> None:
    late = tell(_case("withdrawal", withdrawal_information_given=date(2026, 10, 5)))[0]
    assert late == {"info_given": True, "info_given_on": date(2026, 10, 5)}
    assert tell(_case("withdrawal", withdrawal_information="missing"))[0] == {"info_given": False}
    lots = tell(_case("withdrawal", delivered=[date(2026, 10, 5), date(2026, 11, 2)]))[0]
    assert lots == {"deliveries": (date(2026, 10, 5), date(2026, 11, 2))}
    order = {"order": [20.0, 30.0, 50.0], "withdrawn_item": 30.0}
    assert _answered(_case("refund", **order), refund=30.0)
    assert _answered(_case("refund", items=[{"price": 20, "withdrawn": False}, {"price": 30}]), refund=30.0)


def test_nothing_owed_is_asked_for_and_never_free() -> None:
    late = _case("late_refund", refund_due=date(2026, 3, 16), refunded=date(2026, 5, 16))
    found = differences(WorkedCase("A", late.area, late.facts, {"surcharge": 0}), today=TODAY)
    assert [one.answered for one in found] == ["the case does not tell 'sum_due'"]


def test_a_day_told_as_nothing_is_a_difference_and_ends_no_run() -> None:
    case = WorkedCase("A", "gdpr", {"received": None}, {"answer_last_day": "2026-12-03"})
    assert [one.key for one in differences(case, today=TODAY)] == ["answer_last_day"]


def test_one_answer_that_several_words_tell() -> None:
    paid = {"product": 100.0, "paid_by": "bank_card"}
    assert _answered(_case("refund", **paid), refund_means="bank_card")
    assert _answered(_case("refund", **paid), refund_means="same_as_payment")
    assert not _answered(_case("refund", **paid), refund_means="gift_card")
    phone = {"item": "phone", "battery_swollen": True}
    assert _answered(_case("dangerous_goods", **phone), label="none", needs_human=True)
    assert not _answered(_case("dangerous_goods", **phone), label="allowed")
    late = {"goods": "new", "delivered": date(2024, 12, 10), "defect_appeared": date(2026, 12, 11)}
    assert _answered(_case("conformity", **late), legal_basis_left=["hidden_defects"])
    assert _answered(_case("conformity", **late), legal_basis_left=["hidden_defects", "commercial_policy"])
    assert not _answered(_case("conformity", **late), legal_basis_left=["commercial_policy"])


def test_a_defect_that_is_still_there_is_an_attempt_that_failed() -> None:
    mended = {"goods": "new", "delivered": date(2026, 1, 12), "attempts": 1}
    assert _answered(_case("conformity", **mended, still_defective=True), termination=True)
    assert _answered(_case("conformity", **mended, still_defective=False), termination=False)


def test_what_is_left_of_the_value_tells_the_loss() -> None:
    worn = {"product": 120.0, "handling_beyond_necessary": True, "value_after": 80.0}
    assert _answered(_case("refund", **worn, info_given=True), refund=80.0)
    assert _answered(_case("refund", **worn, info_given=False), refund=120.0)


def test_codes_days_and_things_are_read_by_their_parts_too() -> None:
    lots = {"contract": "single_order_several_parcels", "deliveries": [date(2026, 10, 20), date(2026, 11, 3)]}
    assert _answered(_case("withdrawal", **SOLD, **lots), withdrawal_last_day=date(2026, 11, 17))
    back = {"trader_informed": date(2026, 10, 5), "goods_received": date(2026, 10, 22)}
    assert _answered(_case("refund", **back, proof_of_shipment="none"), refund_due=date(2026, 10, 22))
    assert _answered(_case("dangerous_goods", item="smartphone_swollen_battery"), special_provision="SV376")
    assert _answered(_case("dangerous_goods", item="perfume", carrier="la_poste"), label_allowed=False)
    assert _answered(_case("gdpr", automated_refusal=True), allowed=False)
    assert _answered(_case("gdpr", decision="full_acceptance", automated=True), allowed=True)


def test_a_stand_at_a_fair_is_no_other_place_off_premises() -> None:
    stand = {**SOLD, "sale": "off_premises", "deliveries": [date(2026, 11, 2)]}
    assert _answered(_case("withdrawal", **stand, at_trade_fair=True), right=False)
    assert _answered(_case("withdrawal", **stand, at_trade_fair=False), right=True)


def test_handed_back_mended_is_a_repair_and_its_last_day_away() -> None:
    away = {"goods": "new", "delivered": date(2025, 3, 10), "repair_requested": date(2026, 9, 1)}
    mended = _case("conformity", **away, returned_repaired=date(2026, 9, 16))
    assert _answered(mended, suspended_days=15, guarantee_last_day=date(2027, 9, 25))
