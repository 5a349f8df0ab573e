"""Who bought what was called back: whoever has to be told directly (Regulation (EU) 2023/988 article 35)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.values.answers import NO, YES
from savoir.kernel.values.days import local_day
from savoir.orders.models import OrderLine, Recall, RecalledProduct
from savoir.orders.recalled import Recalled
from savoir.orders.states import Possible, RecallEnd, WayBack
from savoir.organizations.queries import brand_card

_COLUMNS = (
    "order__number", "order__contract_at", "name", "quantity", "returned_qty", "serials",
    "order__customer__name", "order__customer__email", "order__customer__phone", "order__customer__language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecallBuyer:
    """A sold line that a recall is about, and how its buyer is reached; "" = unknown. `is_sure`: False while
    the serial of the thing is not known. `back` of its `quantity` came back.
    """

    order_number: str
    bought_on: date
    product: str
    quantity: int
    back: int
    serials: tuple[str, ...]
    name: str
    email: str
    phone: str
    language: str
    is_sure: bool


def buyers_of_recall(*, actor: Actor, recall_id: int, most: int) -> tuple[RecallBuyer, ...]:
    """Lines that a recall concerns or may concern, in the order of the sales, at most so many (3 queries).

    Raises NotFound.
    """
    require(actor, Permission.RECALL_DECLARE)
    row = Recall.objects.filter(org_id=actor.org_id, id=recall_id).first()
    if row is None or not actor.sees_brand(row.brand_id):
        raise NotFound("recall")
    zone = brand_card(actor=actor, brand_id=row.brand_id).zone
    recall, found = _recalled(row), list[RecallBuyer]()
    for told in _sold(row).values_list(*_COLUMNS).iterator():
        buyer = _buyer(recall, told, zone)
        if buyer is not None:
            found.append(buyer)
        if len(found) == most:
            break
    return tuple(found)


def _sold(row: Recall) -> Any:
    """Every line of its products that was sold by its brand, narrowed by the days of the notice; a day more
    at each end, for the zone.
    """
    products = RecalledProduct.objects.filter(recall_id=row.id).values("product_id")
    lines = OrderLine.objects.filter(org_id=row.org_id, order__brand_id=row.brand_id, product_id__in=products)
    day = timedelta(days=1)
    if row.sold_first_on:
        lines = lines.filter(order__contract_at__date__gte=row.sold_first_on - day)
    if row.sold_last_on:
        lines = lines.filter(order__contract_at__date__lte=row.sold_last_on + day)
    return lines.order_by("order__contract_at", "id")


def _recalled(row: Recall) -> Recalled:
    return Recalled(
        recall_id=row.id, began_on=row.began_on, hazard=row.hazard, instructions=row.instructions,
        notice_url=row.notice_url, repair=Possible(row.repair), replacement=Possible(row.replacement),
        refund=Possible(row.refund), way_back=WayBack(row.way_back), serials=tuple(row.serials),
        sold_first_on=row.sold_first_on, sold_last_on=row.sold_last_on,
        end=RecallEnd(row.end) if row.end else None, ended_on=row.ended_on,
    )  # fmt: skip


def _buyer(recall: Recalled, told: tuple[Any, ...], zone: str) -> RecallBuyer | None:
    number, at, product, quantity, back, serials, *person = told
    bought_on = local_day(at, zone)
    concerned = recall.concerns(bought_on=bought_on, serials=serials, quantity=quantity)
    if concerned is NO:
        return None
    name, email, phone, language = (text or "" for text in person)
    return RecallBuyer(
        number, bought_on, product, quantity, back, tuple(serials), name, email, phone, language,
        concerned is YES,
    )  # fmt: skip
