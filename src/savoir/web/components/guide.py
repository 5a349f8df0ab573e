"""Specimens for the style guide: plain values, no database, one fixed day, in French on purpose."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms

from savoir.web.components.bundles import STATIC
from savoir.web.components.forms import InputMixin
from savoir.web.components.lines import rights_line
from savoir.web.components.pictures import COLORWAYS, picture_keys

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class LookupExample(InputMixin, forms.Form):
    """The first form a customer meets."""

    order = forms.CharField(label="Numéro de commande", help_text="En haut de votre e-mail.")
    email = forms.EmailField(
        label="Adresse e-mail",
        error_messages={"invalid": "Cette adresse n’est pas complète : il manque ce qui suit le @."},
    )
    note = forms.CharField(label="Un mot pour nous", required=False, widget=forms.Textarea)


def guide_context() -> dict[str, Any]:
    """Everything ``styleguide.html`` shows."""
    return {
        "now": NOW,
        "today": TODAY,
        "icons": icon_names(),
        "pictures": [(key, COLORWAYS[at % len(COLORWAYS)]) for at, key in enumerate(picture_keys())],
        "form": LookupExample({"order": "", "email": "claire@"}, auto_id="bad_%s"),
        "fresh": LookupExample(auto_id="new_%s"),
        "lines": _lines(),
        "promises": [NOW + timedelta(hours=gap) for gap in (-2, 3, 20, 76, 240)],
        "steps": STEPS,
        "choices": CHOICES,
        "money_rows": [
            {"label": "Robe en lin", "value": "59,00\u00a0€"},
            {"label": "Frais de retour", "value": "offerts"},
        ],
        "money_total": {"label": "Vous recevez", "value": "59,00\u00a0€"},
        "brand": {"name": "Maison Lenoir", "phone": "03 53 01 42 17"},
        "links": {"rights": "#", "policy": "#", "withdraw": "#", "source": "#"},
    }


def icon_names() -> list[str]:
    """Ids of the icon sprite, in its order."""
    return re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8"))


def _lines() -> list[Any]:
    received = date(2026, 11, 14)
    return [
        rights_line(
            received_on=received, mind_until=date(2026, 11, 30), law_until=date(2028, 11, 14), today=TODAY
        ),
        rights_line(received_on=received, mind_until=None, law_until=date(2028, 11, 14), today=TODAY),
        rights_line(
            received_on=date(2026, 4, 16),
            mind_until=date(2026, 4, 30),
            law_until=date(2028, 4, 16),
            today=TODAY,
        ),
        rights_line(
            received_on=date(2024, 1, 8),
            mind_until=date(2024, 1, 22),
            law_until=date(2026, 1, 8),
            today=TODAY,
        ),
    ]


STEPS = [
    {
        "state": "done",
        "title": "Demande reçue",
        "when": "lundi 23 novembre, 9 h 12",
        "text": "L’accusé envoyé par e-mail prouve cette date.",
    },
    {
        "state": "done",
        "title": "Retour accepté",
        "when": "lundi 23 novembre, 9 h 12",
        "text": "Réponse immédiate. Bon de retour RA-30518.",
    },
    {
        "state": "now",
        "title": "Vous déposez le colis",
        "when": "avant lundi 7 décembre",
        "text": "C’est à vous. Le plus tôt sera le mieux.",
    },
    {"state": "next", "title": "Nous recevons et contrôlons", "when": "vers lundi 30 novembre"},
    {"state": "late", "title": "Nous vous remboursons", "when": "dépassé de 2 h"},
    {
        "state": "maybe",
        "title": "Vice caché",
        "when": "2 ans après sa découverte",
        "tag": "ouvert",
        "tag_level": "ok",
    },
]
CHOICES = [
    {
        "title": "Échange",
        "cost": "0\u00a0€",
        "date": "Chez vous avant vendredi 27 novembre, 18 h",
        "note": "Il part mercredi matin, de Lille.",
        "button": "Choisir l’échange",
        "facts": [
            {"icon": "package", "text": "Vous rendez l’ancien après, sans frais, avec un QR code."},
            {"icon": "shield", "text": "Garantie jusqu’au 16 avril 2028."},
        ],
    },
    {
        "title": "Réparation",
        "cost": "0\u00a0€",
        "date": "Chez vous samedi 5 décembre",
        "note": "12 jours, à l’atelier de Lyon.",
        "button": "Choisir la réparation",
        "facts": [
            {"icon": "tool", "text": "Batterie ou carte de charge remplacée, appareil testé."},
            {"icon": "shield-plus", "text": "6 mois de garantie en plus.", "level": "ok"},
        ],
    },
]
