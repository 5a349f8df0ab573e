"""Keys of the API: which there are, making one, ending one."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from savoir.organizations.operations import create_api_key, revoke_api_key
from savoir.organizations.queries import api_keys, brands
from savoir.organizations.values import ApiKeyCard
from savoir.web.console.keys.forms import SCOPES, KeyForm
from savoir.web.console.once import keep_once, told_once
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest, row_id

PAGE = 50
Words = str | Promise


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key with its words."""

    card: ApiKeyCard
    scopes: tuple[Words, ...]
    brand: str
    state: Words
    level: str
    is_usable: bool


@require_safe
def show_keys(request: StaffRequest) -> HttpResponse:
    """Every key, newest first; the one that was just made with its secret, this once."""
    before = row_id(request.GET.get("avant", ""))
    found = api_keys(actor=request.actor, limit=PAGE + 1, before_id=before)
    names = {brand.id: brand.name for brand in brands(actor=request.actor)}
    more = f"{reverse('console:keys')}?avant={found[PAGE - 1].id}" if len(found) > PAGE else ""
    context = shell(request, page="keys") | {
        "rows": [_row(request, card, names) for card in found[:PAGE]], "next_url": more,
        "secret": told_once(request, about="key"),
    }  # fmt: skip
    return render(request, "console/keys.html", context)


def _row(request: StaffRequest, card: ApiKeyCard, names: dict[int, str]) -> KeyRow:
    words = {scope.value: text for scope, text in SCOPES.items()}
    state, level = _fares(card, request)
    return KeyRow(
        card=card, scopes=tuple(words.get(scope, scope) for scope in card.scopes),
        brand=names.get(card.brand_id or 0, ""), state=state, level=level,
        is_usable=card.is_usable(request.now),
    )  # fmt: skip


def _fares(card: ApiKeyCard, request: StaffRequest) -> tuple[Words, str]:
    if card.revoked_at is not None:
        return _("révoquée"), "quiet"
    if not card.is_usable(request.now):
        return _("expirée"), "warn"
    return _("active"), "ok"


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: StaffRequest) -> HttpResponse:
    """The form of a new key; its secret is shown on the next page, once."""
    found = brands(actor=request.actor)
    if request.method != "POST":
        return _form(request, KeyForm(brands=found))
    form = KeyForm(request.POST, brands=found)
    if not form.is_valid():
        return _form(request, form, status=422)
    given: dict[str, Any] = form.cleaned_data
    with attempt() as tried:
        made = create_api_key(
            actor=request.actor, label=given["label"], scopes=given["scopes"], brand_id=given["brand"],
            expires_at=form.expires_at, now=request.now,
        )  # fmt: skip
    if tried.refusal:
        field = "last_on" if tried.refusal.field == "expires_at" else None
        said = _("Choisissez un jour à venir.") if field else sentence_for(tried.refusal).text
        form.add_error(field, said)
        return _form(request, form, status=status_of(tried.refusal))
    keep_once(request, about="key", secret=made.token)
    return see_other("console:keys")


def _form(request: StaffRequest, form: KeyForm, *, status: int = 200) -> HttpResponse:
    return render(
        request, "console/key_form.html", shell(request, page="keys") | {"form": form}, status=status
    )


@require_POST
def revoke(request: StaffRequest, key_id: int) -> HttpResponse:
    """End a key at once."""
    revoke_api_key(actor=request.actor, key_id=key_id, now=request.now)
    told(request, _("La clé est révoquée : plus aucun programme n’entre avec elle."))
    return see_other("console:keys")


urlpatterns = paths(
    "keys",
    ("", show_keys, "keys"),
    ("nouvelle/", make, "key_new"),
    ("<int:key_id>/revocation/", revoke, "key_revocation"),
)
