"""Import a made-up Shopify export of 50,000 lines and ask what its answers lack: seconds of each.

    python -m bench.import_shop_export [LINES]

A database of its own is made and dropped.
"""

import csv
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.ready import own_database

from tests.shop import make_shop

from savoir.cases.queries import decidability
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.orders import operations

NOW = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Currency",
    "Subtotal", "Shipping", "Taxes", "Total", "Discount Amount", "Created at", "Lineitem quantity",
    "Lineitem name", "Lineitem price", "Lineitem sku", "Lineitem fulfillment status", "Shipping Name",
    "Shipping Address1", "Shipping City", "Shipping Zip", "Shipping Country", "Payment Method",
    "Refunded Amount", "Id", "Source",
)  # fmt: skip


def write_export(path: Path, lines: int) -> None:
    """A Shopify export with two lines an order, a tenth with a discount, one in twenty with a refund."""
    chance = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        for number in range(lines // 2):
            writer.writerows(_order(number, chance))


def _order(number: int, chance: random.Random) -> list[dict[str, str]]:
    bought = [(chance.randint(1, 3), chance.randint(500, 20_000), chance.randint(1, 3_000)) for _ in range(2)]
    goods = sum(quantity * price for quantity, price, _ in bought)
    off = goods // 10 if number % 10 == 0 else 0
    made = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=18 * number)
    total = goods - off + 490
    head = {
        "Email": f"client{number % 9000}@exemple.fr", "Financial Status": "paid", "Paid at": f"{made}",
        "Fulfillment Status": "fulfilled", "Fulfilled at": f"{made + timedelta(days=1)}", "Currency": "EUR",
        "Subtotal": _euros(goods - off), "Shipping": "4.90", "Taxes": _euros(goods // 6),
        "Total": _euros(total), "Discount Amount": _euros(off), "Created at": f"{made}",
        "Shipping Name": f"Client {number % 9000}", "Shipping Address1": "1 rue Haute",
        "Shipping City": "Lille", "Shipping Zip": "'59000", "Shipping Country": "FR",
        "Payment Method": "Shopify Payments", "Id": str(10**12 + number), "Source": "web",
        "Refunded Amount": _euros(total // 2 if number % 20 == 0 else 0),
    }  # fmt: skip
    rows = [
        {"Name": f"#{number}", "Lineitem quantity": str(quantity), "Lineitem name": f"Article {sku}",
         "Lineitem price": _euros(price), "Lineitem sku": f"SKU{sku}",
         "Lineitem fulfillment status": "fulfilled"}
        for quantity, price, sku in bought
    ]  # fmt: skip
    rows[0] |= head
    return rows


def _euros(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def run(lines: int) -> None:
    """Write, recognize, import, ask; print seconds."""
    with own_database(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders_export.csv"
        write_export(path, lines)
        shop = make_shop()
        actor = system_actor(shop.org_id)
        for name in ("import", "import again"):
            began = time.perf_counter()
            found = operations.recognize_export(actor=actor, source=path)
            report = operations.import_orders(
                actor=actor, brand_id=shop.brand_id, source=path, mapping=found.mapping, now=NOW
            )
            seconds = time.perf_counter() - began
            print(f"{name}: {report.lines_imported} lines, {report.orders_imported} orders, {seconds:.1f} s")
        with organization_block(shop.org_id):
            began = time.perf_counter()
            asked = decidability(actor=actor, brand_id=shop.brand_id, now=NOW)
            seconds = time.perf_counter() - began
        print(f"decidable: {asked.share} per mille of {asked.lines_asked} lines asked, {seconds:.1f} s")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
