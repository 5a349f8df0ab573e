"""A day at the dock: figures, what waits for inspection, what nobody announced."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.pages import among
from savoir.kernel.prepared import prepared_text
from savoir.kernel.values.references import normalize
from savoir.logistics.models import Receipt, ReceiptLine, UnknownParcel
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
    (row,) = _FIGURES.rows(site=site_id, start=start, end=end)
    inspected, waiting, unknown, quarantined, refused, stations, instants = row
    arrivals: dict[str, list[datetime]] = defaultdict(list)
    for name, at in zip(stations or (), instants or (), strict=True):
        arrivals[name].append(at)
    return StationCounts(
        inspected=inspected, waiting=waiting, unknown=unknown, parcels=len(instants or ()),
        seconds_per_parcel=seconds_per_parcel(arrivals), aside=unknown + quarantined,
        refused=refused,
    )  # fmt: skip


# The figures stand above every page of the dock: one question, not four. From what is few (inspected today,
# still waiting) to its site: with joins, the site's parcels of all years were read for it.
_FIGURES = prepared_text("""
SELECT (SELECT coalesce(sum(i.quantity), 0) FROM logistics_inspection i
         WHERE i.inspected_at >= %(start)s AND i.inspected_at < %(end)s
           AND (SELECT r.site_id FROM logistics_receiptline l
                  JOIN logistics_receipt r ON r.org_id = l.org_id AND r.id = l.receipt_id
                 WHERE l.org_id = i.org_id AND l.id = i.receipt_line_id) = %(site)s)::int,
       (SELECT coalesce(sum(l.quantity - l.inspected_qty), 0) FROM logistics_receiptline l
         WHERE l.inspected_qty < l.quantity
           AND (SELECT r.site_id FROM logistics_receipt r
                 WHERE r.org_id = l.org_id AND r.id = l.receipt_id) = %(site)s)::int,
       (SELECT count(*) FROM logistics_unknownparcel u
         WHERE u.site_id = %(site)s AND u.state = 'to_identify'),
       (SELECT count(*) FROM logistics_disposition d
         WHERE d.site_id = %(site)s AND d.kind = 'quarantine'),
       (SELECT count(*) FROM logistics_disposition d
         WHERE d.site_id = %(site)s AND d.kind = 'quarantine' AND d.refused_at IS NOT NULL),
       array_agg(today.station ORDER BY today.received_at),
       array_agg(today.received_at ORDER BY today.received_at)
  FROM logistics_receipt today
 WHERE today.site_id = %(site)s AND today.received_at >= %(start)s AND today.received_at < %(end)s
""")


def receipts_to_inspect(*, actor: Actor, site_id: int, limit: int) -> tuple[ReceiptCard, ...]:
    """Parcels with units nobody has examined yet, the longest wait first."""
    require(actor, Permission.RETURN_READ)
    waiting = ReceiptLine.objects.filter(inspected_qty__lt=F("quantity")).values("receipt_id")
    here = Receipt.objects.filter(site_id=site_id).select_related("ra__case")
    rows = among(here, waiting).order_by("received_at", "id")
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
