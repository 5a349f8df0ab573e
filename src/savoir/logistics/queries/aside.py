"""What waits at a site: units in quarantine and parcels without a name, with whoever has the next word."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.values.references import normalize
from savoir.logistics.models import Disposition, UnknownParcel
from savoir.logistics.queries.destroying import destruction_words
from savoir.logistics.queries.scope import spellings_of
from savoir.logistics.rules import read_bin, turn_of, why_aside
from savoir.logistics.states import DispositionKind, Turn, UnknownState, Why
from savoir.logistics.values import AsideCard, DestructionWord

_PAGE = 50
_UNITS, _PARCEL = "units", "parcel"
_BIN = re.compile(r"Q-\d\d")
_LINE = "inspection__receipt_line__return_line"


def put_aside(
    *, actor: Actor, site_id: int, now: datetime, codes: tuple[str, ...] = (), start: int = 0, limit: int = 5
) -> tuple[AsideCard, ...]:
    """What waits in quarantine or for a name at one site, from the `start`th on: a refused destruction first,
    then the longest wait.

    `codes`: only what a scan names, in its spellings: a slip, a serial number, a bin, the number of a parcel,
    or the code read on it. Four queries, whatever waits. Raises NotFound for a site that is not the member's.
    """
    require(actor, Permission.RETURN_READ)
    if actor.site_ids and site_id not in actor.site_ids:
        raise NotFound("site")
    named = _waiting(site_id, codes)[start : start + min(limit, _PAGE)]
    order = [(what, row_id) for _rank, _since, what, row_id in named]
    cards = _units(actor, [row_id for what, row_id in order if what == _UNITS], now)
    cards |= _parcels([row_id for what, row_id in order if what == _PARCEL])
    return tuple(cards[entry] for entry in order if entry in cards)  # taken back meanwhile, it is gone


def is_quarantine_bin(code: str) -> bool:
    """Whether a scan is the code of a bin of the quarantine (`Q-07`)."""
    return _BIN.fullmatch(read_bin(code)) is not None


def _waiting(site_id: int, codes: tuple[str, ...]) -> QuerySet[Any, Any]:
    """(rank, since, what, id) of both lists as one."""
    units = Disposition.objects.filter(site_id=site_id, kind=DispositionKind.QUARANTINE.value)
    parcels = UnknownParcel.objects.filter(site_id=site_id, state=UnknownState.TO_IDENTIFY.value)
    if codes:
        units, parcels = units.filter(_names_units(codes)), parcels.filter(_names_parcel(codes))
    refused_first = Case(When(refused_at__isnull=False, then=Value(0)), default=Value(1))
    told = _told(units.annotate(rank=refused_first), "confirmed_at", _UNITS)
    both = told.union(_told(parcels.annotate(rank=Value(1)), "arrived_at", _PARCEL), all=True)
    return both.order_by("rank", "since", "what", "row")


def _names_units(codes: tuple[str, ...]) -> Q:
    slips = [number for code in codes for number in spellings_of(code)]
    return (
        Q(**{f"{_LINE}__ra__number__in": slips})
        | Q(inspection__serial_seen__in=[code.upper() for code in codes])
        | Q(bin_code__in=[read_bin(code) for code in codes])
    )


def _names_parcel(codes: tuple[str, ...]) -> Q:
    return Q(reference__in=[normalize(code) for code in codes]) | Q(code__in=codes)


def _told(rows: QuerySet[Any], since: str, what: str) -> QuerySet[Any, Any]:
    told: QuerySet[Any, Any] = rows.annotate(
        since=F(since), what=Value(what, output_field=CharField()), row=F("id")
    ).values_list("rank", "since", "what", "row")
    return told


def _units(actor: Actor, ids: list[int], now: datetime) -> dict[tuple[str, int], AsideCard]:
    rows = list(
        Disposition.objects.filter(id__in=ids)
        .select_related(f"{_LINE}__ra__case", f"{_LINE}__case_line__order_line__product")
        .order_by("id")
    )
    words = destruction_words(actor=actor, inspection_ids=[row.inspection_id for row in rows], now=now)
    return {(_UNITS, row.id): _unit(row, words) for row in rows}


def _unit(row: Disposition, words: Mapping[int, DestructionWord]) -> AsideCard:
    found = row.inspection
    line = found.receipt_line.return_line
    case, word = line.ra.case, words.get(found.id)
    before_agent = case.needs_person  # also while the customer answers him
    why = why_aside(ground=row.ground, asked=word.why if word else None, before_agent=before_agent)
    supplier = _supplier(line.case_line)
    return AsideCard(
        inspection_id=found.id, number=line.ra.number, name=line.case_line.product_name,
        quantity=found.quantity, serial=found.serial_seen, bin_code=row.bin_code, since=row.confirmed_at,
        why=why, turn=turn_of(why, before_agent=before_agent, supplier=supplier), supplier=supplier,
        word=word,
    )  # fmt: skip


def _supplier(case_line: Any) -> str:
    sold = case_line.order_line
    return str(sold.product.supplier) if sold and sold.product else ""


def _parcels(ids: list[int]) -> dict[tuple[str, int], AsideCard]:
    return {
        (_PARCEL, row.id): AsideCard(
            inspection_id=0, number=row.reference, name=row.description or row.code, quantity=row.quantity,
            serial="", bin_code="", since=row.arrived_at, why=Why.UNKNOWN, turn=Turn.DOCK,
        )
        for row in UnknownParcel.objects.filter(id__in=ids)
    }  # fmt: skip
