"""What the law answers around a sale: recalls, mediators, carriers, files on persons, refusals by machine."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from savoir.commands.law.answers import spoken
from savoir.commands.law.asking import Asked, Either
from savoir.commands.law.goods import GOODS
from savoir.commands.law.kinds import WASTE
from savoir.commands.law.money import MONEY
from savoir.commands.law.telling import CURRENCY
from savoir.commands.law.words import spellings
from savoir.kernel.values.answers import NO, YES
from savoir.kernel.values.money import Money
from savoir.law import mediation
from savoir.law.carriers import Carriage, Handover, Loss, Protest, protest
from savoir.law.codes import Ban, Basis, Cost, Party
from savoir.law.machine_refusal import Decision, machine_refusal
from savoir.law.marketplace import marketplace
from savoir.law.parameters import parameter
from savoir.law.personal_data import Action, DataFacts, Kept, Reply, erasure, reply, storage
from savoir.law.recall import remedies
from savoir.law.values import Right

# Other words for kinds of data, where people use several.
DATA: Mapping[str, str] = spellings({
    "marketing_profile": "marketing newsletter_profile newsletter newsletter_subscription marketing_data",
    "prospect": "prospect_profile prospects",
    "account": "customer_account idle_account",
    "issued_invoices": "invoices credit_notes invoice issued_credit_notes accounting_records accounting",
    "online_contract": "contract online_contracts contracts order orders",
    "claim_photos": "photos photo claim_photo",
    "claim_file": "claim claims case_file open_claim claim_in_progress pending_claim open_case claim_data",
    "card_code": "cvv cvc card_cvv card_security_code", "card": "card_number payment_card card_data",
    "withdrawal_acknowledgement": "withdrawal_ack ack withdrawal_proof",
    "call_recording": "call_recordings recordings phone_recording calls",
    "call_analysis": "call_analyses analysis_notes", "carrier_proof": "carrier_proofs delivery_proof",
    "fraud_flag": "fraud_score fraud_flags", "refund_proof": "refund_proofs proof_of_refund",
})  # fmt: skip
_DISPUTED = frozenset({"open_claim", "claim_in_progress", "pending_claim", "open_case"})


def _kept(asked: Asked, kind: str) -> tuple[Kept, DataFacts]:
    told, facts = asked.told, asked.facts
    return Kept(DATA.get(kind, kind)), DataFacts(
        fiscal_year_end=told.get("fiscal_year_end"), amount=told.get("contract_amount") or facts.paid,
        delivered_on=facts.delivered_on, closed_on=told.get("closed"), received_on=facts.delivered_on,
        happened_on=told.get("happened"), refunded_on=told.get("refunded"), debited_on=told.get("debited"),
        last_contact_on=told.get("last_contact"), last_active_on=told.get("last_active"),
        in_dispute=kind in _DISPUTED or told.get("in_dispute"),
    )  # fmt: skip


def word_of_data(asked: Asked, kind: str) -> str:
    """What becomes of data after a request to erase: `erase`, or kept restricted until its day."""
    what, known = _kept(asked, kind)
    kept = erasure(what, known, asked.today)
    if kept.action is Action.ERASE or kept.until is None:
        return str(kept.action)
    return f"{kept.action}_until_{kept.until.isoformat()}"


def _stored_until(asked: Asked) -> date | None:
    """The last day on which what the case is about may be kept: the contract, unless data are named."""
    kind, known = _kept(asked, next(iter(asked.told.get("data", ())), "online_contract"))
    return storage(kind, known, asked.today).until


def _may_read(asked: Asked) -> bool:
    """Whether the customer may see his contract for ten years: from 120 euros (L213-1, D213-1)."""
    amount = asked.told.get("contract_amount") or asked.facts.paid
    return amount is not None and amount.minor >= parameter("keep_online_contracts_cents", asked.today).value


def _reply(asked: Asked) -> Reply:
    told = asked.told
    announced = told.get("announced") or (told["received"] if told.get("extended") else None)
    return reply(told["received"], asked.today, announced_on=announced)


def _recall(asked: Asked) -> Right:
    return asked.rights.of(Basis.RECALL)


def _refund_min(asked: Asked) -> str | Money | None:
    """At least what was paid (art. 37(2)), where a recall leaves a refund; else the withdrawal floor."""
    if not asked.facts.recalled:
        return cast(Money, MONEY["refund"](asked))
    price = Money(1_00, CURRENCY)
    right = _recall(asked.supposing(paid=price))
    return "price_paid" if right.answer is YES and right.refund == price else None


def _cost(asked: Asked, *own: Cost) -> int | None:
    """Nothing where the seller bears all that using the right costs, `own` choices of the customer aside."""
    right = asked.right
    payers = {right.return_paid_by} | {payer for cost, payer in right.costs if cost not in own}
    return 0 if right.answer is not NO and payers == {Party.SELLER} else None


def _dispute(asked: Asked) -> mediation.Dispute:
    facts, told = asked.facts, asked.told
    return mediation.Dispute(
        country=facts.country, place=facts.place, buyer=facts.buyer, seller=facts.seller,
        complained_on=told["complaint"], refused_on=told.get("complaint_refused"),
    )  # fmt: skip


def _protest(asked: Asked) -> Protest:
    told = asked.told
    handover = Handover(
        carriage=Carriage.CMR if told.get("mode") in ("cmr", "international_road") else Carriage.DOMESTIC,
        place=asked.facts.place, loss=Loss.DAMAGED, apparent=told.get("apparent"),
        received_on=told.get("received") or asked.facts.delivered_on,
        taken_by_consumer=told.get("taken_by_consumer", False), chance_to_check=told.get("chance_to_check"),
    )  # fmt: skip
    return protest(handover, asked.today)


def _protest_last_day(asked: Asked) -> date | None:
    return _protest(asked).last_day


def _consumer_affected(asked: Asked) -> bool:
    """Whether a missed protest may be held against the customer: it binds carrier and merchant alone."""
    return Ban.DEMAND_CARRIER_RESERVES not in _protest(asked).merchant_may_not


def _form(asked: Asked) -> Either:
    """How a carrier is told: registered letter or extrajudicial act, by road across a border in writing."""
    if "protest_registered" in _protest(asked).form:
        return Either(("registered_letter", "registered_letter_or_extrajudicial_act", "extrajudicial_act",
                       ["registered_letter", "extrajudicial_act"]))  # fmt: skip
    return Either(("in_writing", "written"))


def _machine_refuses(asked: Asked) -> bool:
    """Whether a refusal made by a machine alone may be told: never (GDPR art. 22)."""
    return _decided(asked, refuses=True)


def _decided(asked: Asked, *, refuses: bool) -> bool:
    told = asked.told
    is_machine = told.get("automated", _is_machine(told.get("decided_by"))) and not told.get("human_review")
    usual = {"saw_facts": True, "may_overrule": True, "reason_given": True, "appeal_told": True}
    said = {name: told.get(name, value) for name, value in usual.items()}
    follows = told.get("draws_strongly", False)
    scored = follows or told.get("score_used", False)
    decision = Decision(
        refuses=refuses, by_person=not is_machine, draws_strongly=follows, score_used=scored, **said
    )
    return machine_refusal(decision).answer is YES


def _is_machine(who: object) -> bool:
    """Whether it was no person who decided; nobody named is read as a machine."""
    return not any(word in str(who) for word in ("human", "person", "agent", "employee", "adviser", "staff"))


def _allowed(asked: Asked) -> bool | str:
    """Whether what the case is about may be done: a decision told, goods destroyed, a parcel posted."""
    if asked.case.area in WASTE:
        return cast(str, GOODS["destruction_allowed"](asked))
    if asked.case.area == "dangerous_goods":
        return cast(str, GOODS["label_allowed"](asked))
    return _decided(asked, refuses=not _accepts(asked))


def _accepts(asked: Asked) -> bool:
    decision = str(asked.told.get("decision", "refusal"))
    return "accept" in decision or decision in ("refund", "grant", "approval")


def _person_required(asked: Asked) -> Either:
    """Whether a person has to step in before the decision is told (GDPR art. 22(3))."""
    return Either(("not_required", False) if _accepts(asked) else ("required", True))


def _time_limit(asked: Asked) -> date | str | None:
    """The last day of what a recall gives: `none` ends it; nothing where the product was not called back."""
    right = _recall(asked)
    return None if right.answer is NO else right.last_day or "none"


AROUND: Mapping[str, Callable[[Asked], Any]] = {
    "debtor": lambda asked: marketplace(asked.facts.seller).debtor,
    "time_limit": _time_limit,
    "min_choices": lambda asked: _recall(asked).at_least,
    "from": lambda asked: [str(remedy) for remedy in remedies(asked.facts)],
    "refund_min": _refund_min,
    "cost": lambda asked: _cost(asked, Cost.DEARER_DELIVERY),
    "return_cost": lambda asked: _cost(asked, *(cost for cost in Cost if cost is not Cost.RETURN)),
    "answer_last_day": lambda asked: _reply(asked).last_day,
    "extendable_months": lambda asked: _reply(asked).extendable_months,
    "extended_last_day": lambda asked: _reply(asked).extended_last_day,
    "mediator_from": lambda asked: mediation.first_day(_dispute(asked)),
    "mediator_last_day": lambda asked: mediation.last_day(_dispute(asked)),
    "admissible": lambda asked: spoken(mediation.mediation(_dispute(asked), asked.today).answer),
    "odr_link_allowed": lambda asked: mediation.odr_link_allowed(asked.today),
    "protest_last_day": _protest_last_day,
    "form": _form,
    "time_bar": lambda asked: _protest(asked).time_bar,
    "automated_refusal_allowed": _machine_refuses,
    "allowed": _allowed,
    "human_intervention": _person_required,
    "consumer_affected": _consumer_affected,
    "keep_until": _stored_until,
    "customer_access": _may_read,
}
SAME_AROUND: Mapping[str, str] = spellings({
    "debtor": "debtor_of_guarantee who_owes liable owed_by",
    "answer_last_day": "reply_last_day response_last_day answer_due",
    "extended_last_day": "extended_answer_last_day extended_until",
    "mediator_last_day":
        "mediator_until mediation_last_day mediation_until mediation_referral_last_day referral_last_day",
    "mediator_from":
        "mediation_from mediation_open_from mediator_open_from mediation_first_day mediator_first_day "
        "mediation_possible_from mediation_available_from referral_from",
    "protest_last_day": "carrier_protest_last_day reserves_last_day carrier_claim_last_day letter_last_day",
    "automated_refusal_allowed": "machine_refusal_allowed solely_automated_refusal_allowed",
    "allowed": "decision_allowed lawful compliant valid decision_valid gdpr_compliant",
    "human_intervention": "human_intervention_required human_review",
    "consumer_affected":
        "consumer_right_affected consumer_refund_affected consumer_claim_affected binds_consumer",
    "keep_until": "retention_until archive_until retention_last_day keep_last_day retention_end kept_until",
    "customer_access": "customer_may_access access_right", "from": "choices options remedies_offered",
    "admissible": "mediation_admissible mediation_open mediator_open mediation_possible",
    "time_limit": "limit", "return_cost": "return_cost_to_consumer", "cost": "cost_to_consumer consumer_cost",
})  # fmt: skip
