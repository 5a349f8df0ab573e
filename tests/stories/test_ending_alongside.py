"""The end of running alongside: which refund the old system has made, and what stays for a person."""

import pytest

from savoir.cases.states import Intent, Reason
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.kernel.tenancy import organization_block
from savoir.logistics.operations import cancel_authorization, order_withheld
from savoir.logistics.queries import labels_withheld
from savoir.orders.models import Payment
from savoir.organizations.operations import StillAlongside, alongside_of
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import HeldMoved, Stopped, resume_refund, stop_alongside
from savoir.resolutions.queries import Fate, alongside_report, ending_of
from tests.cases.files import HOUR, asked, chosen
from tests.faults.worlds import DAY, agree, broken, post
from tests.resolutions.test_money_elsewhere import post as posted
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import mails, rail
from tests.stories.test_alongside import LONG_AFTER, Watched, begin, calls, outside, returned, stop

__all__ = ["mails", "outside", "rail"]


def stopped(shop: Shop, day: int = 7) -> Stopped:
    with organization_block(shop.org_id):
        return stop(shop, NOON + day * DAY)


def test_what_went_back_before_the_promise_is_another_story(shop: Shop, outside: dict[str, Watched]) -> None:
    """Last week the old system gave the same amount back for something else of the order."""
    begin(shop)
    with organization_block(shop.org_id):
        refund = Refund.objects.get(id=post(shop, agree(shop, quantity=2)))
    jobs.drain(until=NOON + 3 * DAY)
    returned(shop, refund, refund.amount_minor, NOON - HOUR)
    with organization_block(shop.org_id):
        row = alongside_report(
            actor=shop.actors[Role.FINANCE], brand_id=shop.brand_id, since=NOON - DAY, today=NOON.date()
        ).rows[0]
        assert (row.verdict, row.elsewhere.minor) == ("not_yet", 0)
        resume_refund(actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + 4 * DAY)
    jobs.drain(until=NOON + 5 * DAY)
    assert stopped(shop) == Stopped((), (refund.reference,))
    with organization_block(shop.org_id):
        assert Refund.objects.get().state == "settling"
    assert broken(shop, NOON + 7 * DAY).keys() <= {"delivered"}


def two_of_one_payment(shop: Shop) -> list[Refund]:
    """Two cases of one order, the same amount each, both posted."""
    with organization_block(shop.org_id):
        sale = sell(shop, lines=2)
        files = [
            chosen(shop, sale, lines=(asked(sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND, line=place),))
            for place in (0, 1)
        ]
        for made in files:
            posted(shop, sale, made)
    jobs.drain(until=NOON + 5 * DAY)
    with organization_block(shop.org_id):
        return list(Refund.objects.order_by("id"))


def test_one_return_of_money_is_one_refund_at_most(shop: Shop, outside: dict[str, Watched]) -> None:
    """Nobody can tell which of the two it was: both stay, and the report counts it once."""
    begin(shop)
    one, other = two_of_one_payment(shop)
    returned(shop, one, 5900, NOON + 6 * DAY)
    with organization_block(shop.org_id):
        rows = alongside_report(
            actor=shop.actors[Role.FINANCE], brand_id=shop.brand_id, since=NOON - DAY, today=NOON.date()
        ).rows
        assert sorted((row.elsewhere.minor, row.verdict) for row in rows) == [(0, "not_yet"), (5900, "same")]
    assert stopped(shop) == Stopped((), (one.reference, other.reference))


def test_as_many_returns_as_refunds_are_these(shop: Shop, outside: dict[str, Watched]) -> None:
    begin(shop)
    one, other = two_of_one_payment(shop)
    for refund in (one, other):
        returned(shop, refund, 5900, NOON + 6 * DAY)  # the name of each is its own
    assert stopped(shop) == Stopped((one.reference, other.reference), ())
    jobs.drain(until=LONG_AFTER)
    assert "rail.refund" not in calls(outside)
    with organization_block(shop.org_id):
        assert {row.state for row in Refund.objects.all()} == {"settled"}
        assert Payment.objects.get().refunded_minor == 11800
    assert broken(shop, LONG_AFTER).keys() <= {"delivered", "promise_has_timer"}


