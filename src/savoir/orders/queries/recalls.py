"""Recalls as the page of the console lists them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.orders.models import Recall, RecalledProduct
from savoir.orders.states import Possible, RecallEnd, WayBack

_PLAIN = ("id", "brand_id", "began_on", "hazard", "instructions", "notice_url", "sold_first_on",
          "sold_last_on", "declared_at", "ended_on")  # fmt: skip
SHOWN_PRODUCTS = 5
_OF_IT = RecalledProduct.objects.filter(recall_id=OuterRef("id"))
_NAMES = ArraySubquery(_OF_IT.order_by("product__name", "id").values("product__name")[:SHOWN_PRODUCTS])
_COUNT = Subquery(_OF_IT.order_by().values("recall_id").annotate(n=Count("id")).values("n"))


@dataclass(frozen=True, slots=True)
class RecallCard:
    """A declared recall; `products` are the names of the first of its `product_count` products."""

    id: int
    brand_id: int
    began_on: date
    hazard: str
    instructions: str
    notice_url: str
    repair: Possible
    replacement: Possible
    refund: Possible
    way_back: WayBack
    serials: tuple[str, ...]
    sold_first_on: date | None
    sold_last_on: date | None
    declared_at: datetime
    end: RecallEnd | None
    ended_on: date | None
    products: tuple[str, ...]
    product_count: int


def recalls(*, actor: Actor, limit: int, before_id: int = 0) -> tuple[RecallCard, ...]:
    """Recalls of the brands the actor sees, newest first; those before an id when it is given (1 query)."""
    require(actor, Permission.RECALL_DECLARE)
    rows = _seen(actor).annotate(names=_NAMES, counted=_COUNT)
    found = (rows.filter(id__lt=before_id) if before_id else rows).order_by("-id")[:limit]
    return tuple(_card(row) for row in found)


def recall_card(*, actor: Actor, recall_id: int) -> RecallCard:
    """One recall. Raises NotFound."""
    require(actor, Permission.RECALL_DECLARE)
    row = _seen(actor).annotate(names=_NAMES, counted=_COUNT).filter(id=recall_id).first()
    if row is None:
        raise NotFound("recall")
    return _card(row)


def count_open_recalls(*, actor: Actor) -> int:
    """How many recalls run, of the brands the actor sees."""
    require(actor, Permission.RECALL_DECLARE)
    return _seen(actor).filter(end="").count()


def _seen(actor: Actor) -> QuerySet[Recall]:
    rows = Recall.objects.filter(org_id=actor.org_id)
    return rows if actor.brand_id is None else rows.filter(brand_id=actor.brand_id)


def _card(row: Any) -> RecallCard:
    return RecallCard(
        **{name: getattr(row, name) for name in _PLAIN}, repair=Possible(row.repair),
        replacement=Possible(row.replacement), refund=Possible(row.refund), way_back=WayBack(row.way_back),
        serials=tuple(row.serials), end=RecallEnd(row.end) if row.end else None, products=tuple(row.names),
        product_count=row.counted or 0,
    )  # fmt: skip
