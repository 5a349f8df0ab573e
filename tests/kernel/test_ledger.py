"""The ledger keeps facts: nothing personal, nothing changed, nothing lost on the way to who must know."""

from datetime import date, datetime, timedelta
from enum import Enum
from typing import get_type_hints

import pytest
from django.db import DatabaseError, connection, transaction

from savoir.config.launcher.cluster import Cluster
from savoir.kernel import jobs
from savoir.kernel.ledger import Code, Digest, Event, Recorded, Reference, event, events_of, record
from savoir.kernel.ledger.events import PersonalDataInEvent, all_events, payload_of, rebuild
from savoir.kernel.ledger.reading import newest_place
from savoir.kernel.models import HumanTask, LedgerEvent, Stream
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.resolutions.events import RefundDated, RefundSettled
from tests.kernel.facts_of_tests import KettleBoiled, TeaServed, wired
from tests.shop import NOON, Shop, make_shop


def boil(shop: Shop, cups: int = 1, kettle: int = 1) -> None:
    """One fact in the stream of a kettle."""
    with organization_block(shop.org_id):
        record(KettleBoiled(subject_id=kettle, cups=cups), actor=shop.agent, now=NOON)


@pytest.mark.parametrize("kind", [str, dict, list[str], str | None, tuple[str, ...], float, object])
def test_an_event_with_room_for_words_is_refused(kind: type) -> None:
    with pytest.raises(PersonalDataInEvent, match="gossip"):
        event("gossip_heard", subject="case")(type("Gossip", (Event,), {"__annotations__": {"gossip": kind}}))
    assert "gossip_heard" not in all_events()


def test_two_events_never_share_a_name() -> None:
    with pytest.raises(ValueError, match="kettle_boiled"):
        event("kettle_boiled", subject="kettle")(type("Other", (Event,), {"__annotations__": {}}))
    assert all_events()["kettle_boiled"] is KettleBoiled


def leaves(hint: object) -> set[object]:
    """The types a field may hold, unions and tuples opened."""
    inner = [arg for arg in getattr(hint, "__args__", ()) if arg is not Ellipsis]
    return set().union(*map(leaves, inner)) if inner else {hint}


def test_no_declared_event_has_room_for_words() -> None:
    plain = {int, bool, date, datetime, Money, Reference, Code, Digest, type(None)}
    assert len(all_events()) > 25
    for kind, declared in all_events().items():
        hints = {n: h for n, h in get_type_hints(declared).items() if n not in ("kind", "subject_kind")}
        wrong = {
            (name, leaf) for name, hint in hints.items() for leaf in leaves(hint)
            if leaf not in plain and not (isinstance(leaf, type) and issubclass(leaf, Enum))
        }  # fmt: skip
        assert (declared.kind, wrong) == (kind, set())


def test_facts_of_a_stream_are_numbered_without_gap_and_come_back_whole(shop: Shop) -> None:
    for cups in (3, 1, 2):
        boil(shop, cups)
    with organization_block(shop.org_id):
        entries = events_of("kettle", 1)
        assert [(e.seq, e.payload, e.actor_kind, e.actor_id) for e in entries] == [
            (1, {"cups": 3}, "member", shop.agent.id), (2, {"cups": 1}, "member", shop.agent.id),
            (3, {"cups": 2}, "member", shop.agent.id),
        ]  # fmt: skip
        assert rebuild("kettle_boiled", 1, entries[0].payload) == KettleBoiled(subject_id=1, cups=3)


def test_another_organization_has_its_own_stream(shop: Shop) -> None:
    boil(shop)
    other = make_shop()
    boil(other)
    with organization_block(other.org_id):
        assert [entry.seq for entry in events_of("kettle", 1)] == [1]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE kernel_ledgerevent SET payload = '{}'", "DELETE FROM kernel_ledgerevent",
     "TRUNCATE kernel_ledgerevent"],
)  # fmt: skip
def test_the_running_program_cannot_rewrite_history(shop: Shop, statement: str) -> None:
    boil(shop, cups=3)
    with organization_block(shop.org_id), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)
        assert events_of("kettle", 1)[0].payload == {"cups": 3}


def test_a_reaction_of_now_that_fails_takes_the_fact_with_it(shop: Shop) -> None:
    def spill(fact: KettleBoiled, at: Recorded) -> None:
        record(TeaServed(subject_id=fact.subject_id, cups=fact.cups), actor=at.actor, now=at.at)
        raise RuntimeError("spilled")

    with wired(now=(spill,)), pytest.raises(RuntimeError, match="spilled"):
        boil(shop)
    with organization_block(shop.org_id):
        assert events_of("kettle", 1) == ()
        assert not Stream.objects.filter(subject_kind="kettle").exists()


