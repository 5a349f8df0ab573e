"""Somebody acts on a case while its facts are delivered: neither waits for the other in a circle."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from savoir.cases.operations import hand_to_person, lock_case
from savoir.conversations.models import Message
from savoir.kernel.ledger import writing
from savoir.kernel.models import Stream
from savoir.kernel.tenancy import organization_block
from tests.concurrency.races import MEETING_SECONDS, at_once
from tests.faults.worlds import agree
from tests.shop import NOON, make_shop

pytestmark = pytest.mark.concurrency


def meet(meeting: threading.Barrier) -> None:
    """Wait for the other one; a lock lets the wait run out."""
    try:
        meeting.wait(MEETING_SECONDS)
    except threading.BrokenBarrierError:
        assert meeting.broken


def test_the_delivery_and_the_agent(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, meeting = make_shop(), threading.Barrier(2)
    with organization_block(shop.org_id):
        case_id = agree(shop).case_id
    react = writing._react

    def meet_and_react(row: Any) -> None:
        meet(meeting)
        react(row)

    monkeypatch.setattr(writing, "_react", meet_and_react)
    later = NOON + timedelta(minutes=5)

    def deliver() -> str:
        writing.deliver(org_id=shop.org_id, now=later, subject_kind="case", subject_id=case_id)
        return "delivered"

    def hand_over() -> str:
        with organization_block(shop.org_id):
            lock_case(actor=shop.agent, case_id=case_id)
            meet(meeting)
            hand_to_person(actor=shop.agent, case_id=case_id, now=later)
        return "handed over"

    assert at_once(deliver, hand_over) == ["delivered", "handed over"]


def test_two_deliveries_of_one_stream(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, meeting = make_shop(), threading.Barrier(2)
    with organization_block(shop.org_id):
        case_id = agree(shop).case_id
    react, told = writing._react, list[int]()

    def meet_and_react(row: Any) -> None:
        meet(meeting)
        told.append(row.seq)
        react(row)

    monkeypatch.setattr(writing, "_react", meet_and_react)

    def deliver() -> str:
        try:
            writing.deliver(org_id=shop.org_id, now=NOON, subject_kind="case", subject_id=case_id)
        except (writing.DeliveredElsewhere, IntegrityError) as late:
            return type(late).__name__
        return "delivered"

    came_to = at_once(deliver, deliver)
    assert "delivered" in came_to
    with organization_block(shop.org_id):
        stream = Stream.objects.get(subject_kind="case", subject_id=case_id)
        assert stream.delivered_seq == stream.last_seq
        occasions = list(Message.objects.filter(case_id=case_id).values_list("step", "occasion"))
    assert len(told) > len(set(told)), "they met over one fact"
    assert len(occasions) == len(set(occasions)) > 0
