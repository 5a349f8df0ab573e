"""An agent at the desk, with cases on his table."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from savoir.cases.operations import hand_to_person, open_case
from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseCard, CaseRequest, LineRequest
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.queries import offers_of_case
from tests.shop import Sale, Shop, sell


@dataclass
class Desk:
    """A signed-in member and the shop behind him."""

    shop: Shop
    client: Client

    def get(self, path: str = "", **headers: str) -> HttpResponse:
        """Open a page of the desk."""
        return self.client.get(f"/desk/{path}", headers=headers)

    def post(self, path: str, **typed: Any) -> HttpResponse:
        """Send a form of the desk."""
        given = {name.replace("__", "-"): value for name, value in typed.items()}
        return self.client.post(f"/desk/{path}", given)

    def decides(self, case: CaseCard, remedy: Remedy, **typed: Any) -> HttpResponse:
        """Accept a remedy by the plan the page shows."""
        with organization_block(self.shop.org_id):
            plans = offers_of_case(actor=self.shop.agent, case_id=case.id, now=timezone.now()).plans
        digest = next(plan.digest for plan in plans if plan.remedy is remedy)
        given = {f"plan__{remedy.value}": digest, **typed}
        return self.post(f"dossiers/{case.reference}/decision/", remedy=remedy.value, **given)


SignIn = Callable[..., None]


def desk_of(shop: Shop, login: SignIn, role: Role = Role.AGENT) -> Desk:
    """The desk of a member of this role."""
    client = Client()
    login(client, shop.actors[role])
    return Desk(shop, client)


@contextmanager
def inside(shop: Shop) -> Iterator[None]:
    """The organization, open."""
    with organization_block(shop.org_id):
        yield


def late_return(
    shop: Shop, *, reason: Reason = Reason.DEFECTIVE, intent: Intent = Intent.CLAIM,
    now: datetime | None = None, words: str = "Il ne s’allume plus.", **sold: Any,
) -> tuple[CaseCard, Sale]:  # fmt: skip
    """A case that waits for a person: nine days after delivery, opened at the portal."""
    at = now or timezone.now()
    with organization_block(shop.org_id):
        sale = sell(shop, **{"delivered_at": at - timedelta(days=9), **sold})
        asked = AskedLine(line_id=sale.line_ids[0], quantity=1, intent=intent, reason=reason)
        request = CaseRequest(
            order_id=sale.order_id, entry=Entry.PORTAL, language="fr",
            lines=(LineRequest(asked=asked, words=words),),
        )  # fmt: skip
        case, _answer = open_case(actor=shop.customer(sale.order_id), request=request, now=at)
        hand_to_person(actor=shop.system, case_id=case.id, now=at)
    return case, sale
