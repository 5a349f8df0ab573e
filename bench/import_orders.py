"""Import the real sales file: lines per second, peak memory, and the ratio to a bare COPY of the same bytes.

    python -m bench.import_orders FILE

FILE: UCI Online Retail as CSV (Chen 2015, CC BY 4.0), packed or not.
A database of its own is made and dropped.
"""

import gzip
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.ready import own_database

from django.db import connection
from tests.shop import make_shop

from savoir.kernel.access import system_actor
from savoir.orders import operations


def bare_copy(path: Path) -> float:
    """Seconds to COPY the same bytes into one temporary table of one text column."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bare (line text)")
        with (
            gzip.open(path) as raw,
            cursor.copy("COPY bare FROM STDIN (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')") as copy,
        ):
            while chunk := raw.read(1 << 20):
                copy.write(chunk)
        cursor.execute("DROP TABLE bare")
    return time.perf_counter() - began


def peak_megabytes() -> float:
    """Largest resident size of this program so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(path: Path) -> None:
    """Import, import again, and print the figures."""
    shop = make_shop()
    bare, before = bare_copy(path), peak_megabytes()
    steps: dict[str, float] = {}
    for name in ("import", "again"):
        began, cpu = time.perf_counter(), time.process_time()
        report = operations.import_orders(
            actor=system_actor(shop.org_id),
            brand_id=shop.brand_id,
            source=path,
            mapping=operations.shipped_mapping("uci-online-retail"),
            now=datetime(2012, 1, 1, tzinfo=UTC),
            progress=lambda step, done, of: steps.__setitem__(step, time.perf_counter()),
        )
        seconds = time.perf_counter() - began
        lines = report.rows_read + report.rows_skipped
        print(
            f"{name}: {lines} lines in {seconds:.1f} s = {lines / seconds:,.0f} lines/s"
            f" (read {steps['read'] - began:.1f} s, ours {time.process_time() - cpu:.1f} CPU-s);"
            f" {report.orders_imported} orders, {report.lines_imported} lines,"
            f" {report.orders_rejected} rejected;"
            f" {seconds / bare:.1f} x bare COPY ({bare:.2f} s)"
        )
    print(f"peak memory: {peak_megabytes():.0f} MB ({before:.0f} MB before the import)")


def main(arguments: list[str]) -> int:
    """Make the database, measure, drop it."""
    with own_database():
        run(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
