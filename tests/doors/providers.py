"""A shop whose payments stand at a Stripe over HTTP (our stub), and what that Stripe tells us."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.psp_stub.webhooks import signature
from savoir.connectors.payments.stubs.books import BookedDispute, Books
from savoir.connectors.payments.stubs.mischief import Fate, Mischief, Rates
from savoir.connectors.payments.stubs.server import StubServer
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Payment
from savoir.organizations.operations import connect_account, inbound_key
from savoir.resolutions.models import Refund
from tests.faults.worlds import DAY, Agreed, agree, post
from tests.shop import NOON, Shop

SECRET, NEXT_SECRET = "whsec_today", "whsec_tomorrow"
POSTED = NOON + 2 * DAY


@dataclass
class Clock:
    """Stripe's time, moved by hand, and the letters it has written."""

    at: float = POSTED.timestamp()
    told: list[str] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    def take(self, body: str) -> None:
        """Keep what the postman would bring."""
        self.told.append(body)


@dataclass
class Provider:
    """Stripe beside the shop."""

    shop: Shop
    books: Books
    site: PspSite
    mischief: Mischief
    account_id: int
    key: str
    clock: Clock

    @property
    def told(self) -> list[str]:
        """Bodies of its events, oldest first."""
        return self.clock.told

    @property
    def url(self) -> str:
        """Where Stripe calls."""
        return f"/webhooks/stripe/{self.key}/"

    def enter(self, agreed: Agreed) -> str:
        """The payment of a return stands in Stripe's books; its name there."""
        with organization_block(self.shop.org_id):
            row = Payment.objects.get(id=agreed.sale.payment_id)
        self.books.add_payment(row.provider_reference, row.amount_minor, row.currency)
        return row.provider_reference

    def refund_in_dashboard(self, payment: str, minor: int, *, seconds: float | None = None) -> None:
        """Somebody gives money back in Stripe's own screen."""
        made = self.books.execute_refund(
            payment_reference=payment, amount=minor, reference=None, idempotency_key="",
            fate=Fate(seconds, fails=seconds is not None),
        )  # fmt: skip
        self.site.tell((made,), "refund.created")

    def dispute(self, payment: str, minor: int) -> BookedDispute:
        """The customer's bank takes money back."""
        made = self.books.open_dispute(payment, minor)
        self.site.tell_dispute(made)
        return made

    def win(self, dispute: BookedDispute) -> None:
        """The bank gives it back to us."""
        self.site.tell_dispute(self.books.end_dispute(dispute.number, "won"))


@contextmanager
def provider_of(shop: Shop, *, rates: Rates | None = None) -> Iterator[Provider]:
    """The shop's payments stand at this Stripe from now on."""
    mischief = Mischief(seed=3, rates=rates or Rates())
    clock = Clock()
    with Books(clock=clock) as books:
        site = PspSite(books, mischief=mischief, postman=clock)  # type: ignore[arg-type]  # it only takes
        with StubServer(site) as server:
            account_id, key = connected(shop, server.url)
            yield Provider(shop, books, site, mischief, account_id, key, clock)


def connected(shop: Shop, base_url: str) -> tuple[int, str]:
    """The organization's Stripe account, and the key of its address."""
    admin = shop.actors[Role.ADMIN]
    with organization_block(shop.org_id):
        account_id = connect_account(
            actor=admin, brand_id=None, port="refund_rail.provider", vendor="stripe", label="Stripe",
            settings={"api_key": "sk_test_1", "base_url": base_url, "timeout_seconds": 5.0,
                      "webhook_secrets": f"{SECRET} {NEXT_SECRET}"}, now=NOON,
        )  # fmt: skip
        return account_id, inbound_key(actor=admin, account_id=account_id)


def deliver(client: Client, stage: Provider, body: str, **given: Any) -> int:
    """Post an event as Stripe does; the status of the answer."""
    at = datetime.now(UTC) + timedelta(minutes=given.get("late", 0))
    header = given.get("header") or signature(
        body, secret=given.get("secret", SECRET), at=int(at.timestamp())
    )
    answer = client.post(
        given.get("url", stage.url), given.get("sent", body), content_type="application/json",
        headers={"Stripe-Signature": header},
    )  # fmt: skip
    return answer.status_code


def event(kind: str, shape: dict[str, Any], name: str = "evt_1") -> str:
    """The body of an event."""
    return json.dumps({"id": name, "type": kind, "data": {"object": shape}})


def returning(stage: Provider, **given: Any) -> tuple[Agreed, str]:
    """A return agreed with a customer, its payment in Stripe's books."""
    with organization_block(stage.shop.org_id):
        agreed = agree(stage.shop, **given)
    return agreed, stage.enter(agreed)


def leaving(stage: Provider, agreed: Agreed) -> None:
    """Its parcel leaves: the refund wants to settle."""
    with organization_block(stage.shop.org_id):
        post(stage.shop, agreed, at=POSTED)


def state(stage: Provider, agreed: Agreed) -> tuple[str, int, int]:
    """State of its refund, and what of the payment is returned and pending."""
    with organization_block(stage.shop.org_id):
        refund = Refund.objects.select_related("payment").get(case_id=agreed.case_id)
        return refund.state, refund.payment.refunded_minor, refund.payment.pending_minor
