"""Asking for one row: a prepared question beside Django's own queryset and bare psycopg, in the same run.

Run: `python -m bench.prepared [times]` (2,000 by default). A database of its own is made and dropped. CPU of
this process only; the ceiling is psycopg alone with the same statement.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from bench.ready import own_database

from django.db import connection
from tests.shop import make_shop

from savoir.kernel.prepared import prepared
from savoir.kernel.rows import write_columns
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand

_BRAND = prepared(lambda brand_id: Brand.objects.filter(id=brand_id).select_related("calendar"))


def cost(ask: Callable[[], object], times: int) -> float:
    """CPU-ms of one call, after ten for warmth."""
    for _ in range(10):
        ask()
    began = time.process_time()
    for _ in range(times):
        ask()
    return 1000 * (time.process_time() - began) / times


def run(times: int) -> None:
    """Measure each way, then print it with its ratio to bare psycopg."""
    shop = make_shop()
    with organization_block(shop.org_id):
        brand = Brand.objects.select_related("calendar").get(id=shop.brand_id)
        sql, params = Brand.objects.select_related("calendar").filter(id=brand.id).query.sql_with_params()
        raw: Any = connection.connection
        ways: dict[str, Callable[[], object]] = {
            "psycopg alone": lambda: raw.execute(sql, params).fetchone(),
            "prepared question": lambda: _BRAND.first(brand_id=brand.id),
            "queryset": lambda: Brand.objects.select_related("calendar").filter(id=brand.id).first(),
            "write_columns": lambda: write_columns(brand, "name"),
            "save(update_fields)": lambda: brand.save(update_fields=["name"]),
        }
        costs = {name: cost(ask, times) for name, ask in ways.items()}
    ceiling = costs["psycopg alone"]
    for name, spent in costs.items():
        print(f"{name:20} {spent:6.3f} CPU-ms {spent / ceiling:6.1f} x psycopg")


def main(arguments: list[str]) -> int:
    """Make the database, measure, drop it."""
    with own_database():
        run(int(arguments[0]) if arguments else 2000)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
