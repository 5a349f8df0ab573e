"""How a page of the portal is answered: its links, and who may come in."""

import re
from collections.abc import Callable
from typing import Any, Concatenate, Final, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from savoir.cases.queries import case_card
from savoir.cases.values import CaseCard
from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.orders.queries import order_card
from savoir.web.portal.links import DRAFT, DRAFT_COOKIE, RECALL, WITHDRAW
from savoir.web.requests import PortalRequest, actor_for_order

_CASE: Final = re.compile(r"dossier:([A-Z0-9-]{5,20})")
Given = ParamSpec("Given")
View = Callable[Concatenate[PortalRequest, Given], HttpResponse]


def page(request: PortalRequest, template: str, words: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render `portal/<template>`; `words` may replace the shell's."""
    brand = request.brand
    mediator = {"name": brand.mediator_name, "site": brand.mediator_site}
    shown = {
        "now": request.now,
        "slug": brand.slug,
        "mediator": mediator,
        "width": "narrow",
        **words,
    }
    return render(request, f"portal/{template}", shown, status=status)


def go(request: PortalRequest, name: str, *given: object, query: str = "") -> HttpResponse:
    """303 to another page of this portal: what was sent is not sent again on reload."""
    address = reverse(f"portal:{name}", args=[request.brand.slug, *given])
    return HttpResponseRedirect(f"{address}?{query}" if query else address, status=303)


def proved(view: View[Given]) -> Callable[..., HttpResponse]:
    """Only for somebody who proved an order; others are asked for theirs and come back."""

    def guarded(plain: HttpRequest, *given: Given.args, **named: Given.kwargs) -> HttpResponse:
        request = cast(PortalRequest, plain)
        if request.actor is None:
            suite = _wanted(request, named.get("reference"))
            return go(request, "find", query=f"suite={suite}" if suite else "")
        named.pop("slug", None)
        return view(request, *given, **named)

    return guarded


_OF_DRAFTS: Final = frozenset({"happened", "answer"})


def _wanted(request: PortalRequest, reference: object) -> str:
    """Where to go on once the order is proved again: the case, or what was being written."""
    if reference:
        return f"dossier:{reference}"
    page_name = request.resolver_match.url_name if request.resolver_match else ""
    return DRAFT if page_name in _OF_DRAFTS and DRAFT_COOKIE in request.COOKIES else ""


def visitor(request: PortalRequest) -> Actor:
    """The customer of every proved order. Raises NotFound when nothing was proved."""
    if request.actor is None:
        raise NotFound("order")
    return request.actor


def own_orders(request: PortalRequest) -> tuple[int, ...]:
    """Proved orders of this brand, the newest contract first."""
    actor = visitor(request)
    cards = [order_card(actor=actor, order_id=order_id) for order_id in actor.order_ids]
    ours = [card for card in cards if card.brand_id == request.brand_id]
    return tuple(card.id for card in sorted(ours, key=lambda card: card.contract_at, reverse=True))


def own_case(request: PortalRequest, reference: str) -> tuple[CaseCard, Actor]:
    """A case of this brand on a proved order, and the customer as far as he proved that very order.

    Raises NotFound.
    """
    case = case_card(actor=visitor(request), reference=reference)
    if case.order_id is None or case.brand_id != request.brand_id:
        raise NotFound("case")
    return case, actor_for_order(request, case.order_id)


def safe_suite(given: str) -> str:
    """Where a visitor wanted to go: `renoncer`, `rappel`, `brouillon`, `dossier:<reference>` or ""."""
    return given if given in (WITHDRAW, RECALL, DRAFT) or _CASE.fullmatch(given) else ""


def case_of_suite(suite: str) -> str:
    """The reference in a suite, "" when it holds none."""
    found = _CASE.fullmatch(suite)
    return found[1] if found else ""
