"""What the law answers around a sale: recalls, mediators, carriers, files on persons, refusals by machine."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from savoir.commands.law.asking import Asked
from savoir.kernel.values.answers import YES
from savoir.law import mediation
from savoir.law.carriers import Carriage, Handover, Loss, Protest, protest
from savoir.law.codes import Basis, Party
from savoir.law.machine_refusal import Decision, machine_refusal
from savoir.law.marketplace import marketplace
from savoir.law.personal_data import Action, DataFacts, Kept, Reply, erasure, reply
from savoir.law.recall import remedies
from savoir.law.values import Right

# Other words for kinds of data, where people use several.
DATA: Mapping[str, Kept] = {
    "marketing": Kept.MARKETING_PROFILE, "newsletter_profile": Kept.MARKETING_PROFILE,
    "newsletter": Kept.MARKETING_PROFILE, "invoices": Kept.ISSUED_INVOICES,
    "credit_notes": Kept.ISSUED_INVOICES,
    "contract": Kept.ONLINE_CONTRACT, "online_contracts": Kept.ONLINE_CONTRACT, "photos": Kept.CLAIM_PHOTOS,
    "claim": Kept.CLAIM_FILE, "claims": Kept.CLAIM_FILE, "case_file": Kept.CLAIM_FILE, "cvv": Kept.CARD_CODE,
    "card_number": Kept.CARD, "payment_card": Kept.CARD, "withdrawal_ack": Kept.WITHDRAWAL_ACKNOWLEDGEMENT,
    "call_recordings": Kept.CALL_RECORDING, "recordings": Kept.CALL_RECORDING,
    "carrier_proofs": Kept.CARRIER_PROOF,
    "customer_account": Kept.ACCOUNT, "fraud_score": Kept.FRAUD_FLAG,
}  # fmt: skip


def word_of_data(asked: Asked, kind: str) -> str:
    """What becomes of data after a request to erase: `erase`, or kept restricted until its day."""
    told, facts = asked.told, asked.facts
    known = DataFacts(
        fiscal_year_end=told.get("fiscal_year_end"), amount=told.get("contract_amount") or facts.paid,
        delivered_on=facts.delivered_on, closed_on=told.get("closed"), received_on=facts.delivered_on,
        happened_on=told.get("happened"), refunded_on=told.get("refunded"), debited_on=told.get("debited"),
    )  # fmt: skip
    kept = erasure(DATA.get(kind) or Kept(kind), known, asked.today)
    if kept.action is Action.ERASE or kept.until is None:
        return str(kept.action)
    return f"{kept.action}_until_{kept.until.isoformat()}"


def _reply(asked: Asked) -> Reply:
    return reply(asked.told["received"], asked.today, announced_on=asked.told.get("announced"))


def _recall(asked: Asked) -> Right:
    return asked.rights.of(Basis.RECALL)


def _refund_min(asked: Asked) -> str | None:
    """At least what was paid (art. 37(2)), wherever a refund is among the remedies of a recall."""
    return "price_paid" if _recall(asked).answer is YES else None


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


def _machine_refuses(asked: Asked) -> bool:
    """Whether a refusal made by a machine alone may be told: never (GDPR art. 22)."""
    is_machine = asked.told.get("automated", True)
    decided = machine_refusal(Decision(refuses=True, by_person=not is_machine, score_used=False,
                                       reason_given=True, appeal_told=True))  # fmt: skip
    return decided.answer is YES


AROUND: Mapping[str, Callable[[Asked], Any]] = {
    "debtor": lambda asked: marketplace(asked.facts.seller).debtor,
    "time_limit": lambda asked: "none" if _recall(asked).last_day is None else _recall(asked).last_day,
    "min_choices": lambda asked: _recall(asked).at_least,
    "from": lambda asked: [str(remedy) for remedy in remedies(asked.facts)],
    "refund_min": _refund_min,
    "return_cost": lambda asked: 0 if asked.right.return_paid_by is Party.SELLER else None,
    "answer_last_day": lambda asked: _reply(asked).last_day,
    "extendable_months": lambda asked: _reply(asked).extendable_months,
    "extended_last_day": lambda asked: _reply(asked).extended_last_day,
    "mediator_from": lambda asked: mediation.first_day(_dispute(asked)),
    "mediator_last_day": lambda asked: mediation.last_day(_dispute(asked)),
    "odr_link_allowed": lambda asked: mediation.odr_link_allowed(asked.today),
    "protest_last_day": _protest_last_day,
    "time_bar": lambda asked: _protest(asked).time_bar,
    "automated_refusal_allowed": _machine_refuses,
}
SAME_AROUND: Mapping[str, str] = {
    "extended_answer_last_day": "extended_last_day", "mediator_until": "mediator_last_day",
    "mediation_last_day": "mediator_last_day", "mediation_from": "mediator_from",
    "carrier_protest_last_day": "protest_last_day", "machine_refusal_allowed": "automated_refusal_allowed",
    "choices": "from", "options": "from",
}  # fmt: skip
