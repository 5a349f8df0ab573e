"""A case somebody is written to about: Claire Martin, a linen dress, Maison Lenoir."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from savoir.cases.values import MessageContext
from savoir.conversations.rules import Letter, Links, compose, faults_of, stored
from savoir.conversations.states import Step
from savoir.kernel.values.calendars import BusinessCalendar
from savoir.organizations.values import BrandCard

NOW = datetime(2026, 11, 24, 14, 4, tzinfo=UTC)  # Tuesday, 15 h 04 in Paris
ANSWER_BY = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)  # Thursday, 18 h in Paris
LINKS = Links(
    case="https://sav.example/sav/lenoir/dossiers/SAV-7K2QX4/",
    action="https://sav.example/sav/lenoir/acces/abc/",
    rights="https://sav.example/sav/lenoir/vos-droits/",
)
BRAND = BrandCard(
    id=1, slug="lenoir", name="Maison Lenoir", hue=243, languages=("fr", "en"), default_language="fr",
    zone="Europe/Paris", sender_name="Maison Lenoir", sender_address="sav@lenoir.example",
    legal_entity="Maison Lenoir SAS, 12 rue de la Clef, 59000 Lille", phone="03 53 01 42 17",
    phone_hours="du lundi au samedi, 9 h à 19 h", mediator_name="Médiation Exemple",
    mediator_site="mediation.example", calendar=BusinessCalendar(zone="Europe/Paris", slots=()),
    return_site_id=1, answer_hours=48, answer_clock="business",
)  # fmt: skip
CONTEXT = MessageContext(
    case_id=1, reference="SAV-7K2QX4", language="fr", brand=BRAND, order_id=1, customer_name="Claire Martin",
    email="claire@exemple.fr", headline="Robe en lin", next_due_at=None,
)  # fmt: skip

REFUND: dict[str, Any] = {
    "remedy": "refund", "amount_minor": 5900, "currency": "EUR", "tender": "card", "means_last4": "4821",
    "trigger": "posting", "promised_on": date(2026, 12, 7), "send_back_by": date(2026, 12, 8),
    "ra_number": "RA-30522", "return_method": "own_post", "customer_pays_return": False,
    "articles": ["L221-18", "L221-24"],
}  # fmt: skip
WORDS: dict[Step, dict[str, Any]] = {
    Step.ACKNOWLEDGEMENT: {"answer_by": ANSWER_BY},
    Step.INFORMATION_NEEDED: {"what": "photo", "reply_by": date(2026, 11, 30), "answer_by": ANSWER_BY},
    Step.REMINDER: {
        "what": "photo", "question": "Le voyant est-il rouge\u00a0?", "reply_by": date(2026, 11, 30),
        "answer_by": ANSWER_BY, "agent_name": "Léa Bertin",
    },
    Step.DECISION: REFUND,
    Step.REFUSAL: {
        "instead": "Nous pouvons réparer la couture.", "reason": "La robe a été portée et lavée.",
        "articles": ["L221-23"], "rule": "Change d’avis, ligne 4",
    },
    Step.REDUCTION: {
        "reason": "L’ourlet est taché de maquillage.", "kept_minor": 1200, "amount_minor": 4700,
        "currency": "EUR", "articles": ["L221-23"], "agent_name": "Léa Bertin",
    },
    Step.RECEIVED: {"control_by": ANSWER_BY, "complete": True, "refund_follows": True},
    Step.REFUNDED: {
        "amount_minor": 8900, "currency": "EUR", "tender": "card", "means_last4": "4821",
        "left_on": date(2026, 11, 23), "bank_by": date(2026, 11, 30),
    },
    Step.GESTURE: {
        "amount_minor": 1500, "currency": "EUR", "tender": "card", "means_last4": "4821",
        "left_on": date(2026, 11, 23), "bank_by": date(2026, 11, 30),
    },
    Step.DELAY: {"kind": "first_answer", "due_at": NOW, "new_due_at": ANSWER_BY, "cause": "La pièce manque."},
    Step.CLOSING: {"reopen_until": date(2027, 1, 4)},
    Step.ACCESS_LINK: {"link_secret": "abc", "expires_at": ANSWER_BY},
    Step.FREE_TEXT: {"text": "Votre robe est belle.\n\nÀ bientôt.", "agent_name": "Léa Bertin"},
}  # fmt: skip


def letter(step: Step, language: str = "fr", *, context: MessageContext = CONTEXT, **changed: Any) -> Letter:
    """The letter of a step with its usual words, some of them changed (None: left out)."""
    words = {key: value for key, value in {**WORDS[step], **changed}.items() if value is not None}
    assert faults_of(step, words) == ()
    return compose(context, step, stored(words), language=language, links=LINKS, now=NOW)


def about(**changed: Any) -> MessageContext:
    """The same case with something else in it; `brand` takes a dict of changes."""
    brand = replace(BRAND, **changed.pop("brand", {}))
    return replace(CONTEXT, brand=brand, **changed)
