"""Builders: a house whose rules read what the dock finds, a thing at its dock, what history tells."""

from datetime import date
from typing import Any

from savoir.cases.queries import (
    routed_case,
    row_told,
    timeline_of_case,
)
from savoir.cases.states import Handler, Intent, Reason, Remedy, Urgency
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import Checks, ReceiptCard
from savoir.orders.models import OrderLine
from tests.cases.files import DAY
from tests.cases.routes import rows, sold
from tests.logistics.parcels import Granted, arrive, authorize, grant
from tests.shop import NOON, Shop

AT = NOON + 2 * DAY
TODAY = date(2026, 11, 25)
ROUTES = rows(
    "routing",
    ("Autre numéro : équipe contrôle", {"serial_matches": "non"}, {"team": "controle", "urgency": "urgent"}),
    ("Défaut constaté : fournisseur", {"finding": "= defect_proven"},
     {"team": "transport", "handled_by": "supplier", "urgency": "high"}),
    ("Abîmé : atelier", {"grade": "dans C, D"}, {"handled_by": "repair_center"}),
    ("Réclamation : conseil", {"intent": "= claim"}, {"team": "conseil"}),
)  # fmt: skip
LOOKS = rows(
    "risk_look",
    ("Usé : une personne regarde", {"grade": "dans B, C"}, {"look": True, "look_within_days": 3}),
)  # fmt: skip
OWED = ("state", "amount_minor", "promised_on", "legal_due_on", "trigger")
WORN = Checks(right_item=True, right_quantity=True, used_or_damaged=True, defect_proven=False, in_time=True)
FAULTY = Checks(right_item=True, right_quantity=True, used_or_damaged=False, defect_proven=True, in_time=True)
OTHER = Checks(
    right_item=False, right_quantity=True, used_or_damaged=False, defect_proven=False, in_time=True
)
PROVEN = {"checks": FAULTY, "finding": Finding.DEFECT_PROVEN, "grade": Grade.C}
STRANGE = {"checks": OTHER, "finding": Finding.WRONG_ITEM, "serial_seen": "ZZ-1"}
MIND = {"intent": Intent.WITHDRAWAL, "reason": Reason.CHANGED_MIND, "remedy": Remedy.REFUND}
USED = {"checks": WORN, "finding": Finding.USED, "grade": Grade.B}


def back(
    shop: Shop, *, quantity: int = 1, serials: tuple[str, ...] = (), **given: Any
) -> tuple[Granted, ReceiptCard]:
    """A claim that was granted, its thing at the dock."""
    sale = sold(shop, quantity=quantity)
    OrderLine.objects.filter(id=sale.line_ids[0]).update(serials=list(serials))
    told = {"intent": Intent.CLAIM, "reason": Reason.DEFECTIVE, "remedy": Remedy.REPAIR, **given}
    case = grant(shop, sale, quantity=quantity, **told)
    return case, arrive(shop, authorize(shop, case, quantity=quantity), quantity=quantity)


def told(shop: Shop, case: Granted) -> tuple[str, str, Handler, Urgency]:
    found = routed_case(actor=shop.agent, case_id=case.case_id)
    return found.team_name, found.team_wanted, found.handled_by, found.urgency


def facts(shop: Shop, case: Granted) -> list[tuple[str, str, str]]:
    """How it went to others since it was opened: the team's code, why, the row in words."""
    entries = timeline_of_case(actor=shop.agent, case_id=case.case_id)
    return [
        (one.payload["team"], one.payload["after"], row.label_fr if row else "")
        for one in entries if one.kind == "case_routed"
        for row in (row_told(actor=shop.agent, told=one.payload),)
    ]  # fmt: skip


def kinds(shop: Shop, case: Granted) -> list[str]:
    return [one.kind for one in timeline_of_case(actor=shop.agent, case_id=case.case_id)]
