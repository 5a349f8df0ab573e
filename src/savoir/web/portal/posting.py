"""« J’ai expédié mon colis », and the papers of the way back."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from savoir.cases.queries import case_lines
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound, Refused
from savoir.kernel.files import store_checked
from savoir.kernel.ports import Documents, port
from savoir.kernel.values.days import local_day
from savoir.logistics.operations import declare_posting, slip_pdf
from savoir.logistics.queries import returns_of_case, slip_data
from savoir.logistics.values import RaCard
from savoir.resolutions.queries import journey_of_case, refund_if_posted
from savoir.web.errors import status_of
from savoir.web.portal.forms import PostingForm
from savoir.web.portal.pages import go, own_case, page, proved, visitor
from savoir.web.portal.refusals import named
from savoir.web.portal.sending import attempt_with_files, checked_files
from savoir.web.portal.tracking import awaited_return
from savoir.web.portal.wording import day
from savoir.web.requests import PortalRequest


def _current(actor: Actor, case: CaseCard) -> RaCard:
    """The authorization in force. Raises NotFound."""
    alive = [ra for ra in returns_of_case(actor=actor, case_id=case.id) if ra.canceled_at is None]
    if not alive:
        raise NotFound("ra")
    return alive[-1]


@require_http_methods(["GET", "HEAD", "POST"])
@proved
def posting(request: PortalRequest, reference: str) -> HttpResponse:
    """Take the proof that the parcel left; it starts the refund's date."""
    case, actor = own_case(request, reference)
    returns = returns_of_case(actor=actor, case_id=case.id)
    ra = awaited_return(returns, case_lines(actor=actor, case_id=case.id))
    if ra is None:
        return go(request, "tracking", reference)
    form = PostingForm(
        request.POST or None,
        first=local_day(case.opened_at, request.zone),
        today=local_day(request.now, request.zone),
    )
    if request.method != "POST":
        return _page(request, case, ra, form)
    if not form.is_valid():
        return _page(request, case, ra, form, status=422)
    return _declare(request, case, actor, ra, form)


def _declare(
    request: PortalRequest, case: CaseCard, actor: Actor, ra: RaCard, form: PostingForm
) -> HttpResponse:
    sent = request.FILES.getlist("photo")[-1:]
    with attempt_with_files(request, case.order_id or 0) as tried:
        found = checked_files(request, actor, case.order_id or 0, sent)
        cards = store_checked(actor=actor, found=found, now=request.now)
        declare_posting(
            actor=actor,
            ra_number=ra.number,
            posted_on=form.cleaned_data["posted_on"],
            tracking_number=form.cleaned_data["tracking_number"],
            photo_id=cards[0].id if cards else None,
            now=request.now,
        )
    if tried.refusal:
        form.add_error(_field_of(tried.refusal), named(tried.refusal, gettext("Photo du reçu")))
        return _page(request, case, ra, form, status=status_of(tried.refusal))
    messages.success(request, _told(request, actor, case))
    return go(request, "tracking", case.reference)


def _field_of(refusal: Refused) -> str | None:
    return refusal.field if refusal.field in ("posted_on", "tracking_number") else None


def _told(request: PortalRequest, actor: Actor, case: CaseCard) -> str:
    """The refund date that the posting starts, where money is awaited."""
    today = local_day(request.now, request.zone)
    step = next(
        (one for one in journey_of_case(actor=actor, case_id=case.id) if one.code == "refunded"), None
    )
    if step is None or step.on is None:
        return gettext("C’est noté, merci. Nous vous prévenons quand le colis arrive.")
    return gettext("C’est noté, merci. Votre argent part au plus tard %(day)s.") % {
        "day": day(step.on, today)
    }


def _page(
    request: PortalRequest, case: CaseCard, ra: RaCard, form: PostingForm, *, status: int = 200
) -> HttpResponse:
    words = {
        "case": case,
        "ra": ra,
        "starts": _starts(request, case, form),
        "form": form,
        "today": local_day(request.now, request.zone),
        "where": gettext("Suivi"),
        "back_url": reverse("portal:tracking", args=[request.brand.slug, case.reference]),
    }
    return page(request, "posting.html", words, status=status)


def _starts(request: PortalRequest, case: CaseCard, form: PostingForm) -> dict[str, date] | None:
    """The refund date that the parcel starts, by the day that is typed; None when no money waits for it."""
    actor, today = visitor(request), local_day(request.now, request.zone)
    typed = form.cleaned_data.get("posted_on") if form.is_bound else None
    on = typed if typed and typed <= today else today
    dates = refund_if_posted(actor=actor, case_id=case.id, posted_on=on, now=request.now)
    return {"posted_on": on, "by": dates.promised_on} if dates else None


@require_safe
@proved
def slip(request: PortalRequest, reference: str) -> HttpResponse:
    """The slip as PDF, made on the first call; nothing on it names the customer."""
    case, actor = own_case(request, reference)
    ra = _current(actor, case)
    response = HttpResponse(
        slip_pdf(actor=actor, ra_number=ra.number, now=request.now), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{ra.number}.pdf"'
    return response


@require_safe
@proved
def code(request: PortalRequest, reference: str) -> HttpResponse:
    """The slip's QR code, to show on a phone instead of paper."""
    case, actor = own_case(request, reference)
    text = str(slip_data(actor=actor, ra_number=_current(actor, case).number)["qr_text"])
    return HttpResponse(port(Documents).qr_svg(text=text), content_type="image/svg+xml")
