"""kill -9 of workers and database while 250 refunds are on their way: none twice, none lost."""

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Mischief, Rates
from savoir.connectors.payments.stubs.server import StubServer
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import connect_account
from savoir.resolutions.models import Refund
from tests.faults import nemesis
from tests.faults.copied import copy_refunds, register_payments
from tests.faults.worlds import DAY, agree, broken, post
from tests.shop import Shop, make_shop

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
REFUNDS = int(os.environ.get("FAULTS_REFUNDS", "250"))
ANALYZED_EVERY = 40
SEED = int(os.environ.get("FAULTS_SEED", "7"))
MOST_BY_VERBS, COPIED_FROM = 250, 20
KILLED_EVERY = float(os.environ.get("FAULTS_KILLED_EVERY", "1"))
AT_LEAST_SECONDS, AT_MOST_SECONDS, HEAL_SECONDS = 25.0, REFUNDS / 4, 90.0 + REFUNDS / 10
RATES = Rates(
    error_before=0.10, error_after=0.10, lost_answer=0.10, slow_answer=0.03, garbage=0.03, reset=0.04,
    slow_seconds=2.5,
)  # fmt: skip


def prepare(home: Path, cluster: Cluster, books: Books, url: str) -> Shop:
    """Refunds whose parcels were posted: each wants to leave now. All by verbs, or most of them copied."""
    shop = make_shop()
    now = datetime.now(UTC)
    with organization_block(shop.org_id):
        connect_account(
            actor=shop.system, brand_id=None, port="refund_rail.provider", vendor="stripe", label="Stripe",
            settings={"api_key": "sk_test_1", "base_url": url, "timeout_seconds": 1.0}, now=now,
        )  # fmt: skip
    by_verbs = REFUNDS if REFUNDS <= MOST_BY_VERBS else COPIED_FROM
    agree_and_post(shop, cluster, by_verbs, now)
    if by_verbs < REFUNDS:
        drain(until=now, leaving=frozenset({"refunds.settle"}))
        copy_refunds(home, REFUNDS)
    register_payments(home, books)
    return shop


def agree_and_post(shop: Shop, cluster: Cluster, many: int, now: datetime) -> None:
    """One transaction each, and statistics on the way, as a shop has them.

    Inside one transaction every question would be planned for empty tables, and the two hundredth case took
    seconds.
    """
    for number in range(many):
        if number % ANALYZED_EVERY == 0:
            cluster.run_sql(connection.settings_dict["NAME"], "ANALYZE")
        with organization_block(shop.org_id):
            agreed = agree(shop, price=2000 + number, at=now - 3 * DAY, delivered_at=now - 9 * DAY)
            refund = Refund.objects.get(id=post(shop, agreed, at=now - DAY))
            assert (refund.state, refund.payment_id) == ("settling", agreed.sale.payment_id)


def ask(query: str) -> int:
    """A number from the database; -1 while it is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return int(cursor.fetchone()[0])
    except DatabaseError:
        connection.close()
        return -1


BUSY = """SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'
    OR status = 'todo' AND (scheduled_at IS NULL OR scheduled_at < now() + interval '1 hour')
    AND coalesce(queueing_lock, '') NOT LIKE 'default:daily:%'"""


def much_is_left() -> bool:
    """Whether more than a twentieth of the refunds has jobs to do."""
    return not 0 <= ask(BUSY) <= REFUNDS / 20


@dataclass
class Course:
    """What was seen: seconds of `prepared`, of each database's restart, of leaving under fire, of healing."""

    prepared: float = 0.0
    restarts: list[float] = field(default_factory=list)
    torment: float = 0.0
    healed: float = 0.0

    def told(self, machine: nemesis.Machine) -> str:
        """In words."""
        back = ", ".join(f"{seconds:.1f}" for seconds in self.restarts)
        lasted = self.torment + self.healed
        return (
            f"\nkill -9, seed {SEED}: {REFUNDS} refunds prepared in {self.prepared:.0f} s; "
            f"{machine.kills} workers killed, {machine.ended_by_themselves} ended when the database did, "
            f"{machine.database_kills} databases (back in {back} s) in {self.torment:.0f} s; "
            f"healed {self.healed:.1f} s after the last kill; "
            f"{REFUNDS / lasted:.1f} refunds a second, all their jobs done\n"
        )


def torment(machine: nemesis.Machine, course: Course) -> None:
    """Kill a worker again and again, the database now and then, as long as much is left."""
    began, databases, pause = time.monotonic(), database_kills(), threading.Event()
    due = next(databases)
    while (spent := time.monotonic() - began) < AT_MOST_SECONDS:
        if spent > AT_LEAST_SECONDS and not much_is_left():
            break
        pause.wait(machine.chance.uniform(0.25 * KILLED_EVERY, 1.75 * KILLED_EVERY))
        machine.revive()
        if spent > due:
            due = next(databases)
            course.restarts.append(machine.kill_the_database())
        else:
            machine.kill_a_worker()
    course.torment = time.monotonic() - began


def database_kills() -> Iterator[float]:
    """When the database dies, in seconds: twice early, then every minute."""
    return chain((8.0, 18.0), count(60.0, 60.0))


def carry(machine: nemesis.Machine, course: Course) -> None:
    """Refunds leave under fire; then the machine heals."""
    machine.start()
    try:
        torment(machine, course)
        course.healed = nemesis.wait_until(lambda: ask(BUSY) == 0, HEAL_SECONDS, machine.revive)
    finally:
        machine.stop()


def test_refunds_survive_the_deaths_of_whoever_carries_them(
    home: Path, cluster: Cluster, books: Books, mails: object, capsys: pytest.CaptureFixture[str]
) -> None:
    began, course = time.monotonic(), Course()
    machine = nemesis.Machine(
        cluster, nemesis.environment(cluster, home), home.parent / "workers.log", random.Random(SEED)
    )
    with StubServer(PspSite(books, mischief=Mischief(seed=SEED, rates=RATES))) as server:
        shop = prepare(home, cluster, books, server.url)
        assert broken(shop, datetime.now(UTC)) == {}
        course.prepared = time.monotonic() - began
        carry(machine, course)
    with organization_block(shop.org_id):
        refunds = {r.reference: r for r in Refund.objects.all()}
    twice = [reference for reference in refunds if books.executions(reference) > 1]
    lost = [ref for ref, refund in refunds.items() if refund.state != "settled" or not books.executions(ref)]
    with capsys.disabled():
        sys.stdout.write(course.told(machine))
        sys.stdout.write(f"  {len(refunds)} refunds; twice {len(twice)}, lost {len(lost)}\n")
    assert (twice, lost, len(refunds)) == ([], [], REFUNDS)
    assert sum(r.amount for r in books.all_refunds()) == sum(r.amount_minor for r in refunds.values())
    assert ask("SELECT count(*) FROM procrastinate_jobs WHERE status NOT IN ('todo', 'succeeded')") == 0
    assert machine.kills > 10
    assert broken(shop, datetime.now(UTC)) == {}
