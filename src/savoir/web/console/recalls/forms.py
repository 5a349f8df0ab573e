"""What somebody types about a recall."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.kernel.errors import Refused
from savoir.orders.operations import RecallNotice
from savoir.orders.states import Possible, RecallEnd, WayBack
from savoir.organizations.values import BrandCard
from savoir.web.components.forms import SpokenMixin
from savoir.web.console.recalls.words import ENDS, FAULTS, POSSIBLE, WAYS_BACK
from savoir.web.errors import sentence_for


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _choices(words: Mapping[Any, str | Promise], *left_out: object) -> list[tuple[str, str | Promise]]:
    return [(one.value, text) for one, text in words.items() if one not in left_out]


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")  # a browser reads no other
    return forms.DateField(label=label, required=required, widget=widget)


def _rows(label: Any, text: Any, *, required: bool, most: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
    return forms.CharField(label=label, help_text=text, required=required, max_length=most, widget=widget)


class RecallForm(SpokenMixin, forms.Form):
    """Which products, since when, why, what is offered, and what becomes of the thing."""

    brand = forms.TypedChoiceField(label=_("Marque"), coerce=int)
    products = _rows(
        _("Produits rappelés"), _("Une référence (SKU), un GTIN ou un identifiant de produit par ligne."),
        required=True, most=50_000,
    )  # fmt: skip
    serials = _rows(
        _("Numéros de série ou de lot"),
        _("Un par ligne ; LX-22* désigne tous ceux qui commencent ainsi. Vide : toutes les pièces."),
        required=False, most=50_000,
    )  # fmt: skip
    sold_first_on = _day(_("Vendus à partir du"))
    sold_last_on = _day(_("Vendus jusqu’au"))
    began_on = _day(_("Jour du rappel"), required=True)
    hazard = forms.CharField(
        label=_("Danger"), max_length=300, strip=True,
        help_text=_("En une phrase, comme l’avis : « La batterie peut prendre feu. »"),
    )  # fmt: skip
    instructions = forms.CharField(
        label=_("Ce que le client doit faire"), max_length=1000, strip=True,
        help_text=_("Arrêter de s’en servir, débrancher, isoler, jeter : où et comment."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    notice_url = forms.CharField(
        label=_("Avis officiel"), max_length=500, required=False, strip=True,
        help_text=_("L’adresse de l’avis, par exemple sur rappel.conso.gouv.fr."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    repair = forms.ChoiceField(label=_("Réparer"), choices=_choices(POSSIBLE))
    replacement = forms.ChoiceField(label=_("Remplacer"), choices=_choices(POSSIBLE))
    refund = forms.ChoiceField(label=_("Rembourser"), choices=_choices(POSSIBLE, Possible.IMPOSSIBLE))
    way_back = forms.ChoiceField(label=_("Le produit rappelé"), choices=_choices(WAYS_BACK))

    def __init__(self, *args: Any, brands: Iterable[BrandCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("brand", [(str(brand.id), brand.name) for brand in brands])

    @property
    def notice(self) -> RecallNotice:
        """What a valid form declares."""
        given = self.cleaned_data
        return RecallNotice(
            products=_lines(given["products"]), serials=_lines(given["serials"]), began_on=given["began_on"],
            hazard=given["hazard"], instructions=given["instructions"], notice_url=given["notice_url"],
            repair=Possible(given["repair"]), replacement=Possible(given["replacement"]),
            refund=Possible(given["refund"]), way_back=WayBack(given["way_back"]),
            sold_first_on=given["sold_first_on"], sold_last_on=given["sold_last_on"],
        )  # fmt: skip

    def refuse(self, refusal: Refused) -> None:
        """Show a refusal at the field it names."""
        said = FAULTS.get((refusal.field, str(refusal.facts.get("code", ""))))
        if said is not None:
            self.add_error(refusal.field, str(said) % refusal.facts)
            return
        sentence = sentence_for(refusal)
        self.add_error(None, f"{sentence.title}. {sentence.way_out}")


class EndForm(SpokenMixin, forms.Form):
    """Why it ends."""

    end = forms.ChoiceField(
        label=_("Pourquoi ?"), choices=[(one.value, words[0]) for one, words in ENDS.items()],
        error_messages={"required": _("Choisissez pourquoi le rappel se termine.")},
    )  # fmt: skip

    @property
    def motive(self) -> RecallEnd:
        """The choice of a valid form."""
        return RecallEnd(self.cleaned_data["end"])

    def offered(self) -> list[tuple[str, str | Promise, str | Promise]]:
        """Each choice with what it means."""
        return [(one.value, title, text) for one, (title, text) in ENDS.items()]
