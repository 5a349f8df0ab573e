"""The first page: which order."""

from datetime import timedelta
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from savoir.kernel.throttle import count_try, tries
from savoir.orders.queries import find_for_portal, normalize_number
from savoir.web.portal.drafts import draft_waits, kept_draft
from savoir.web.portal.forms import FindForm
from savoir.web.portal.links import DRAFT, WITHDRAW
from savoir.web.portal.pages import case_of_suite, go, page, safe_suite
from savoir.web.requests import PortalRequest, address_of, prove_order

WINDOW: Final = timedelta(hours=1)
MOST_PER_ORDER: Final = 5
MOST_PER_ADDRESS: Final = 20
TOO_MANY: Final = _(
    "Trop d’essais pour l’instant. Réessayez dans une heure, ou appelez-nous : "
    "nous retrouvons votre commande avec vous."
)
UNKNOWN: Final = _(
    "Nous ne trouvons pas de commande avec ces indications. Vérifiez le numéro et l’adresse, ou appelez-nous."
)


@require_http_methods(["GET", "HEAD", "POST"])
def find(plain: HttpRequest, slug: str) -> HttpResponse:
    """Ask for number and proof; five wrong tries per order and hour, twenty per visitor."""
    request = cast(PortalRequest, plain)
    if request.method != "POST":
        suite = safe_suite(request.GET.get("suite", ""))
        if request.actor is not None and suite == WITHDRAW:
            return go(request, "items", query=f"suite={WITHDRAW}")
        if request.actor is not None and suite == DRAFT:
            return _resume(request)
        waits = request.actor is None and draft_waits(request)
        return _page(request, FindForm(initial={"suite": suite or (DRAFT if waits else "")}), has_draft=waits)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _look_up(request, form)


def _look_up(request: PortalRequest, form: FindForm) -> HttpResponse:
    """Each try is counted before the look-up, so that tries side by side count too; right ones come off."""
    typed = form.cleaned_data
    keys = _keys(request, typed["number"])
    if any([_wrong_tries(request, key) > most for key, most in keys]):
        form.add_error(None, TOO_MANY)
        return _page(request, form, status=429)
    order_id = find_for_portal(
        org_id=request.org_id,
        brand_id=request.brand_id,
        number=typed["number"],
        email=typed["email"],
        postcode=typed["postcode"],
        second_fact=typed["fact"],
        now=request.now,
    )
    if order_id is None:
        form.add_error(None, UNKNOWN)
        return _page(request, form, status=422)
    for key, _most in keys:
        count_try(key=f"{key}:right", window=WINDOW, now=request.now)
    prove_order(request, order_id=order_id, verified=False)
    return _next(request, safe_suite(typed["suite"]))


def _wrong_tries(request: PortalRequest, key: str) -> int:
    """Tries of this hour, this one included, without those that named an order rightly."""
    count = count_try(key=key, window=WINDOW, now=request.now)
    return count - tries(key=f"{key}:right", window=WINDOW, now=request.now)


def _keys(request: PortalRequest, number: str) -> list[tuple[str, int]]:
    return [
        (f"portal:order:{request.org_id}:{request.brand_id}:{normalize_number(number)}", MOST_PER_ORDER),
        (f"portal:address:{address_of(request)}", MOST_PER_ADDRESS),
    ]


def _resume(request: PortalRequest) -> HttpResponse:
    """Back to the question with what was typed; the items when nothing is kept for a proved order."""
    draft = kept_draft(request)
    return go(request, "happened", query=draft.query) if draft else go(request, "items")


def _next(request: PortalRequest, suite: str) -> HttpResponse:
    if suite == DRAFT:
        return _resume(request)
    if reference := case_of_suite(suite):
        return go(request, "tracking", reference)
    return go(request, "items", query=f"suite={suite}" if suite else "")


def _page(
    request: PortalRequest, form: FindForm, *, has_draft: bool = False, status: int = 200
) -> HttpResponse:
    wants_withdrawal = str(form["suite"].value() or "") == WITHDRAW
    asks_draft = str(form["suite"].value() or "") == DRAFT
    opened = any(form[name].value() for name in ("postcode", "fact"))
    words = {
        "form": form,
        "wants_withdrawal": wants_withdrawal,
        "is_other_way": opened,
        "is_known": request.actor is not None,
        "asks_draft": asks_draft,
        "has_draft": has_draft,
    }
    return page(request, "find.html", words, status=status)
