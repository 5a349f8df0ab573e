"""Whoever bought what was called back, as a sheet to write to them."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from savoir.orders.queries import RecallBuyer, buyers_of_recall
from savoir.web.components.spreadsheets import Cells, attached, sheet
from savoir.web.requests import StaffRequest

MOST = 50_000


@require_safe
def export_buyers(request: StaffRequest, recall_id: int) -> HttpResponse:
    """The sheet; one that is too long says so in its last line. Raises NotFound."""
    found = buyers_of_recall(actor=request.actor, recall_id=recall_id, most=MOST + 1)
    return attached(sheet(_rows(found)), f"rappel-{recall_id}.csv")


def _rows(found: tuple[RecallBuyer, ...]) -> Iterator[Cells]:
    yield _columns()
    yield from (_row(one) for one in found[:MOST])
    if len(found) > MOST:
        yield [_("INCOMPLET\u00a0: il y en a d’autres. Déclarez le rappel en plusieurs fois.")]


def _columns() -> list[str]:
    return [
        _("Commande"), _("Acheté le"), _("Produit"), _("Quantité"), _("Déjà rendus"), _("Numéros"),
        _("Client"), _("E-mail"), _("Téléphone"), _("Langue"), _("Concerné"),
    ]  # fmt: skip


def _row(one: RecallBuyer) -> Cells:
    return (
        one.order_number, one.bought_on.isoformat(), one.product, one.quantity, one.back,
        ", ".join(one.serials), one.name, one.email, one.phone, one.language,
        _("oui") if one.is_sure else _("numéro à vérifier"),
    )  # fmt: skip
