"""The style sheet of a brand's hue: its address names its content, so that browsers keep it for ever."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations import queries
from savoir.web.components.brand import brand_css, brand_digest


def sheet_address(slug: str, hue: int) -> str:
    """`/brand/<slug>/<digest>.css`."""
    return f"/brand/{slug}/{brand_digest(hue)}.css"


@require_safe
def brand_sheet(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The sheet; another digest than today's is not found, so that no cache keeps a wrong one."""
    found = queries.organization_of_brand(slug)
    if found is None:
        raise Http404("brand")
    org_id, brand_id = found
    with organization_block(org_id):
        hue = queries.brand_card(actor=system_actor(org_id), brand_id=brand_id).hue
    if digest != brand_digest(hue):
        raise Http404("sheet")
    response = HttpResponse(brand_css(hue), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
