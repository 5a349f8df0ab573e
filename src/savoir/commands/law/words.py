"""The words in which people write facts of the law down, each for one fact; `beside.py` has all the others.

A fact may be told by its own name (`info_given_on`), by one of the words in its row, or by what differs from
either in grammar alone (`nearness.py`): no row spells that out.
"""

from collections.abc import Mapping
from types import MappingProxyType

# Each fact of the law, and the words that mean it.
FACTS: Mapping[str, str] = MappingProxyType({
    "acknowledged_loss": "acknowledged_loss_of_right acknowledgement",
    "confirmed_durably":
        "confirmation_durable confirmation_on_durable_medium confirmation durable_medium confirmation_sent",
    "concluded_on":
        "contract_date ordered purchased purchase_date sold conclusion order_date contract_concluded "
        "sale_date date_of_contract",
    "delivered_on":
        "delivered collected picked_up first_delivered original_delivered delivery_date "
        "received_by_third_party received_by_designated_third_party received_by_consumer handed_to_consumer "
        "in_possession delivered_at taken_away",
    "deliveries":
        "lots lot_deliveries delivery_dates received_on_days parcels_received items_delivered "
        "items_received",
    "more_to_come": "missing_parcel still_to_come",
    "info_given":
        "withdrawal_info_given informed_of_right withdrawal_informed info_withdrawal info_complete "
        "model_form_given",
    "info_given_on":
        "info_given_late info_date info_received info_given_at info_given_later info_late "
        "information_given_on info_completed info_sent info_corrected info_received_late "
        "info_received_by_consumer withdrawal_info_given_on info_remedied",
    "return_cost_announced":
        "return_cost_informed return_cost_info_given told_of_return_cost return_cost_info "
        "consumer_told_of_return_cost",
    "seller_pays_return":
        "free_return trader_agreed_to_pay_return trader_agreed_return_cost trader_bears_return_cost "
        "return_paid_by_trader",
    "collection_by_seller":
        "trader_collects trader_offered_collection pickup_by_trader collection_offered "
        "trader_offers_to_collect trader_will_collect",
    "withdrawn_on":
        "withdrawal_sent withdrawal_communicated withdrawal_declared withdrawal_submitted return_requested "
        "withdrawn statement_sent withdrawal_posted withdrawal_notified decision_communicated "
        "withdrawal_statement letter_posted email_sent online_function_submitted form_submitted "
        "refused_at_counter",
    "wish_on": "exchange_requested exchange_wish exchange_wanted credit_wanted",
    "wish_failed": "exchange_failed out_of_stock exchange_impossible exchange_refused exchange_out_of_stock",
    "informed_on": "trader_informed withdrawal_received withdrawal_received_by_trader letter_received",
    "posted_on":
        "proof_of_shipment proof_of_posting proof_of_return shipped_back sent_back returned returned_on "
        "proof_of_dispatch proof_of_sending shipping_proof dispatched_back return_shipped goods_sent_back "
        "posted_back goods_returned_without_statement goods_sent_back_without_statement "
        "returned_without_statement",
    "received_back_on":
        "goods_received goods_back goods_returned return_received goods_received_back received_by_trader "
        "back_in_warehouse",
    "made_to_spec":
        "personalised bespoke made_to_measure customised customized custom_made made_to_order_spec engraved "
        "personalised_clearly",
    "sealed_for_hygiene": "hygiene_seal not_returnable_for_hygiene unreturnable_for_hygiene",
    "unsealed":
        "seal_broken seal_removed unsealed_after_delivery seal_broken_after_delivery seal_opened "
        "seal_broken_by_consumer",
    "audio_video_software": "software software_disc audio_video", "inseparably_mixed": "mixed",
    "started":
        "execution_started supply_begun performance_begun download_started downloaded streamed "
        "service_started begun_before_end",
    "express_consent": "consent prior_express_consent prior_consent consent_given",
    "paid_content": "paid_digital",
    "paid":
        "full_price price_paid price product product_amount product_price item_price goods_price "
        "purchase_price amount_paid price_eur withdrawn_items_price withdrawn_item returned_item "
        "returned_items_price withdrawn_price returned_price instalments_paid instalments payments_made",
    "delivery_paid":
        "delivery_cost shipping_paid shipping shipping_fee shipping_cost_paid express_delivery_paid",
    "delivery_standard":
        "cheapest_standard_delivery standard_delivery_cost cheapest_delivery standard_shipping "
        "standard_delivery_price",
    "delivery_of_kept": "delivery_for_rest delivery_of_kept_items",
    "is_partial": "partial_withdrawal partial_return",
    "condition": "goods goods_condition state_of_goods sold_as",
    "defect_appeared_on":
        "appeared discovered defect_discovered defect_date defect_noticed defect_found defect_at "
        "non_conformity_appeared",
    "claimed_on":
        "claim repair_requested request_date claim_made remedy_requested repair_asked request_made "
        "requested complaint_made claim_filed asked_for_repair replacement_requested compliance_requested",
    "chosen_remedy":
        "chosen consumer_choice asked_remedy remedy_asked requested_remedy remedy_requested_kind "
        "consumer_asked",
    "repairs":
        "repaired_under_guarantee repaired repair_done repair_count repaired_once repairs_done "
        "number_of_repairs times_repaired repairs_under_guarantee",
    "attempt_failed":
        "failed_attempts repair_failed non_conformity_persists still_defective not_repaired_properly "
        "defect_persists persists defect_returned attempt_unsuccessful first_attempt_failed "
        "unsuccessful_repair same_defect_returned defect_reappeared defect_back",
    "immobilized_days":
        "suspension_days workshop_days days_in_repair days_away days_without_goods "
        "days_immobilised_in_repair repair_duration_days",
    "imposed_replacement_on": "replacement_delivered replaced_on",
    "seller_refused":
        "refused refused_by_seller trader_refused seller_refuses trader_refuses refusal "
        "seller_refused_remedy trader_refuses_delivery refuses refuses_to_deliver trader_refuses_to_deliver "
        "seller_refuses_repair",
    "remedy_overdue":
        "overdue over_30_days not_remedied_in_30_days late_remedy over_thirty_days not_repaired_in_30_days "
        "not_repaired_within_30_days",
    "serious": "serious_defect so_serious serious_enough immediate_gravity",
    "minor": "minor_defect minor_nonconformity", "hidden": "hidden_defect not_apparent latent",
    "prior_to_sale":
        "prior defect_prior defect_before_sale before_sale present_before_sale existed_before_sale "
        "defect_prior_to_sale anterior pre_existing existed_at_sale",
    "commercial_warranty_months": "warranty_months brand_warranty_months manufacturer_warranty_months",
    "agreed_delivery_on":
        "agreed_date promised delivery_last_day delivery_due delivery_deadline delivery_date_promised "
        "announced_date",
    "date_is_essential": "essential_condition essential_term",
    "lost_or_broken_in_transit":
        "lost broken_in_transit damaged_in_transit stolen_from_doorstep lost_in_transit damaged_on_arrival "
        "stolen stolen_before_possession transit_damage",
    "extra_deadline_on":
        "extra_time_until extra_time extra_time_end additional_deadline additional_period_end "
        "extra_time_last_day new_deadline",
    "unsolicited_visit": "unsolicited unsolicited_home_visit excursion promotional_excursion",
    "claimant":
        "claimed_by asked_by claim_by requested_by_person withdrawal_by written_by returned_by who_asks",
    "recall_remedy_failed":
        "remedy_not_timely remedy_not_in_reasonable_time not_timely recall_remedy_late repair_not_timely "
        "replacement_not_timely remedy_not_in_time no_timely_remedy not_in_reasonable_time",
    "recalled": "recall safety_recall product_recall",
    "recalled_on": "recall_date recall_published recall_notice recall_announced", "place": "zone territory",
    "sale": "sale_type sale_channel sold_how", "buyer": "buyer_type buyer_status",
    "seller": "seller_type seller_status", "outside_main_activity": "object_outside_main_activity",
    "employees": "staff headcount number_of_employees",
    "perishable": "perishable_goods deteriorates_rapidly fresh rapidly_perishable perishes_quickly",
    "early_start_requested":
        "express_request early_performance_requested request_to_begin begin_requested "
        "begun_on_express_request",
    "fully_performed": "service_fully_performed service_completed service_done",
    "price_follows_markets":
        "financial_market_price price_depends_on_financial_markets market_price_fluctuation "
        "price_fluctuates financial_market_fluctuation",
    "delivery_after_thirty_days": "delivery_after_30_days deferred_delivery delivery_beyond_30_days",
    "speculative_value": "speculative value_fluctuates price_speculative market_dependent_value",
    "alcohol": "alcoholic alcoholic_beverage",
    "urgent_home_repair": "urgent_repair urgent emergency_repair urgent_maintenance",
    "visit_requested":
        "visit_expressly_requested repair_requested_by_consumer urgent_repair_requested called_out "
        "call_out_requested consumer_requested_visit",
    "strictly_necessary": "strictly_necessary_parts only_necessary_parts strictly_necessary_work",
    "newspaper": "periodical magazine press", "single_issue": "single_copy", "separable": "goods_separable",
    "price_unpaid": "price_outstanding unpaid not_paid_yet price_not_paid",
    "defect": "non_conformity lack_of_conformity defective",
    "used_guarantee_agreed_months":
        "reduced_to_months agreed_guarantee_months guarantee_reduced_to_months shortened_to_months "
        "agreed_reduced_months contractual_guarantee_months guarantee_cut_to_months "
        "reduced_guarantee_months agreed_period_months used_guarantee_months",
    "extra_deadline_reasonable": "extra_time_reasonable additional_time_reasonable",
    "own_carrier": "consumer_own_carrier carrier_of_consumer",
    "repair_disproportionate": "repair_manifestly_disproportionate",
    "replacement_disproportionate": "replacement_manifestly_disproportionate",
    "removal_cost_left":
        "removal_cost_on_consumer installation_cost_on_consumer consumer_bears_installation "
        "consumer_bears_removal",
    "major_inconvenience": "serious_inconvenience great_inconvenience significant_inconvenience",
    "reasons_in_writing":
        "written_reasons reasons_given_in_writing motivated_in_writing written_reasons_given "
        "reasons_told_in_writing",
    "repair_excluded": "repair_out_of_proportion repair_not_possible_or_disproportionate",
    "replacement_excluded": "replacement_out_of_proportion",
    "digital_supply_until_on":
        "supply_until updates_until digital_supply_ends supply_ends digital_service_until "
        "updates_supplied_until digital_content_supplied_until updates_last_day supplied_until "
        "support_until",
    "marketplace": "via_marketplace sold_on_marketplace",
    "not_postable": "too_big_for_post too_large_for_post bulky not_by_post cannot_be_posted non_postable",
    "handed_over_at_home": "delivered_at_home delivered_home_at_conclusion delivered_at_conclusion",
    "return_amount_announced": "return_cost_amount_announced",
    "linked_contracts": "linked_credit linked_insurance accessory_contract accessory_contracts",
})  # fmt: skip
# Each fact of the law, and the words that say the contrary of it.
CONTRARIES: Mapping[str, str] = MappingProxyType({
    "info_given": "info_missing info_lacking no_withdrawal_info info_omitted",
    "return_cost_announced": "return_cost_not_announced return_cost_info_missing return_cost_unannounced",
    "outside_main_activity": "main_activity within_main_activity inside_main_activity",
    "sealed_for_hygiene":
        "can_be_cleaned cleanable can_be_resold_after_cleaning resalable_after_cleaning "
        "resaleable_after_cleaning returnable_after_cleaning",
    "unsealed": "still_sealed seal_intact sealed",
    "more_to_come": "all_delivered all_received order_complete",
    "separable": "inseparable sold_as_set part_of_set", "not_postable": "postable fits_post",
    "hidden": "apparent_defect visible_at_sale", "defect": "conforming in_conformity",
    "paid_content": "free_content free_of_charge free",
    "repair_possible": "repair_impossible repair_not_possible",
    "replacement_possible": "replacement_impossible replacement_not_possible",
})  # fmt: skip


def spellings(rows: Mapping[str, str]) -> Mapping[str, str]:
    """Each word with the name in whose row it stands; ValueError for a word that stands in two."""
    found: dict[str, str] = {}
    for name, words in rows.items():
        for word in words.split():
            if found.setdefault(word, name) != name:
                raise ValueError(f"{word}: means {found[word]} and {name}")
    return MappingProxyType(found)


CONTRARY = frozenset(spellings(CONTRARIES))
LAW_WORDS: Mapping[str, str] = MappingProxyType({**spellings(FACTS), **spellings(CONTRARIES)})
