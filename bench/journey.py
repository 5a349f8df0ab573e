"""One return through every room: statements and CPU-ms per step, beside bare transactions as long.

Run: `python -m bench.journey [cases]` (30 by default). A database of its own is made and dropped. `follow` is
the work of the jobs after each verb (messages, slips, timers). CPU is this process's; the bare figure is
psycopg alone: as many SELECTs by primary key in one transaction, in the same run.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bench.ready import own_database

from django.db import connection
from tests.shop import NOON, Shop, make_shop, sell

from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
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

FINE = Checks(right_item=True, right_quantity=True, used_or_damaged=False, defect_proven=False, in_time=True)


@dataclass
class Meter:
    """What each step used, summed over the cases."""

    cpu: dict[str, float] = field(default_factory=dict)
    statements: dict[str, int] = field(default_factory=dict)
    _now: str = ""

    def count(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Count one statement for the step that runs."""
        self.statements[self._now] = self.statements.get(self._now, 0) + 1
        return execute(sql, params, many, context)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what happens inside as `name`."""
        self._now, began = name, time.process_time()
        yield
        self.cpu[name] = self.cpu.get(name, 0.0) + time.process_time() - began


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
    _parcel(shop, meter, customer, accepted.ra_number, now)
    with meter.step("follow"):
        drain(until=now + timedelta(days=40))


def _parcel(shop: Shop, meter: Meter, customer: Any, number: str, now: datetime) -> None:
    with meter.step("post"), organization_block(shop.org_id):
        logistics.declare_posting(
            actor=customer, ra_number=number, posted_on=now.date(), tracking_number="6A12345678901", now=now
        )
    with meter.step("settle"):
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
    """CPU seconds of one bare transaction of so many statements."""
    began = time.process_time()
    raw = connection.connection
    for _ in range(times):
        with raw.transaction():
            for number in range(statements):
                raw.execute("SELECT id, reference FROM cases_case WHERE id = %s", [number]).fetchone()
    return (time.process_time() - began) / times


def run(cases: int) -> None:
    """Walk the cases, then print a line per step."""
    rail = FakeRail(open_amount=10**9)
    bind(RefundRail, lambda **_: rail)
    bind(MailChannel, lambda **_: NullChannel())
    shop, meter = make_shop(), Meter()
    with connection.execute_wrapper(meter.count):
        one_case(shop, Meter(), NOON)
        meter.statements.clear()
        for _ in range(cases):
            one_case(shop, meter, NOON)
    print(f"{'step':16} {'statements':>10} {'CPU-ms':>8} {'bare':>8} {'ratio':>6}")
    for name, seconds in meter.cpu.items():
        count = round(meter.statements[name] / cases)
        floor = bare(count, cases)
        mine = seconds / cases
        print(f"{name:16} {count:10} {1000 * mine:8.1f} {1000 * floor:8.1f} {mine / floor:6.1f}")
    whole = sum(meter.cpu.values()) / cases
    print(f"{'one case':16} {sum(meter.statements.values()) / cases:10.0f} {1000 * whole:8.1f}")


def main(arguments: list[str]) -> int:
    """Make the database, measure, drop it."""
    with own_database():
        run(int(arguments[0]) if arguments else 30)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
