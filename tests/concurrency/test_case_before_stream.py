"""A delivery and a verb at one case: both lock the case, then its stream, and neither waits in a circle."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError

from savoir.cases import operations
from savoir.cases.models import Case
from savoir.kernel.ledger import Recorded, reactions, writing
from savoir.kernel.models import LedgerEvent, Stream
from savoir.kernel.tenancy import organization_block
from tests.concurrency.races import Meeting, at_once
from tests.concurrency.test_told import behind
from tests.doors.desks import late_return
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.concurrency
Waiting = tuple[Shop, Case]


@pytest.fixture
def waiting(own_database: str) -> Waiting:
    """A case whose facts nobody has worked off yet."""
    shop = make_shop()
    card, _ = late_return(shop, now=NOON)
    with organization_block(shop.org_id):
        Stream.objects.filter(subject_kind="case", subject_id=card.id).update(delivered_seq=0)
        return shop, Case.objects.get(id=card.id)


def at_the_same_moment(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A delivery is about to react when somebody, who holds the case, is about to note that he took it."""
    shop, case = waiting
    meeting = Meeting(2)

    def look_at_the_case(fact: object, at: Recorded) -> None:
        meeting.come()
        operations.lock_case(actor=shop.system, case_id=case.id)

    def deliver() -> None:
        writing.deliver(org_id=shop.org_id, now=NOON, subject_kind="case", subject_id=case.id)

    def assign() -> None:
        with organization_block(shop.org_id):
            operations.lock_case(actor=shop.agent, case_id=case.id)
            meeting.come()
            operations.assign_case(
                actor=shop.agent, reference=case.reference, member_id=shop.agent.id, now=NOON
            )

    monkeypatch.setattr(reactions, "reactions_later", lambda kind: [look_at_the_case])
    return at_once(deed("delivered", deliver), deed("assigned", assign))


def deed(word: str, act: Callable[[], None]) -> Callable[[], str]:
    def run() -> str:
        try:
            act()
        except DatabaseError as error:
            return "deadlock" if any("deadlock" in str(one) for one in behind(error)) else str(error)
        return word

    return run


def test_a_delivery_and_a_colleague_wait_for_each_other_in_turn(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, case = waiting
    assert at_the_same_moment(waiting, monkeypatch) == ["assigned", "delivered"]
    with organization_block(shop.org_id):
        assert Case.objects.get(id=case.id).owner_id == shop.agent.id
        assert LedgerEvent.objects.filter(subject_id=case.id, kind="case_assigned").count() == 1


def test_with_the_stream_locked_first_they_wait_in_a_circle(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin that must go wrong."""
    monkeypatch.setattr(reactions, "hold_subject", lambda *_subject: None)
    assert "deadlock" in at_the_same_moment(waiting, monkeypatch)


def test_a_stream_of_what_nobody_locks_is_delivered_all_the_same(own_database: str) -> None:
    shop = make_shop()
    with organization_block(shop.org_id):
        reactions.hold_subject("policy", shop.org_id, 1)
        reactions.hold_subject("case", shop.org_id, 999_999_999)
