"""Refunds of ours beside what their payments gave back elsewhere, as values for `rules`."""

from collections import defaultdict
from collections.abc import Collection

from savoir.kernel.values.money import Money
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.rules import Promised, Returned

Sides = tuple[list[Promised], list[Returned]]


def promised(refund: Refund) -> Promised:
    """A refund, with the line it is for (1 query unless `resolution__case_line` is read with it)."""
    agreed = refund.resolution
    return Promised(
        id=refund.id, amount=Money(refund.amount_minor, refund.currency), asked_at=refund.asked_at,
        line_id=agreed.case_line.order_line_id if agreed is not None else None,
        is_settled=refund.settled_at is not None,
    )  # fmt: skip


def both_sides(payment_ids: Collection[int]) -> dict[int, Sides]:
    """Living refunds of each payment, and what of it went back elsewhere and stands (2 queries)."""
    sides: dict[int, Sides] = defaultdict(lambda: ([], []))
    refunds = Refund.objects.filter(payment_id__in=payment_ids).exclude(state="canceled").order_by("id")
    for refund in refunds.select_related("resolution__case_line"):
        sides[refund.payment_id][0].append(promised(refund))
    rows = ExternalReturnOfMoney.objects.filter(payment_id__in=payment_ids, undone_at=None).order_by("id")
    for row in rows:
        sides[row.payment_id][1].append(Returned(
            row.id, Money(row.amount_minor, row.currency), row.seen_at, row.line_id, row.refund_id
        ))  # fmt: skip
    return sides
