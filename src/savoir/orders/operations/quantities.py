"""Units of a line: held by an open case, returned, or free. Each verb locks the line first."""

from datetime import datetime

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Invalid, NotFound, Refused
from savoir.kernel.prepared import prepared
from savoir.kernel.rows import write_columns
from savoir.orders.models import OrderLine

_LINE = prepared(lambda line_id: OrderLine.objects.select_for_update().filter(id=line_id))


class NothingLeftToReturn(Refused):
    """Fewer units are free than asked for; `facts["returnable"]` says how many are."""


class NothingHeld(Refused):
    """Fewer units are held than asked for; `facts["held"]` says how many are."""


def hold(*, actor: Actor, line_id: int, quantity: int, now: datetime) -> None:
    """Keep `quantity` delivered units for a case, until `release` or `mark_returned`.

    Raises NothingLeftToReturn, NotFound, Invalid (a quantity below 1).
    """
    require(actor, Permission.CASE_OPEN)
    line = _locked(actor, line_id, quantity)
    _take_free(line, quantity)
    line.held_qty += quantity
    write_columns(line, "held_qty")


def release(*, actor: Actor, line_id: int, quantity: int, now: datetime) -> None:
    """Give `quantity` held units free again. Raises NothingHeld, NotFound, Invalid."""
    require(actor, Permission.CASE_OPEN)
    line = _locked(actor, line_id, quantity)
    _take_held(line, quantity)
    write_columns(line, "held_qty")


def mark_returned(*, actor: Actor, line_id: int, quantity: int, held: int, now: datetime) -> None:
    """Count `quantity` units as back: `held` of them were held, the rest were free.

    Raises NothingHeld, NothingLeftToReturn, NotFound, Invalid (`held` below 0 or above `quantity`).
    """
    require(actor, Permission.RETURN_RECEIVE)
    if not 0 <= held <= quantity:
        raise Invalid("held", code="out_of_range", quantity=quantity)
    line = _locked(actor, line_id, quantity)
    _take_free(line, quantity - held)
    _take_held(line, held)
    line.returned_qty += quantity
    write_columns(line, "held_qty", "returned_qty")


def _locked(actor: Actor, line_id: int, quantity: int) -> OrderLine:
    if quantity < 1:
        raise Invalid("quantity", code="not_positive")
    require(actor, Permission.SALE_READ)
    line = _LINE.first(line_id=line_id)
    if line is None or (actor.is_customer and line.order_id not in actor.order_ids):
        raise NotFound("line")
    return line


def _take_free(line: OrderLine, quantity: int) -> None:
    returnable = line.delivered_qty - line.held_qty - line.returned_qty
    if quantity > returnable:
        raise NothingLeftToReturn("quantity", returnable=returnable)


def _take_held(line: OrderLine, quantity: int) -> None:
    if quantity > line.held_qty:
        raise NothingHeld("quantity", held=line.held_qty)
    line.held_qty -= quantity
