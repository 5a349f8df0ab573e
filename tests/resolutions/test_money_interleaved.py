"""Whatever is told first: in the end as much is held to have gone back as the rail really gave back."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from savoir.kernel.access import Role
from savoir.kernel.errors import Refused
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders.models import Payment
from savoir.resolutions import operations
from savoir.resolutions.jobs import count_told
from savoir.resolutions.models import Refund
from savoir.resolutions.ports import RailRefund, RailState
from tests.cases.files import DAY, HOUR, Chosen, chosen
from tests.faults.worlds import broken
from tests.resolutions.test_money_elsewhere import figures, post, refund_of, returned_elsewhere
from tests.shop import NOON, Sale, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]
AMOUNTS = (1000, 2000, 3000, 5900)
STEPS = st.one_of(
    st.sampled_from(["told", "agree", "leave", "resume", "send", "execute", "hear", "fail", "that was it"]),
    st.tuples(st.just("back"), st.sampled_from(AMOUNTS)),
    st.tuples(st.just("named"), st.integers(0, 3)),
)


@dataclass
class World:
    """A payment of 118 EUR, what its rail really gave back, and what of it has been named to us."""

    shop: Shop
    sale: Sale
    unnamed: list[tuple[str, int]] = field(default_factory=list)
    back: int = 0
    ours_there: int = 0
    made: Chosen | None = None
    names: int = 0

    @property
    def refund(self) -> Refund | None:
        """Our refund, as it stands."""
        return refund_of(self.made) if self.made else None

    def do(self, step: str, given: int) -> None:
        """One thing happens, if it can."""
        with organization_block(self.shop.org_id):
            getattr(self, f"_{step.replace(' ', '_')}")(given)
        if step == "told":
            count_told(org_id=self.shop.org_id, now=NOON + DAY)

    def _told(self, _given: int) -> None:
        """The shop's export tells the sum, ours included."""
        Payment.objects.filter(id=self.sale.payment_id).update(told_refunded_minor=self.back)

    def _back(self, minor: int) -> None:
        """The shop gives money back by itself; its rail never gives more than was paid."""
        if self.back + minor <= 11800:
            self.names += 1
            self.back += minor
            self.unnamed.append((f"re_{self.sale.order_id}_{self.names}", minor))

    def _named(self, place: int) -> None:
        if self.unnamed:
            name, minor = self.unnamed.pop(place % len(self.unnamed))
            assert returned_elsewhere(self.shop, self.sale, minor, name)
            assert not returned_elsewhere(self.shop, self.sale, minor, name)

    def _agree(self, _given: int) -> None:
        if self.made is None and figures(self.sale)[0] <= 5900:
            self.made = chosen(self.shop, self.sale)

    def _leave(self, _given: int) -> None:
        if self.made and refund_of(self.made).leaves_at is None:
            post(self.shop, self.sale, self.made, now=NOON)

    def _resume(self, _given: int) -> None:
        if (refund := self.refund) and refund.state == "paused":
            try:
                operations.resume_refund(
                    actor=self.shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + HOUR
                )
            except Refused:
                assert figures(self.sale)[0] > 11800 - refund.amount_minor

    def _send(self, _given: int) -> None:
        if refund := self.refund:
            operations.begin_attempt(actor=self.shop.system, refund_id=refund.id, now=NOON + HOUR)

    def _execute(self, _given: int) -> None:
        refund = self.refund
        is_asked = refund and refund.state == "settling" and refund.first_sent_at and not self.ours_there
        if refund and is_asked and self.back + refund.amount_minor <= 11800:
            self.ours_there = refund.amount_minor
            self.back += refund.amount_minor

    def _hear(self, _given: int) -> None:
        if self.ours_there and (refund := self.refund):
            ours = RailRefund(f"our_{refund.id}", refund.reference, "pi", Money(self.ours_there, "EUR"),
                              RailState.SUCCEEDED)  # fmt: skip
            operations.apply_rail_answer(
                actor=self.shop.system, refund_id=refund.id, answer=ours, now=NOON + 2 * HOUR
            )

    def _fail(self, _given: int) -> None:
        refund = self.refund
        if refund and not self.ours_there and refund.state == "settling" and refund.first_sent_at:
            operations.fail_refund(
                actor=self.shop.system, refund_id=refund.id, code="no", now=NOON + 2 * HOUR
            )

    def _that_was_it(self, _given: int) -> None:
        """A person says that money which went back elsewhere was our refund."""
        if (refund := self.refund) and refund.state == "paused":
            try:
                operations.settle_by_return_elsewhere(
                    actor=self.shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + HOUR
                )
            except operations.NoSuchReturn:
                assert Refund.objects.get(id=refund.id).state == "paused"


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(STEPS, max_size=14))
@example(steps=[("back", 5900), "told", "agree", "leave", ("back", 5900), "told", ("named", 0), ("named", 0)])
@example(
    steps=["agree", ("back", 2000), ("back", 3000), ("back", 900), "told", "that was it", ("back", 1000),
           "told", ("named", 1), ("named", 0)]
)  # fmt: skip
@example(steps=["agree", "leave", "send", "execute", ("back", 1000), "told", "hear", "told", ("named", 0)])
@example(
    steps=["agree", "leave", "send", ("back", 5900), "told", "fail", "told", "that was it", ("named", 0)]
)
def test_money_counts_once_in_every_order(
    shop: Shop, rail: object, mails: KeptMails, steps: list[str | tuple[str, int]]
) -> None:
    with organization_block(shop.org_id):
        world = World(shop, sell(shop, quantity=2))
    for step in steps:
        world.do(*(step if isinstance(step, tuple) else (step, 0)))
        with organization_block(shop.org_id):
            refunded, pending = figures(world.sale)
            assert refunded <= world.back
            assert refunded + pending <= 11800
    world.do("hear", 0)
    while world.unnamed:
        world.do("named", 0)
    world.do("told", 0)
    with organization_block(shop.org_id):
        refund = world.refund
        waits = refund.amount_minor if refund and refund.state in ("settling", "failed") else 0
        refunded, pending = figures(world.sale)
        assert refunded == min(world.back, 11800 - pending)
        assert (refunded, pending) == (world.back, pending) or waits
    assert broken(shop, NOON + DAY).keys() <= {"delivered"}


def test_the_doors_of_the_world_are_real(shop: Shop, rail: object, mails: KeptMails) -> None:
    """The steps above do what they say: a refund of ours is settled by its rail."""
    with organization_block(shop.org_id):
        world = World(shop, sell(shop, quantity=2))
    for step in ("agree", "leave", "send", "execute", "hear"):
        world.do(step, 0)
    with organization_block(shop.org_id):
        assert (Refund.objects.get().state, figures(world.sale)) == ("settled", (5900, 0))
