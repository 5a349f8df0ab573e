"""Accounts of outside systems: which there are, connecting one, resting one."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.organizations.operations import connect_account, disable_account
from savoir.organizations.queries import brands
from savoir.organizations.queries.accounts import accounts
from savoir.organizations.values import AccountCard
from savoir.web.console.accounts.forms import KINDS, AccountForm
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest

Words = str | Promise
VENDORS: Final[dict[str, tuple[Words, Words, str]]] = {
    "stripe": (gettext_lazy("Stripe"), gettext_lazy("rend l’argent"), "credit-card"),
    "smtp": (gettext_lazy("Serveur d’envoi (SMTP)"), gettext_lazy("envoie les messages"), "mail"),
    "stub_shop": (gettext_lazy("Boutique d’essai"), gettext_lazy("rend l’argent"), "building-store"),
}

CONNECT: Final[dict[str, Words]] = {
    "stripe": gettext_lazy("Relier Stripe"),
    "smtp": gettext_lazy("Relier un serveur d’envoi"),
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with its words; `inbound_url` is the address to give to the provider, if it calls us."""

    card: AccountCard
    vendor: Words
    purpose: Words
    icon: str
    brand: str
    inbound_url: str


@require_safe
def show_accounts(request: StaffRequest) -> HttpResponse:
    """Every account; what was typed into it is never shown again."""
    names = {brand.id: brand.name for brand in brands(actor=request.actor)}
    rows = [_row(card, names) for card in accounts(actor=request.actor)]
    kinds = [(kind, CONNECT[kind], VENDORS[kind][2]) for kind in KINDS]
    context = shell(request, page="accounts") | {"rows": rows, "kinds": kinds}
    return render(request, "console/accounts.html", context)


def _row(card: AccountCard, names: dict[int, str]) -> AccountRow:
    vendor, purpose, icon = VENDORS.get(card.vendor, (card.vendor, card.port, "tool"))
    hears = card.vendor == "stripe" and card.inbound_key
    inbound = f"{settings.BASE_URL}/webhooks/stripe/{card.inbound_key}/" if hears else ""
    return AccountRow(card, vendor, purpose, icon, names.get(card.brand_id or 0, ""), inbound)


@sensitive_post_parameters("api_key", "webhook_secrets", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: StaffRequest, kind: str) -> HttpResponse:
    """The form of one kind of account."""
    if kind not in KINDS:
        raise Http404(kind)
    found = brands(actor=request.actor)
    if request.method != "POST":
        return _form(request, KINDS[kind](brands=found, initial={"label": VENDORS[kind][0]}), kind)
    form = KINDS[kind](request.POST, brands=found)
    if not form.is_valid():
        return _form(request, form, kind, status=422)
    with attempt() as tried:
        connect_account(
            actor=request.actor, brand_id=form.cleaned_data["brand"], port=form.port, vendor=form.vendor,
            label=form.cleaned_data["label"], settings=form.settings(), now=request.now,
        )  # fmt: skip
    if tried.refusal:
        form.add_error(None, sentence_for(tried.refusal).text)
        return _form(request, form, kind, status=status_of(tried.refusal))
    told(request, _("Le compte est relié. Ses identifiants sont chiffrés et ne seront plus montrés."))
    return see_other("console:accounts")


def _form(request: StaffRequest, form: AccountForm, kind: str, *, status: int = 200) -> HttpResponse:
    fields = [form[name] for name in form.fields]
    context = shell(request, page="accounts") | {"form": form, "fields": fields, "act": CONNECT[kind]}
    return render(request, "console/account_form.html", context, status=status)


@require_POST
def disable(request: StaffRequest, account_id: int) -> HttpResponse:
    """Use an account no longer."""
    disable_account(actor=request.actor, account_id=account_id, now=request.now)
    told(request, _("Le compte n’est plus utilisé. Le relier de nouveau sous le même nom le réactive."))
    return see_other("console:accounts")


urlpatterns = paths(
    "accounts",
    ("", show_accounts, "accounts"),
    ("nouveau/<slug:kind>/", connect, "account_new"),
    ("<int:account_id>/arret/", disable, "account_disabling"),
)
