"""The shop tells of refunds while ours is heard of: cases are locked before payments, by whoever counts."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError

from savoir.connectors.payments.fake import FakeRail
from savoir.conversations.ports import MailChannel
from savoir.kernel.access import Actor
from savoir.kernel.jobs import drain
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.orders import operations as orders
from savoir.orders.intake import telling
from savoir.orders.models import Order, Payment
from savoir.orders.operations.restating import known_orders
from savoir.orders.queries import payments_told
from savoir.resolutions import operations
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations import outside, settling, told
from savoir.resolutions.ports import RailRefund, RailState, RefundRail
from tests.concurrency.races import at_once, meet_after_reading, without_row_locks
from tests.faults.worlds import DAY, agree, broken, post
from tests.shop import NOON, Shop, make_shop, sell
from tests.stories.conftest import KeptMails

pytestmark = pytest.mark.concurrency
SENT, HEARD = NOON + 2 * DAY + timedelta(hours=1), NOON + 2 * DAY + timedelta(hours=2)
Sent = tuple[Shop, Refund]


@pytest.fixture
def sent(own_database: str) -> Iterator[Sent]:
    """A refund of 59 of the 118 EUR paid: its rail was asked, and has not answered yet."""
    former = {port: bound(port) for port in (RefundRail, MailChannel)}
    bind(RefundRail, lambda **_: FakeRail(open_amount=10**9))
    bind(MailChannel, lambda **_: KeptMails())
    shop = make_shop()
    with organization_block(shop.org_id):
        refund = Refund.objects.get(id=post(shop, agree(shop, quantity=2)))
        assert operations.begin_attempt(actor=shop.system, refund_id=refund.id, now=SENT) is not None
    yield shop, refund
    for port, factory in former.items():
        if factory:
            bind(port, factory)


def hear(shop: Shop, refund: Refund) -> Callable[[], str]:
    paid = RailRefund("re_1", refund.reference, "pi", Money(5900, "EUR"), RailState.SUCCEEDED)
    return deed(
        shop,
        "settled",
        lambda: operations.apply_rail_answer(actor=shop.system, refund_id=refund.id, answer=paid, now=HEARD),
    )


def push(shop: Shop, minor: int) -> Callable[[], str]:
    """The shop tells its order again: `minor` cents of it went back in all."""
    with organization_block(shop.org_id):
        name = Order.objects.get().external_id
        order = known_orders(actor=shop.system, brand_id=shop.brand_id, external_ids=[name])[name]
        payment = {"id": Payment.objects.get().external_id, "tender": "card", "amount": "118.00"}
    order["payments"] = [payment | {"refunded": f"{minor / 100:.2f}"}]
    return deed(
        shop,
        "pushed",
        lambda: orders.push_orders(actor=shop.system, brand_id=shop.brand_id, records=[order], now=HEARD),
    )


def deed(shop: Shop, word: str, act: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            with organization_block(shop.org_id):
                act()
        except DatabaseError as error:
            return "deadlock" if any("deadlock" in str(one) for one in behind(error)) else str(error)
        return word

    return run


def behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and those that it came from: what is tidied up after a deadlock fails, too."""
    while error is not None:
        yield error
        error = error.__context__


def at_the_same_moment(shop: Shop, refund: Refund, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The push holds the payment when the answer of the rail holds the case."""
    pushed = push(shop, 7000)
    meet_after_reading(monkeypatch, (settling, "_locked"), (telling, "merge_told"))
    return at_once(hear(shop, refund), pushed)


def test_a_push_never_waits_for_a_case(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, refund = sent
    assert at_the_same_moment(shop, refund, monkeypatch) == ["pushed", "settled"]
    drain(until=HEARD)
    with organization_block(shop.org_id):
        assert Payment.objects.get().refunded_minor == 7000
    assert broken(shop, HEARD) == {}


def test_counted_by_the_push_itself_both_wait_in_a_circle(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong: cases are locked by who holds their payments."""

    def count_at_once(*, actor: Actor, now: datetime) -> None:
        for payment_id, back in payments_told(actor=actor, after=0, limit=9):
            operations.count_told_return(actor=actor, payment_id=payment_id, told=back, now=now)

    shop, refund = sent
    monkeypatch.setattr(operations, "ask_for_told_returns", count_at_once)
    assert "deadlock" in at_the_same_moment(shop, refund, monkeypatch)


def tell_and_name(shop: Shop) -> tuple[Callable[[], str], Callable[[], str]]:
    """The same 20 EUR, told by the shop as a sum and by its rail by name."""
    with organization_block(shop.org_id):
        payment_id = sell(shop).payment_id
    seen, back = RailRefund("re_9", None, "pi", Money(2000, "EUR"), RailState.SUCCEEDED), Money(2000, "EUR")

    def tell() -> None:
        operations.count_told_return(actor=shop.system, payment_id=payment_id, told=back, now=HEARD)

    def name() -> None:
        operations.count_money_returned_elsewhere(
            actor=shop.system, payment_id=payment_id, source="stripe", seen=seen, now=HEARD
        )

    return deed(shop, "told", tell), deed(shop, "named", name)


def living(shop: Shop) -> int:
    with organization_block(shop.org_id):
        rows = ExternalReturnOfMoney.objects.filter(undone_at=None)
        return sum(rows.values_list("amount_minor", flat=True))


def test_told_and_named_at_the_same_moment_it_counts_once(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop()
    deeds = tell_and_name(shop)
    meet_after_reading(monkeypatch, (outside, "lock_money"), (told, "lock_money"))
    assert at_once(*deeds) == ["named", "told"]
    assert living(shop) == 2000
    assert broken(shop, HEARD) == {}


def test_without_the_lock_it_counts_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin that must go wrong."""
    shop = make_shop()
    deeds = tell_and_name(shop)
    without_row_locks(monkeypatch)
    meet_after_reading(monkeypatch, (outside, "take_from_told"), (told, "_failed_there"))
    assert at_once(*deeds) == ["named", "told"]
    assert living(shop) == 4000
