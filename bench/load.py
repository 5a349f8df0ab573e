"""Opening cases by the API under load: 40 a second come what may, then 8 clients back to back.

Run: `python -m bench.load [SECONDS]` (30 of each unless told; hello, the ceiling, a third of it), on the base
of `bench.base`. A web server with two processes as `bin/demo` starts it, no worker beside. In the open loop a
request is due at its time whether or not the one before it was answered, and its wait counts from then.
"""

import http.client
import os
import queue
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench.figures import program_headers
from bench.million import home
from bench.million.serving import Caller, Database, served
from savoir.config.launcher.cluster import Cluster

RATE, CLIENTS, HANDS = 40, 8, 24
_LINES = """SELECT l.id FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
    WHERE l.org_id = %s AND l.held_qty = 0 AND l.returned_qty = 0 AND l.delivered_qty > 0
      AND o.contract_at > now() - interval '18 months'
      AND NOT EXISTS (SELECT FROM cases_caseline c WHERE c.order_line_id = l.id) LIMIT %s"""
Deed = Callable[[Caller], int]


@dataclass
class Tally:
    """Waits in ms, and what went wrong."""

    waits: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, deed: Callable[[], object], since: float) -> None:
        """Do it and note how long it took since then."""
        try:
            deed()
        except (RuntimeError, OSError, http.client.HTTPException) as fault:
            self.wrong.append(str(fault)[:200])
        self.waits.append(1000 * (time.perf_counter() - since))

    def line(self, name: str) -> str:
        """A line of the table."""
        waits = sorted(self.waits)
        at = [waits[max(int(len(waits) * part) - 1, 0)] for part in (0.95, 0.99)]
        return (
            f"{name:44} {len(waits):6} {len(waits) / self.seconds:8.1f}/s {statistics.median(waits):8.1f}"
            f" {at[0]:8.1f} {at[1]:8.1f} {len(self.wrong):6}"
        )


def open_loop(callers: list[Caller], deed: Deed, *, rate: int, seconds: int) -> Tally:
    """`rate` requests a second, each due at its own time."""
    due: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    tally, began = Tally(), time.perf_counter()

    def work(caller: Caller) -> None:
        while (at := due.get()) is not None:
            tally.count(lambda: deed(caller), at)

    hands = [threading.Thread(target=work, args=(caller,)) for caller in callers]
    for hand in hands:
        hand.start()
    for n in range(rate * seconds):
        at = began + n / rate
        time.sleep(max(0.0, at - time.perf_counter()))
        due.put(at)
    for _ in hands:
        due.put(None)
    for hand in hands:
        hand.join()
    tally.seconds = time.perf_counter() - began
    return tally


def closed_loop(callers: list[Caller], deed: Deed, *, seconds: int) -> Tally:
    """Each client asks again as soon as it is answered."""
    tally, began = Tally(), time.perf_counter()

    def work(caller: Caller) -> None:
        while time.perf_counter() - began < seconds:
            tally.count(lambda: deed(caller), time.perf_counter())

    hands = [threading.Thread(target=work, args=(caller,)) for caller in callers]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    tally.seconds = time.perf_counter() - began
    return tally


def opener(lines: Iterator[int]) -> Deed:
    """Opens a case on the next free line. Raises RuntimeError when none is left or the answer is no 201."""
    lock = threading.Lock()

    def one(caller: Caller) -> int:
        with lock:
            line_id = next(lines, None)
        if line_id is None:
            raise RuntimeError("no free line is left: a larger base, or fewer seconds")
        line = {
            "line_id": line_id,
            "quantity": 1,
            "intent": "claim",
            "reason": "defective",
            "words": "Panne.",
        }
        return caller.post(
            "/api/v1/cases", {"lines": [line], "language": "fr"}, **{"Idempotency-Key": uuid4().hex}
        )

    return one


def _run(port: int, headers: dict[str, str], deed: Deed, name: str, seconds: int) -> None:
    callers = [Caller(port, headers) for _ in range(HANDS)]
    for caller in callers:
        deed(caller)
    told = open_loop(callers, deed, rate=RATE, seconds=seconds)
    print(told.line(f"{name}: {RATE} a second, open loop"), flush=True)
    both = closed_loop(callers[:CLIENTS], deed, seconds=seconds)
    print(both.line(f"{name}: {CLIENTS} clients back to back"), flush=True)
    for wrong in sorted({*told.wrong, *both.wrong})[:5]:
        print("  ", wrong)


def main(arguments: list[str]) -> int:
    """Both loops, hello first."""
    seconds = int(arguments[0]) if arguments else 30
    at = home.bench_home()
    Cluster(at.path).start()
    environment: dict[str, Any] = at.environment() | {
        "DJANGO_SETTINGS_MODULE": "savoir.config.settings", "SAVOIR_API_RATE": "1000000",
    }  # fmt: skip
    os.environ.update(environment)
    import django

    django.setup()
    house = Database(at).ask("SELECT min(id) FROM organizations_organization")[0][0]
    lines = iter([row[0] for row in Database(at).ask(_LINES, house, 400 * seconds)])
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors, {seconds} s, hello a third")
    print(f"{'':44} {'asked':>6} {'rate':>10} {'median':>8} {'p95 ms':>8} {'p99 ms':>8} {'wrong':>6}")
    plain = {name: value for name, value in environment.items() if name != "DJANGO_SETTINGS_MODULE"}
    with served("bench.million.hello:application", plain, threads=5, workers=2) as (port, _pid):
        _run(port, {}, lambda caller: caller.get("/"), "ceiling, hello", max(seconds // 3, 1))
    with served("savoir.config.wsgi:application", environment, threads=5, workers=2) as (port, _pid):
        _run(port, program_headers(house), opener(lines), "open a case", seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
