"""kill -9 of workers and database while 250 refunds are on their way: none twice, none lost."""

import os
import random
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Mischief, Rates
from savoir.connectors.payments.stubs.server import StubServer
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import connect_account
from savoir.resolutions.models import Refund
from tests.faults import nemesis
from tests.faults.worlds import DAY, agree, broken, post
from tests.shop import Shop, make_shop

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
REFUNDS = int(os.environ.get("FAULTS_REFUNDS", "250"))
ANALYZED_EVERY = 40
SEED = int(os.environ.get("FAULTS_SEED", "7"))
NEMESIS_SECONDS, HEAL_SECONDS = max(25.0, REFUNDS / 25), 90.0 + REFUNDS / 10
DATABASE_KILLS_AT = (8.0, 18.0)
RATES = Rates(
    error_before=0.10, error_after=0.10, lost_answer=0.10, slow_answer=0.03, garbage=0.03, reset=0.04,
    slow_seconds=2.5,
)  # fmt: skip


def prepare(cluster: Cluster, books: Books, url: str) -> Shop:
    """Refunds whose parcels were posted: each wants to leave now.

    One transaction each, and statistics on the way, as a shop has them: inside one transaction every question
    would be planned for empty tables, and the two hundredth case took seconds.
    """
    shop = make_shop()
    now = datetime.now(UTC)
    with organization_block(shop.org_id):
        connect_account(
            actor=shop.system, brand_id=None, port="refund_rail.provider", vendor="stripe", label="Stripe",
            settings={"api_key": "sk_test_1", "base_url": url, "timeout_seconds": 1.0}, now=now,
        )  # fmt: skip
    for number in range(REFUNDS):
        if number % ANALYZED_EVERY == 0:
            cluster.run_sql(connection.settings_dict["NAME"], "ANALYZE")
        with organization_block(shop.org_id):
            agreed = agree(shop, price=2000 + number, at=now - 3 * DAY, delivered_at=now - 9 * DAY)
            payment = agreed.sale.payment_id
            refund = Refund.objects.select_related("payment").get(id=post(shop, agreed, at=now - DAY))
            assert refund.state == "settling"
            assert refund.payment_id == payment
            books.add_payment(refund.payment.provider_reference, refund.payment.amount_minor, "EUR")
    return shop


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


def torment(machine: nemesis.Machine, seconds: float) -> list[float]:
    """Kill a worker every second or so, the database twice; returns how long each restart took."""
    began, restarts, at = time.monotonic(), [], list(DATABASE_KILLS_AT)
    pause = threading.Event()
    while (spent := time.monotonic() - began) < seconds:
        pause.wait(machine.chance.uniform(0.4, 1.6))
        machine.revive()
        if at and spent > at[0]:
            at.pop(0)
            restarts.append(machine.kill_the_database())
        else:
            machine.kill_a_worker()
    return restarts


def _told(machine: nemesis.Machine, prepared: float, restarts: list[float], healed: float) -> str:
    back = ", ".join(f"{seconds:.1f}" for seconds in restarts)
    return (
        f"\nkill -9, seed {SEED}: prepared in {prepared:.0f} s; {machine.kills} workers killed, "
        f"{machine.ended_by_themselves} ended when the database did, {machine.database_kills} databases "
        f"(back in {back} s); healed {healed:.1f} s after the last kill\n"
    )


def test_refunds_survive_the_deaths_of_whoever_carries_them(
    home: Path, cluster: Cluster, books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    site = PspSite(books, mischief=Mischief(seed=SEED, rates=RATES))
    with StubServer(site) as server:
        shop = prepare(cluster, books, server.url)
        machine = nemesis.Machine(
            cluster, nemesis.environment(cluster, home), home.parent / "workers.log", random.Random(SEED)
        )
        machine.start()
        prepared = time.monotonic() - began
        try:
            restarts = torment(machine, NEMESIS_SECONDS)
            healed = nemesis.wait_until(lambda: ask(BUSY) == 0, HEAL_SECONDS, machine.revive)
        finally:
            machine.stop()
    with organization_block(shop.org_id):
        refunds = {r.reference: r for r in Refund.objects.all()}
    twice = [reference for reference in refunds if books.executions(reference) > 1]
    lost = [ref for ref, refund in refunds.items() if refund.state != "settled" or not books.executions(ref)]
    with capsys.disabled():
        sys.stdout.write(_told(machine, prepared, restarts, healed))
        sys.stdout.write(f"  {len(refunds)} refunds; twice {len(twice)}, lost {len(lost)}\n")
    assert (twice, lost, len(refunds)) == ([], [], REFUNDS)
    assert sum(r.amount for r in books.all_refunds()) == sum(r.amount_minor for r in refunds.values())
    assert ask("SELECT count(*) FROM procrastinate_jobs WHERE status NOT IN ('todo', 'succeeded')") == 0
    assert machine.kills > 10
    assert broken(shop, datetime.now(UTC)) == {}
