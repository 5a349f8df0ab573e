"""A shop runs Savoir beside its old system: it decides and promises, and nothing leaves."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from savoir.cases.states import Remedy
from savoir.conversations.models import Message
from savoir.conversations.operations import retry_message, send_access_link, write_to_customer
from savoir.conversations.ports import MailChannel
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.logistics.ports import Carrier
from savoir.organizations.operations import (
    AlongsideAlready,
    NotAlongside,
    StillAlongside,
    begin_alongside,
    end_alongside,
)
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import (
    HeldMoved,
    Stopped,
    accept_offer,
    count_money_returned_elsewhere,
    give_up_held,
    release_held,
    retry_refund,
    stop_alongside,
)
from savoir.resolutions.ports import RailRefund, RailState, RefundRail
from savoir.resolutions.queries import alongside_report, ending_of, held_digest, offers_of_case, preview_plan
from tests.doors.desks import late_return
from tests.faults.worlds import DAY, agree, arrive, broken, post
from tests.shop import NOON, Shop
from tests.stories.conftest import KeptMails

LONG_AFTER = NOON + 40 * DAY


class Watched:
    """Stands before an outside system and writes down every call; its own answers are those behind it."""

    def __init__(self, behind: Any) -> None:
        self.calls: list[str] = []
        self._behind = behind

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            self.calls.append(name)
            return getattr(self._behind, name)(*given, **named)

        return call


@pytest.fixture
def outside(rail: Any, mails: KeptMails) -> Iterator[dict[str, Watched]]:
    """Everything that can leave: money, mail, orders for labels."""
    former = {port: bound(port) for port in (RefundRail, MailChannel, Carrier)}
    label = former[Carrier](org_id=0, brand_id=0) if former[Carrier] else None
    watched = {"rail": Watched(rail), "mail": Watched(mails), "carrier": Watched(label)}
    for port, name in ((RefundRail, "rail"), (MailChannel, "mail"), (Carrier, "carrier")):
        bind(port, lambda name=name, **_: watched[name])
    yield watched
    for port, was in former.items():
        if was:
            bind(port, was)


def calls(outside: dict[str, Watched]) -> list[str]:
    return [f"{name}.{call}" for name, one in outside.items() for call in one.calls]


def begin(shop: Shop, at: datetime = NOON - DAY) -> None:
    with organization_block(shop.org_id):
        begin_alongside(actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id, now=at)


def stop(shop: Shop, at: datetime) -> Stopped:
    """End it as it is shown at this moment. Inside a block."""
    admin, brand_id = shop.actors[Role.ADMIN], shop.brand_id
    shown = ending_of(actor=admin, brand_id=brand_id).digest
    return stop_alongside(actor=admin, brand_id=brand_id, shown_digest=shown, now=at)


def _held(shop: Shop) -> Refund:
    """A return whose parcel is posted and here: its money would have left."""
    with organization_block(shop.org_id):
        agreed = agree(shop)
        post(shop, agreed)
    jobs.drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        arrive(shop, agreed)
    jobs.drain(until=NOON + 5 * DAY)
    with organization_block(shop.org_id):
        return Refund.objects.get(case_id=agreed.case_id)


def returned(shop: Shop, refund: Refund, minor: int, at: datetime) -> None:
    """The old system gives money back."""
    seen = RailRefund(
        provider_reference=f"re_{refund.id}", refund_reference=None, payment_reference="pi",
        amount=Money(minor, "EUR"), state=RailState.SUCCEEDED,
    )  # fmt: skip
    with organization_block(shop.org_id):
        count_money_returned_elsewhere(
            actor=shop.system, payment_id=refund.payment_id, source="stripe", seen=seen, now=at
        )


def _answered_by_an_agent(shop: Shop) -> None:
    with organization_block(shop.org_id):
        case, _ = late_return(shop, now=NOON)
        asked = offers_of_case(actor=shop.agent, case_id=case.id, now=NOON).answer
        plan = preview_plan(actor=shop.agent, answer=asked, remedy=Remedy.RETURNLESS_REFUND, now=NOON)
        accept_offer(
            actor=shop.agent, case_reference=case.reference, remedy=plan.remedy, plan_digest=plan.digest,
            motive="other", now=NOON,
        )  # fmt: skip


def _written_to(shop: Shop) -> None:
    with organization_block(shop.org_id):
        case, _ = late_return(shop, now=NOON)
        write_to_customer(actor=shop.agent, case_reference=case.reference, text="Bonjour.", now=NOON)
        send_access_link(actor=shop.system, case_reference=case.reference, now=NOON)


def _retried_by_a_person(shop: Shop) -> None:
    refund = _held(shop)
    with organization_block(shop.org_id):
        retry_refund(actor=shop.actors[Role.FINANCE], reference=refund.reference, now=NOON + 6 * DAY)
        for message_id in Message.objects.filter(state="kept").values_list("id", flat=True):
            retry_message(actor=shop.agent, message_id=message_id, now=NOON + 6 * DAY)


@pytest.mark.parametrize(
    "flow", [_held, _answered_by_an_agent, _written_to, _retried_by_a_person], ids=lambda flow: flow.__name__
)
def test_nothing_leaves_by_any_way_not_even_on_the_laws_day(
    shop: Shop, outside: dict[str, Watched], flow: Callable[[Shop], object]
) -> None:
    begin(shop)
    flow(shop)
    jobs.drain(until=LONG_AFTER)
    assert calls(outside) == []
    with organization_block(shop.org_id):
        said = list(Message.objects.filter(direction="out"))
        assert said
        assert {(one.state, one.failure, bool(one.body_text)) for one in said} == {
            ("kept", "alongside", True)
        }
    assert broken(shop, LONG_AFTER).keys() <= {"delivered", "promise_has_timer"}


@pytest.mark.parametrize("flow", [_held, _answered_by_an_agent, _written_to], ids=lambda flow: flow.__name__)
def test_without_the_mode_the_same_does_leave(
    shop: Shop, outside: dict[str, Watched], flow: Callable[[Shop], object]
) -> None:
    """The guard off: what the test above watches is really called."""
    flow(shop)
    jobs.drain(until=LONG_AFTER)
    assert "mail.send" in calls(outside)
    assert ("rail.refund" in calls(outside)) is (flow is not _written_to)
    if flow is _held:
        assert "carrier.prepare_return" in calls(outside)


def test_the_report_lays_both_sides_by_side(shop: Shop, outside: dict[str, Watched]) -> None:
    begin(shop)
    same, less, late = _held(shop), _held(shop), _held(shop)
    returned(shop, same, 5900, NOON + 6 * DAY)
    returned(shop, less, 2000, NOON + 6 * DAY)
    with organization_block(shop.org_id):
        report = alongside_report(
            actor=shop.actors[Role.FINANCE], brand_id=shop.brand_id, since=NOON - DAY,
            today=(NOON + 30 * DAY).date(),
        )  # fmt: skip
    assert [(row.reference, row.verdict) for row in report.rows] == [
        (same.reference, "same"), (less.reference, "less"), (late.reference, "late"),
    ]  # fmt: skip
    assert (report.ours, report.elsewhere) == ((Money(17700, "EUR"),), (Money(7900, "EUR"),))
    assert calls(outside) == []


def test_the_end_closes_what_was_paid_there_and_lets_nothing_leave(
    shop: Shop, outside: dict[str, Watched]
) -> None:
    begin(shop)
    paid, owed = _held(shop), _held(shop)
    returned(shop, paid, 5900, NOON + 6 * DAY)
    with organization_block(shop.org_id):
        stopped = stop(shop, NOON + 7 * DAY)
    assert (stopped.matched, stopped.left) == ((paid.reference,), (owed.reference,))
    jobs.drain(until=LONG_AFTER)
    with organization_block(shop.org_id):
        assert Refund.objects.get(id=paid.id).state == "settled"
        assert Refund.objects.get(id=owed.id).state == "settling"
    assert "rail.refund" not in calls(outside)
    held = {one for one in calls(outside) if one.startswith("carrier")}
    assert held == set()


def test_a_person_lets_what_is_still_owed_leave_by_the_amount_shown(
    shop: Shop, outside: dict[str, Watched]
) -> None:
    begin(shop)
    owed, finance = _held(shop), shop.actors[Role.FINANCE]
    shown = held_digest([(owed.reference, 5900, "EUR")])
    with organization_block(shop.org_id), pytest.raises(StillAlongside):
        release_held(actor=finance, references=[owed.reference], shown_digest=shown, now=NOON + 6 * DAY)
    with organization_block(shop.org_id):
        stop(shop, NOON + 7 * DAY)
    other = held_digest([(owed.reference, 5800, "EUR")])
    with organization_block(shop.org_id), pytest.raises(HeldMoved):
        release_held(actor=finance, references=[owed.reference], shown_digest=other, now=NOON + 8 * DAY)
    assert "rail.refund" not in calls(outside)
    with organization_block(shop.org_id):
        release_held(actor=finance, references=[owed.reference], shown_digest=shown, now=NOON + 8 * DAY)
    jobs.drain(until=NOON + 9 * DAY)
    assert outside["rail"].calls == ["refund"]
    with organization_block(shop.org_id):
        assert Refund.objects.get(id=owed.id).state == "settled"
    assert broken(shop, NOON + 9 * DAY).keys() <= {"delivered"}


def test_what_was_settled_otherwise_there_is_given_up(shop: Shop, outside: dict[str, Watched]) -> None:
    begin(shop)
    owed = _held(shop)
    with organization_block(shop.org_id):
        give_up_held(actor=shop.actors[Role.FINANCE], references=[owed.reference], now=NOON + 6 * DAY)
        assert Refund.objects.get(id=owed.id).state == "canceled"
    jobs.drain(until=NOON + 7 * DAY)
    assert calls(outside) == []
    assert broken(shop, NOON + 7 * DAY).keys() <= {"delivered"}


def test_a_letter_held_then_is_said_anew_only_by_a_persons_word(
    shop: Shop, outside: dict[str, Watched]
) -> None:
    begin(shop)
    _written_to(shop)
    jobs.drain(until=NOON + timedelta(hours=1))
    with organization_block(shop.org_id):
        end_alongside(actor=shop.actors[Role.ADMIN], brand_id=shop.brand_id, now=NOON + DAY)
    jobs.drain(until=NOON + DAY + timedelta(hours=1))
    assert outside["mail"].calls == []
    with organization_block(shop.org_id):
        message_id = Message.objects.filter(step="free_text").get().id
        retry_message(actor=shop.agent, message_id=message_id, now=NOON + 2 * DAY)
    jobs.drain(until=NOON + 2 * DAY + timedelta(hours=1))
    assert outside["mail"].calls.count("send") == 1


def test_who_may_switch_it_and_when(in_shop: Shop) -> None:
    admin = in_shop.actors[Role.ADMIN]
    with pytest.raises(NotAllowed):
        begin_alongside(actor=in_shop.agent, brand_id=in_shop.brand_id, now=NOON)
    with pytest.raises(NotAlongside):
        stop(in_shop, NOON)
    begin_alongside(actor=admin, brand_id=in_shop.brand_id, now=NOON)
    with pytest.raises(AlongsideAlready):
        begin_alongside(actor=admin, brand_id=in_shop.brand_id, now=NOON)
