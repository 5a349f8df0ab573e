"""What visitors type."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.web.components.forms import InputMixin

LONGEST = 2000
ONE_PROOF = _("Indiquez l’adresse e-mail de la commande, ou le code postal et un autre indice.")


class FindForm(InputMixin, forms.Form):
    """An order and a proof that it is his: its e-mail address, or its postcode and one more fact."""

    use_required_attribute = False

    number = forms.CharField(
        label=_("Numéro de commande"),
        max_length=60,
        help_text=_("Par exemple FR-90412, dans l’e-mail de confirmation"),
    )
    email = forms.CharField(
        label=_("Adresse e-mail de la commande"), max_length=254, error_messages={"required": ONE_PROOF}
    )
    postcode = forms.CharField(label=_("Code postal de livraison"), max_length=12)
    fact = forms.CharField(
        label=_("Nom, téléphone ou numéro de suivi"),
        max_length=80,
        help_text=_("Un seul suffit"),
    )
    suite = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs.update(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        )
        self.fields["email"].widget.attrs.update(
            {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        )
        self.fields["postcode"].widget.attrs["autocomplete"] = "postal-code"

    def clean(self) -> dict[str, Any]:
        """One proof is enough, and the other one's emptiness is no fault."""
        given = super().clean() or {}
        has_place = bool(given.get("postcode") and given.get("fact"))
        spare = ("postcode", "fact") if not has_place else ("email",)
        for name in spare:
            self.errors.pop(name, None)
        return {name: given.get(name, "") for name in self.fields}


class PostingForm(InputMixin, forms.Form):
    """The proof that a parcel left."""

    tracking_number = forms.CharField(
        label=_("Numéro de suivi"),
        max_length=60,
        required=False,
        help_text=_("Sur le reçu du bureau de poste ou du point relais"),
    )
    posted_on = forms.DateField(
        label=_("Jour de l’envoi"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Écrivez le jour de l’envoi, par exemple 2026-11-23.")},
    )

    def __init__(self, *args: Any, first: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"posted_on": today}, **kwargs)
        self.fields["posted_on"].widget.attrs.update({"min": first.isoformat(), "max": today.isoformat()})
        self.fields["tracking_number"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})


class MessageForm(InputMixin, forms.Form):
    """What a customer writes about his case."""

    text = forms.CharField(
        label=_("Votre message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "portal-message"}),
        error_messages={"required": _("Écrivez votre message avant de l’envoyer.")},
    )
