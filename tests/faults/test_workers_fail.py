"""R9, R10: a worker that sleeps over its job, and a job that kills whoever takes it; the others go on."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Fault, Mischief, Rates
from savoir.connectors.payments.stubs.server import StubServer
from savoir.kernel import jobs
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import connect_account
from savoir.resolutions.models import Refund
from tests.faults import nemesis
from tests.faults.worlds import DAY, agree, broken, post
from tests.shop import Shop, make_shop

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
STALLED = "4"


@pytest.fixture
def crew(home: Path, cluster: Cluster) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts workers that count as dead after four silent seconds."""
    told = nemesis.environment(cluster, home) | {"SAVOIR_WORKER_STALLED_SECONDS": STALLED}
    machine = nemesis.Machine(cluster, told, home.parent / "workers.log", random.Random(1))

    def start(**more: str) -> subprocess.Popen[bytes]:
        machine.told = told | more
        machine.workers.append(machine._worker())
        return machine.workers[-1]

    yield start
    machine.stop()


def number(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def nothing() -> None:
    """Meanwhile."""


def leaving(shop: Shop, books: Books, url: str) -> Refund:
    """A refund that wants to leave by a provider that may be slow."""
    now = datetime.now(UTC)
    with organization_block(shop.org_id):
        connect_account(
            actor=shop.system, brand_id=None, port="refund_rail.provider", vendor="stripe", label="Stripe",
            settings={"api_key": "sk_test_1", "base_url": url, "timeout_seconds": 30.0}, now=now,
        )  # fmt: skip
        agreed = agree(shop, at=now - 3 * DAY, delivered_at=now - 9 * DAY)
        refund = Refund.objects.select_related("payment").get(id=post(shop, agreed, at=now - DAY))
        books.add_payment(refund.payment.provider_reference, refund.payment.amount_minor, "EUR")
    return refund


def test_a_worker_that_slept_over_its_refund_wakes_up_and_writes_nothing(
    home: Path, books: Books, crew: Callable[..., subprocess.Popen[bytes]],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    shop = make_shop()
    mischief = Mischief(seed=1, rates=Rates(slow_seconds=4.0))
    mischief.script(Fault.SLOW_ANSWER)
    with StubServer(PspSite(books, mischief=mischief)) as server:
        refund = leaving(shop, books, server.url)
        sleeper = crew()
        nemesis.wait_until(lambda: books.executions(refund.reference) == 1, 60, nothing)
        sleeper.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        crew()
        settled = "SELECT count(*) FROM procrastinate_jobs WHERE args->>'name' = 'refunds.settle'"
        nemesis.wait_until(lambda: number(settled) == 0, 60, nothing)
        taken_over = time.monotonic() - began
        sleeper.send_signal(signal.SIGCONT)
        nemesis.wait_until(lambda: sleeper.poll() is not None, 30, nothing)
    with capsys.disabled():
        sys.stdout.write(
            f"\nasleep: taken over after {taken_over:.1f} s; the sleeper ended {sleeper.poll()}\n"
        )
    assert sleeper.returncode == 1
    assert "the worker ends:" in (home.parent / "workers.log").read_text()
    with organization_block(shop.org_id):
        assert Refund.objects.get(id=refund.id).state == "settled"
    assert books.executions(refund.reference) == 1
    assert broken(shop, datetime.now(UTC)) == {}


def test_a_job_that_kills_its_workers_goes_before_a_person_and_the_others_go_on(
    home: Path, cluster: Cluster, crew: Callable[..., subprocess.Popen[bytes]],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Every worker of the house dies at the carrier's door: only this job goes there."""
    shop = make_shop()
    now = datetime.now(UTC)
    with organization_block(shop.org_id):
        agreed = agree(shop, at=now - 3 * DAY, delivered_at=now - 9 * DAY)
    deadly = {"SAVOIR_FAILPOINT": "carrier.before_call"}
    workers = [crew(**deadly), crew(**deadly)]
    deaths, waits = 0, list[float]()
    began = time.monotonic()
    while number("SELECT count(*) FROM procrastinate_jobs WHERE args->>'name' = 'logistics.prepare_return'"):
        assert time.monotonic() - began < 150, (home.parent / "workers.log").read_text()[-2000:]
        for place, worker in enumerate(workers):
            if worker.poll() is not None:
                deaths += 1
                workers[place] = crew(**deadly)
        if len(waits) < 8 and deaths:
            waits.append(other_job(shop, nemesis.wait_until))
    with organization_block(shop.org_id):
        tasks = list(
            HumanTask.objects.filter(code="carrier_unavailable").values_list("subject_id", flat=True)
        )
    with capsys.disabled():
        sys.stdout.write(
            f"\na job that kills: {deaths} workers, then a person; took {time.monotonic() - began:.0f} s; "
            f"other jobs waited {max(waits):.1f} s at most, {sorted(waits)[len(waits) // 2]:.1f} s median\n"
        )
    assert deaths == 5
    assert tasks == 1
    assert agreed.case_id


def other_job(shop: Shop, wait: Callable[..., float]) -> float:
    """How long a harmless job waits."""
    with organization_block(shop.org_id):
        jobs.enqueue("cases.forget_drafts", org_id=shop.org_id)
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE args->>'name' = 'cases.forget_drafts'"
    seconds: float = wait(
        lambda: number(waiting + " AND status = 'todo' AND scheduled_at IS NULL") == 0, 60, nothing
    )
    return seconds
