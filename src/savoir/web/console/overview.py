"""The first page of the console: the brands as customers meet them, and the way to every setting."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from savoir.kernel.access import Actor
from savoir.organizations.queries import brands, members
from savoir.organizations.values import BrandCard
from savoir.policies.queries import version_at
from savoir.web.console.pages import pages_for, standing
from savoir.web.console.routes import paths
from savoir.web.console.shell import shell
from savoir.web.requests import StaffRequest


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand, its portal and the policy that answers today; `number` None: none does."""

    brand: BrandCard
    portal_url: str
    number: int | None
    since: date | None


@require_safe
def show_overview(request: StaffRequest) -> HttpResponse:
    """Brands, people, and each page with how it stands."""
    found = brands(actor=request.actor)
    context = shell(request, page="overview") | {
        "rows": [_row(request.actor, brand, request.now) for brand in found],
        "people": len(members(actor=request.actor)),
        "cards": [_card(request.actor, page) for page in pages_for(request.actor) if page.name != "overview"],
    }
    return render(request, "console/overview.html", context)


def _row(actor: Actor, brand: BrandCard, now: datetime) -> BrandRow:
    version = version_at(actor=actor, brand_id=brand.id, at=now)
    portal = f"/sav/{brand.slug}/"
    if version is None or version.begins_at is None:
        return BrandRow(brand, portal, None, None)
    return BrandRow(brand, portal, version.number, timezone.localdate(version.begins_at))


def _card(actor: Actor, page: Any) -> dict[str, Any]:
    return {"page": page, "url": reverse(f"console:{page.name}"), "standing": standing(page, actor)}


urlpatterns = paths("overview", ("", show_overview, "overview"))
