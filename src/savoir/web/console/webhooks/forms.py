"""What somebody types about an address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.kernel.errors import Refused
from savoir.kernel.outbox.endpoints import EndpointWish
from savoir.kernel.outbox.reading import EndpointCard
from savoir.kernel.publication import published_types
from savoir.organizations.values import BrandCard
from savoir.web.components.forms import SpokenMixin
from savoir.web.console.webhooks.words import FAMILIES, URL_FAULTS
from savoir.web.errors import sentence_for

Family = tuple[str | Promise, list[tuple[str, bool]]]


class EndpointForm(SpokenMixin, forms.Form):
    """Address, name, brand, and which events; none chosen means all."""

    url = forms.CharField(
        label=_("Adresse de votre outil"), max_length=2000, strip=True,
        help_text=_("Elle commence par https:// et se trouve sur Internet."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    description = forms.CharField(
        label=_("Nom de l’outil"), max_length=120, required=False, widget=forms.TextInput()
    )
    brand = forms.TypedChoiceField(label=_("Marque"), required=False, coerce=int, empty_value=None)
    types = forms.MultipleChoiceField(label=_("Événements"), required=False)

    def __init__(self, *args: Any, brands: Iterable[BrandCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(brand.id), brand.name) for brand in brands]
        self.offer("brand", [("", _("Toutes les marques")), *named])
        self.offer("types", [(one, one) for one in published_types()])

    @property
    def wish(self) -> EndpointWish:
        """What a valid form asks for."""
        given = self.cleaned_data
        return EndpointWish(given["url"], given["description"], tuple(given["types"]), given["brand"])

    def families(self) -> list[Family]:
        """Every event by its family, with whether it is chosen."""
        chosen = set(self["types"].value() or ())
        found: dict[str, list[tuple[str, bool]]] = {}
        for one in published_types():
            found.setdefault(one.partition(".")[0], []).append((one, one in chosen))
        return [(FAMILIES[family], entries) for family, entries in found.items()]

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at the field it names."""
        if refusal.field == "url":
            self.add_error("url", str(URL_FAULTS[str(refusal.facts["code"])]))
            return
        sentence = sentence_for(refusal)
        self.add_error(None, f"{sentence.title}. {sentence.way_out}")


def initial_of(card: EndpointCard) -> dict[str, Any]:
    """The form as the endpoint is."""
    return {
        "url": card.url,
        "description": card.description,
        "brand": card.brand_id or "",
        "types": list(card.types),
    }


class SinceForm(SpokenMixin, forms.Form):
    """From when on everything that failed is sent again."""

    since = forms.DateTimeField(
        label=_("Depuis le"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