def test_reactions_of_now_see_the_actor_and_the_instant(shop: Shop) -> None:
    seen: list[Recorded] = []
    with wired(now=(lambda fact, at: seen.append(at),)):
        boil(shop)
    assert [(at.actor, at.at, at.org_id) for at in seen] == [(shop.agent, NOON, shop.org_id)]


def test_later_reactions_run_after_the_commit_in_order_and_once(shop: Shop) -> None:
    heard: list[tuple[str, int]] = []
    first, second = (lambda fact, at, name=name: heard.append((name, fact.cups)) for name in "ab")
    with wired(later=(first, second)):
        for cups in (1, 2, 3):
            boil(shop, cups)
        assert heard == []
        jobs.drain(until=NOON)
        jobs.drain(until=NOON + timedelta(days=1))
    assert heard == [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3), ("b", 3)]


def test_a_failing_reaction_is_tried_again_from_its_own_event(shop: Shop) -> None:
    heard: list[int] = []
    troubles = [RuntimeError("no tea"), RuntimeError("no milk")]

    def listen(fact: KettleBoiled, at: Recorded) -> None:
        if fact.cups == 2 and troubles:
            raise troubles.pop()
        heard.append(fact.cups)

    with wired(later=(listen,)):
        for cups in (1, 2, 3):
            boil(shop, cups)
        jobs.drain(until=NOON)
        assert heard == [1]
        jobs.drain(until=NOON + timedelta(minutes=1))
    assert heard == [1, 2, 3]
    with organization_block(shop.org_id):
        assert not HumanTask.objects.exists()
        assert Stream.objects.get(subject_kind="kettle").delivered_seq == 3


def test_after_the_last_try_a_person_gets_it_and_other_kettles_go_on(shop: Shop) -> None:
    heard: list[int] = []

    def listen(fact: KettleBoiled, at: Recorded) -> None:
        if fact.subject_id == 1:
            raise RuntimeError("cracked")
        heard.append(fact.subject_id)

    with wired(later=(listen,)):
        boil(shop, kettle=1)
        boil(shop, kettle=2)
        jobs.drain(until=NOON + timedelta(hours=2))
        with organization_block(shop.org_id):
            (task,) = HumanTask.objects.all()
            assert (task.code, task.subject_kind, task.subject_id) == ("job_failed", "kettle", 1)
            assert Stream.objects.get(subject_kind="kettle", subject_id=1).delivered_seq == 0
    assert heard == [2]


def test_a_mended_reaction_catches_up_with_the_next_fact(shop: Shop) -> None:
    heard: list[int] = []
    is_broken = [True]

    def listen(fact: KettleBoiled, at: Recorded) -> None:
        if is_broken[0]:
            raise RuntimeError("cracked")
        heard.append(fact.cups)

    with wired(later=(listen,)):
        boil(shop, 1)
        jobs.drain(until=NOON + timedelta(hours=2))
        is_broken[0] = False
        boil(shop, 2)
        jobs.drain(until=NOON + timedelta(hours=2))
    assert heard == [1, 2]


def test_a_fact_keeps_dates_and_amounts(shop: Shop) -> None:
    dated = RefundDated(subject_id=1, refund_id=2, promised_on=date(2026, 12, 7), legal_due_on=None)
    paid = RefundSettled(subject_id=1, refund_id=2, payment_id=3, customer_id=None, amount=Money(5900, "EUR"))
    with organization_block(shop.org_id):
        record(dated, actor=shop.system, now=NOON)
        stored = LedgerEvent.objects.get(kind="refund_dated").payload
    assert rebuild("refund_dated", 1, stored) == dated
    assert rebuild("refund_settled", 1, payload_of(paid)) == paid


def test_a_database_that_moves_there_and_back_has_three_lives(
    own_database: str, template: tuple[Cluster, str]
) -> None:
    """Back on the first cluster a third life begins: what the second one wrote comes before it."""
    shop, lives = make_shop(), []
    for moved in ("", "UPDATE kernel_ledgerlife SET cluster = 'elsewhere'", _BACK):
        template[0].run_sql(own_database, moved or "SELECT 1")
        with organization_block(shop.org_id):
            lives.append(newest_place().life)
            lives.append(newest_place().life)

    assert lives[::2] == lives[1::2]
    assert lives == sorted(lives)
    assert len(set(lives)) == 3


_BACK = """INSERT INTO kernel_ledgerlife (number, cluster)
    SELECT max(number) + 1, 'elsewhere' FROM kernel_ledgerlife"""
