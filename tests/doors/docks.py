"""Somebody at the dock, with parcels that are on their way."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from savoir.cases import operations as cases
from savoir.cases.queries import case_lines
from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations
from savoir.logistics.states import ReturnMethod
from savoir.orders.models import OrderLine
from tests.shop import Shop, sell

SignIn = Callable[..., None]
CONTROLS = {"right_quantity": "yes", "in_time": "yes"}
AS_NEW = CONTROLS | {"right_item": "yes", "used_or_damaged": "no", "defect_proven": "no", "grade": "A"}
FAULTY = AS_NEW | {"defect_proven": "yes", "grade": "C"}


@dataclass
class Dock:
    """A signed-in member and the shop behind him."""

    shop: Shop
    client: Client

    def get(self, path: str = "", **asked: Any) -> Any:
        """Open a page of the dock."""
        return self.client.get(path if path.startswith("/") else f"/dock/{path}", asked)

    def post(self, path: str, **typed: Any) -> Any:
        """Send a form of the dock; a fresh scan id unless one is given."""
        given = {"scan_id": str(uuid4()), **typed}
        return self.client.post(path if path.startswith("/") else f"/dock/{path}", given)

    def receives(self, parcel: "Parcel", **typed: Any) -> Any:
        """Send the form of a parcel as the page shows it."""
        page = self.get(f"colis/{parcel.number}/").content.decode()
        shown = re.findall(r'name="(line_\d+)" value="(\d+)"', page)
        return self.post(f"colis/{parcel.number}/", **{**dict(shown), **typed})

    def inspects(self, parcel: "Parcel", **typed: Any) -> Any:
        """Receive a parcel and send an inspection; as new unless said otherwise."""
        address = self.receives(parcel)["Location"]
        return self.post(address, **{**AS_NEW, "quantity": "1", **typed})


@dataclass(frozen=True)
class Parcel:
    """What a customer was told to send back."""

    number: str
    case_id: int
    reference: str


def dock_of(shop: Shop, login: SignIn, client: Client, role: Role = Role.WAREHOUSE) -> Dock:
    """The dock of a member of this role."""
    login(client, shop.actors[role])
    return Dock(shop, client)


def parcel_for(shop: Shop, *, quantity: int = 1, lines: int = 1, **given: Any) -> Parcel:
    """Authorized as of today. `given`: reason, intent, words, product, site_id, serials, late=True."""
    with organization_block(shop.org_id):
        now = timezone.now()
        sale = sell(
            shop,
            quantity=quantity,
            lines=lines,
            product=given.get("product", {}),
            delivered_at=now - timedelta(days=9),
        )
        OrderLine.objects.filter(id__in=sale.line_ids).update(serials=given.get("serials", []))
        request = CaseRequest(
            order_id=sale.order_id,
            entry=Entry.PORTAL,
            language="fr",
            lines=_asked(sale.line_ids, quantity, given),
        )
        case, answer = cases.open_case(actor=shop.agent, request=request, now=now)
        decided = cases.DecisionToRecord(answer=answer, remedy=Remedy.REFUND, plan_digest="0" * 32)
        cases.record_decision(actor=shop.agent, case_id=case.id, decided=decided, now=now)
        day = timezone.localdate(now) + timedelta(days=-1 if given.get("late") else 14)
        ra = operations.authorize_return(
            actor=shop.agent, case_id=case.id, site_id=given.get("site_id", shop.warehouse_id),
            method=ReturnMethod.OWN_POST, customer_pays=True, send_back_by=day,
            lines=[(card.id, quantity) for card in case_lines(actor=shop.system, case_id=case.id)], now=now,
        )  # fmt: skip
    return Parcel(ra.number, case.id, case.reference)


def _asked(line_ids: tuple[int, ...], quantity: int, given: dict[str, Any]) -> tuple[LineRequest, ...]:
    intent, reason = given.get("intent", Intent.WITHDRAWAL), given.get("reason", Reason.CHANGED_MIND)
    return tuple(
        LineRequest(
            asked=AskedLine(line_id=line_id, quantity=quantity, intent=intent, reason=reason),
            words=given.get("words", "Je m’appelle Claire Martin"),
        )
        for line_id in line_ids
    )
