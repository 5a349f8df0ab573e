"""What somebody types about a key of the API."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from savoir.kernel.access import Permission
from savoir.organizations.values import BrandCard
from savoir.web.components.forms import SpokenMixin

P = Permission
SCOPES: Final[dict[Permission, str | Promise]] = {
    P.SALE_READ: _("lire les commandes et les clients"),
    P.SALE_IMPORT: _("envoyer commandes, livraisons, clients et produits"),
    P.CASE_READ: _("lire les dossiers"),
    P.CASE_OPEN: _("ouvrir un dossier et demander la réponse"),
    P.OFFER_ACCEPT: _("accepter une offre"),
    P.CASE_DECIDE: _("décider"),
    P.CASE_REFUSE: _("refuser"),
    P.CASE_ASSIGN: _("confier ou reporter"),
    P.CASE_NOTE: _("écrire une note"),
    P.CASE_CLOSE: _("clore et rouvrir"),
    P.MESSAGE_READ: _("lire les messages"),
    P.MESSAGE_SEND: _("écrire au client"),
    P.RETURN_READ: _("lire les retours"),
    P.POSTING_DECLARE: _("déclarer un dépôt de colis"),
    P.REFUND_READ: _("lire les remboursements"),
    P.TASK_DO: _("voir et finir les tâches"),
    P.EVENT_READ: _("suivre les événements"),
}


class KeyForm(SpokenMixin, forms.Form):
    """A name, what the key may do, for which brand, until when."""

    label = forms.CharField(label=_("Nom du programme"), max_length=80, strip=True)
    scopes = forms.MultipleChoiceField(
        label=_("Ce que la clé peut faire"),
        choices=[(scope.value, text) for scope, text in SCOPES.items()],
        error_messages={"required": _("Cochez au moins un droit.")},
    )
    brand = forms.TypedChoiceField(label=_("Marque"), required=False, coerce=int, empty_value=None)
    last_on = forms.DateField(
        label=_("Dernier jour"), required=False,
        help_text=_("Ce jour compris. Sans date, elle n’expire pas."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, brands: Iterable[BrandCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(brand.id), brand.name) for brand in brands]
        self.offer("brand", [("", _("Toutes les marques")), *named])

    @property
    def expires_at(self) -> datetime | None:
        """The end of the last day, in the member's zone."""
        day = self.cleaned_data["last_on"]
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))

    def offered(self) -> list[tuple[str, str | Promise, bool]]:
        """Each right with its words and whether it is chosen."""
        chosen = set(self["scopes"].value() or ())
        return [(scope.value, text, scope.value in chosen) for scope, text in SCOPES.items()]
