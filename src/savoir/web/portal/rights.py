"""« Vos droits »: the law in plain words, with the dates of one bought thing where there is one."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from savoir.cases.queries import rights_of_order
from savoir.cases.values import LineRights
from savoir.kernel.access import system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.values.days import local_day
from savoir.orders.queries import sale_line
from savoir.policies.queries import version_at
from savoir.web.portal.items import item_of, mind_until
from savoir.web.portal.pages import page, proved, visitor
from savoir.web.portal.wording import day, language
from savoir.web.requests import PortalRequest, actor_for_order

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


@dataclass(frozen=True, slots=True)
class RightShown:
    """One right on the timeline."""

    state: str
    title: str
    when: str
    text: str
    tag: str
    tag_level: str


@require_safe
def rights(plain: HttpRequest, slug: str) -> HttpResponse:
    """The rights everybody has, with their articles."""
    return page(cast(PortalRequest, plain), "rights.html", {"rights": _general()})


@require_safe
@proved
def line_rights(request: PortalRequest, line_id: int) -> HttpResponse:
    """The rights on one bought thing, each with its last day. Raises NotFound."""
    sale = sale_line(actor=visitor(request), line_id=line_id)
    if sale.brand_id != request.brand_id:
        raise NotFound("line")
    actor, today = actor_for_order(request, sale.order_id), local_day(request.now, request.zone)
    found = rights_of_order(actor=actor, order_id=sale.order_id, now=request.now)
    own = next(one for one in found if one.sale.line_id == line_id)
    shown = {
        "item": item_of(own, today),
        "sale": sale,
        "rights": _dated(own, today),
        "today": today,
        "until": own.guarantee_until,
    }
    return page(request, "line_rights.html", shown)


def _general() -> tuple[RightShown, ...]:
    return tuple(
        RightShown("next", str(title), str(when), str(text), "", "") for when, title, text in GENERAL
    )


def _dated(own: LineRights, today: date) -> tuple[RightShown, ...]:
    return tuple(
        one
        for one in (
            _bought(own, today),
            _received(own, today),
            _mind(own, today),
            _guarantee(own, today),
            _hidden(),
        )
        if one
    )


def _bought(own: LineRights, today: date) -> RightShown:
    when = day(local_day(own.sale.contract_at, _zone()), today)
    return RightShown("done", gettext("Vous achetez"), when, "", "", "")


def _received(own: LineRights, today: date) -> RightShown:
    if own.received_on is None:
        return RightShown(
            "now",
            gettext("Vous recevez"),
            gettext("pas encore livré"),
            gettext("Tous les délais partent de ce jour."),
            "",
            "",
        )
    return RightShown(
        "done",
        gettext("Vous recevez"),
        day(own.received_on, today),
        gettext("Tous les délais partent de ce jour."),
        "",
        "",
    )


def _mind(own: LineRights, today: date) -> RightShown:
    title, until = gettext("Changer d’avis"), mind_until(own, today)
    if until is None:
        why = own.exception_fr if not language().startswith("en") else own.exception_en
        return RightShown(
            "maybe",
            title,
            gettext("non prévu"),
            f"{why} {own.exception}".strip(),
            gettext("une personne répond"),
            "quiet",
        )
    when = gettext("jusqu’au %(day)s inclus") % {"day": day(until, today)}
    text = gettext("Pour rendre, sans raison à donner. Article L221-18.")
    if until < today:
        return RightShown("done", title, when, text, gettext("terminé"), "quiet")
    return RightShown("now", title, when, text, gettext("ouvert"), "ok")


def _guarantee(own: LineRights, today: date) -> RightShown | None:
    until = own.guarantee_until
    if until is None:
        return None
    is_open = until >= today
    when = gettext("jusqu’au %(day)s inclus") % {"day": day(until, today)}
    text = gettext("Panne ou défaut : réparation ou remplacement, sans frais, dans les 30 jours.")
    if not own.sale.second_hand:
        text = f"{text} {gettext('Vous n’avez rien à prouver.')}"
    text = f"{text} {gettext('Articles L217-3, L217-7 et L217-9 à L217-13.')}"
    tag, level = (gettext("ouvert"), "ok") if is_open else (gettext("terminé"), "quiet")
    return RightShown("next" if is_open else "done", gettext("Garantie légale"), when, text, tag, level)


def _hidden() -> RightShown:
    when = gettext("2 ans après la découverte")
    return RightShown("maybe", gettext("Vices cachés"), when, str(_HIDDEN), "", "")


def _zone() -> str:
    return timezone.get_current_timezone_name()


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
        shown["tables"] = [
            {
                "title": _point_title(point.value),
                "rows": [hit.label_fr if french else hit.label_en for table in tables for hit in table.hits],
            }
            for point, tables in found.compiled.tables.items()
            if tables
        ]
    return page(request, "policy.html", shown)


def _point_title(point: str) -> str:
    titles = {
        "eligibility": gettext("Ce que vous pouvez demander"),
        "refund_trigger": gettext("Quand votre argent part"),
    }
    return titles.get(point, gettext("Autres règles"))
