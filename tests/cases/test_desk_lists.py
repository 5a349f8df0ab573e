"""The lists of the desk: numbers that end, pages that hold each case once."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from savoir.cases.models import Case, CaseLine
from savoir.cases.queries import Bounds, QueueView, cases_beside, queue, queue_counts
from savoir.kernel.tenancy import organization_block
from tests.doors.desks import late_return
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db


def test_numbers_beside_the_lists_end_where_nobody_counts_any_more(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("savoir.cases.queries.queue"), "MOST_COUNTED", 2)
    now, week = NOON, timedelta(days=7)
    bounds = Bounds(now=now, evening=now + week, week_end=now + week, week_ago=now - week)
    with organization_block(shop.org_id):
        for _ in range(4):
            late_return(shop, now=NOON)
        assert queue_counts(actor=shop.agent, bounds=bounds)[QueueView.TO_DO] == 3
        assert len(queue(actor=shop.agent, view=QueueView.TO_DO, bounds=bounds).rows) == 4


def test_pages_of_a_list_hold_every_case_once_dated_or_not(shop: Shop) -> None:
    now, week = NOON, timedelta(days=7)
    bounds = Bounds(now=now, evening=now + week, week_end=now + week, week_ago=now - week)
    with organization_block(shop.org_id):
        for n in range(7):
            case, _ = late_return(shop, now=NOON)
            if n % 3 == 0:
                Case.objects.filter(reference=case.reference).update(next_due_at=None)
        whole = [c.id for c in queue(actor=shop.agent, view=QueueView.TO_DO, bounds=bounds).rows]
        read: list[int] = []
        after = None
        for _ in range(9):
            page = queue(actor=shop.agent, view=QueueView.TO_DO, bounds=bounds, after=after, limit=2)
            read, after = [*read, *(c.id for c in page.rows)], page.after
            if after is None:
                break
    assert len(whole) == 7
    assert read == whole


def test_each_number_is_the_length_of_its_list_whatever_holds_a_case_there(shop: Shop) -> None:
    """Late by its day, by a promise that was broken, by both; two products of one case on one way."""
    now, week = NOON, timedelta(days=7)
    bounds = Bounds(now=now, evening=now + week, week_end=now + week, week_ago=now - week)
    with organization_block(shop.org_id):
        for due, broken in (
            (now - week, None), (now - week, now), (now + week, now), (None, now), (now + week, None),
        ):  # fmt: skip
            case, _ = late_return(shop, now=NOON)
            found = Case.objects.filter(reference=case.reference)
            found.update(needs_person=True, state="open", next_due_at=due, answer_broken_at=broken)
        line = CaseLine.objects.filter(case__reference=case.reference).get()
        CaseLine.objects.filter(id=line.id).update(reception="in_transit")
        line.pk, line.order_line_id, line.position = None, None, line.position + 1
        line.reception = "awaiting"
        line.save(force_insert=True)
        over, _ = late_return(shop, now=NOON)
        CaseLine.objects.filter(case__reference=over.reference).update(reception="awaiting")
        Case.objects.filter(reference=over.reference).update(state="closed", resolved_at=now)
        counts = queue_counts(actor=shop.agent, bounds=bounds)
        listed = {view: len(queue(actor=shop.agent, view=view, bounds=bounds).rows) for view in QueueView}
    assert counts == listed
    assert (counts[QueueView.LATE], counts[QueueView.ON_THE_WAY]) == (4, 1)


@pytest.mark.parametrize("view", QueueView)
def test_beside_an_open_case_stands_the_beginning_of_its_list(shop: Shop, view: QueueView) -> None:
    """Whatever the list is ordered by; a case of nobody known has no name, and a customer sees no list."""
    now, week = NOON, timedelta(days=7)
    bounds = Bounds(now=now, evening=now + week, week_end=now + week, week_ago=now - week)
    with organization_block(shop.org_id):
        for n in range(4):
            case, sale = late_return(shop, now=NOON)
            _make_listed(case.reference, view, shop.agent.id)
            Case.objects.filter(reference=case.reference, state="open").update(
                next_due_at=now + timedelta(hours=4 - n), customer_id=None if n == 2 else case.customer_id
            )
        rows = queue(actor=shop.agent, view=view, bounds=bounds).rows
        listed, are_more = cases_beside(actor=shop.agent, view=view, bounds=bounds, limit=3)
        everything, are_others = cases_beside(actor=shop.agent, view=view, bounds=bounds, limit=50)
        buyer = shop.customer(sale.order_id)
        assert cases_beside(actor=buyer, view=view, bounds=bounds, limit=3) == ((), False)
    told = [(c.id, c.reference, c.headline, c.reason, c.next_due_at, c.customer_name) for c in rows]
    assert len(told) == 4
    assert [tuple(case) for case in everything] == told
    assert [tuple(case) for case in listed] == told[:3]
    assert (are_more, are_others) == (True, False)


_HELD_BY: dict[QueueView, dict[str, Any]] = {
    QueueView.LATE: {"answer_broken_at": NOON},
    QueueView.WAITING: {"state": "waiting_on_customer"},
    QueueView.MONEY: {"needs_person": False, "proposal": "refund"},
    QueueView.ESCALATED: {"escalated_to": "senior"},
    QueueView.SNOOZED: {"snoozed_until": NOON + timedelta(days=1), "snooze_reason": "supplier"},
    QueueView.CLOSED: {"state": "closed", "resolved_at": NOON},
}


def _make_listed(reference: str, view: QueueView, member_id: int) -> None:
    """What holds a case in the list."""
    mine = {"owner_id": member_id} if view is QueueView.MINE else {}
    Case.objects.filter(reference=reference).update(reference=reference, **_HELD_BY.get(view, mine))
    if view is QueueView.ON_THE_WAY:
        CaseLine.objects.filter(case__reference=reference).update(reception="in_transit")
