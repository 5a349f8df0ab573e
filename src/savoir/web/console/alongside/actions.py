"""What a person does about running alongside: each POST one operation, refused with its reason (422)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from savoir.kernel.access import Permission, require
from savoir.kernel.errors import NotAllowed, NotFound, Refused
from savoir.logistics.operations import order_withheld
from savoir.organizations.operations import begin_alongside
from savoir.organizations.queries import brand_beside
from savoir.resolutions.operations import Stopped, give_up_held, release_held, stop_alongside
from savoir.web.console.alongside.views import draw_ending, draw_held, draw_labels, draw_report
from savoir.web.desk.replies import see_other, told
from savoir.web.errors import attempt
from savoir.web.requests import StaffRequest

BOTH = ["GET", "HEAD", "POST"]


@require_POST
def begin(request: StaffRequest, brand_id: int) -> HttpResponse:
    """From now on nothing of the brand leaves."""
    with attempt() as tried:
        begin_alongside(actor=request.actor, brand_id=brand_id, now=request.now)
    if tried.refusal:
        return draw_report(request, brand_id, refusal=_shown(tried.refusal))
    told(request, _("En parallèle : Savoir décide et promet, ni argent ni message ne part d’ici."))
    return see_other("console:alongside_report", brand_id)


@require_http_methods(BOTH)
def end(request: StaffRequest, brand_id: int) -> HttpResponse:
    """What the end would do; then the end, as it was shown."""
    require(request.actor, Permission.ALONGSIDE_SET)
    brand = brand_beside(actor=request.actor, brand_id=brand_id)
    if request.method != "POST":
        is_on = brand.beside.is_on
        return draw_ending(request, brand) if is_on else see_other("console:alongside_report", brand_id)
    stopped = Stopped((), ())
    with attempt() as tried:
        stopped = stop_alongside(
            actor=request.actor, brand_id=brand_id, shown_digest=request.POST.get("plan", ""), now=request.now
        )
    if tried.refusal:
        return draw_ending(request, brand, refusal=_shown(tried.refusal))
    told(request, _ended(stopped))
    return see_other("console:alongside_report", brand_id, query={"voir": "retenus" if stopped.left else ""})


def _ended(stopped: Stopped) -> str:
    matched, left = len(stopped.matched), len(stopped.left)
    closed = ngettext("%(n)s remboursement fait par ailleurs, clos.",
                      "%(n)s remboursements faits par ailleurs, clos.", matched) % {"n": matched}  # fmt: skip
    stays = ngettext("%(n)s remboursement reste retenu.", "%(n)s remboursements restent retenus.", left)
    return f"{_('Le mode parallèle est fini.')} {closed} {stays % {'n': left}}"


@require_http_methods(BOTH)
def release(request: StaffRequest, brand_id: int) -> HttpResponse:
    """The held refunds that were chosen; then they leave, by the amounts that were shown."""
    brand = brand_beside(actor=request.actor, brand_id=brand_id)
    if request.method != "POST":
        return draw_held(request, brand, request.GET.getlist("r"))
    chosen, gone = request.POST.getlist("r"), tuple[str, ...]()
    with attempt() as tried:
        gone = release_held(
            actor=request.actor, references=chosen, shown_digest=request.POST.get("plan", ""), now=request.now
        )
    if tried.refusal:
        return draw_held(request, brand, chosen, refusal=_shown(tried.refusal, also=NotFound))
    n = len(gone)
    told(request, ngettext("%(n)s remboursement part.", "%(n)s remboursements partent.", n) % {"n": n})
    return see_other("console:alongside_report", brand_id, query={"voir": "retenus"})


@require_POST
def give_up(request: StaffRequest, brand_id: int) -> HttpResponse:
    """The other system settled these otherwise: they never leave from here."""
    brand = brand_beside(actor=request.actor, brand_id=brand_id)
    chosen, off = request.POST.getlist("r"), tuple[str, ...]()
    with attempt() as tried:
        off = give_up_held(actor=request.actor, references=chosen, now=request.now)
    if tried.refusal:
        return draw_held(request, brand, chosen, refusal=_shown(tried.refusal, also=NotFound))
    n = len(off)
    told(request, ngettext("%(n)s remboursement abandonné, son dossier attend une personne.",
                           "%(n)s remboursements abandonnés, leurs dossiers attendent une personne.", n)
         % {"n": n})  # fmt: skip
    return see_other("console:alongside_report", brand_id, query={"voir": "retenus"})


@require_http_methods(BOTH)
def order_labels(request: StaffRequest, brand_id: int) -> HttpResponse:
    """Labels that were withheld; then they are ordered from the carrier."""
    brand = brand_beside(actor=request.actor, brand_id=brand_id)
    if request.method != "POST":
        return draw_labels(request, brand)
    asked = tuple[str, ...]()
    with attempt() as tried:
        asked = order_withheld(actor=request.actor, brand_id=brand_id, now=request.now)
    if tried.refusal:
        return draw_labels(request, brand, refusal=_shown(tried.refusal))
    n = len(asked)
    told(request, ngettext("%(n)s étiquette demandée au transporteur.",
                           "%(n)s étiquettes demandées au transporteur.", n) % {"n": n})  # fmt: skip
    return see_other("console:alongside_labels", brand_id)


def _shown(refusal: Refused, *, also: type[Refused] | None = None) -> Refused:
    """A refusal that the page shows with its reason; others are answered as everywhere."""
    if isinstance(refusal, NotAllowed) or (isinstance(refusal, NotFound) and also is not NotFound):
        raise refusal
    return refusal
