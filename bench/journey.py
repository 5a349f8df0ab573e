"""One return through every room: statements and CPU-ms per step, beside bare transactions as long.

Run: `python -m bench.journey [cases]` (30 by default). A database of its own is made and dropped. `jobs` is
what the worker does after each verb (messages, slips, timers); `open alone` a case as a program opens it,
with no label asked for, and `reminded` the forty days in which nobody answers it. Statements are counted on
cases of their own: where they are counted nothing waits for the next one (decision 0027), so no CPU is
measured there. CPU is this process's, then PostgreSQL's; the bare figure is psycopg alone: as many SELECTs
by primary key in one transaction, in the same run.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.ready import own_database

from django.db import connection
from tests.shop import NOON, Shop, make_shop, sell

from savoir.cases.operations import open_case
from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.config.launcher.cluster import ensure_test_cluster
from savoir.connectors.mail.null import NullChannel
from savoir.connectors.payments.fake import FakeRail
from savoir.conversations.ports import MailChannel
from savoir.kernel.jobs import drain
from savoir.kernel.ports import bind
from savoir.kernel.tenancy import organization_block
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import Checks
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.ports import RefundRail
from savoir.resolutions.queries import offers_with_plans

LATER = NOON + timedelta(days=40)
_JOBS = ("jobs: opened", "jobs: posted", "jobs: received", "jobs: settled")
FINE = Checks(right_item=True, right_quantity=True, used_or_damaged=False, defect_proven=False, in_time=True)


@dataclass
class Meter:
    """What each step used, summed over the cases: CPU seconds of ours and of PostgreSQL's, and statements."""

    ours: dict[str, float] = field(default_factory=dict)
    theirs: dict[str, float] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    _now: str = ""

    def count(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Count one statement for the step that runs."""
        self.statements[self._now] = self.statements.get(self._now, 0) + 1
        return execute(sql, params, many, context)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what happens inside as `name`."""
        self._now, began, busy = name, time.process_time(), _of_postgresql()
        yield
        self.ours[name] = self.ours.get(name, 0.0) + time.process_time() - began
        self.theirs[name] = self.theirs.get(name, 0.0) + _of_postgresql() - busy


def _of_postgresql() -> float:
    """CPU seconds that the process behind our connection has used."""
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def one_case(shop: Shop, meter: Meter, now: datetime) -> None:
    """From the question to the money and the thanks."""
    with organization_block(shop.org_id):
        sale = sell(shop, price=5900)
    customer = shop.customer(sale.order_id)
    asked = AskedLine(line_id=sale.line_ids[0], quantity=1, intent=Intent.RETURN, reason=Reason.TOO_SMALL)
    line = LineRequest(asked=asked, wanted=Remedy.REFUND)
    request = CaseRequest(order_id=sale.order_id, entry=Entry.PORTAL, language="fr", lines=(line,))
    with meter.step("open and accept"), organization_block(shop.org_id):
        plans = offers_with_plans(actor=customer, lines=(asked,), now=now).plans
        plan = next(plan for plan in plans if plan.remedy is Remedy.REFUND)
        _, accepted = request_remedy(
            actor=customer, request=request, remedy=Remedy.REFUND, plan_digest=plan.digest, now=now
        )
    if accepted is None:
        raise RuntimeError("the offer was not accepted")
    with meter.step("jobs: opened"):
        drain(until=now)
    _parcel(shop, meter, customer, accepted.ra_number, now)
    with meter.step("jobs: received"):
        drain(until=now)
    with meter.step("jobs: settled"):
        drain(until=LATER)


def one_question(shop: Shop, meter: Meter, now: datetime) -> None:
    """A case opened as a program opens it: nothing accepted, no label asked for."""
    with organization_block(shop.org_id):
        sale = sell(shop, price=5900)
    asked = AskedLine(line_id=sale.line_ids[0], quantity=1, intent=Intent.RETURN, reason=Reason.TOO_SMALL)
    line = LineRequest(asked=asked, wanted=Remedy.REFUND)
    request = CaseRequest(order_id=sale.order_id, entry=Entry.API, language="fr", lines=(line,))
    with meter.step("open alone"), organization_block(shop.org_id):
        open_case(actor=shop.agent, request=request, now=now)
    with meter.step("jobs: open alone"):
        drain(until=now)


def _parcel(shop: Shop, meter: Meter, customer: Any, number: str, now: datetime) -> None:
    with meter.step("post"), organization_block(shop.org_id):
        logistics.declare_posting(
            actor=customer, ra_number=number, posted_on=now.date(), tracking_number="6A12345678901", now=now
        )
    with meter.step("jobs: posted"):
        drain(until=now)
    with meter.step("receive"), organization_block(shop.org_id):
        lines = expected_lines(actor=shop.dock, ra_number=number)
        receipt = logistics.receive(
            actor=shop.dock, scan_id=uuid4(), ra_number=number, quantities={lines[0].id: 1}, now=now
        )
    with meter.step("inspect"), organization_block(shop.org_id):
        logistics.inspect(
            actor=shop.dock, receipt_line_id=receipt.lines[0].id, quantity=1, checks=FINE, grade=Grade.A,
            finding=Finding.UNUSED, now=now,
        )  # fmt: skip


def bare(statements: int, times: int) -> float:
    """CPU seconds of one bare transaction of so many statements, ours and PostgreSQL's."""
    began, busy = time.process_time(), _of_postgresql()
    raw = connection.connection
    for _ in range(times):
        with raw.transaction():
            for number in range(statements):
                raw.execute("SELECT id, reference FROM cases_case WHERE id = %s", [number]).fetchone()
    return (time.process_time() - began + _of_postgresql() - busy) / times


def walk(shop: Shop, meter: Meter, cases: int) -> None:
    """Returns to their end, then as many questions."""
    for _ in range(cases):
        one_case(shop, meter, NOON)
    for _ in range(cases):
        one_question(shop, meter, NOON)
    with meter.step("jobs: reminded"):
        drain(until=LATER)


def run(cases: int, look: Callable[[], object]) -> None:
    """Walk the cases to count, let PostgreSQL `look` at its tables, walk them to measure; a line per step."""
    rail = FakeRail(open_amount=10**9)
    bind(RefundRail, lambda **_: rail)
    bind(MailChannel, lambda **_: NullChannel())
    shop, counted, measured = make_shop(), Meter(), Meter()
    one_case(shop, Meter(), NOON)
    with connection.execute_wrapper(counted.count):
        walk(shop, counted, cases)
    look()
    walk(shop, measured, cases)
    print(
        f"{'step':16} {'statements':>10} {'ours':>8} {'database':>8} {'CPU-ms':>8} {'bare':>8} {'ratio':>6}"
    )
    for name in measured.ours:
        count = round(counted.statements.get(name, 0) / cases)
        _line(name, count, measured.ours[name] / cases, measured.theirs[name] / cases, bare(count, cases))
    jobs = sum(_whole(measured, name) for name in measured.ours if name in _JOBS)
    print(f"jobs of one case, from its question to its last letter: {1000 * jobs / cases:.1f} CPU-ms")


def _line(name: str, count: int, ours: float, theirs: float, floor: float) -> None:
    both = ours + theirs
    print(f"{name:16} {count:10} {1000 * ours:8.1f} {1000 * theirs:8.1f} {1000 * both:8.1f}"
          f" {1000 * floor:8.1f} {both / max(floor, 1e-6):6.1f}")  # fmt: skip


def _whole(meter: Meter, name: str) -> float:
    return meter.ours[name] + meter.theirs[name]


def main(arguments: list[str]) -> int:
    """Make the database, measure, drop it."""
    with own_database() as name:
        run(int(arguments[0]) if arguments else 30, lambda: ensure_test_cluster().run_sql(name, "ANALYZE"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
