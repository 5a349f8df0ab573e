"""What was bought, and what is still possible with it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from savoir.cases.queries import rights_of_order
from savoir.cases.values import LineRights
from savoir.kernel.values.days import local_day
from savoir.orders.queries import order_card
from savoir.web.components.lines import RightsLine, rights_line
from savoir.web.portal.drafts import kept_draft
from savoir.web.portal.pages import own_orders, page, proved, safe_suite
from savoir.web.requests import PortalRequest, actor_for_order


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One line of an order as the page shows it."""

    rights: LineRights
    line: RightsLine | None
    note: str
    is_open: bool
    more: int

    @property
    def line_id(self) -> int:
        """The order line."""
        return self.rights.sale.line_id


@dataclass(frozen=True, slots=True)
class OrderShown:
    """One order with its items."""

    id: int
    number: str
    received_on: date | None
    items: tuple[ItemShown, ...]

    @property
    def choosable(self) -> tuple[ItemShown, ...]:
        """Items that may be asked about together."""
        return tuple(item for item in self.items if item.is_open)


def mind_until(rights: LineRights, today: date) -> date | None:
    """The last day to change one's mind, by law or by the brand's own window; None when neither gives one."""
    is_right = rights.withdrawal in ("yes", "needs_facts")
    days = [day for day in (rights.withdrawal_until if is_right else None, rights.policy_until) if day]
    if days:
        return max(days)
    was_right = rights.sale.channel != "store" and not rights.exception
    past = rights.withdrawal_until
    return past if was_right and past is not None and past < today else None


def line_of(rights: LineRights, today: date) -> RightsLine | None:
    """The line of dates; None for what was not received, or is under no guarantee."""
    if rights.received_on is None or rights.guarantee_until is None:
        return None
    return rights_line(
        received_on=rights.received_on,
        mind_until=mind_until(rights, today),
        law_until=rights.guarantee_until,
        today=today,
    )


def item_of(rights: LineRights, today: date) -> ItemShown:
    """What the page says of a line. A line with an open case opens that case."""
    sale = rights.sale
    more = sale.returnable_qty if rights.open_case and sale.held_qty else 0
    is_gone = sale.returned_qty >= sale.quantity
    french = not (get_language() or "fr").startswith("en")
    return ItemShown(
        rights=rights,
        line=line_of(rights, today),
        note=rights.exception_fr if french else rights.exception_en,
        is_open=(not rights.open_case or more > 0) and not is_gone,
        more=more,
    )


@require_safe
@proved
def items(request: PortalRequest) -> HttpResponse:
    """Every proved order of this brand; a draft that waits is offered first."""
    today = local_day(request.now, request.zone)
    shown = tuple(_order(request, order_id, today) for order_id in own_orders(request))
    words = {
        "orders": shown,
        "today": today,
        "draft": kept_draft(request),
        "suite": safe_suite(request.GET.get("suite", "")),
        "step": 1,
        "steps_total": 4,
    }
    return page(request, "items.html", words)


def _order(request: PortalRequest, order_id: int, today: date) -> OrderShown:
    actor = actor_for_order(request, order_id)
    rights = rights_of_order(actor=actor, order_id=order_id, now=request.now)
    days = [one.received_on for one in rights if one.received_on]
    return OrderShown(
        id=order_id,
        number=order_card(actor=actor, order_id=order_id).number,
        received_on=max(days, default=None),
        items=tuple(item_of(one, today) for one in rights),
    )
