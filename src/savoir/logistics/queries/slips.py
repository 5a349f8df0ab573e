"""What a return slip says. No name, no address of the customer: anybody may find a lost parcel."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from savoir.cases.queries import case_by_id, case_lines, current_decisions
from savoir.cases.values import CaseCard, CaseLineCard
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.values.days import local_day
from savoir.kernel.values.palette import light_palette
from savoir.law.dangerous_goods import advice
from savoir.law.parameters import notice
from savoir.logistics.models import ReturnAuthorization, ReturnLine
from savoir.logistics.queries.authorizations import sold_as
from savoir.logistics.queries.scope import authorization
from savoir.logistics.states import ReturnMethod
from savoir.logistics.wording import day_in_words, instant_in_words, reason_in_words, remedy_in_words
from savoir.orders.queries import order_card
from savoir.orders.values import SaleLine
from savoir.organizations.queries import brand_card, site_card
from savoir.organizations.values import BrandCard, initials_of

_LANGUAGES = ("fr", "en")


def slip_data(*, actor: Actor, ra_number: str) -> dict[str, Any]:
    """The data of the paper `return_slip`, in the case's language (French when the paper lacks it).

    Raises NotFound for a number the actor may not see. The same authorization always gives the same data.
    """
    ra = authorization(actor, ra_number)
    case = case_by_id(actor=actor, case_id=ra.case_id)
    brand = brand_card(actor=actor, brand_id=case.brand_id)
    language = case.language if case.language in _LANGUAGES else _LANGUAGES[0]
    cards = {card.id: card for card in case_lines(actor=actor, case_id=case.id)}
    rows = [(row, cards[row.case_line_id]) for row in _lines(ra)]
    sold = {card.id: sold_as(actor, card) for _, card in rows}
    with translation.override(language):
        return {
            "language": language,
            **_head(actor, ra, case, brand),
            "decided": [*_decided(actor, case, brand, rows[0][1]), *_promised(ra)],
            "lines": [_line(row, card, sold[card.id]) for row, card in rows],
            **_notice(sold, language),
        }


def _lines(ra: ReturnAuthorization) -> list[ReturnLine]:
    return list(ReturnLine.objects.filter(ra=ra).order_by("case_line__position"))


def _head(actor: Actor, ra: ReturnAuthorization, case: CaseCard, brand: BrandCard) -> dict[str, Any]:
    site = site_card(actor=system_actor(actor.org_id), site_id=ra.site_id)
    head = {
        "issued_on": local_day(ra.issued_at, brand.zone).isoformat(), "brand_name": brand.name,
        "brand_mark": initials_of(brand.name)[-1:],
        **_colors(brand), "case_number": case.reference, "ra_number": ra.number,
        "qr_text": f"{settings.BASE_URL.rstrip('/')}/r/{ra.number}",
        "send_until": day_in_words(ra.send_back_by), "cost_sentence": _cost(ra),
        "destination": [site.name, site.street, f"{site.postcode} {site.city}"],
    }  # fmt: skip
    if case.order_id is not None:
        head["order_number"] = order_card(actor=actor, order_id=case.order_id).number
    if brand.phone:
        phone = brand.phone.replace(" ", "\u00a0")
        hours = f", {brand.phone_hours}" if brand.phone_hours else ""
        head["phone_sentence"] = gettext("Une question\u00a0: %(phone)s%(hours)s") % {
            "phone": phone, "hours": hours,
        }  # fmt: skip
    return head


def _colors(brand: BrandCard) -> dict[str, str]:
    """The brand's colors as its pages show them on white."""
    colors = light_palette(brand.hue)
    return {"brand_color": colors.brand, "brand_ink": colors.ink}


def _promised(ra: ReturnAuthorization) -> list[dict[str, str]]:
    """The day that was agreed and, when it hangs on one, the day the parcel has to leave by."""
    told = [(gettext("Promis"), ra.promised_on), (gettext("Si déposé"), ra.promised_if_by)]
    by = gettext("au plus tard %(day)s")
    return [{"label": label, "value": by % {"day": day_in_words(on)}} for label, on in told if on]


def _cost(ra: ReturnAuthorization) -> str:
    if ReturnMethod(ra.method) is ReturnMethod.STORE:
        return gettext("Retour gratuit en magasin.")
    if ReturnMethod(ra.method) is ReturnMethod.CONTACT_US:
        return gettext("N’envoyez rien par la poste\u00a0: appelez-nous, nous organisons l’enlèvement.")
    if ra.customer_pays:
        return gettext("Les frais d’envoi sont à votre charge.")
    return gettext("Les frais d’envoi sont à notre charge\u00a0: gardez le reçu.")


def _decided(actor: Actor, case: CaseCard, brand: BrandCard, first: CaseLineCard) -> list[dict[str, str]]:
    facts = [(gettext("Motif"), reason_in_words(first.reason))]
    decided = [row for row in current_decisions(actor=actor, case_id=case.id) if row.line_id == first.id]
    for row in decided:
        if row.remedy is not None:
            facts.insert(0, (gettext("Solution"), remedy_in_words(row.remedy)))
        facts.append((gettext("Accord"), instant_in_words(row.decided_at, brand.zone)))
    return [{"label": label, "value": value} for label, value in facts]


def _line(row: ReturnLine, card: CaseLineCard, sale: SaleLine | None) -> dict[str, Any]:
    line: dict[str, Any] = {"name": card.product_name, "quantity": row.quantity}
    serial = card.serial or (sale.serials[0] if sale and len(sale.serials) == 1 else "")
    optional = {"note": sale.variant if sale else "", "reference": sale.sku if sale else "", "serial": serial}
    return line | {name: words for name, words in optional.items() if words}


def _notice(sold: Mapping[int, SaleLine | None], language: str) -> dict[str, dict[str, str]]:
    """What the law says of dangerous goods before posting: a loose battery is not one in a device."""
    code = next((sale.dangerous_goods for sale in sold.values() if sale and sale.dangerous_goods), "")
    if not code:
        return {}
    told = [notice(name).en if language == "en" else notice(name).fr for name in advice(code)]
    title = gettext("Produit à transporter avec soin")
    return {"notice": {"title": title, "text": " ".join([f"({code}).", *told])}}