def test_what_nobody_had_tried_to_send_is_held_too(shop: Shop, outside: dict[str, Watched]) -> None:
    """The worker was away: the money became due beside the old system and is tried just after its end."""
    begin(shop)
    with organization_block(shop.org_id):
        refund = Refund.objects.get(id=post(shop, agree(shop)))
        assert (refund.state, refund.held_at) == ("settling", None)
    assert stopped(shop, 3) == Stopped((), (refund.reference,))
    jobs.drain(until=LONG_AFTER)
    assert "rail.refund" not in calls(outside)
    with organization_block(shop.org_id):
        assert Refund.objects.get().held_at == NOON + 3 * DAY


def test_labels_withheld_then_are_ordered_by_a_persons_word(shop: Shop, outside: dict[str, Watched]) -> None:
    """The customer still waits for his label; what was posted, came or was taken back needs none."""
    begin(shop)
    with organization_block(shop.org_id):
        waiting, gone, off = agree(shop), agree(shop), agree(shop)
        post(shop, gone)
    jobs.drain(until=NOON + DAY)
    admin = shop.actors[Role.ADMIN]
    with organization_block(shop.org_id):
        cancel_authorization(actor=shop.agent, ra_number=off.ra_number, now=NOON + DAY)
        with pytest.raises(StillAlongside):
            order_withheld(actor=admin, brand_id=shop.brand_id, now=NOON + DAY)
    stopped(shop)
    jobs.drain(until=NOON + 8 * DAY)
    assert "carrier.prepare_return" not in calls(outside)
    with organization_block(shop.org_id):
        labels = labels_withheld(actor=admin, brand_id=shop.brand_id)
        assert [(one.ra_number, one.withheld_at) for one in labels] == [(waiting.ra_number, NOON)]
        with pytest.raises(NotAllowed):
            order_withheld(actor=shop.agent, brand_id=shop.brand_id, now=NOON + 9 * DAY)
        assert order_withheld(actor=admin, brand_id=shop.brand_id, now=NOON + 9 * DAY) == (waiting.ra_number,)
    jobs.drain(until=NOON + 9 * DAY)
    assert outside["carrier"].calls == ["prepare_return"]
    with organization_block(shop.org_id):
        assert labels_withheld(actor=admin, brand_id=shop.brand_id) == ()


def test_what_was_promised_before_it_began_is_held_and_listed_too(
    shop: Shop, outside: dict[str, Watched]
) -> None:
    """Agreed on the day before; the parcel left, and the money became due, beside the old system."""
    with organization_block(shop.org_id):
        agreed = agree(shop)
    begin(shop, NOON + DAY)
    with organization_block(shop.org_id):
        post(shop, agreed)
    jobs.drain(until=NOON + 5 * DAY)
    with organization_block(shop.org_id):
        refund = Refund.objects.get()
        rows = alongside_report(
            actor=shop.actors[Role.FINANCE], brand_id=shop.brand_id, since=NOON + DAY, today=NOON.date(),
            only_held=True,
        ).rows  # fmt: skip
        assert [(row.reference, row.may_release) for row in rows] == [(refund.reference, True)]


def test_an_end_that_moved_since_it_was_shown_ends_nothing(shop: Shop, outside: dict[str, Watched]) -> None:
    begin(shop)
    with organization_block(shop.org_id):
        refund = Refund.objects.get(id=post(shop, agree(shop)))
    jobs.drain(until=NOON + 5 * DAY)
    admin = shop.actors[Role.ADMIN]
    with organization_block(shop.org_id):
        shown = ending_of(actor=admin, brand_id=shop.brand_id)
        assert [row.fate for row in shown.rows] == [Fate.HELD]
    returned(shop, refund, refund.amount_minor, NOON + 6 * DAY)
    with pytest.raises(HeldMoved), organization_block(shop.org_id):
        stop_alongside(
            actor=admin, brand_id=shop.brand_id, shown_digest=shown.digest, now=NOON + 7 * DAY
        )  # fmt: skip
    with organization_block(shop.org_id):
        assert alongside_of(actor=admin, brand_id=shop.brand_id).is_on
        assert Refund.objects.get().state != "settled"
        assert [row.fate for row in ending_of(actor=admin, brand_id=shop.brand_id).rows] == [Fate.MATCHED]
