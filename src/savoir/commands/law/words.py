"""The words in which people write facts down, and what each is read as.

A fact of the law may be told by its own name (`info_given_on`) or by one of the words below. What stands in
`BESIDE` is no fact of the law's but of a question asked beside it (money, files, parcels). What stands in
`TOLD_ONLY` may be told and changes nothing, which is itself the law: a sale price ends no right.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


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


# Words of the worked cases for facts of the law, one spelling a line: several words may mean one fact.
LAW_WORDS: Mapping[str, str] = MappingProxyType({
    "ack_loss": "acknowledged_loss", "acknowledged_loss_of_right": "acknowledged_loss",
    "acknowledgement": "acknowledged_loss",
    "confirmation_durable": "confirmed_durably", "durable_confirmation": "confirmed_durably",
    "concluded": "concluded_on", "contract_date": "concluded_on", "ordered": "concluded_on",
    "purchased": "concluded_on", "purchase_date": "concluded_on", "sold": "concluded_on",
    "bought": "concluded_on",
    "delivered": "delivered_on", "collected": "delivered_on", "picked_up": "delivered_on",
    "first_delivered": "delivered_on", "original_delivered": "delivered_on",
    "lots": "deliveries", "parcels": "deliveries",
    "missing_parcel": "more_to_come", "still_to_come": "more_to_come", "parcel_missing": "more_to_come",
    "information_given": "info_given", "withdrawal_info_given": "info_given",
    "info_given_late": "info_given_on", "info_date": "info_given_on", "info_received": "info_given_on",
    "info_given_at": "info_given_on", "info_given_later": "info_given_on", "info_late": "info_given_on",
    "info_received_on": "info_given_on", "information_received": "info_given_on",
    "information_given_on": "info_given_on",
    "info_completed": "info_given_on", "info_sent": "info_given_on", "late_info": "info_given_on",
    "info_corrected": "info_given_on",
    "return_cost_informed": "return_cost_announced", "return_cost_info_given": "return_cost_announced",
    "told_of_return_cost": "return_cost_announced", "informed_of_return_cost": "return_cost_announced",
    "return_cost_info": "return_cost_announced",
    "trader_pays_return": "seller_pays_return", "free_return": "seller_pays_return",
    "trader_agreed_to_pay_return": "seller_pays_return", "trader_agreed_return_cost": "seller_pays_return",
    "trader_collects": "collection_by_seller", "collected_by_trader": "collection_by_seller",
    "seller_collects": "collection_by_seller", "trader_offered_collection": "collection_by_seller",
    "withdrawal_sent": "withdrawn_on", "withdrawal_communicated": "withdrawn_on",
    "withdrawal_date": "withdrawn_on",
    "withdrawal_declared": "withdrawn_on", "withdrawal_submitted": "withdrawn_on",
    "return_requested": "withdrawn_on",
    "withdrawn": "withdrawn_on", "statement_sent": "withdrawn_on", "withdrawal_posted": "withdrawn_on",
    "wish": "wish_on", "exchange_requested": "wish_on", "exchange_asked": "wish_on",
    "exchange_wish": "wish_on",
    "exchange_failed": "wish_failed", "out_of_stock": "wish_failed",
    "trader_informed": "informed_on", "informed": "informed_on", "withdrawal_received": "informed_on",
    "proof_of_shipment": "posted_on", "proof_of_posting": "posted_on", "proof_of_return": "posted_on",
    "shipped_back": "posted_on", "sent_back": "posted_on", "posted": "posted_on", "returned": "posted_on",
    "goods_received": "received_back_on", "goods_back": "received_back_on",
    "received_back": "received_back_on",
    "personalised": "made_to_spec", "personalized": "made_to_spec", "bespoke": "made_to_spec",
    "hygiene_sealed": "sealed_for_hygiene", "sealed_hygiene": "sealed_for_hygiene",
    "seal_broken": "unsealed", "software": "audio_video_software", "mixed": "inseparably_mixed",
    "execution_started": "started", "begun": "started", "supply_begun": "started",
    "consent": "express_consent", "paid_digital": "paid_content",
    "full_price": "paid", "price_paid": "paid", "price": "paid", "product": "paid",
    "delivery_cost": "delivery_paid", "shipping_paid": "delivery_paid",
    "cheapest_standard_delivery": "delivery_standard", "standard_delivery": "delivery_standard",
    "delivery_for_rest": "delivery_of_kept", "delivery_of_rest": "delivery_of_kept", "partial": "is_partial",
    "partial_withdrawal": "is_partial",
    "goods": "condition", "defect_appeared": "defect_appeared_on", "appeared": "defect_appeared_on",
    "discovered": "defect_appeared_on", "discovery": "defect_appeared_on",
    "defect_discovered": "defect_appeared_on",
    "claim": "claimed_on", "claimed": "claimed_on", "repair_requested": "claimed_on",
    "request_date": "claimed_on",
    "chosen": "chosen_remedy", "repaired_under_guarantee": "repairs",
    "repaired": "repairs", "repair_done": "repairs", "repair_count": "repairs",
    "failed_attempts": "attempt_failed",
    "attempts_failed": "attempt_failed", "repair_failed": "attempt_failed",
    "non_conformity_persists": "attempt_failed",
    "immobilised_days": "immobilized_days", "immobilisation_days": "immobilized_days",
    "suspension_days": "immobilized_days", "suspended_days": "immobilized_days",
    "workshop_days": "immobilized_days",
    "days_immobilised": "immobilized_days", "days_immobilized": "immobilized_days",
    "immobilization_days": "immobilized_days", "days_in_repair": "immobilized_days",
    "repair_days": "immobilized_days",
    "replacement_delivered": "imposed_replacement_on",
    "refused": "seller_refused", "refused_by_seller": "seller_refused", "trader_refused": "seller_refused",
    "seller_refuses": "seller_refused", "trader_refuses": "seller_refused", "refusal": "seller_refused",
    "overdue": "remedy_overdue", "over_30_days": "remedy_overdue",
    "not_remedied_in_30_days": "remedy_overdue",
    "serious_defect": "serious", "minor_defect": "minor", "hidden_defect": "hidden", "prior": "prior_to_sale",
    "warranty_months": "commercial_warranty_months", "brand_warranty_months": "commercial_warranty_months",
    "agreed_date": "agreed_delivery_on", "delivery_date_agreed": "agreed_delivery_on",
    "promised": "agreed_delivery_on",
    "delivery_last_day": "agreed_delivery_on", "delivery_due": "agreed_delivery_on",
    "essential_date": "date_is_essential", "essential": "date_is_essential",
    "lost": "lost_or_broken_in_transit", "broken_in_transit": "lost_or_broken_in_transit",
    "damaged_in_transit": "lost_or_broken_in_transit", "stolen_from_doorstep": "lost_or_broken_in_transit",
    "extra_deadline": "extra_deadline_on", "extra_time_until": "extra_deadline_on",
    "unsolicited": "unsolicited_visit", "claimed_by": "claimant", "asked_by": "claimant",
    "recall": "recalled", "recall_date": "recalled_on",
    "repair_impossible": "repair_possible",
    "replacement_impossible": "replacement_possible",
})  # fmt: skip
# These words say the contrary of the fact they stand for.
CONTRARY = frozenset({"repair_impossible", "replacement_impossible"})

BESIDE: Mapping[str, Kind] = MappingProxyType({
    "today": Kind.DAY, "policy": Kind.TERMS, "item": Kind.WORD, "full_withdrawal": Kind.FLAG,
    "handling_beyond_necessary": Kind.FLAG, "loss_of_value": Kind.AMOUNT, "sum_due": Kind.AMOUNT,
    "refund_due": Kind.DAY, "refunded": Kind.DAY, "done": Kind.WORD, "termination": Kind.DAY,
    "termination_received": Kind.DAY, "notice_sent": Kind.DAY, "extra_deadline_reasonable": Kind.FLAG,
    "carrier_chosen_by": Kind.WORD, "status": Kind.WORD, "marketplace": Kind.FLAG, "seller_answer": Kind.WORD,
    "received": Kind.DAY, "request": Kind.WORD, "data": Kind.WORDS, "fiscal_year_end": Kind.DAY,
    "paid_by": Kind.WORD, "complaint": Kind.DAY, "complaint_refused": Kind.DAY, "immobilised_from": Kind.DAY,
    "immobilised_to": Kind.DAY, "told_covered": Kind.DAY, "postage": Kind.AMOUNT, "gift_card": Kind.AMOUNT,
    "extended": Kind.FLAG, "remedy_done": Kind.DAY, "days_since_claim": Kind.NUMBER, "immobilised": Kind.DAYS,
    "still_defective": Kind.FLAG, "service_share_pct": Kind.NUMBER, "automated": Kind.FLAG,
    "decision": Kind.WORD,
    "cn_code": Kind.WORD, "ground": Kind.WORD, "firm_size": Kind.WORD, "food": Kind.FLAG, "new": Kind.FLAG,
    "dangerous_goods": Kind.WORD, "state": Kind.WORD, "carrier": Kind.WORD, "mode": Kind.WORD,
    "damage": Kind.WORD, "closed": Kind.DAY, "happened": Kind.DAY, "debited": Kind.DAY, "announced": Kind.DAY,
    "apparent": Kind.FLAG, "taken_by_consumer": Kind.FLAG, "chance_to_check": Kind.FLAG,
    "contract_amount": Kind.AMOUNT, "destruction": Kind.FLAG, "on": Kind.DAY,
})  # fmt: skip
BESIDE_WORDS: Mapping[str, str] = MappingProxyType({
    "asked": "today", "date": "today", "repaired_on": "remedy_done", "elapsed_days": "days_since_claim",
    "immobilized": "immobilised", "suspended": "immobilised", "repair_handed_over": "immobilised_from",
    "repair_handed_back": "immobilised_to", "asked_on": "today", "as_of": "today",
    "excessive_handling": "handling_beyond_necessary",
    "handled_beyond_necessary": "handling_beyond_necessary", "depreciation": "loss_of_value",
    "actual_loss": "loss_of_value", "amount_due": "sum_due", "due": "refund_due", "paid_back": "refunded",
    "refunded_on": "refunded", "provided": "done", "delivered_remedy": "done", "given": "done",
    "terminated": "termination", "resolution": "termination",
    "payment": "paid_by", "payment_means": "paid_by", "written_complaint": "complaint",
    "complaint_sent": "complaint", "answer_refused": "complaint_refused",
    "refusal_received": "complaint_refused",
    "immobilized_from": "immobilised_from", "immobilized_to": "immobilised_to",
    "repair_from": "immobilised_from",
    "handed_over": "immobilised_from", "handed_back": "immobilised_to", "repair_until": "immobilised_to",
    "immobilised_until": "immobilised_to", "returned_to_customer": "immobilised_to",
    "repair_start": "immobilised_from",
    "repair_end": "immobilised_to", "back_from_repair": "immobilised_to",
    "in_repair_from": "immobilised_from",
    "in_repair_until": "immobilised_to", "in_repair_to": "immobilised_to",
    "covered_told": "told_covered", "coverage_confirmed": "told_covered", "cover_confirmed": "told_covered",
    "shipping_cost": "postage", "return_postage": "postage", "postage_paid": "postage",
    "fiscal_year_ends": "fiscal_year_end", "request_received": "received", "cn": "cn_code",
    "company_size": "firm_size",
    "dg_class": "dangerous_goods", "battery_state": "state", "transport": "mode",
})  # fmt: skip

# True of a sale and of no weight in law: telling it changes no answer.
TOLD_ONLY = frozenset({
    "production_started", "discounted", "sale_item", "on_sale", "promotion", "opened", "opened_box",
    "original_packaging", "original_packaging_missing", "receipt", "box", "tags", "tried_on", "worn",
    "delivered_to", "collected_by", "pickup_point", "note", "reason", "product_name", "category", "brand",
    "delivery_mode", "channel", "outlet", "used_once", "film_removed", "protective_film_removed", "customer",
    "currency", "quantity", "claim_channel", "gift",
})  # fmt: skip

# What words of a thing say of it, where a court or the article itself has settled it.
ITEMS: tuple[tuple[str, Mapping[str, bool]], ...] = (
    ("video_game", {"audio_video_software": True}), ("software", {"audio_video_software": True}),
    ("dvd", {"audio_video_software": True}), ("blu_ray", {"audio_video_software": True}),
    ("music_cd", {"audio_video_software": True}), ("vinyl", {"audio_video_software": True}),
    ("mattress", {"sealed_for_hygiene": False}),  # it can be cleaned: CJEU C-681/17, slewo
)  # fmt: skip
# Words of goods to be destroyed and of parcels to be posted.
AREA_WORDS: Mapping[str, str] = MappingProxyType({
    "cn": "cn_code", "size": "firm", "company_size": "firm", "firm_size": "firm", "returned": "unsold",
    "watt_hours_battery": "watt_hours", "wh": "watt_hours", "kg": "kilograms", "weight_kg": "kilograms",
    "un": "goods", "dg_class": "goods", "dangerous_goods": "goods", "action": "fate", "planned": "fate",
})  # fmt: skip
