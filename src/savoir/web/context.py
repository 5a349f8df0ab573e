"""What every page shows: whose portal it is, who works, where he may go."""

from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from savoir.kernel.access import Actor
from savoir.organizations.values import BrandCard, initials_of
from savoir.web.brand_sheet import sheet_address
from savoir.web.components.rail import RailLink, rail_drawn
from savoir.web.doors import ACCOUNT, Door, counts_of, open_doors
from savoir.web.portal.links import links_of
from savoir.web.redirects import HOME
from savoir.web.requests import SavoirRequest
from savoir.web.roles import ROLE_NAMES
from savoir.web.story.visit import STORY


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values for the base templates; nothing here asks the database, `counts` only when shown."""
    visit = cast(SavoirRequest, request)
    words: dict[str, Any] = {
        "source_url": settings.SOURCE_URL,
        "current_path": request.path,
        "links": {"source": settings.SOURCE_URL},
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "story_url": _story(request),
        "theme": "",
    }
    brand, actor = getattr(visit, "brand", None), getattr(visit, "actor", None)
    if brand is not None:
        return words | _portal(brand)
    if actor is not None:
        return words | _staff(actor, request.path, words["language"] or "fr")
    return words | {"brand": {"name": "Savoir"}}


def _story(request: HttpRequest) -> str:
    """The way back for whoever plays the demo's story."""
    is_playing = settings.ENVIRONMENT.is_demo and request.path != "/" and STORY in request.session
    return reverse("front") if is_playing else ""


def _portal(brand: BrandCard) -> dict[str, Any]:
    return {
        "brand": {
            "name": brand.name,
            "slug": brand.slug,
            "phone": brand.phone,
            "hours": brand.phone_hours,
            "css_url": sheet_address(brand.slug, brand.hue),
            "languages": brand.languages,
        },
        "home_url": f"/sav/{brand.slug}/",
        "links": links_of(brand.slug),
        "is_alongside": brand.is_alongside,
    }


def _staff(actor: Actor, path: str, language: str) -> dict[str, Any]:
    return {
        "member": {
            "id": actor.id,
            "name": actor.name,
            "initials": initials_of(actor.name),
            "role": ROLE_NAMES[actor.role] if actor.role else "",
        },
        "rail": _rail(open_doors(actor), path, language),
        "rail_end": _rail((ACCOUNT,), path, language),
        "brand": {"name": "Savoir", "css_url": ""},
        "home_url": HOME,
        "counts": counts_of(actor),
        "is_alongside": actor.is_alongside,
    }


def _rail(doors: tuple[Door, ...], path: str, language: str) -> SafeString:
    here = next((door.name for door in doors if path.startswith(door.path)), "")
    return _drawn_rail(doors, here, language)


@lru_cache(maxsize=256)
def _drawn_rail(doors: tuple[Door, ...], here: str, language: str) -> SafeString:
    """Once for all who may enter the same doors, in the language of the moment."""
    links = (RailLink(door.path, str(door.label), door.icon, door.name == here) for door in doors)
    return rail_drawn(tuple(links), language)
