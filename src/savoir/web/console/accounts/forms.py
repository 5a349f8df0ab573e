"""What somebody types to connect an outside account: one form a kind."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from savoir.organizations.values import BrandCard
from savoir.web.components.forms import SpokenMixin

_SECRET: Final = {"autocomplete": "off", "spellcheck": "false"}


class AccountForm(SpokenMixin, forms.Form):
    """A name, a brand; the rest by kind. The same name again replaces what was stored under it."""

    port: ClassVar[str] = ""
    vendor: ClassVar[str] = ""
    label = forms.CharField(
        label=_("Nom du compte"),
        max_length=80,
        help_text=_("Le même nom remplace les identifiants déjà connus."),
    )
    brand = forms.TypedChoiceField(label=_("Marque"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, brands: Iterable[BrandCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(brand.id), brand.name) for brand in brands]
        self.offer("brand", [("", _("Toutes les marques")), *named])

    def settings(self) -> dict[str, Any]:
        """The entries of a valid form that the connector reads; empty ones are left out."""
        left_out = {"label", "brand"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out and value}


class StripeForm(AccountForm):
    """A Stripe account that gives money back."""

    port, vendor = "refund_rail.provider", "stripe"
    api_key = forms.CharField(
        label=_("Clé secrète ou restreinte"), max_length=300, widget=forms.PasswordInput(attrs=_SECRET),
        help_text=_("Elle doit pouvoir lire les paiements et créer des remboursements."),
    )  # fmt: skip
    webhook_secrets = forms.CharField(
        label=_("Secret de signature des webhooks"), max_length=300, required=False,
        widget=forms.PasswordInput(attrs=_SECRET),
    )  # fmt: skip
    account = forms.RegexField(
        r"^acct_\w{4,60}$", label=_("Compte connecté"), required=False, max_length=80,
        help_text=_("Seulement si la clé est celle d’une plateforme : acct_…"),
    )  # fmt: skip


class SmtpForm(AccountForm):
    """The server that sends messages to customers."""

    port, vendor = "mail", "smtp"
    host = forms.RegexField(r"^[A-Za-z0-9.-]{1,253}$", label=_("Serveur d’envoi"), max_length=253)
    security = forms.ChoiceField(
        label=_("Sécurité"), choices=[("starttls", "STARTTLS (587)"), ("tls", "TLS (465)")]
    )
    username = forms.CharField(label=_("Identifiant"), max_length=254, required=False)
    password = forms.CharField(
        label=_("Mot de passe"), max_length=300, required=False, strip=False,
        widget=forms.PasswordInput(attrs=_SECRET),
    )  # fmt: skip


KINDS: Final[dict[str, type[AccountForm]]] = {"stripe": StripeForm, "smtp": SmtpForm}
