"""Whoever bought what was called back, as a sheet to write to them."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from savoir.orders.queries import RecallBuyer, buyers_of_recall
from savoir.web.requests import StaffRequest

MOST = 50_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def export_buyers(request: StaffRequest, recall_id: int) -> HttpResponse:
    """The sheet; one that is too long says so in its last line. Raises NotFound."""
    found = buyers_of_recall(actor=request.actor, recall_id=recall_id, most=MOST + 1)
    answer = HttpResponse(_sheet(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rappel-{recall_id}.csv"'
    return answer


def _sheet(found: tuple[RecallBuyer, ...]) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";")
    writer.writerow(_columns())
    writer.writerows(_row(one) for one in found[:MOST])
    if len(found) > MOST:
        writer.writerow([_("INCOMPLET\u00a0: il y en a d’autres. Déclarez le rappel en plusieurs fois.")])
    return made.getvalue().encode("utf-8-sig")


def _columns() -> list[str]:
    return [
        _("Commande"), _("Acheté le"), _("Produit"), _("Quantité"), _("Déjà rendus"), _("Numéros"),
        _("Client"), _("E-mail"), _("Téléphone"), _("Langue"), _("Concerné"),
    ]  # fmt: skip


def _row(one: RecallBuyer) -> Iterable[str]:
    cells = (
        one.order_number, one.bought_on.isoformat(), one.product, str(one.quantity), str(one.back),
        ", ".join(one.serials), one.name, one.email, one.phone, one.language,
        _("oui") if one.is_sure else _("numéro à vérifier"),
    )  # fmt: skip
    return (f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
