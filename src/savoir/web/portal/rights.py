"""« Vos droits »: the law in plain words, with the dates of one bought thing where there is one."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from savoir.cases.queries import LineLaw, law_of_case, law_of_sold_line
from savoir.kernel.access import system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.values.days import local_day
from savoir.orders.queries import sale_line
from savoir.policies.facts import Point
from savoir.policies.queries import version_at
from savoir.policies.tables import CompiledTable
from savoir.resolutions.queries import legal_dates_of_case
from savoir.web.portal.links import RECALL, WITHDRAW
from savoir.web.portal.pages import own_case, page, proved, visitor
from savoir.web.portal.wording import language
from savoir.web.requests import PortalRequest, actor_for_order
from savoir.web.rights.dates import DatedStep, dates_of_line, said_day, steps_of_case
from savoir.web.rights.recalled import recall_shown
from savoir.web.rights.shown import drawn, rights_shown
from savoir.web.rights.used import may_begin, policy_adds, protected_until, used_rights
from savoir.web.rights.words import plain_day

_TOLD_POINTS: Final = {
    Point.ELIGIBILITY: _("Ce que vous pouvez demander"),
    Point.RETURN_WAY: _("Comment l’article revient, et qui paie"),
    Point.EVIDENCE: _("Ce que nous vous demandons"),
    Point.REFUND_TRIGGER: _("Quand votre argent part"),
    Point.PROMISES: _("Ce que nous vous promettons"),
}

_HIDDEN: Final = _(
    "Un défaut grave, présent dès la vente et invisible : remboursement ou baisse du prix. "
    "Code civil, articles 1641 à 1648."
)
GENERAL: Final = (
    (
        _("14 jours après la réception"),
        _("Changer d’avis"),
        _("Pour un achat à distance : vous rendez sans raison à donner. Articles L221-18 à L221-28."),
    ),
    (
        _("14 jours après votre annonce"),
        _("Recevoir votre argent"),
        _(
            "Tout ce que vous avez payé, livraison normale comprise, par le même moyen. "
            "Nous pouvons attendre le colis ou la preuve de son envoi. Article L221-24."
        ),
    ),
    (
        _("2 ans après la réception"),
        _("Garantie légale de conformité"),
        _(
            "Une panne, un défaut, une erreur : réparation ou remplacement, à votre choix, sans frais, "
            "dans les 30 jours. Sinon, remboursement. Pour un produit neuf, vous n’avez pas à prouver "
            "l’origine du défaut. Articles L217-3 à L217-14."
        ),
    ),
    (_("2 ans après la découverte"), _("Vices cachés"), _HIDDEN),
)


@require_safe
def rights(plain: HttpRequest, slug: str) -> HttpResponse:
    """The rights everybody has, with their articles."""
    return page(cast(PortalRequest, plain), "rights.html", {"rights": _general()})


# Packed: 21 kB of words are a round trip more on a slow line. Nothing typed is repeated on these two pages,
# and Django pads what it packs, so the length tells nobody the token beside it.
@gzip_page
@require_safe
@proved
def line_rights(request: PortalRequest, line_id: int) -> HttpResponse:
    """The rights on one bought thing, each with its last day. Raises NotFound."""
    sale = sale_line(actor=visitor(request), line_id=line_id)
    if sale.brand_id != request.brand_id:
        raise NotFound("line")
    actor = actor_for_order(request, sale.order_id)
    line = law_of_sold_line(actor=actor, line_id=line_id, now=request.now)
    return page(request, "line_rights.html", _of_line(request, line))


@gzip_page
@require_safe
@proved
def case_rights(request: PortalRequest, reference: str) -> HttpResponse:
    """The law's dates of one case, and the right it rests on for each of its things. Raises NotFound."""
    case, actor = own_case(request, reference)
    today = local_day(request.now, request.zone)
    dates = legal_dates_of_case(actor=actor, case_id=case.id, today=today)
    lines = law_of_case(actor=actor, case_id=case.id, now=request.now)
    shown: dict[str, Any] = {
        "case": case, "today": today, "written": said_day(today, date.min),
        "steps": steps_of_case(dates, lines, today),
        "lines": [(line, used_rights(line), recall_shown(line.recall)) for line in lines], "dates": dates,
        "back_url": reverse("portal:tracking", args=[request.brand.slug, reference]),
        "write_url": _write_url(request, reference),
    }  # fmt: skip
    return page(request, "case_rights.html", shown)


def _of_line(request: PortalRequest, line: LineLaw) -> dict[str, Any]:
    found, until = rights_shown(line), protected_until(line)
    return {
        "line": line, "sale": line.sale, "today": line.today, "written": said_day(line.today, date.min),
        "chart": drawn(line), "recall": recall_shown(line.recall),
        "steps": dates_of_line(line, found), "until": plain_day(until) if until else "",
        "rights": sorted((one for one in found if one.is_possible), key=lambda one: one.level != "ok"),
        "others": [right for right in found if not right.is_possible],
        "line_query": f"?a={line.sale.line_id}", "may_begin": may_begin(line),
        "recall_query": f"?a={line.sale.line_id}&suite={RECALL}",
        "withdraw_query": f"?a={line.sale.line_id}&suite={WITHDRAW}", "policy_until": policy_adds(line),
        "back_url": reverse("portal:items", args=[request.brand.slug]),
        "write_url": _write_url(request, line.open_case) if line.open_case else "",
    }  # fmt: skip


def _write_url(request: PortalRequest, reference: str) -> str:
    return f"{reverse('portal:tracking', args=[request.brand.slug, reference])}#question"


def _general() -> tuple[DatedStep, ...]:
    return tuple(DatedStep(None, "next", str(title), str(when), str(text)) for when, title, text in GENERAL)


@require_safe
def policy(plain: HttpRequest, slug: str) -> HttpResponse:
    """The return policy in force, made from the very rows that decide."""
    request = cast(PortalRequest, plain)
    found = version_at(actor=system_actor(request.org_id), brand_id=request.brand_id, at=request.now)
    french = not language().startswith("en")
    shown: dict[str, Any] = {
        "begins_at": found.begins_at if found else None,
        "number": found.number if found else 0,
        "tables": [],
    }
    if found is not None:
        shown["tables"] = _told_tables(found.compiled.tables, french=french)
    return page(request, "policy.html", shown)


def _told_tables(tables: Mapping[str, tuple[CompiledTable, ...]], *, french: bool) -> list[dict[str, Any]]:
    """What customers are told, point by point; rules told already are not repeated."""
    told: list[dict[str, Any]] = []
    for point, title in _TOLD_POINTS.items():
        rows = [hit.label_fr if french else hit.label_en for table in tables[point] for hit in table.hits]
        if rows and rows not in [one["rows"] for one in told]:
            told.append({"title": title, "rows": rows})
    return told
