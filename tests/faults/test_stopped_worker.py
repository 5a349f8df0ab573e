"""A worker is stopped by SIGSTOP over its work, another takes it over, and the first wakes up too late."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from savoir.config.launcher.cluster import Cluster
from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.server import StubServer
from savoir.kernel import jobs
from savoir.kernel.jobs import registry
from savoir.kernel.models import HumanTask, LedgerEvent
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import connect_account
from savoir.resolutions.events import RefundSettled
from savoir.resolutions.models import Refund
from tests.faults import nemesis
from tests.faults.warmed import Forked, Stable
from tests.faults.worlds import DAY, agree, broken, post
from tests.shop import Shop, make_shop

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
SILENT_SECONDS = int(os.environ.get("FAULTS_SILENT_SECONDS", "3"))  # then it counts as dead
PAUSE_SECONDS = float(os.environ.get("FAULTS_PAUSE_SECONDS", "4"))  # how long the first is stopped at least
PATIENCE = 60.0 + PAUSE_SECONDS


class House:
    """Two workers, one after the other, over one database."""

    def __init__(self, told: dict[str, str], folder: Path) -> None:
        self.told = told | {
            "FAULTS_FOLDER": str(folder), "SAVOIR_WORKER_STALLED_SECONDS": str(SILENT_SECONDS),
            "SAVOIR_WORKER_CONCURRENCY": "1",
        }  # fmt: skip
        self.folder, self.workers = folder, list[Forked]()
        self.stable: Stable | None = None

    def first_is_stopped(self, place: str, *, off: str = "") -> None:
        """A worker takes the work and is stopped over it."""
        told = self.told | {"FAULTS_STOP_AT": place, "FAULTS_OFF": off}
        self.stable = Stable(told, self.folder / "log", "tests.faults.deeds")
        self.workers.append(self.stable.worker())
        nemesis.wait_until(lambda: self._state() == "T", PATIENCE, nothing)

    def second_begins(self, is_done: Callable[[], bool]) -> float:
        """Another worker; returns the seconds until it has done the work of the first."""
        assert self.stable is not None
        self.workers.append(self.stable.worker())
        began = time.monotonic()
        took = nemesis.wait_until(is_done, PATIENCE, self._second_lives)
        nemesis.wait_until(lambda: time.monotonic() - began > PAUSE_SECONDS, PATIENCE, self._second_lives)
        assert self._state() == "T"
        return took

    def _second_lives(self) -> None:
        """Nobody starts it again here: what ended it stands in the log."""
        assert self.workers[-1].poll() is None, (self.folder / "log").read_text()

    def first_wakes(self) -> str:
        """SIGCONT; returns what the log says once the first has ended, or has nothing left to do."""
        self.workers[0].send_signal(signal.SIGCONT)
        nemesis.wait_until(lambda: self.workers[0].poll() is not None, PATIENCE, nothing)
        return (self.folder / "log").read_text()

    def first_wakes_and_lives(self, is_done: Callable[[], bool]) -> None:
        """SIGCONT to a worker without guards; waits for what it should never do."""
        self.workers[0].send_signal(signal.SIGCONT)
        nemesis.wait_until(is_done, PATIENCE, nothing)

    def close(self) -> None:
        """End what lives."""
        for worker in self.workers:
            worker.kill()
            worker.wait(timeout=10)
        if self.stable:
            self.stable.close()

    def _state(self) -> str:
        mark = self.folder / "stopped"
        pid = mark.read_text() if mark.exists() else ""
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] if pid else ""


def nothing() -> None:
    """Meanwhile."""


@pytest.fixture
def house(own_database: str, template: tuple[Cluster, str], tmp_path: Path) -> Iterator[House]:
    """No worker yet."""
    ours = House(nemesis.environment(template[0], tmp_path / "home", own_database), tmp_path)
    yield ours
    ours.close()


@pytest.fixture
def shop(house: House) -> Shop:
    """A shop of real commits."""
    return make_shop()


def written(shop: Shop) -> int:
    with organization_block(shop.org_id):
        return HumanTask.objects.filter(subject_kind="deed").count()


@pytest.fixture
def deed(shop: Shop) -> Iterator[None]:
    """The job `tests.write` waits; only workers have what it does."""
    jobs.job("tests.write")(lambda **_: None)
    with organization_block(shop.org_id):
        jobs.enqueue("tests.write", org_id=shop.org_id, number=1)
    yield
    registry._jobs.pop("tests.write")


def test_the_late_write_of_a_stopped_worker_is_refused_in_its_own_transaction(
    house: House, shop: Shop, deed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its pulse is not felt here: the token alone refuses."""
    house.first_is_stopped("tests.write", off="pulse")
    took = house.second_begins(lambda: written(shop) == 1)
    log = house.first_wakes()
    assert written(shop) == 1
    assert "the worker ends: another worker has its job" in log
    with capsys.disabled():
        sys.stdout.write(f"\nstopped for {PAUSE_SECONDS:.0f} s or more; taken over after {took:.1f} s\n")


def test_without_token_and_pulse_the_late_write_stands_beside_the_other(
    house: House, shop: Shop, deed: None
) -> None:
    """The twin that must go wrong."""
    house.first_is_stopped("tests.write", off="pulse,token")
    house.second_begins(lambda: written(shop) == 1)
    house.first_wakes_and_lives(lambda: written(shop) == 2)


def test_a_refund_whose_worker_was_stopped_is_settled_once_by_another(
    house: House, shop: Shop, tmp_path: Path
) -> None:
    """Stopped when the provider has paid and nothing of it is written; all guards are on, as shipped."""
    now = datetime.now(UTC)
    with Books(str(tmp_path / "books.sqlite")) as books, StubServer(PspSite(books)) as server:
        refund = leaving(shop, books, server.url, now)
        house.first_is_stopped("refund.after_call")
        assert books.executions(refund.reference) == 1
        house.second_begins(lambda: state(shop, refund) == "settled")
        assert facts(shop) == 1
        log = house.first_wakes()
        assert "the worker ends" in log
        assert (books.executions(refund.reference), state(shop, refund)) == (1, "settled")
        assert facts(shop) == 1
    assert broken(shop, datetime.now(UTC)) == {}


def leaving(shop: Shop, books: Books, url: str, now: datetime) -> Refund:
    """A refund that wants to leave now."""
    with organization_block(shop.org_id):
        connect_account(
            actor=shop.system, brand_id=None, port="refund_rail.provider", vendor="stripe", label="Stripe",
            settings={"api_key": "sk_test_1", "base_url": url, "timeout_seconds": 5.0}, now=now,
        )  # fmt: skip
        agreed = agree(shop, at=now - 3 * DAY, delivered_at=now - 9 * DAY)
        refund = Refund.objects.select_related("payment").get(id=post(shop, agreed, at=now - DAY))
    books.add_payment(refund.payment.provider_reference, refund.payment.amount_minor, "EUR")
    return refund


def state(shop: Shop, refund: Refund) -> str:
    with organization_block(shop.org_id):
        return Refund.objects.get(id=refund.id).state


def facts(shop: Shop) -> int:
    """How many facts say that money arrived."""
    with organization_block(shop.org_id):
        return LedgerEvent.objects.filter(kind=RefundSettled.kind).count()
