"""The links of the rail: the same on every page of everybody who may go to the same places."""

from functools import lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString

from savoir.web.components.stencils import stenciled
from savoir.web.components.templatetags.savoir import icon

_HERE = SafeString(' aria-current="page"')


class RailLink(NamedTuple):
    """One place: its address, its name in the reader's language, its picture, whether he is there."""

    url: str
    label: str
    icon: str
    is_current: bool


@lru_cache(maxsize=512)
def rail_drawn(links: tuple[RailLink, ...], language: str) -> SafeString:
    """The links as HTML, one below the other."""
    return stenciled("components/_rail_link.html", map(_places, links), language=language)


def _places(link: RailLink) -> dict[str, object]:
    current = _HERE if link.is_current else ""
    return {"url": link.url, "label": link.label, "icon": icon(link.icon), "current": current}
