"""A day at the dock: figures, what waits for inspection, what nobody announced."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet, Sum

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.values.references import normalize
from savoir.logistics.models import Inspection, Receipt, ReceiptLine, UnknownParcel
from savoir.logistics.queries.receipts import receipt_card_of
from savoir.logistics.rules import seconds_per_parcel
from savoir.logistics.states import UnknownState
from savoir.logistics.values import ReceiptCard, StationCounts, UnknownCard
from savoir.organizations.queries import site_card

_PAGE = 100


def station(*, actor: Actor, site_id: int, day: date) -> StationCounts:
    """Figures of one local day at a site; `waiting` and `unknown` are as of now. Raises NotFound."""
    require(actor, Permission.RETURN_READ)
    zone = ZoneInfo(site_card(actor=actor, site_id=site_id).zone)
    start = datetime.combine(day, time(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    arrivals: dict[str, list[datetime]] = defaultdict(list)
    today = Receipt.objects.filter(site_id=site_id, received_at__gte=start, received_at__lt=end)
    for name, at in today.values_list("station", "received_at"):
        arrivals[name].append(at)
    done = Inspection.objects.filter(
        receipt_line__receipt__site_id=site_id, inspected_at__gte=start, inspected_at__lt=end
    )
    waiting = _uninspected(site_id).aggregate(units=Sum(F("quantity") - F("inspected_qty")))
    return StationCounts(
        inspected=done.aggregate(units=Sum("quantity"))["units"] or 0, waiting=waiting["units"] or 0,
        unknown=UnknownParcel.objects.filter(site_id=site_id, state=UnknownState.TO_IDENTIFY).count(),
        parcels=sum(len(instants) for instants in arrivals.values()),
        seconds_per_parcel=seconds_per_parcel(arrivals),
    )  # fmt: skip


def _uninspected(site_id: int) -> QuerySet[ReceiptLine]:
    return ReceiptLine.objects.filter(receipt__site_id=site_id, inspected_qty__lt=F("quantity"))


def receipts_to_inspect(*, actor: Actor, site_id: int, limit: int) -> tuple[ReceiptCard, ...]:
    """Parcels with units nobody has examined yet, the longest wait first."""
    require(actor, Permission.RETURN_READ)
    waiting = _uninspected(site_id).values("receipt_id")
    rows = Receipt.objects.filter(id__in=waiting).select_related("ra__case").order_by("received_at", "id")
    return tuple(receipt_card_of(actor, row) for row in rows[: min(limit, _PAGE)])


def unknown_parcels(
    *,
    actor: Actor,
    site_id: int | None = None,
    state: UnknownState = UnknownState.TO_IDENTIFY,
    limit: int = 50,
) -> tuple[UnknownCard, ...]:
    """What nobody announced, oldest first; at every site when none is named."""
    require(actor, Permission.RETURN_READ)
    rows = UnknownParcel.objects.filter(state=state).select_related("case").order_by("id")
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return tuple(unknown_card_of(row) for row in rows[: min(limit, _PAGE)])


def unknown_parcel(*, actor: Actor, reference: str) -> UnknownCard:
    """One of them, identified or not, in any spelling of its reference. Raises NotFound."""
    require(actor, Permission.RETURN_READ)
    rows = UnknownParcel.objects.filter(reference=normalize(reference)).select_related("case")
    row = rows.first()
    if row is None:
        raise NotFound("reference")
    return unknown_card_of(row)


def unknown_card_of(row: UnknownParcel) -> UnknownCard:
    """The row as a frozen value."""
    return UnknownCard(
        reference=row.reference, site_id=row.site_id, code=row.code, description=row.description,
        quantity=row.quantity, state=UnknownState(row.state),
        case_reference=row.case.reference if row.case else "", arrived_at=row.arrived_at,
    )  # fmt: skip
