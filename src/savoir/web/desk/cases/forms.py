"""What an agent types on the case page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.cases.states import DELIVERABLE, Remedy
from savoir.web.components.forms import SpokenMixin
from savoir.web.desk import words

LONGEST = 10_000  # characters; the operation refuses longer texts too


def _text(label: Any, *, required: bool = True, hint: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Écrivez quelques mots.")},
    )  # fmt: skip


def _code(label: Any, codes: words.Words, *, required: bool = True, hint: Any = "") -> forms.ChoiceField:
    choices = [("", _("Choisir")), *codes.items()]
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=hint,
        error_messages={"required": _("Choisissez un motif dans la liste.")},
    )  # fmt: skip


class DecisionForm(SpokenMixin, forms.Form):
    """The chosen remedy with the plan it was shown by and the message that goes with it."""

    remedy = forms.ChoiceField(
        choices=[(remedy.value, remedy.value) for remedy in sorted(DELIVERABLE)],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choisissez une solution.")),
    )
    motive = forms.ChoiceField(choices=[("", ""), *words.OTHER_MOTIVES.items()], required=False)
    note = forms.CharField(max_length=2000, required=False)

    @property
    def chosen(self) -> Remedy:
        """The remedy, of a valid form."""
        return Remedy(self.cleaned_data["remedy"])

    @property
    def letter(self) -> str:
        """The message typed for the chosen remedy."""
        return str(self.data.get(f"letter-{self.data.get('remedy', '')}", ""))[:LONGEST]

    @property
    def asks(self) -> bool:
        """Whether the card said that a second person must let it."""
        return bool(self.data.get(f"asks-{self.data.get('remedy', '')}"))

    @property
    def digest(self) -> str:
        """The plan the agent saw."""
        return str(self.data.get(f"plan-{self.data.get('remedy', '')}", ""))


class RefusalForm(SpokenMixin, forms.Form):
    """A refusal: its motive, what we can do instead, and why not."""

    motive = _code(_("Motif"), words.REFUSAL_MOTIVES)
    ground = _code(
        _("Fondement légal"), words.REFUSAL_GROUNDS, required=False,
        hint=_("Nécessaire quand la loi ne dit pas non d’elle-même. Il est gardé avec vos mots."),
    )  # fmt: skip
    instead = _text(
        _("Ce que nous pouvons faire"), required=False, rows=3,
        hint=_("Le message commence par là : une solution avant la raison."),
    )  # fmt: skip
    reason = _text(_("Pourquoi pas la demande"), rows=3, hint=_("Dit au client, avec ses recours."))


class QuestionForm(SpokenMixin, forms.Form):
    """What we need from the customer."""

    what = _code(_("Il nous manque"), words.QUESTIONS)
    text = _text(
        _("Votre question"), required=False, rows=4, hint=_("Vide : le message type demande ce qu’il faut.")
    )

    def clean(self) -> dict[str, Any]:
        """Something else than the listed things is asked in one's own words."""
        cleaned = super().clean() or {}
        if cleaned.get("what") == "other" and not cleaned.get("text", "").strip():
            self.add_error("text", _("Écrivez ce que vous demandez."))
        return cleaned


class WordsForm(SpokenMixin, forms.Form):
    """A message to the customer or a note."""

    text = _text(_("Votre texte"))


class ShipmentForm(SpokenMixin, forms.Form):
    """What left for the customer."""

    order_reference = forms.CharField(
        label=_("Commande ou colis de l’envoi"), max_length=40,
        error_messages={"required": _("Indiquez le numéro de la commande ou du colis envoyé.")},
    )  # fmt: skip


class CallOffForm(SpokenMixin, forms.Form):
    """Why what was agreed can't leave."""

    why = _code(_("Pourquoi rien ne part"), words.CALL_OFFS)


class PostageForm(SpokenMixin, forms.Form):
    """What the customer's receipt says."""

    amount = forms.CharField(label=_("Somme sur son reçu"), max_length=20)
    receipt = forms.FileField(label=_("Son reçu"), required=False, allow_empty_file=True)


class EndForm(SpokenMixin, forms.Form):
    """Why an answered case ends without anything more."""

    motive = _code(_("Motif"), words.END_MOTIVES)
    note = _text(_("Note pour les collègues"), required=False, rows=3)
