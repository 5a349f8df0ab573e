"""What every page of the desk shows: the rail, the views with their counts, the palette."""

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, unquote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from savoir.cases.queries import (
    EVERYTHING,
    MOST_COUNTED,
    Bounds,
    Only,
    QueueView,
    queue_figures,
    ranks_above,
)
from savoir.cases.states import Handler
from savoir.conversations.ports import Mailbox
from savoir.kernel.access import Permission
from savoir.kernel.ports import bound
from savoir.web.components.rail import RailLink, rail_drawn
from savoir.web.desk.clock import bounds_of
from savoir.web.desk.lists import NARROWED, VIEWS, View, lists_drawn
from savoir.web.desk.people import HANDLERS
from savoir.web.doors import DOORS, open_doors
from savoir.web.requests import StaffRequest

FIRST: Final = VIEWS["a-traiter"]
LONGEST_CODE: Final = 100
MAILBOX: Final = "desk:mailbox"  # only where mails are kept instead of sent
_RAIL: Final = (
    ("desk:queue", _("Dossiers"), "inbox", Permission.MESSAGE_READ),
    ("desk:money", _("Argent à rendre"), "coin", Permission.REFUND_READ),
    ("desk:due", _("Ce qui arrive à échéance"), "calendar", Permission.REFUND_REPAIR),
    ("desk:tasks", _("Tâches"), "list-details", Permission.TASK_DO),
    ("desk:approvals", _("Accords"), "hand-stop", Permission.APPROVAL_DECIDE),
    (MAILBOX, _("Courriers"), "mail", Permission.MESSAGE_READ),
)


def view_of(request: StaffRequest) -> View:
    """The view the page was asked for, with what it is narrowed to; another word gives the first."""
    asked, *narrowed = request.GET.get("vue", "").split(NARROWED)
    team, by = [*narrowed, "", ""][:2]
    view, team = VIEWS.get(asked, FIRST), request.GET.get("equipe", unquote(team))[:LONGEST_CODE]
    by = request.GET.get("par", by)
    only = Only(team if team.isprintable() else "", Handler(by) if by in list(Handler) else None)
    return view if only == EVERYTHING else replace(view, slug=_slug(view, only), only=only)


def _slug(view: View, only: Only) -> str:
    parts = [view.slug, quote(only.team, safe=""), only.handled_by or ""]
    return NARROWED.join(parts).rstrip(NARROWED)


def shell(request: StaffRequest, *, section: str = "desk:queue", view: View | None = None) -> dict[str, Any]:
    """Context of the base template; one query when `view` is given (all counts)."""
    bounds = bounds_of(request.now, request.zone)
    context: dict[str, Any] = {
        "now": request.now, "today": request.now.astimezone(bounds.evening.tzinfo).date(),
        "rail": _rail(request, section), "home_url": reverse("desk:queue"), "view": view,
        "palette_url": reverse("desk:palette"), "may": _may(request),
    }  # fmt: skip
    return context | (_views(request, view, bounds) if view is not None else {})


def _rail(request: StaffRequest, section: str) -> SafeString:
    open_to_him = tuple(
        name
        for name, _label, _icon, permission in _RAIL
        if permission in request.actor.permissions and (name != MAILBOX or bound(Mailbox) is not None)
    )
    doors = frozenset(door.name for door in open_doors(request.actor)) - {"desk"}
    return _rail_of(open_to_him, doors, section, request.language)


@lru_cache(maxsize=256)
def _rail_of(names: tuple[str, ...], doors: frozenset[str], section: str, language: str) -> SafeString:
    """The links of a rail, in the language of the moment: drawn once for all who see the same."""
    own = (
        RailLink(reverse(name), str(label), icon, name == section)
        for name, label, icon, _permission in _RAIL
        if name in names
    )
    others = (
        RailLink(door.path, str(door.label), door.icon, is_current=False)
        for door in DOORS
        if door.name in doors
    )
    return rail_drawn((*own, *others), language)


def _views(request: StaffRequest, view: View, bounds: Bounds) -> dict[str, Any]:
    counts, teams = queue_figures(actor=request.actor, bounds=bounds)
    here = counts[view.view]
    whole = ngettext("%(n)s dossier", "%(n)s dossiers", here) % {"n": _shown(here)}
    figures = {
        "late": _shown(counts[QueueView.LATE]), "today": _shown(counts[QueueView.TODAY]),
        "here": whole if view.only == EVERYTHING else gettext("liste filtrée, sur %(all)s") % {"all": whole},
    }  # fmt: skip
    lists = lists_drawn({name: _shown(count) for name, count in counts.items()}, view.view, request.language)
    return lists | {"figures": figures, "narrowing": _narrowing(view, teams, request.language)}


@lru_cache(maxsize=256)
def _narrowing(view: View, teams: tuple[tuple[str, str], ...], language: str) -> SafeString:
    """The form that narrows a list: the same for all pages of it, drawn once."""
    given = {"view": view, "teams": teams, "handlers": HANDLERS.items(), "home_url": reverse("desk:queue")}
    return SafeString(render_to_string("desk/_narrowing.html", given))


def _shown(count: int) -> str:
    """A number as it stands beside a list: beyond what is counted, that there are more."""
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _may(request: StaffRequest) -> dict[str, bool]:
    """What the buttons of the page need: permissions by short names."""
    held = request.actor.permissions
    return {
        "decide": Permission.OFFER_ACCEPT in held and Permission.CASE_DECIDE in held,
        "refuse": Permission.CASE_REFUSE in held, "assign": Permission.CASE_ASSIGN in held,
        "note": Permission.CASE_NOTE in held, "write": Permission.MESSAGE_SEND in held,
        "open": Permission.CASE_OPEN in held, "close": Permission.CASE_CLOSE in held,
        "money": Permission.REFUND_READ in held, "repair": Permission.REFUND_REPAIR in held,
        "escalate": Permission.CASE_ASSIGN in held and bool(ranks_above(request.actor)),
        "tasks": Permission.TASK_DO in held, "undo": Permission.REFUND_REQUEST in held,
        "reduce": Permission.REFUND_REDUCE in held, "approve": Permission.APPROVAL_DECIDE in held,
        "post": Permission.POSTING_DECLARE in held,
    }  # fmt: skip
