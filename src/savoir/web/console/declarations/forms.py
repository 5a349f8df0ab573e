"""What somebody types to declare a fact, and to end it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from savoir.kernel.errors import Refused
from savoir.organizations.values import NUMBERS, BrandCard
from savoir.web.components.forms import SpokenMixin
from savoir.web.console.declarations.words import FAULTS, answers_of, is_of_goods
from savoir.web.console.lacking import CHANNELS
from savoir.web.errors import sentence_for

ALL_CHANNELS = [("", _("tous les canaux")), *CHANNELS.items()]
_VALUES: dict[str, object] = {"yes": True, "no": False}


def _day(label: Any, *, required: bool, text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser reads no other
    return forms.DateField(label=label, required=required, widget=widget, help_text=text)


class _Refusing(SpokenMixin, forms.Form):
    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at the field it names."""
        said = FAULTS.get((refusal.field, str(refusal.facts.get("code", ""))))
        if said is not None and refusal.field in self.fields:
            self.add_error(refusal.field, str(said))
            return
        sentence = sentence_for(refusal)
        self.add_error(None, f"{sentence.title}. {sentence.way_out}")


class DeclarationForm(_Refusing):
    """The value of one fact, of which goods, for which channel and sales, with its proof."""

    brand = forms.TypedChoiceField(label=_("Marque"), coerce=int)
    value = forms.ChoiceField(label=_("Réponse"))
    category = forms.CharField(
        label=_("Seulement une catégorie"), max_length=200, required=False, strip=True,
        help_text=_("Son chemin, comme dans l’export : mode/lingerie. Vide : tout ce que la marque vend."),
    )  # fmt: skip
    sku = forms.CharField(
        label=_("Seulement un article"), max_length=80, required=False, strip=True,
        help_text=_("Sa référence (SKU). Elle l’emporte sur la catégorie ; l’export l’emporte sur elle."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Canal"), choices=ALL_CHANNELS, required=False)
    begins_on = _day(_("Pour les ventes à partir du"), required=True)
    ends_on = _day(_("Jusqu’à la veille du"), required=False)
    proof = forms.CharField(label=_("Preuve"), max_length=200, required=False, strip=True)

    def __init__(self, *args: Any, fact: str, brands: Iterable[BrandCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact = fact
        self.offer("brand", [(str(one.id), one.name) for one in brands])
        if answers := answers_of(fact):
            self.offer("value", list(answers))
        else:
            self.fields["value"] = _number(fact)
        if not is_of_goods(fact):
            del self.fields["category"], self.fields["sku"]

    def clean(self) -> dict[str, Any]:
        """The value as the fact has it; goods named once."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("category") and given.get("sku"):
            self.add_error("sku", _gettext("Nommez une catégorie ou un article, pas les deux."))
        if isinstance(given.get("value"), str):
            given["value"] = _VALUES.get(given["value"], given["value"])
        return given


def _number(fact: str) -> forms.IntegerField:
    label = _("Mois") if fact == "warranty_months" else _("Jours")
    return forms.IntegerField(label=label, min_value=0, max_value=NUMBERS[fact])


class EndForm(_Refusing):
    """From which sales on it holds no more."""

    ends_on = _day(_("Plus pour les ventes à partir du"), required=True)
