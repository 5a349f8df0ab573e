"""Where somebody works: his site, the name of his station, and the day's figures above every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from savoir.kernel.errors import Refused
from savoir.logistics import queries
from savoir.logistics.values import StationCounts
from savoir.organizations.queries import sites
from savoir.organizations.values import SiteCard
from savoir.web.errors import sentence_for
from savoir.web.requests import StaffRequest, row_id

STATION, SITE = "dock_station", "dock_site"
LONGEST_STATION = 40


@dataclass(frozen=True, slots=True)
class Post:
    """One station of one site; `choices` are the sites its person may work at."""

    site: SiteCard
    station: str
    choices: tuple[SiteCard, ...]

    @property
    def place(self) -> str:
        """« Quai 2, Lesquin »; a site whose name says its town says it once."""
        name = self.station or self.site.name
        return name if name.endswith(self.site.city) else f"{name}, {self.site.city}"


def post_of(request: StaffRequest) -> Post:
    """The member's own site; who has none works at the one he chose, else at the first warehouse."""
    everywhere = sites(actor=request.actor)
    own = request.actor.site_ids
    choices = tuple(site for site in everywhere if not own or site.id in own)
    wanted = request.session.get(SITE)
    chosen = next((site for site in choices if site.id == wanted), None)
    site = chosen or next((site for site in choices if site.kind == "warehouse"), choices[0])
    return Post(site=site, station=request.session.get(STATION, ""), choices=choices)


def just_done(request: StaffRequest) -> int:
    """The inspection that Z still takes back (`?controle=`), 0 for none."""
    return row_id(request.GET.get("controle", ""))


def dock_page(
    request: StaffRequest, template: str, words: dict[str, Any], *, post: Post,
    refusal: Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """A page below the station's figures; a refusal is told in words and a low sound above the form."""
    today = timezone.localdate(request.now)
    day = queries.station(actor=request.actor, site_id=post.site.id, day=today)
    frame = {
        "post": post,
        "station": {"place": post.place, "person": request.actor.name, "is_online": True},
        "counts": {"done": day.inspected, "left": day.waiting, "total": _total(day)},
        "day": day,
        "refusal": sentence_for(refusal) if refusal else None,
    }
    return render(request, template, frame | words, status=status)


def _total(day: StationCounts) -> int:
    return max(day.inspected + day.waiting, 1)
