"""What may come back, and for which case."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import BooleanField, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from savoir.cases.queries import case_lines
from savoir.cases.values import CaseLineCard
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.pages import newest
from savoir.kernel.prepared import prepared
from savoir.kernel.values.references import former_key, former_keys
from savoir.logistics.models import PostingProof, ReturnAuthorization, ReturnLine
from savoir.logistics.queries.scope import authorization, spellings_of, visible_authorizations
from savoir.logistics.states import ReturnMethod
from savoir.logistics.values import ExpectedLine, RaCard
from savoir.orders.queries import sale_line
from savoir.orders.values import SaleLine

_NO_SIGN = re.compile(r"[\s.-]+")  # what `declare_posting` leaves out of a tracking number
_PROOF = PostingProof.objects.filter(ra_id=OuterRef("id")).order_by("id").values("posted_on")[:1]
_OF_CASE = prepared(
    lambda case_id: (
        ReturnAuthorization.objects.select_related("case")
        .filter(case_id=case_id)
        .annotate(proved_on=Subquery(_PROOF))
        .order_by("issued_at", "id")
    )
)
_POSTED = prepared(
    lambda ra_id: PostingProof.objects.filter(ra_id=ra_id).order_by("id").values_list("posted_on", flat=True)
)
_AWAITED = prepared(lambda ra_id: ReturnLine.objects.filter(ra_id=ra_id).order_by("case_line__position"))


def ra_by_number(*, actor: Actor, ra_number: str) -> RaCard:
    """The authorization of a number in any scanner's spelling (AZERTY layout, spaces, QR address).

    Raises NotFound for an unknown number and for another customer's.
    """
    return card_of(authorization(actor, ra_number))


# In the words of the partial indexes: one arm of an OR without an index, and every return is read.
_FORMER = RawSQL("NOT (logistics_returnauthorization.former_key = '')", [], output_field=BooleanField())
_TRACKED = RawSQL("NOT (logistics_returnauthorization.tracking_number = '')", [], output_field=BooleanField())


def cases_of_parcel(*, actor: Actor, text: str, limit: int = 10) -> tuple[int, ...]:
    """Ids of the cases whose return has this number, ours or of a former system, in any scanner's spelling,
    or this tracking number.
    """
    tracking = _NO_SIGN.sub("", text).upper()[:60]
    named = Q(number__in=spellings_of(text)) | Q(former_key__in=former_keys(text)) & Q(_FORMER)
    named |= Q(tracking_number=tracking) & Q(_TRACKED) if tracking else Q()
    rows = visible_authorizations(actor).filter(named).order_by("-id")
    return tuple(dict.fromkeys(rows.values_list("case_id", flat=True)[:limit]))


def returns_formerly(*, actor: Actor, numbers: Collection[str]) -> dict[str, str]:
    """Our numbers of the returns that another system authorized under these, by `former_key`."""
    keys = {former_key(number) for number in numbers} - {""}
    found = visible_authorizations(actor).filter(former_key__in=keys)
    return dict(found.values_list("former_key", "number"))


def returns_of_case(*, actor: Actor, case_id: int) -> tuple[RaCard, ...]:
    """Every authorization of a case the actor may see, oldest first; none for an unseen case."""
    require(actor, Permission.CASE_READ)
    seen: list[Any] = _OF_CASE.rows(case_id=case_id)
    if actor.is_customer:
        seen = [ra for ra in seen if ra.case.order_id in actor.order_ids]
    return tuple(_card(ra, ra.proved_on) for ra in seen if actor.sees_brand(ra.case.brand_id))


def returns_listed(*, actor: Actor, before_id: int = 0, limit: int) -> tuple[RaCard, ...]:
    """Authorizations the actor may see, newest first, `limit` at a time below `before_id` (2 queries)."""
    rows = visible_authorizations(actor)
    if before_id:
        rows = rows.filter(id__lt=before_id)
    found = list(newest(rows, limit=limit).select_related("case"))
    proofs = PostingProof.objects.filter(ra_id__in=[ra.id for ra in found]).order_by("-id")
    posted = dict(proofs.values_list("ra_id", "posted_on"))
    return tuple(_card(ra, posted.get(ra.id)) for ra in found)


def card_of(ra: ReturnAuthorization) -> RaCard:
    """The row as a frozen value."""
    return _card(ra, _POSTED.first(ra_id=ra.id))


def _card(ra: ReturnAuthorization, posted_on: date | None) -> RaCard:
    return RaCard(
        number=ra.number, id=ra.id, case_id=ra.case_id, case_reference=ra.case.reference, site_id=ra.site_id,
        method=ReturnMethod(ra.method), customer_pays=ra.customer_pays, send_back_by=ra.send_back_by,
        issued_at=ra.issued_at, canceled_at=ra.canceled_at, tracking_number=ra.tracking_number,
        slip_file_id=ra.slip_id, posted_on=posted_on, former_number=ra.former_number,
    )  # fmt: skip


def expected_lines(*, actor: Actor, ra_number: str) -> tuple[ExpectedLine, ...]:
    """What the parcel of this number may hold, in the order of the case. Raises NotFound."""
    ra = authorization(actor, ra_number)
    cards = {card.id: card for card in case_lines(actor=actor, case_id=ra.case_id)}
    rows = _AWAITED.rows(ra_id=ra.id)
    sold = {row.case_line_id: sold_as(actor, cards[row.case_line_id]) for row in rows}
    return tuple(_expected(row, cards[row.case_line_id], sold) for row in rows)


def sold_as(actor: Actor, line: CaseLineCard) -> SaleLine | None:
    """What the case line was sold as; None for a thing nobody found a sale of."""
    return sale_line(actor=actor, line_id=line.order_line_id) if line.order_line_id else None


def _expected(row: ReturnLine, line: CaseLineCard, sold: Mapping[int, SaleLine | None]) -> ExpectedLine:
    sale = sold[line.id]
    return ExpectedLine(
        id=row.id, case_line_id=line.id, product_name=line.product_name, quantity=row.quantity,
        received_qty=row.received_qty, reason=line.reason.value, customer_words=line.customer_words,
        variant=sale.variant if sale else "", picture=sale.picture if sale else "",
        colorway=sale.colorway if sale else "", sku=sale.sku if sale else "", gtin=sale.gtin if sale else "",
        supplier=sale.supplier if sale else "",
        serials=sale.serials if sale else tuple(filter(None, [line.serial])),
    )  # fmt: skip
