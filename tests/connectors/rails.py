"""The three rails of the contract tests, each over books the test can read, and the documented retry loop."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from savoir.connectors.payments.fake import FakeRail
from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.stripe.rail import StripeRail
from savoir.connectors.payments.stripe.settings import StripeSettings
from savoir.connectors.payments.stub_shop.rail import ShopRail
from savoir.connectors.payments.stub_shop.settings import ShopSettings
from savoir.connectors.payments.stub_shop.site import ShopSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Fate, Fault, Mischief, Rates
from savoir.connectors.payments.stubs.server import StubServer
from savoir.kernel.values.money import Money
from savoir.resolutions.ports import RailRefund, RailRefused, RailUnavailable, RefundInstruction, RefundRail

NAMES = ("fake", "stripe", "shop")
PAYMENT = "pi_1042"
PAID = 8990
TIMEOUT = 0.35  # of whoever is told that the other side will be silent
PATIENCE = 20.0  # of all others: a busy machine is no silent provider


@dataclass
class Hands:
    """A clock that moves by hand."""

    at: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at

    def hours(self, count: float) -> None:
        self.at += count * 3600


class Told(Mischief):
    """Mischief that remembers whether a test told it to strike."""

    is_told = False

    def script(self, *faults: Fault) -> None:
        self.is_told = True
        super().script(*faults)


@dataclass
class Scene:
    """A rail and what stands behind it; it waits long until something is to go wrong."""

    name: str
    patient: RefundRail
    hasty: RefundRail
    books: Books
    mischief: Told
    hands: Hands
    server: StubServer | None = None
    journal: list[str] = field(default_factory=list)

    @property
    def rail(self) -> RefundRail:
        return self.hasty if self.mischief.is_told else self.patient

    def pay_elsewhere(self, minor: int) -> None:
        self.books.execute_refund(
            payment_reference=PAYMENT,
            amount=minor,
            reference=None,
            idempotency_key="",
            fate=Fate(None, False),
        )


def instruction(**changes) -> RefundInstruction:
    given = {
        "refund_reference": "RF-1", "payment_reference": PAYMENT, "amount": Money(2500, "EUR"),
        "idempotency_key": "refund:RF-1:1", **changes,
    }  # fmt: skip
    return RefundInstruction(**given)


@contextmanager
def scene(name: str, *, seed: int = 0, rates: Rates | None = None, path: str = ":memory:") -> Iterator[Scene]:
    hands = Hands()
    mischief = Told(seed=seed, rates=rates or Rates(slow_seconds=TIMEOUT * 1.6))
    mischief.is_told = rates is not None
    with Books(path, clock=hands) as books:
        books.add_payment(PAYMENT, PAID, "EUR")
        if name == "fake":
            rail = FakeRail(books, mischief=mischief)
            yield Scene(name, rail, rail, books, mischief, hands)
            return
        site = (
            PspSite(books, mischief=mischief)
            if name == "stripe"
            else ShopSite(books, token="t", mischief=mischief)
        )
        with StubServer(site) as server:
            patient, hasty = (_rail(name, server.url, seconds) for seconds in (PATIENCE, TIMEOUT))
            yield Scene(name, patient, hasty, books, mischief, hands, server)


def _rail(name: str, url: str, seconds: float) -> RefundRail:
    if name == "stripe":
        return StripeRail(StripeSettings(api_key="sk_test_1", base_url=url, timeout_seconds=seconds))
    return ShopRail(ShopSettings(base_url=url, token="t", timeout_seconds=seconds))


def settled(rail: RefundRail, asked: RefundInstruction, *, tries: int = 8) -> RailRefund | RailRefused | None:
    """The retry loop as documented: after any doubt look up, and only then resend with the same key and body.

    None = still unknown after `tries`: a person's task.
    """
    for number in range(tries):
        try:
            if number:
                found = rail.find(asked)
                if found is not None:
                    return found
            return rail.refund(asked)
        except RailUnavailable:
            continue
        except RailRefused as refused:
            return refused
    return None


def moved(stage: Scene) -> int:
    """Minor units that left for the payment of the story."""
    return sum(refund.amount for refund in stage.books.refunds_of(PAYMENT) if refund.state != "failed")
