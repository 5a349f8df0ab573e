"""Dropped files as pages show them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from savoir.kernel import files
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.orders.models import DroppedFile, Order
from savoir.orders.states import DropState


@dataclass(frozen=True, slots=True)
class DropCard:
    """A dropped file: where it stands, how far its job is, and what it held."""

    id: int
    brand_id: int
    file_name: str
    size: int
    state: DropState
    step: str
    done: int
    of: int
    has_rejects: bool
    dropped_at: datetime
    report: dict[str, Any] = field(default_factory=dict)
    failure: dict[str, str] = field(default_factory=dict)


def drops(*, actor: Actor, before: int = 0, limit: int) -> tuple[DropCard, ...]:
    """Dropped files, newest first, those before the id `before` when it is given."""
    require(actor, Permission.SALE_IMPORT)
    rows = DroppedFile.objects.filter(org_id=actor.org_id)
    rows = rows.filter(id__lt=before) if before else rows
    return tuple(_card(row) for row in rows.order_by("-id")[:limit])


def drop_card(*, actor: Actor, drop_id: int) -> DropCard:
    """One dropped file. Raises NotFound."""
    require(actor, Permission.SALE_IMPORT)
    return _card(_row(actor, drop_id))


def rejects_of_drop(*, actor: Actor, drop_id: int) -> bytes:
    """Its reject file as CSV. Raises NotFound."""
    require(actor, Permission.SALE_IMPORT)
    row = _row(actor, drop_id)
    if row.rejects_id is None:
        raise NotFound("file")
    return files.content_of(row.rejects_id)[0]


def newest_order(*, actor: Actor, brand_id: int) -> tuple[str, str]:
    """(number, e-mail) of a brand's newest order that the portal finds; empty texts when it has none."""
    require(actor, Permission.SALE_IMPORT)
    rows = Order.objects.filter(org_id=actor.org_id, brand_id=brand_id).exclude(email_normalized="")
    found = rows.order_by("-contract_at", "-id").values_list("number", "email_normalized").first()
    return found or ("", "")


def _row(actor: Actor, drop_id: int) -> DroppedFile:
    row = DroppedFile.objects.filter(org_id=actor.org_id, id=drop_id).first()
    if row is None:
        raise NotFound("drop")
    return row


def _card(row: DroppedFile) -> DropCard:
    return DropCard(
        id=row.id, brand_id=row.brand_id, file_name=row.file_name, size=row.size, state=DropState(row.state),
        step=row.step, done=row.done, of=row.of, has_rejects=row.rejects_id is not None,
        dropped_at=row.dropped_at, report=row.report, failure=row.failure,
    )  # fmt: skip
