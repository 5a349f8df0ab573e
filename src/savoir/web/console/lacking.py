"""What the answers of a brand's sales lack, and the form that declares it once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from savoir.cases.queries import Decidability, MissingFact, fact_words, measured_decidability
from savoir.kernel.access import Actor
from savoir.organizations.operations import DeclarationExists, declare
from savoir.organizations.values import BrandCard
from savoir.web.components.forms import SpokenMixin
from savoir.web.desk.replies import see_other, told, told_refused
from savoir.web.errors import attempt, sentence_for
from savoir.web.requests import StaffRequest

CHANNELS = {
    "web": gettext_lazy("site"),
    "marketplace": gettext_lazy("place de marché"),
    "click_collect": gettext_lazy("retrait en magasin"),
    "store": gettext_lazy("magasin"),
    "phone": gettext_lazy("téléphone"),
    "off_premises": gettext_lazy("hors magasin"),
}
ANSWERS: dict[str, tuple[tuple[str, Any], ...]] = {
    "buyer_kind": (("consumer", gettext_lazy("des consommateurs")),
                   ("professional", gettext_lazy("des professionnels"))),
    "contract_kind": (("service", gettext_lazy("des services")),
                      ("digital_content", gettext_lazy("des contenus numériques")),
                      ("regular_delivery", gettext_lazy("des livraisons régulières (abonnement)")),
                      ("goods", gettext_lazy("des objets"))),
    "withdrawal_information_given": (("yes", gettext_lazy("oui, donnée")), ("no", gettext_lazy("non"))),
}  # fmt: skip
_VALUES: dict[str, object] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class LackingRow:
    """A missing fact in words; `answers` are what may be declared, () asks for a number of days."""

    fact: MissingFact
    words: str
    channel: Any
    answers: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """What was measured of a brand; `found` is None before anything was. `ruleless`: lines without rules;
    `channels`, `kinds`: what may be declared though nothing lacks it.
    """

    brand: BrandCard
    found: Decidability | None
    measured_at: datetime | None
    rows: tuple[LackingRow, ...]
    ruleless: tuple[LackingRow, ...] = ()
    channels: tuple[tuple[str, Any], ...] = tuple(CHANNELS.items())
    kinds: tuple[tuple[str, Any], ...] = ANSWERS["contract_kind"]

    @property
    def share(self) -> str:
        """Percent of the lines asked, one decimal."""
        share = self.found.share if self.found else None
        return "" if share is None else f"{share // 10}{_(',')}{share % 10}"


def lacking_of(actor: Actor, brand: BrandCard) -> Lacking:
    """What was last measured of a brand (1 query)."""
    measured = measured_decidability(actor=actor, brand_id=brand.id)
    if measured is None:
        return Lacking(brand, None, None, ())
    found, at = measured
    return Lacking(brand, found, at, _rows(found.facts), _rows(found.without_policy))


def _rows(found: tuple[MissingFact, ...]) -> tuple[LackingRow, ...]:
    return tuple(
        LackingRow(
            one, fact_words(one.fact), CHANNELS.get(one.channel, one.channel), ANSWERS.get(one.fact, ())
        )
        for one in found
    )


class DeclareForm(SpokenMixin, forms.Form):
    """A fact, its value, for which channel, since when, and the proof."""

    brand = forms.IntegerField(label=gettext_lazy("Marque"), min_value=1)
    fact = forms.ChoiceField(
        label=gettext_lazy("Fait"), choices=[(name, name) for name in (*ANSWERS, "delivery_days")]
    )
    value = forms.CharField(label=gettext_lazy("Réponse"), max_length=20)
    channel = forms.ChoiceField(label=gettext_lazy("Canal"), choices=list(CHANNELS.items()))
    begins_on = forms.DateField(label=gettext_lazy("À partir du"))
    proof = forms.CharField(label=gettext_lazy("Preuve"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """The value as the fact has it."""
        given: dict[str, Any] = super().clean() or {}
        fact, value = given.get("fact"), str(given.get("value", ""))
        if fact == "delivery_days":
            if not (value.isascii() and value.isdigit() and int(value) <= 60):
                self.add_error("value", _("Le délai est un nombre de jours, de 0 à 60."))
            else:
                given["value"] = int(value)
        elif fact and value not in dict(ANSWERS[fact]):
            self.add_error("value", _("Choisissez une réponse de la liste."))
        else:
            given["value"] = _VALUES.get(value, value)
        return given


@require_POST
def say(request: StaffRequest) -> HttpResponse:
    """Declare a fact once; what it frees is measured anew by a job."""
    form = DeclareForm(request.POST)
    if not form.is_valid():
        told_refused(request, str(next(iter(form.errors.values()))[0]))
        return see_other("console:import")
    given = form.cleaned_data
    with attempt() as tried:
        declare(
            actor=request.actor, brand_id=given["brand"], fact=given["fact"], value=given["value"],
            channel=given["channel"], begins_on=given["begins_on"], proof=given["proof"], now=request.now,
        )  # fmt: skip
    if isinstance(tried.refusal, DeclarationExists):
        told_refused(request, sentence_for(tried.refusal).title)
    elif tried.refusal:
        raise tried.refusal
    else:
        told(request, _("Déclaré. Les réponses sont comptées à nouveau dans un instant."))
    return see_other("console:import")
