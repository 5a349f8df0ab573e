"""Drafts from documents: begun, replaced, downloaded. A fault names its place, found and expected."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from savoir.kernel.access import Permission, require
from savoir.kernel.errors import Refused
from savoir.organizations.queries import brand_card
from savoir.organizations.values import BrandCard
from savoir.policies import operations
from savoir.policies.operations import VersionMoved
from savoir.policies.queries import (
    policy_id_of,
    provable,
    starter,
    starter_names,
    version_card,
    versions,
)
from savoir.policies.tables import Fault, WrongDocument, from_json
from savoir.web.console.policies.forms import OWN, Choices, ContentForm, DraftForm
from savoir.web.console.policies.sheets import language
from savoir.web.console.policies.words import STANDINGS
from savoir.web.console.shell import shell
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt, sentence_for, status_of
from savoir.web.requests import StaffRequest, row_id

MOST_FAULTS, MOST_VERSIONS = 30, 50


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: StaffRequest) -> HttpResponse:
    """The form of a new draft for a brand; a brand without rules gets its policy with it. Raises NotFound."""
    require(request.actor, Permission.POLICY_WRITE)
    given = request.POST if request.method == "POST" else request.GET
    brand = brand_card(actor=request.actor, brand_id=row_id(given.get("brand", "")))
    sources = _sources(request, brand)
    if request.method != "POST":
        first = {"brand": brand.id, "source": given.get("source", "")}
        return _draw_begin(request, brand, DraftForm(initial=first, sources=sources))
    form = DraftForm(request.POST, request.FILES, sources=sources)
    if not form.is_valid():
        return _draw_begin(request, brand, form, status=422)
    return _begun(request, brand, form, sources)


def _begun(request: StaffRequest, brand: BrandCard, form: DraftForm, sources: Choices) -> HttpResponse:
    """Write the draft of a valid form; a document that is none comes back with its faults."""
    source, version_id = form.cleaned_data["source"], 0
    content = form.content if source == OWN else b""
    try:
        document = from_json(content) if content else _document_of(request, source)
        with attempt() as tried:
            version_id = _drafted(request, brand, document)
    except WrongDocument as wrong:
        kept = form.keeping(content, sources=sources)
        return _draw_begin(request, brand, kept, faults=wrong.faults, status=422)
    if tried.refusal:
        kept = form.keeping(content, sources=sources)
        return _draw_begin(request, brand, kept, refusal=tried.refusal, status=status_of(tried.refusal))
    told(request, _("Le brouillon est écrit."))
    return see_other("console:policy_life", version_id)


def _drafted(request: StaffRequest, brand: BrandCard, document: object) -> int:
    if policy_id_of(actor=request.actor, brand_id=brand.id) is None:
        name = (_("Règles de %(brand)s") % {"brand": brand.name})[: operations.LONGEST_NAME]
        operations.create_policy(actor=request.actor, brand_id=brand.id, name=name, now=request.now)
    return operations.draft_version(
        actor=request.actor, brand_id=brand.id, document=document, now=request.now
    )


def _sources(request: StaffRequest, brand: BrandCard) -> list[tuple[Any, Any]]:
    """What a draft may begin with, the brand's own versions first."""
    own = [
        (f"version-{card.id}", f"{_('Version %(n)s') % {'n': card.number}} · {card.compiled.document.name}"
         f" ({STANDINGS[card.standing(request.now)][0]})")
        for card in versions(actor=request.actor, brand_id=brand.id)[:MOST_VERSIONS]
    ]  # fmt: skip
    ours = [(f"starter-{name}", starter(name=name)["name"]) for name in starter_names()]
    found = [(_("Vos versions"), own)] if own else []
    return [*found, (_("Modèles de Savoir"), ours), (OWN, _("Mon document"))]


def _document_of(request: StaffRequest, source: str) -> object:
    """The document of a version or of a starter. Raises NotFound."""
    kind, _dash, name = source.partition("-")
    if kind == "version":
        return provable(actor=request.actor, version_id=int(name)).document
    return starter(name=name)


def _draw_begin(
    request: StaffRequest, brand: BrandCard, form: DraftForm, *, faults: tuple[Fault, ...] = (),
    refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = shell(request, page="policies") | {"form": form, "brand": brand, **_wrong(faults, refusal)}
    return render(request, "console/policy_draft.html", context, status=status)


def _wrong(faults: tuple[Fault, ...], refusal: Refused | None) -> dict[str, object]:
    """Each fault as a sentence; a refusal that is not about the document as it is worded everywhere."""
    told_faults = refusal.facts.get("faults") if refusal else None
    found = told_faults if isinstance(told_faults, tuple) else faults
    sentence = sentence_for(refusal) if refusal and not found else None
    return {
        "errors": [{"url": "#id_text", "text": one.said(language())} for one in found[:MOST_FAULTS]],
        "more_errors": max(0, len(found) - MOST_FAULTS), "refused": sentence,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: StaffRequest, version_id: int) -> HttpResponse:
    """The form of a draft's other content. Who comes second is told, keeps what he typed, and may decide.

    Raises NotFound.
    """
    require(request.actor, Permission.POLICY_WRITE)
    if request.method != "POST":
        card = version_card(actor=request.actor, version_id=version_id)
        return _draw_replace(request, version_id, ContentForm(initial={"revision": card.revision}))
    form = ContentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _draw_replace(request, version_id, form, status=422)
    content = form.content
    try:
        with attempt() as tried:
            operations.change_draft(
                actor=request.actor, version_id=version_id, revision=form.cleaned_data["revision"],
                document=from_json(content), now=request.now,
            )  # fmt: skip
    except WrongDocument as wrong:
        return _draw_replace(request, version_id, form.keeping(content), faults=wrong.faults, status=422)
    if tried.refusal:
        kept, status = form.keeping(content), status_of(tried.refusal)
        return _draw_replace(request, version_id, kept, refusal=tried.refusal, status=status)
    told(
        request, _("Le brouillon a un nouveau contenu. Ce qui était relu ou prouvé de l’ancien ne vaut plus.")
    )
    return see_other("console:policy_life", version_id)


def _draw_replace(
    request: StaffRequest, version_id: int, form: Any, *, faults: tuple[Fault, ...] = (),
    refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    card = version_card(actor=request.actor, version_id=version_id)
    context = shell(request, page="policies") | {
        "form": form, "card": card, **_wrong(faults, refusal),
        "newer": refusal.facts.get("revision") if isinstance(refusal, VersionMoved) else None,
    }  # fmt: skip
    return render(request, "console/policy_content.html", context, status=status)


@require_safe
def download(request: StaffRequest, version_id: int) -> HttpResponse:
    """The document of a version, as JSON to edit and hand in again. Raises NotFound."""
    found = provable(actor=request.actor, version_id=version_id)
    text = json.dumps(found.document, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    card = version_card(actor=request.actor, version_id=version_id)
    answer["Content-Disposition"] = f'attachment; filename="regles-version-{card.number}.json"'
    return answer
