"""The kernel's small parts: keys, tasks, throttles, references, permissions."""

from datetime import timedelta

import pytest

from savoir.kernel import idempotency, tasks, throttle
from savoir.kernel.access import (
    CUSTOMER_PERMISSIONS,
    CUSTOMER_VERIFIED_PERMISSIONS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
    customer_actor,
    require,
    system_actor,
)
from savoir.kernel.errors import Conflict, NotAllowed, NotFound
from savoir.kernel.models import HumanTask, IdempotencyRecord
from savoir.kernel.references import next_reference
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.references import is_valid
from tests.shop import NOON, Shop, make_shop

DAY = timedelta(days=1)


def once(key: str = "k1", body: str = "d1", scope: str = "refunds", answer: object = "done") -> object:
    """Do it under a key; the answer and whether it ran."""
    return idempotency.once(
        scope=scope, key=key, request_digest=body, work=lambda: answer, now=NOON
    )  # fmt: skip


def test_the_same_request_twice_works_once(in_shop: Shop) -> None:
    assert once(answer={"n": 1}) == ({"n": 1}, True)
    assert once(answer={"n": 2}) == ({"n": 1}, False)
    assert once(scope="cases", answer=3) == (3, True)


def test_the_same_key_with_another_body_is_refused(in_shop: Shop) -> None:
    once()
    with pytest.raises(Conflict) as refusal:
        once(body="d2", answer="other")
    assert refusal.value.facts["code"] == "other_request"
    assert [row.answer for row in IdempotencyRecord.objects.all()] == ["done"]


def test_work_that_failed_may_be_done_again_with_its_key(in_shop: Shop) -> None:
    def fail() -> None:
        raise RuntimeError("not today")

    with pytest.raises(RuntimeError, match="not today"):
        idempotency.once(scope="refunds", key="k1", request_digest="d1", work=fail, now=NOON)
    assert once() == ("done", True)


def test_keys_are_forgotten_after_thirty_days(in_shop: Shop) -> None:
    once()
    assert idempotency.forget_old(now=NOON + 30 * DAY) == 0
    assert idempotency.forget_old(now=NOON + 31 * DAY) == 1
    assert once(answer="anew") == ("anew", True)


def open_task(code: str = "prepare_replacement", subject_id: int = 7, **detail: object) -> None:
    """Work for a person."""
    tasks.open_task(
        code=code, subject_kind="case", subject_id=subject_id, detail=detail, due_at=NOON + DAY, now=NOON
    )


def test_a_task_waits_once_and_is_done_once(in_shop: Shop) -> None:
    open_task(first=1)
    open_task(second=2)
    (task,) = tasks.open_tasks(actor=in_shop.agent, limit=9)
    assert (task.detail, tasks.count_open(actor=in_shop.agent)) == ({"first": 1}, 1)
    tasks.finish_task(actor=in_shop.agent, task_id=task.id, outcome="sent", now=NOON + DAY)
    row = HumanTask.objects.get(id=task.id)
    assert (row.done_by, row.done_at, row.outcome) == (in_shop.agent.id, NOON + DAY, "sent")
    with pytest.raises(NotFound):
        tasks.finish_task(actor=in_shop.agent, task_id=task.id, outcome="lost", now=NOON + 2 * DAY)
    assert HumanTask.objects.get(id=task.id).outcome == "sent"
    open_task()
    assert tasks.count_open(actor=in_shop.agent) == 1


def test_tasks_are_for_who_may_do_them_in_their_organization(in_shop: Shop) -> None:
    open_task()
    task_id = HumanTask.objects.get().id
    for actor in (in_shop.dock, in_shop.customer(1)):
        for ask in (tasks.count_open, lambda *, actor: tasks.open_tasks(actor=actor, limit=1)):
            with pytest.raises(NotAllowed):
                ask(actor=actor)
        with pytest.raises(NotAllowed):
            tasks.finish_task(actor=actor, task_id=task_id, outcome="sent", now=NOON)
    assert HumanTask.objects.get().done_at is None


def test_pages_of_tasks_follow_each_other(in_shop: Shop) -> None:
    for subject_id in range(5):
        open_task(subject_id=subject_id)
    first = tasks.open_tasks(actor=in_shop.agent, limit=3)
    rest = tasks.open_tasks(actor=in_shop.agent, limit=3, after_id=first[-1].id)
    assert [task.subject_id for task in (*first, *rest)] == [0, 1, 2, 3, 4]
    assert tasks.close_tasks(code="prepare_replacement", subject_kind="case", subject_id=2, outcome="x",
                             now=NOON) == 1  # fmt: skip
    assert tasks.count_open(actor=in_shop.agent) == 4


def test_tries_are_counted_by_window_and_key(db: None) -> None:
    hour = timedelta(hours=1)
    assert [throttle.count_try(key="ip", window=hour, now=NOON) for _ in range(3)] == [1, 2, 3]
    assert throttle.count_try(key="other", window=hour, now=NOON) == 1
    assert throttle.tries(key="ip", window=hour, now=NOON + timedelta(minutes=59)) == 3
    assert throttle.tries(key="ip", window=hour, now=NOON + hour) == 0
    assert throttle.tries(key="never", window=hour, now=NOON) == 0


def test_references_are_never_given_twice_and_tell_no_count(in_shop: Shop) -> None:
    given = [next_reference("SAV") for _ in range(200)]
    assert len(set(given)) == 200
    assert all(is_valid(reference) for reference in given)
    assert given != sorted(given)


def test_each_role_does_its_work_and_no_more() -> None:
    money = {Permission.REFUND_REPAIR, Permission.REFUND_SETTLE}
    assert not ROLE_PERMISSIONS[Role.AGENT] & money
    assert not ROLE_PERMISSIONS[Role.WAREHOUSE] & {Permission.OFFER_ACCEPT, Permission.CASE_REFUSE,
                                                   Permission.REFUND_READ}  # fmt: skip
    assert not CUSTOMER_VERIFIED_PERMISSIONS & {Permission.CASE_DECIDE, Permission.CASE_REFUSE,
                                                Permission.RETURN_AUTHORIZE, *money}  # fmt: skip
    assert CUSTOMER_PERMISSIONS < CUSTOMER_VERIFIED_PERMISSIONS
    assert ROLE_PERMISSIONS[Role.ADMIN] == frozenset(Permission) == system_actor(1).permissions
    holders = {p for role, held in ROLE_PERMISSIONS.items() if role is not Role.ADMIN for p in held}
    assert Permission.ORGANIZATION_MANAGE not in holders


def test_who_lacks_a_permission_is_told_which() -> None:
    claire = customer_actor(org_id=1, order_ids=frozenset({4, 3}), verified=False)
    assert (claire.id, claire.is_customer) == (3, True)
    require(claire, Permission.CASE_OPEN)
    with pytest.raises(NotAllowed) as refusal:
        require(claire, Permission.REFUND_READ)
    assert refusal.value.facts == {"permission": "resolutions:refund:read"}


def test_another_organization_has_its_own_keys_and_tasks(shop: Shop) -> None:
    with organization_block(shop.org_id):
        once()
        open_task()
    other = make_shop()
    with organization_block(other.org_id):
        assert once(body="d2", answer="theirs") == ("theirs", True)
        assert tasks.count_open(actor=other.agent) == 0
