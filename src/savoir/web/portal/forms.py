"""What visitors type."""

from datetime import date
from typing import Any
from unicodedata import category

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.kernel.values.money import InvalidAmount, Money
from savoir.resolutions.operations.postage import MOST_MINOR
from savoir.web.components.forms import InputMixin

LONGEST = 2000
_KEPT_CONTROLS = "\n\t"
ONE_PROOF = _("Indiquez l’adresse e-mail de la commande, ou le code postal et un autre indice.")


def typed(text: str) -> str:
    """What somebody typed without what nobody sees: control characters, foreign line ends, outer space.

    A database refuses NUL, and signs that turn the direction of writing hide what is said.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in plain if sign in _KEPT_CONTROLS or not _is_hidden(sign)).strip()


def _is_hidden(sign: str) -> bool:
    return category(sign) in ("Cc", "Cs") or "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"


class TypedField(forms.CharField):
    """Text that says which field is empty or too long, and keeps no hidden character."""

    def __init__(self, *, empty: Any = "", long: Any, **given: Any) -> None:
        words = {"required": empty, "max_length": long} if empty else {"max_length": long}
        super().__init__(error_messages=words, **given)

    def to_python(self, value: Any) -> str:
        """The text as it is kept."""
        return typed(super().to_python(value) or "")


class FindForm(InputMixin, forms.Form):
    """An order and a proof that it is his: its e-mail address, or its postcode and one more fact."""

    use_required_attribute = False

    number = TypedField(
        label=_("Numéro de commande"),
        max_length=60,
        empty=_("Indiquez le numéro de commande."),
        long=_("Le numéro de commande est trop long : 60 caractères au plus."),
        help_text=_("Par exemple FR-90412, dans l’e-mail de confirmation"),
    )
    email = TypedField(
        label=_("Adresse e-mail de la commande"),
        max_length=254,
        empty=ONE_PROOF,
        long=_("L’adresse e-mail est trop longue : 254 caractères au plus."),
    )
    postcode = TypedField(
        label=_("Code postal de livraison"),
        max_length=12,
        empty=_("Indiquez le code postal de livraison."),
        long=_("Le code postal est trop long : 12 caractères au plus."),
    )
    fact = TypedField(
        label=_("Nom, téléphone ou numéro de suivi"),
        max_length=80,
        empty=_("Indiquez un nom, un téléphone ou un numéro de suivi."),
        long=_("Le nom, téléphone ou numéro de suivi est trop long : 80 caractères au plus."),
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

    tracking_number = TypedField(
        label=_("Numéro de suivi"),
        max_length=60,
        required=False,
        long=_("Le numéro de suivi est trop long : 60 caractères au plus."),
        help_text=_("Sur le reçu du bureau de poste ou du point relais"),
    )
    posted_on = forms.DateField(
        label=_("Jour de l’envoi"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("Écrivez le jour de l’envoi, par exemple 2026-11-23."),
            "required": _("Indiquez le jour de l’envoi."),
        },
    )

    def __init__(self, *args: Any, first: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"posted_on": today}, **kwargs)
        self.fields["posted_on"].widget.attrs.update({"min": first.isoformat(), "max": today.isoformat()})
        self.fields["tracking_number"].widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})


class PostageForm(InputMixin, forms.Form):
    """What the posting cost, in the money of the case."""

    use_required_attribute = False

    amount = TypedField(
        label=_("Ce que l’envoi vous a coûté"),
        max_length=20,
        empty=_("Indiquez ce que vous avez payé, par exemple 6,90."),
        long=_("Indiquez ce que vous avez payé, par exemple 6,90."),
        help_text=_("La somme sur le reçu, par exemple 6,90"),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].widget.attrs.update({"autocomplete": "off", "inputmode": "decimal"})

    def clean_amount(self) -> Money:
        """The sum, exact."""
        text = str(self.cleaned_data["amount"]).removesuffix("€").strip()
        try:
            found = Money.parse(text, self.currency)
        except InvalidAmount:
            found = Money.zero(self.currency)
        if not 0 < found.minor <= MOST_MINOR:
            raise forms.ValidationError(_("Indiquez ce que vous avez payé, par exemple 6,90."))
        return found


class MessageForm(InputMixin, forms.Form):
    """What a customer writes about his case; photos alone are an answer too."""

    use_required_attribute = False

    text = TypedField(
        label=_("Votre message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "portal-message"}),
        empty=_("Écrivez votre message, ou ajoutez une photo, avant d’envoyer."),
        long=_("Votre message est trop long : 2000 caractères au plus."),
    )

    def __init__(self, *args: Any, photos: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not photos
