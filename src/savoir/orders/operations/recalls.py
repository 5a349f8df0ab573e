"""A brand calls products back, and says when that ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.values.days import local_day
from savoir.orders.events import RecallDeclared, RecallEnded
from savoir.orders.models import Product, Recall, RecalledProduct
from savoir.orders.states import Possible, RecallEnd, WayBack
from savoir.organizations.queries import brand_card

MOST_NAMED = 500
_TEXTS = {"hazard": 300, "instructions": 1000, "notice_url": 500}
_SERIAL = 80


class AlreadyDeclared(Conflict):
    """The same products of the same brand were called back on the same day; `facts["recall_id"]`."""


class AlreadyEnded(Conflict):
    """The recall ended before, on `facts["ended_on"]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallNotice:
    """What a person declares. `products` are references (SKU), GTIN or product ids; `serials` as of `Recall`.

    Days are local to the brand.
    """

    products: Sequence[str]
    began_on: date
    hazard: str
    instructions: str
    notice_url: str = ""
    repair: Possible = Possible.POSSIBLE
    replacement: Possible = Possible.POSSIBLE
    refund: Possible = Possible.POSSIBLE
    way_back: WayBack = WayBack.POST
    serials: Sequence[str] = ()
    sold_first_on: date | None = None
    sold_last_on: date | None = None


def declare_recall(*, actor: Actor, brand_id: int, notice: RecallNotice, now: datetime) -> int:
    """Call products of a brand back; return the recall's id. Their sold lines get the right at once.

    Raises Invalid (`field` and `code`: unknown products named in `names`, a day to come, an address that is
    not https), AlreadyDeclared, NotFound (brand).
    """
    require(actor, Permission.RECALL_DECLARE)
    brand = brand_card(actor=actor, brand_id=brand_id)
    _refuse_bad(notice, local_day(now, brand.zone))
    products = _products(actor.org_id, notice.products)
    _refuse_doubled(actor.org_id, brand_id, notice, products)
    recall = Recall.objects.create(
        org_id=actor.org_id, brand_id=brand_id, began_on=notice.began_on, hazard=notice.hazard,
        instructions=notice.instructions, notice_url=notice.notice_url, repair=notice.repair.value,
        replacement=notice.replacement.value, refund=notice.refund.value, way_back=notice.way_back.value,
        serials=list(dict.fromkeys(notice.serials)), sold_first_on=notice.sold_first_on,
        sold_last_on=notice.sold_last_on, declared_at=now,
    )  # fmt: skip
    RecalledProduct.objects.bulk_create(
        RecalledProduct(org_id=actor.org_id, recall=recall, product_id=product_id) for product_id in products
    )
    told = RecallDeclared(subject_id=brand_id, recall_id=recall.id, products=len(products))
    ledger.record(told, actor=actor, now=now)
    return recall.id


def end_recall(*, actor: Actor, recall_id: int, end: RecallEnd, now: datetime) -> None:
    """Say that a recall is over (what was bought until today stays called back), or was a mistake.

    Raises AlreadyEnded, NotFound.
    """
    require(actor, Permission.RECALL_DECLARE)
    row = Recall.objects.select_for_update().filter(org_id=actor.org_id, id=recall_id).first()
    if row is None or not actor.sees_brand(row.brand_id):
        raise NotFound("recall")
    if row.end:
        raise AlreadyEnded("recall", ended_on=row.ended_on)
    zone = brand_card(actor=actor, brand_id=row.brand_id).zone
    row.end, row.ended_on = end.value, local_day(now, zone)
    row.save(update_fields=["end", "ended_on"])
    ledger.record(RecallEnded(subject_id=row.brand_id, recall_id=row.id, end=end), actor=actor, now=now)


def _refuse_bad(notice: RecallNotice, today: date) -> None:
    _refuse_words(notice)
    if notice.began_on > today:
        raise Invalid("began_on", code="in_the_future")
    first, last = notice.sold_first_on, notice.sold_last_on
    if first and last and last < first:
        raise Invalid("sold_last_on", code="before_first")
    if len(notice.serials) > MOST_NAMED:
        raise Invalid("serials", code="too_many", most=MOST_NAMED)
    if any(not one.strip("* ") or len(one) > _SERIAL or "\x00" in one for one in notice.serials):
        raise Invalid("serials", code="not_a_serial")


def _refuse_words(notice: RecallNotice) -> None:
    texts = {"hazard": notice.hazard, "instructions": notice.instructions, "notice_url": notice.notice_url}
    for name, text in texts.items():
        if len(text) > _TEXTS[name] or "\x00" in text:
            raise Invalid(name, code="too_long", most=_TEXTS[name])
        if not text.strip() and name != "notice_url":
            raise Invalid(name, code="missing")
    if notice.notice_url and not _is_address(notice.notice_url):
        raise Invalid("notice_url", code="not_https")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and text.isprintable() and " " not in text


def _products(org_id: int, names: Sequence[str]) -> tuple[int, ...]:
    """Ids of every product that one of these names; a reference that several carry names them all."""
    wanted = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not wanted:
        raise Invalid("products", code="missing")
    if len(wanted) > MOST_NAMED:
        raise Invalid("products", code="too_many", most=MOST_NAMED)
    named = Q(sku__in=wanted) | Q(external_id__in=wanted) | Q(gtin__in=wanted)
    found: dict[int, Any] = {}
    seen: set[str] = set()
    rows = Product.objects.filter(named, org_id=org_id)
    for product_id, *own in rows.values_list("id", "sku", "external_id", "gtin"):
        found[product_id] = None
        seen.update(own)
    unknown = [name for name in wanted if name not in seen]
    if unknown:
        raise Invalid("products", code="unknown", names=", ".join(unknown[:10]), count=len(unknown))
    return tuple(sorted(found))


def _refuse_doubled(org_id: int, brand_id: int, notice: RecallNotice, products: tuple[int, ...]) -> None:
    """A second click, or a colleague who was quicker: the same day, and none of the products is new."""
    open_ones = Recall.objects.filter(
        org_id=org_id, brand_id=brand_id, began_on=notice.began_on, end="", serials=list(notice.serials)
    )
    rows = RecalledProduct.objects.filter(org_id=org_id, recall__in=open_ones)
    known: dict[int, set[int]] = {}
    for recall_id, product_id in rows.values_list("recall_id", "product_id"):
        known.setdefault(recall_id, set()).add(product_id)
    doubled = next((recall_id for recall_id, own in known.items() if own >= set(products)), None)
    if doubled is not None:
        raise AlreadyDeclared("products", recall_id=doubled)
