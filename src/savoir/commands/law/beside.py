"""What stands beside the facts of the law in a worked case: money, files, parcels, and what one word says.

What stands in `BESIDE` is no fact of the law's but of a question asked beside it. What stands in `TOLD_ONLY`
may be told and changes nothing, which is itself the law: a sale price ends no right.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from savoir.commands.law.words import spellings


class Kind(StrEnum):
    """How a value is written."""

    DAY = "a day, 2026-11-16"
    DAYS = "a list of days"
    FLAG = "true or false"
    NUMBER = "a whole number"
    AMOUNT = "an amount, 84.90"
    MEASURE = "a number"
    WORD = "a word"
    WORDS = "a list of words"
    TERMS = "terms as `name: value`"
    ANY = "anything"


_BESIDE: Mapping[Kind, str] = {
    Kind.DAY:
        "today refund_due refunded termination termination_received notice_sent received fiscal_year_end "
        "complaint complaint_refused immobilised_from immobilised_to told_covered remedy_done closed "
        "happened debited announced on guarantee_end last_contact last_active protested",
    Kind.FLAG:
        "full_withdrawal handling_beyond_necessary extended "
        "automated food new apparent taken_by_consumer chance_to_check destruction human_review "
        "carrier_offered dated damaged voucher_accepted separately_agreed in_dispute score_used "
        "draws_strongly saw_facts may_overrule reason_given appeal_told",
    Kind.AMOUNT:
        "loss_of_value sum_due postage gift_card contract_amount return_cost items card_amount value_after",
    Kind.NUMBER: "days_since_claim digital_supply_months",
    Kind.WORD:
        "item done carrier_chosen_by status seller_answer request decision decided_by cn_code "
        "ground firm_size "
        "dangerous_goods state carrier mode damage defect_in battery",
    Kind.WORDS: "data",
    Kind.TERMS: "policy",
    Kind.DAYS: "immobilised",
    Kind.ANY: "paid_by",
}  # fmt: skip
BESIDE: Mapping[str, Kind] = MappingProxyType(
    {name: kind for kind, names in _BESIDE.items() for name in names.split()}
)
BESIDE_WORDS: Mapping[str, str] = spellings({
    "today": "asked date asked_on as_of decided_on now checked_on",
    "remedy_done":
        "repaired_on remedied_on brought_into_conformity remedy_completed repair_completed repair_finished",
    "days_since_claim": "elapsed_days days_since_request", "immobilised": "suspended",
    "immobilised_from":
        "repair_handed_over repair_from handed_over repair_start handed_in dropped_off workshop_from "
        "sent_for_repair immobilisation_start suspension_start",
    "immobilised_to":
        "repair_handed_back handed_back repair_until immobilised_until returned_to_customer repair_end "
        "repair_returned back_from_repair in_repair_to given_back workshop_to workshop_until "
        "back_to_consumer immobilisation_end suspension_end",
    "handling_beyond_necessary":
        "excessive_handling handled_beyond_necessary worn_outside used_beyond_testing "
        "handling_beyond_testing worn_beyond_trying used_beyond_necessary excessive_use",
    "loss_of_value": "depreciation actual_loss actual_loss_of_value loss",
    "sum_due": "amount_due refund_amount sums_due refund_sum",
    "refund_due": "due refund_last_day refund_deadline",
    "refunded": "paid_back postage_repaid shipping_repaid refund_paid refund_made paid_on",
    "done": "provided seller_provided remedy_done_kind delivered_remedy remedy_given seller_did",
    "termination": "resolution termination_notified", "termination_received": "termination_reached_trader",
    "notice_sent": "notice formal_notice notice_given mise_en_demeure",
    "paid_by": "payment payment_means paid_with payment_method",
    "complaint":
        "written_complaint complaint_sent written_complaint_sent complaint_in_writing "
        "written_complaint_made",
    "complaint_refused":
        "answer_refused refusal_received trader_refused_on complaint_rejected refusal_date rejected",
    "told_covered":
        "coverage_confirmed cover_confirmed covered_notified consumer_told_covered told_good_is_covered "
        "cover_told informed_covered coverage_notified coverage_told",
    "postage":
        "shipping_cost return_postage postage_paid return_shipping_cost postage_cost shipping_advanced "
        "postage_advanced",
    "return_cost": "return_postage_cost return_label_cost label_cost return_cost_eur",
    "fiscal_year_end": "fiscal_year_ends financial_year_end accounting_year_end",
    "received": "request_received received_on", "announced": "extension_announced extension_notified",
    "cn_code": "cn", "firm_size": "company_size", "dangerous_goods": "dg_class", "state": "battery_state",
    "mode": "transport transport_mode",
    "automated":
        "solely_automated fully_automated automated_decision by_machine automated_refusal algorithmic",
    "human_review": "human_involved human_intervention reviewed_by_human human_in_the_loop by_human",
    "score_used": "score scored by_score",
    "draws_strongly":
        "human_follows_score follows_score drawn_strongly_on_score person_follows_score score_decisive "
        "human_draws_strongly_on_score score_followed rubber_stamp",
    "saw_facts": "reviewer_saw_facts facts_seen",
    "may_overrule": "can_override reviewer_can_override may_override can_overrule",
    "reason_given": "reasons_given refusal_reason_given", "appeal_told": "appeal_offered contest_told",
    "gift_card": "gift_card_paid gift_card_amount paid_by_gift_card",
    "damaged": "goods_damaged parcel_damaged",
    "value_after": "value_left residual_value value_on_return remaining_value",
    "card_amount": "card card_paid paid_by_card", "extended": "complex_request_extended",
    "dated": "specific_dates specific_date specific_period fixed_dates fixed_date for_given_dates",
    "decided_by": "decision_by made_by taken_by decision_taken_by decision_maker refused_by",
    "decision": "effect decision_kind outcome",
    "carrier_offered":
        "carrier_offered_by_trader offered_by_trader carrier_proposed_by_trader among_offered "
        "carrier_among_offered proposed_by_trader",
    "voucher_accepted":
        "express_agreement consumer_agreed_voucher customer_agreed agreed_to_voucher voucher_agreed "
        "express_agreement_to_voucher express_consent_to_voucher consumer_accepted_voucher "
        "voucher_expressly_accepted agreed_other_means consumer_expressly_agreed_to_voucher "
        "voucher_agreed_by_consumer consumer_agreed_to_voucher voucher_chosen_by_consumer",
    "separately_agreed": "expressly_agreed agreed_expressly",
    "contract_amount": "amount contract_value contract_price order_amount",
    "guarantee_end":
        "guarantee_ends guarantee_last_day original_guarantee_last_day guarantee_until guarantee_end_before "
        "initial_guarantee_last_day guarantee_end_initial original_guarantee_end",
    "digital_supply_months":
        "supply_period_months digital_supply_period_months update_months updates_months supply_months "
        "continuous_supply_months digital_content_supply_months",
    "defect_in": "defective_part defect_part defect_concerns",
    "items": "order order_items lines products order_lines articles",
    "in_dispute": "dispute_open litigation open_claim_pending", "last_contact": "last_contacted",
    "last_active": "last_login", "protested": "protest_sent protest_made",
})  # fmt: skip

# True of a sale and of no weight in law: telling it changes no answer.
_NO_WEIGHT = (
    "recipient photo_of_delivery delivery_photo still_in_repair digital_supply online_auction answer "
    "no_answer unanswered third_party_designated designated_third_party "
    "carrier_statement_only signature_missing damage_found "
    "returned_under locker_deposit deposited_at_locker deposit_in_locker canvassed canvassing "
    "telephone_canvassed "
    "standard_options made_on_demand consumer_protested "
    "production_started discounted sale_item on_sale promotion opened opened_box original_packaging "
    "receipt original_packaging_missing box tags tried_on worn delivered_to collected_by pickup_point "
    "note reason product_name category brand delivery_mode channel outlet used_once film_removed "
    "protective_film_removed customer currency quantity claim_channel gift received_by "
    "recipient_of_parcel original_box packaging deposited deposited_in_locker deposited_on "
    "in_locker_since available_at_pickup_point left_in_locker police_report consumer_claimed_carrier "
    "reserves_made reserves carrier_reserves proof_of_purchase invoice receipt_kept order_total "
    "items_kept kept_items complex goods_with_battery event_date performance_date check_in check_out "
    "stay dates rental_start rental_end platform_name platform platform_operator digital_elements "
    "goods_with_digital_elements smart_product repair_attempts attempts updates_stopped update_missing "
    "online_function_used function_label shop website tax_included vat_rate notice_missing motif "
    "inspected inspection_pending photos photo_provided order_number seal original_seal box_missing "
    "tags_removed tried washed loan_item clearance outlet_item sale_price price_reduced "
    "defect_description symptom packaging_opened no_statement"
)
TOLD_ONLY = frozenset(_NO_WEIGHT.split())

# What words of a thing say of it, where a court or the article itself has settled it.
_DISC = {"audio_video_software": True}
ITEMS: tuple[tuple[str, Mapping[str, bool]], ...] = (
    ("video_game", _DISC), ("software", _DISC), ("dvd", _DISC), ("blu_ray", _DISC), ("music_cd", _DISC),
    ("vinyl", _DISC), ("newspaper", {"newspaper": True}), ("magazine", {"newspaper": True}),
    ("periodical", {"newspaper": True}),
    ("mattress", {"sealed_for_hygiene": False}),  # it can be cleaned: CJEU C-681/17, slewo
)  # fmt: skip
# A word that says more than one thing, or a thing by its value: (word, value, what it says of the sale).
_CALLED_OUT = {"visit_requested": True, "early_start_requested": True}
SAYS: tuple[tuple[str, object, Mapping[str, object]], ...] = (
    *[(word, True, _CALLED_OUT) for word in ("expressly_requested", "express_request_of_consumer",
                                            "on_express_request", "requested_expressly",
                                            "requested_by_consumer")],
    *[(word, False, dict.fromkeys(_CALLED_OUT, False)) for word in ("expressly_requested",)],
    ("at_trade_fair", True, {"sale": "trade_fair"}), ("at_trade_fair", False, {}),
    ("extra_work", True, {"strictly_necessary": False}), ("extra_parts", True, {"strictly_necessary": False}),
    ("extra_work", False, {}), ("extra_parts", False, {}),
    ("subscription", True, {"contract": "regular_delivery", "single_issue": False}),
    ("subscription", False, {"single_issue": True}),
    ("contract", "urgent_home_repair", {"urgent_home_repair": True}),
    ("contract", "urgent_repair", {"urgent_home_repair": True}),
    ("contract", "public_auction", {"public_auction": True}),
    ("contract", "newspaper_subscription", {"newspaper": True, "single_issue": False}),
    ("contract", "newspaper", {"newspaper": True}), ("contract", "custom_made", {"made_to_spec": True}),
    ("contract", "fully_performed_service", {"fully_performed": True}),
)  # fmt: skip
# A number for a fact: times so many, or more than so many.
SCALED: Mapping[str, tuple[str, int]] = MappingProxyType({
    **dict.fromkeys(
        ("performed_pct", "service_share_pct", "performed_share_pct", "share_performed_pct", "executed_pct",
         "performed_percent", "service_performed_pct", "pct_performed", "performance_pct"),
        ("performed_basis_points", 100)),
    **dict.fromkeys(("performed_share", "share_performed", "performed_ratio", "performed_fraction"),
                    ("performed_basis_points", 10_000)),
    **dict.fromkeys(("commercial_warranty_years", "commercial_guarantee_years", "warranty_years"),
                    ("commercial_warranty_months", 12)),
    **dict.fromkeys(("agreed_guarantee_years", "guarantee_reduced_to_years", "guarantee_agreed_years",
                     "reduced_to_years", "used_guarantee_agreed_years"),
                    ("used_guarantee_agreed_months", 12)),
    **dict.fromkeys(("digital_supply_years", "supply_period_years", "supply_years", "updates_years",
                     "continuous_supply_years"), ("digital_supply_months", 12)),
})  # fmt: skip
OVER: Mapping[str, tuple[str, int]] = MappingProxyType(dict.fromkeys(
    ("delivery_deferred_days", "delivery_after_days", "delivered_after_days", "delivery_days",
     "delivery_delay_days", "delivery_in_days"), ("delivery_after_thirty_days", 30)))  # fmt: skip

# Words of goods to be destroyed and of parcels to be posted.
AREA_WORDS: Mapping[str, str] = spellings({
    "cn_code": "cn", "firm": "size company_size firm_size", "unsold": "returned",
    "watt_hours": "watt_hours_battery wh", "kilograms": "kg weight_kg",
    "goods": "un un_number dg_class dangerous_goods", "fate": "action planned",
    "ground": "reason", "swollen": "battery_swollen swollen_battery", "leaking": "battery_leaking",
    "hot": "battery_hot overheating", "burnt": "battery_burnt", "wet": "battery_wet",
    "contracted": "carrier_contracted dangerous_goods_contract",
})  # fmt: skip
# Words that mean one thing in one area and another elsewhere.
_RECEIVED = "received received_on"
BY_AREA: Mapping[str, Mapping[str, str]] = MappingProxyType({
    area: spellings(rows)
    for areas, rows in (
        ("mediation", {"complaint_refused": "refused seller_refused trader_refused refusal",
                       "complaint": "claim claimed"}),
        ("withdrawal conformity rights hidden_defects", {"delivered_on": _RECEIVED}),
        ("late_refund", {"sum_due": "amount paid price product sum"}),
        ("recall", {"recall_remedy_failed": "remedy_late remedy_overdue overdue remedy_failed"}),
        ("refund", {"received_back_on": _RECEIVED, "delivery_paid": "shipping_cost"}),
        ("gdpr", {"received": "requested request_date requested_on received_on",
                  "announced": "extended_on"}),
        ("delivery", {"agreed_delivery_on": "agreed", "termination_received": "terminated termination",
                      "lost_or_broken_in_transit": "damaged broken goods_damaged"}),
    )
    for area in areas.split()
})  # fmt: skip
