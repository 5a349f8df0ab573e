"""Examples for the style guide: plain values, no database, one fixed day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.web.components.bundles import STATIC
from savoir.web.components.forms import InputMixin
from savoir.web.components.lines import rights_line
from savoir.web.components.pictures import COLORWAYS, picture_keys

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class LookupExample(InputMixin, forms.Form):
    """The first form a customer meets."""

    order = forms.CharField(label=_("Numéro de commande"), help_text=_("En haut de votre e-mail."))
    email = forms.EmailField(
        label=_("Adresse e-mail"),
        error_messages={"invalid": _("Cette adresse n’est pas complète : il manque ce qui suit le @.")},
    )
    note = forms.CharField(label=_("Un mot pour nous"), required=False, widget=forms.Textarea)


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
            {"label": _("Robe en lin"), "value": "59,00\u00a0€"},
            {"label": _("Frais de retour"), "value": _("offerts")},
        ],
        "money_total": {"label": _("Vous recevez"), "value": "59,00\u00a0€"},
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
        "title": _("Demande reçue"),
        "when": _("lundi 23 novembre, 9 h 12"),
        "text": _("L’accusé envoyé par e-mail prouve cette date."),
    },
    {
        "state": "done",
        "title": _("Retour accepté"),
        "when": _("lundi 23 novembre, 9 h 12"),
        "text": _("Réponse immédiate. Bon de retour RA-30518."),
    },
    {
        "state": "now",
        "title": _("Vous déposez le colis"),
        "when": _("avant lundi 7 décembre"),
        "text": _("C’est à vous. Le plus tôt sera le mieux."),
    },
    {"state": "next", "title": _("Nous recevons et contrôlons"), "when": _("vers lundi 30 novembre")},
    {"state": "late", "title": _("Nous vous remboursons"), "when": _("dépassé de 2 h")},
    {
        "state": "maybe",
        "title": _("Vice caché"),
        "when": _("2 ans après sa découverte"),
        "tag": _("ouvert"),
        "tag_level": "ok",
    },
]
CHOICES = [
    {
        "title": _("Échange"),
        "cost": "0\u00a0€",
        "date": _("Chez vous avant vendredi 27 novembre, 18 h"),
        "note": _("Il part mercredi matin, de Lille."),
        "button": _("Choisir l’échange"),
        "facts": [
            {"icon": "package", "text": _("Vous rendez l’ancien après, sans frais, avec un QR code.")},
            {"icon": "shield", "text": _("Garantie jusqu’au 16 avril 2028.")},
        ],
    },
    {
        "title": _("Réparation"),
        "cost": "0\u00a0€",
        "date": _("Chez vous samedi 5 décembre"),
        "note": _("12 jours, à l’atelier de Lyon."),
        "button": _("Choisir la réparation"),
        "facts": [
            {"icon": "tool", "text": _("Batterie ou carte de charge remplacée, appareil testé.")},
            {"icon": "shield-plus", "text": _("6 mois de garantie en plus."), "level": "ok"},
        ],
    },
]
