"""What waits in quarantine at this site: what it is, why it waits, who has the next word, and what to do."""

from collections.abc import Mapping
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from savoir.logistics import queries
from savoir.logistics.states import Turn
from savoir.logistics.values import AsideCard
from savoir.organizations.queries import member_names
from savoir.web.dock.post import dock_page, post_of
from savoir.web.dock.scanning import spellings
from savoir.web.dock.words import ANSWERED, STEPS, TURNS, WHYS
from savoir.web.requests import StaffRequest

SHOWN: Final = 5  # what one screen holds, each with its key


@require_safe
def quarantine(plain: HttpRequest) -> HttpResponse:
    """The longest wait first, five at a time (`?debut=5`); a scan (`?code=`) leads to what it names, and what
    it does not name here is scanned as anywhere else.
    """
    request = cast(StaffRequest, plain)
    post = post_of(request)
    code, start = _code(request.GET.get("code", "")), _start(request.GET.get("debut", ""))
    found = queries.put_aside(
        actor=request.actor, site_id=post.site.id, now=request.now, codes=spellings(code), start=start,
        limit=SHOWN + 1,
    )  # fmt: skip
    if code and not queries.is_quarantine_bin(code) and (address := _led_on(found, code)):
        return HttpResponseRedirect(address)
    names = member_names(actor=request.actor)
    words = {
        "rows": [_row(card, key, names) for key, card in enumerate(found[:SHOWN], start=1)],
        "code": code,
        "next_url": _page_url(code, start + SHOWN) if len(found) > SHOWN else "",
        "previous_url": _page_url(code, max(start - SHOWN, 0)) if start else "",
    }
    return dock_page(request, "dock/quarantine.html", words, post=post)


def _led_on(found: tuple[AsideCard, ...], code: str) -> str:
    """Where a scan leads from here: to the one thing it names; elsewhere when nothing here bears it."""
    if len(found) == 1:
        return _address(found[0])
    if found:
        return ""
    asked = QueryDict(mutable=True)
    asked["code"] = code
    return f"{reverse('dock:scan')}?{asked.urlencode()}"


def _code(typed: str) -> str:
    """What was scanned, without the one sign that no text of the database holds."""
    return typed.replace("\x00", "").strip()[:80]


def _start(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _page_url(code: str, start: int) -> str:
    asked = QueryDict(mutable=True)
    asked.update({name: str(value) for name, value in (("code", code), ("debut", start)) if value})
    return f"{reverse('dock:quarantine')}?{asked.urlencode()}"


def _address(card: AsideCard) -> str:
    """Where its next word is given: the choice of another bin, or the case of a parcel."""
    if card.inspection_id:
        return f"{reverse('dock:placement', args=[card.inspection_id])}?autre"
    return reverse("dock:unknown_one", args=[card.number])


def _row(card: AsideCard, key: int, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "card": card, "key": key, "url": _address(card), "why": WHYS[card.why],
        "turn": _turn(card), "step": _step(card), "is_ours": card.turn is Turn.DOCK,
        "motive": card.word.motive.rstrip(".") if card.word else "",
        "who": names.get(card.word.by) or _("une deuxième personne") if card.word else "",
    }  # fmt: skip


def _step(card: AsideCard) -> Promise:
    said = STEPS[card.why]
    return ANSWERED.get(card.why, said) if card.turn is Turn.DOCK else said


def _turn(card: AsideCard) -> str | Promise:
    if card.turn is Turn.SUPPLIER:
        return _("Attend %(supplier)s") % {"supplier": card.supplier}
    return TURNS[card.turn]
