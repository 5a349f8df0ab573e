"""A shop lived at random by a seed: customers, agents, dock, provider, clock; money is counted beside it."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.db import connection

from savoir.cases.models import Case
from savoir.cases.operations import hand_to_person, open_case
from savoir.cases.states import Entry, Intent, Reason
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.connectors.payments.fake import FakeRail
from savoir.connectors.payments.stubs.mischief import Fate
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.errors import Refused
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines
from savoir.orders.models import Payment
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import answer_with_refusal, retry_refund, undo_refund
from savoir.resolutions.ports import RailRefund, RailUnavailable, RefundInstruction
from savoir.resolutions.queries import INVARIANTS
from tests.faults.colleagues import before_persons, finish
from tests.faults.worlds import DAY, Agreed, agree, post
from tests.shop import NOON, Shop, sell

OVER = 0.8  # of the claims that are answered, so many are left alone; the others are answered a second time
ALL = " UNION ALL ".join(f"SELECT '{one.code}', what FROM {one.view}" for one in INVARIANTS)


@dataclass
class MoodyRail:
    """The provider: its own books, now and then silent for hours; its faults come from the seed too."""

    inner: FakeRail
    is_dead: bool = False

    def refund(self, instruction: RefundInstruction) -> RailRefund:
        """Ask."""
        self._answer()
        return self.inner.refund(instruction)

    def find(self, instruction: RefundInstruction) -> RailRefund | None:
        """Look."""
        self._answer()
        return self.inner.find(instruction)

    def refunds_of_payment(self, payment_reference: str) -> tuple[RailRefund, ...]:
        """Read."""
        self._answer()
        return self.inner.refunds_of_payment(payment_reference)

    def returned_since(self, since: datetime):  # type: ignore[no-untyped-def]  # an iterator of RailRefund
        """List."""
        self._answer()
        return self.inner.returned_since(since)

    def _answer(self) -> None:
        if self.is_dead:
            raise RailUnavailable("connection refused")


@dataclass
class Simulation:
    """One life. `steps` counts what was done; a broken rule fails with seed, step and deed."""

    shop: Shop
    rail: MoodyRail
    seed: int
    told_time: Callable[[float], None]
    now: datetime = NOON
    steps: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    agreed: list[Agreed] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.deeds: tuple[tuple[int, Callable[[], None]], ...] = (
            (20, self.customer_agrees), (8, self.customer_asks), (16, self.customer_posts),
            (16, self.dock_receives), (11, self.agent_refuses), (4, self.agent_takes_back),
            (4, self.money_goes_elsewhere), (3, self.provider_changes_mood), (4, self.finance_retries),
            (26, self.time_passes), (3, self.comparison_runs), (12, self.colleagues_finish),
        )  # fmt: skip

    def live(self, steps: int) -> None:
        """Take so many steps; every rule is asked after each."""
        weights = [weight for weight, _ in self.deeds]
        for step in range(steps):
            deed = self.chance.choices(self.deeds, weights)[0][1]
            self.attempt(deed)
            where = f"seed {self.seed}, step {step}, {deed.__name__}"
            assert self.broken() == [], where
            assert self.money_off() == [], where

    def attempt(self, deed: "Callable[[], None] | partial[None]") -> None:
        """Do it, or be refused."""
        name = deed.func.__name__ if isinstance(deed, partial) else deed.__name__
        try:
            deed()
            self.steps.update([name])
        except Refused as refusal:
            self.refused.update([f"{name}: {type(refusal).__name__}"])

    def ends(self) -> None:
        """The provider comes back and two months pass while persons go on with their work: what was owed is
        paid or before a person.
        """
        self.rail.is_dead = False
        for _ in range(60):
            for deed in (self.agent_refuses, self.colleagues_finish):
                self.attempt(deed)
            self.passes(DAY)
        assert self.broken() == [], f"seed {self.seed}, at the end"
        assert self.money_off() == [], f"seed {self.seed}, at the end"

    def customer_agrees(self) -> None:
        """Asks, reads the answer, accepts."""
        with organization_block(self.shop.org_id):
            price = self.chance.randrange(100, 90_000)
            agreed = agree(self.shop, price=price, at=self.now, delivered_at=self.now - 6 * DAY)
            payment = Payment.objects.get(id=agreed.sale.payment_id)
        self.rail.inner.books.add_payment(payment.provider_reference, payment.amount_minor, "EUR")
        self.agreed.append(agreed)

    def customer_asks(self) -> None:
        """Asks for something that a person answers."""
        with organization_block(self.shop.org_id):
            sale = sell(self.shop, delivered_at=self.now - 20 * DAY)
            asked = AskedLine(
                line_id=sale.line_ids[0], quantity=1, intent=Intent.CLAIM, reason=Reason.DEFECTIVE
            )
            request = CaseRequest(
                order_id=sale.order_id, entry=Entry.PORTAL, language="fr",
                lines=(LineRequest(asked=asked, words="Il ne s’allume plus."),),
            )  # fmt: skip
            case, _ = open_case(actor=self.shop.customer(sale.order_id), request=request, now=self.now)
            hand_to_person(actor=self.shop.system, case_id=case.id, now=self.now)
            self.asked.append(case.reference)

    def customer_posts(self) -> None:
        """A parcel of ours leaves, or a customer says so twice."""
        if self.agreed:
            with organization_block(self.shop.org_id):
                post(self.shop, self.chance.choice(self.agreed[-12:]), at=self.now)

    def dock_receives(self) -> None:
        """A parcel is scanned; one that was scanned already has nothing left to count."""
        if not self.agreed:
            return
        agreed = self.chance.choice(self.agreed[-12:])
        with organization_block(self.shop.org_id):
            for line in expected_lines(actor=self.shop.dock, ra_number=agreed.ra_number):
                logistics.receive(
                    actor=self.shop.dock, scan_id=uuid4(), ra_number=agreed.ra_number,
                    quantities={line.id: 1}, station="Quai 2", now=self.now,
                )  # fmt: skip

    def agent_refuses(self) -> None:
        """A claim is answered with no, the oldest or one of the next: nobody waits for ever."""
        if self.asked:
            reference = self.chance.choice(self.asked[:6])
            if self.chance.random() < OVER:
                self.asked.remove(reference)
            with organization_block(self.shop.org_id):
                answer_with_refusal(
                    actor=self.shop.agent, case_reference=reference, motive="misuse",
                    ground="fault_disproved",
                    reason="La prise a reçu de l’eau.", instead="Nous pouvons la réparer.", now=self.now,
                )  # fmt: skip

    def agent_takes_back(self) -> None:
        """The money of an agreement is held back, if it is still here."""
        if self.agreed:
            with organization_block(self.shop.org_id):
                case_id = self.chance.choice(self.agreed[-6:]).case_id
                refund = Refund.objects.filter(case_id=case_id).first()
                if refund is not None:
                    undo_refund(actor=self.shop.agent, reference=refund.reference, now=self.now)

    def money_goes_elsewhere(self) -> None:
        """Somebody gives money back in the provider's own screen."""
        if not self.agreed:
            return
        agreed = self.chance.choice(self.agreed[-12:])
        with organization_block(self.shop.org_id):
            payment = Payment.objects.get(id=agreed.sale.payment_id)
        books = self.rail.inner.books
        back = sum(r.amount for r in books.all_refunds() if r.payment == payment.provider_reference)
        if (left := payment.amount_minor - back) > 0:
            books.execute_refund(
                payment_reference=payment.provider_reference, amount=self.chance.randint(1, left),
                currency="EUR", reference=None, idempotency_key="", fate=Fate(None, False),
            )  # fmt: skip

    def comparison_runs(self) -> None:
        """The comparison of the night, now."""
        with organization_block(self.shop.org_id):
            jobs.enqueue("refunds.reconcile_all", org_id=self.shop.org_id, run_at=self.now)
        self.passes(timedelta(minutes=10))

    def provider_changes_mood(self) -> None:
        """It falls silent, or speaks again."""
        self.rail.is_dead = not self.rail.is_dead

    def finance_retries(self) -> None:
        """A person looks at a doubtful or failed refund and tries again."""
        with organization_block(self.shop.org_id):
            stuck = Refund.objects.filter(state__in=["failed", "settling"]).order_by("id").first()
            if stuck is not None:
                retry_refund(actor=self.shop.actors[Role.FINANCE], reference=stuck.reference, now=self.now)

    def colleagues_finish(self) -> None:
        """Persons take up what stands before them, up to eight cases, each tried by itself."""
        with organization_block(self.shop.org_id):
            waiting = before_persons(self.asked)
        for case in self.chance.sample(waiting, min(8, len(waiting))):
            self.attempt(partial(self.colleague_finishes, case))

    def colleague_finishes(self, case: Case) -> None:
        """One of them."""
        with organization_block(self.shop.org_id):
            finish(self.shop, self.chance, case, now=self.now)

    def time_passes(self) -> None:
        """Minutes, or days."""
        self.passes(self.chance.choice((timedelta(minutes=7), timedelta(hours=3), DAY, 3 * DAY)))

    def passes(self, span: timedelta) -> None:
        """The clock of shop and provider goes on, and every job due runs."""
        self.now += span
        self.told_time(self.now.timestamp())
        jobs.drain(until=self.now)

    def broken(self) -> list[tuple[str, str]]:
        """What contradicts an invariant."""
        with organization_block(self.shop.org_id), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.now', %s, true)", [self.now.isoformat()])
            cursor.execute(ALL)
            return list(cursor.fetchall())

    def money_off(self) -> list[str]:
        """The oracle: the provider's own books against ours, counted without a line of our code."""
        out = self.rail.inner.books.all_refunds()
        ours = Counter(refund.reference for refund in out if refund.reference)
        found = [f"{reference} executed {times} times" for reference, times in ours.items() if times > 1]
        with organization_block(self.shop.org_id):
            settled = dict(Refund.objects.filter(state="settled").values_list("reference", "amount_minor"))
        moved = Counter[str | None]()
        for refund in out:
            if refund.state == "succeeded":
                moved[refund.reference] += refund.amount
        return found + [
            f"{reference}: settled {minor}, moved {moved[reference]}"
            for reference, minor in settled.items() if moved[reference] != minor
        ]  # fmt: skip
