"""Units were examined: which bin they go to, confirmed by Enter or by scanning the bin."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from savoir.kernel.errors import Invalid, NotFound, Refused
from savoir.logistics import operations, queries
from savoir.logistics.states import DispositionKind, Why
from savoir.logistics.values import ExpectedLine, InspectionCard, RaCard
from savoir.organizations.queries import member_names
from savoir.web.dock.forms import PlacementForm
from savoir.web.dock.inspecting import level_of
from savoir.web.dock.parcels import next_of_parcel
from savoir.web.dock.post import dock_page, post_of
from savoir.web.dock.scanning import serial_in
from savoir.web.dock.words import CHECKS, CHOICES, FINDINGS, GROUNDS, KINDS
from savoir.web.errors import attempt, status_of
from savoir.web.redirects import SeeOther
from savoir.web.requests import StaffRequest


class BinNotScanned(Invalid):
    """What goes to a person or to waste is not confirmed by Enter alone: its bin is scanned."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Inspected units with the line they came back on."""

    found: InspectionCard
    card: RaCard
    line: ExpectedLine

    @property
    def is_placed(self) -> bool:
        """True once somebody confirmed; quarantine may be left again."""
        return self.found.disposition is not None

    @property
    def waits(self) -> bool:
        """Whether the units are in quarantine, until a person finds another use for them."""
        return self.found.disposition is DispositionKind.QUARANTINE


@require_http_methods(["GET", "HEAD", "POST"])
def placement(plain: HttpRequest, inspection_id: int) -> HttpResponse:
    """GET the bin; POST Enter, a scanned bin, or another kind (422, 409 when refused)."""
    request = cast(StaffRequest, plain)
    placing = _placing(request, inspection_id)
    if request.method == "POST":
        return _posted(request, placing)
    return _page(request, placing)


def _placing(request: StaffRequest, inspection_id: int) -> Placing:
    found = queries.inspection_card(actor=request.actor, inspection_id=inspection_id)
    for card in queries.returns_of_case(actor=request.actor, case_id=found.case_id):
        for line in queries.expected_lines(actor=request.actor, ra_number=card.number):
            if line.case_line_id == found.case_line_id:
                return Placing(found, card, line)
    raise NotFound("inspection")


def _posted(request: StaffRequest, placing: Placing) -> HttpResponse:
    form = PlacementForm(request.POST)
    if not form.is_valid():
        return _page(request, placing, refusal=Invalid("kind", code="unknown"), status=422)
    given = form.cleaned_data
    if given["kind"] == DispositionKind.DESTROY:
        return _ask_destruction(request, placing)
    with attempt() as tried:
        place = _confirm(request, placing, given["kind"], given["code"].strip())
    if tried.refusal is not None:
        return _page(request, placing, refusal=tried.refusal, status=status_of(tried.refusal))
    following = next_of_parcel(request.actor, placing.card) or reverse("dock:station")
    return SeeOther(f"{following}?bac={place}&controle={placing.found.id}")


def _ask_destruction(request: StaffRequest, placing: Placing) -> HttpResponse:
    """Ask whoever may say yes at the desk; the page then names the bin where the units wait for it."""
    with attempt() as tried:
        operations.ask_destruction(actor=request.actor, inspection_id=placing.found.id, now=request.now)
    if tried.refusal is not None:
        return _page(request, placing, refusal=tried.refusal, status=status_of(tried.refusal))
    return SeeOther(reverse("dock:placement", args=[placing.found.id]))


@require_POST
def undo(plain: HttpRequest, inspection_id: int) -> HttpResponse:
    """Z until the next scan: the units wait for inspection again (409 once money left or work went on)."""
    request = cast(StaffRequest, plain)
    placing = _placing(request, inspection_id)
    with attempt() as tried:
        receipt_id, line_id = operations.undo_inspection(
            actor=request.actor, inspection_id=inspection_id, now=request.now
        )
    if tried.refusal is not None:
        return _page(request, placing, refusal=tried.refusal, status=status_of(tried.refusal))
    return SeeOther(f"{reverse('dock:inspection', args=[receipt_id, line_id])}?annule")


def _confirm(request: StaffRequest, placing: Placing, kind: str, code: str) -> str:
    proposal = placing.found.proposal
    if proposal.needs_person and not kind and not code:
        raise BinNotScanned("code", planned=proposal.bin_code)
    return operations.confirm_disposition(
        actor=request.actor, inspection_id=placing.found.id,
        kind=DispositionKind(kind) if kind else proposal.kind, bin_code=code, now=request.now,
    )  # fmt: skip


def _page(
    request: StaffRequest, placing: Placing, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    found = placing.found
    kind = found.disposition or found.proposal.kind
    words: dict[str, Any] = {
        "placing": placing, "found": found, "line": placing.line, "card": placing.card,
        "checks": [_check(placing, index) for index in range(len(CHECKS))],
        "finding": f"{found.grade}, {FINDINGS[found.finding]}",
        "bin": found.bin_code or found.proposal.bin_code, "kind": KINDS.get(kind, ""),
        "ground": _ground(found.proposal.ground, placing.line.supplier),
        "is_choosing": "autre" in request.GET, "kinds": _kinds(placing),
        **_destruction(request, placing),
        "undo_id": 0 if refusal else found.id,
        "following": next_of_parcel(request.actor, placing.card) if placing.is_placed else None,
    }  # fmt: skip
    return dock_page(
        request, "dock/placement.html", words, post=post_of(request), refusal=refusal, status=status
    )


def _destruction(request: StaffRequest, placing: Placing) -> dict[str, Any]:
    """How the destruction of units in quarantine stands: whether it waits for an answer, who refused it."""
    one = (placing.found.id,) if placing.waits else ()
    words = queries.destruction_words(actor=request.actor, inspection_ids=one, now=request.now)
    word = words.get(placing.found.id)
    if word is None or word.why is not Why.REFUSED:
        return {"is_asked": word is not None and word.why is Why.ASKED}
    names = member_names(actor=request.actor)
    return {
        "is_asked": False, "refused": word, "who": names.get(word.by) or _("une deuxième personne"),
        "motive": word.motive.rstrip("."),
    }  # fmt: skip


def _kinds(placing: Placing) -> list[dict[str, Any]]:
    """Every use, numbered; quarantine is none for what waits in it already."""
    return [
        {
            "key": index,
            "value": word.value,
            "label": label,
            "is_proposed": word is placing.found.proposal.kind,
        }
        for index, (word, label) in enumerate(CHOICES.items(), start=1)
        if word is not DispositionKind.QUARANTINE or not placing.waits
    ]


def _ground(ground: str, supplier: str) -> object:
    if ground == "defect_of_supplier" and supplier:
        return _("à réclamer à %(supplier)s") % {"supplier": supplier}
    return GROUNDS.get(ground, "")


def _check(placing: Placing, index: int) -> dict[str, Any]:
    name, label, good = CHECKS[index]
    answer = bool(getattr(placing.found.checks, name))
    is_scanned = name == "right_item" and serial_in(placing.found.serial_seen, placing.line)
    told = _("Oui, au scan") if is_scanned else _("Oui")
    return {
        "key": index + 1, "label": label, "level": level_of(answer == good),
        "answer": told if answer else _("Non"),
    }  # fmt: skip
