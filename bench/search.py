"""The desk's search over a large made shop: ms for each kind, and the ratio to the same under the policy.

Run: `python -m bench.search [orders [messages]]` (300,000 by default, with as many cases, 200,000 customers
and a second house of the same names; for words of messages see `bench/search_words.py`). A database of its
own is made and dropped. The first figure is the function as deployed, owned by a role that may look past
row-level security; the second the same function owned by the tables' owner, which it binds. `page` is the
whole search of the desk: ids, then orders and cases read again.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.ready import own_database

from django.db import connection
from tests.shop import NOON, Shop, make_shop, sell

from bench.search_words import fill as fill_words
from bench.search_words import measure as measure_words
from savoir.config.launcher.cluster import ensure_test_cluster
from savoir.kernel.tenancy import organization_block
from savoir.orders.queries import sale_matches
from savoir.web.desk.search.views import found

SIGNATURE = "orders_search(text[], text, text[], text[], text, integer)"
FIRST = [
    "camille",
    "lea",
    "manon",
    "chloe",
    "emma",
    "hugo",
    "louis",
    "jules",
    "adam",
    "nadia",
    "ines",
    "paul",
]
LAST_PARTS = [
    "mar",
    "dub",
    "ber",
    "lef",
    "gar",
    "per",
    "rou",
    "vin",
    "fau",
    "mor",
    "gir",
    "bon",
    "cle",
    "del",
    "nor",
]
LAST_ENDS = [
    "tin",
    "ois",
    "nard",
    "evre",
    "nier",
    "rin",
    "ssel",
    "cent",
    "re",
    "eau",
    "ard",
    "net",
    "ment",
    "mas",
]
_FILL = (
    """INSERT INTO orders_customer (org_id, external_id, name, name_search, email, email_normalized, phone,
         phone_normalized, language, country, postcode, city, street)
       SELECT %(org)s, 'c' || n, initcap(name), name, '', 'a' || n || '@exemple.fr', '',
              '336' || lpad(n::text, 8, '0'), 'fr', 'FR', '59000', 'Lille', ''
       FROM (SELECT n, (%(first)s::text[])[1 + n %% 12] || ' ' || (%(parts)s::text[])[1 + (n / 7) %% 15]
             || (%(ends)s::text[])[1 + (n / 11) %% 14]
             || CASE WHEN n %% 9 = 0 THEN ' ' || (n / 9) ELSE '' END AS name
             FROM generate_series(1, %(customers)s) n) AS named""",
    """INSERT INTO orders_order (org_id, external_id, number, number_normalized, brand_id, customer_id,
         channel, seller, marketplace, rail, contract_at, currency, price_includes_tax, total_minor,
         delivery_paid_minor, email_normalized, postcode_normalized, country)
       SELECT %(org)s, 'o' || n, 'FR-' || n, 'FR' || n, %(brand)s, first.id + n %% %(customers)s, 'web', 'us',
              '', 'provider', %(now)s - n * interval '40 seconds', 'EUR', true, 5900, 0, '', '59000', 'FR'
       FROM generate_series(1, %(orders)s) n,
            (SELECT min(id) AS id FROM orders_customer
             WHERE org_id = %(org)s AND external_id LIKE 'c%%') AS first""",
    """INSERT INTO orders_orderline (org_id, external_id, order_id, product_id, position, name, quantity,
         unit_price_minor, discount_minor, delivery_minor, serials, delivered_qty, held_qty, returned_qty)
       SELECT %(org)s, 'l' || id, id, %(product)s, 1, 'Aspirateur', 1, 5900, 0, 0,
              CASE WHEN id %% 4 = 0 THEN jsonb_build_array('SN' || id) ELSE '[]'::jsonb END, 1, 0, 0
       FROM orders_order WHERE org_id = %(org)s AND external_id LIKE 'o%%'""",
    """INSERT INTO orders_delivery (org_id, external_id, order_id, mode, carrier, tracking_number)
       SELECT %(org)s, 'd' || id, id, 'parcel', '', '6A' || lpad(id::text, 11, '0')
       FROM orders_order WHERE org_id = %(org)s AND external_id LIKE 'o%%'""",
    """INSERT INTO cases_case (org_id, reference, brand_id, order_id, customer_id, entry, intent, state,
         language, needs_person, headline, reason, value_minor, currency, proposal, snooze_reason,
         escalated_to, opened_at, former_number, former_key)
       SELECT %(org)s, 'SAV-' || id, %(brand)s, id, customer_id, 'portal', 'return', 'open', 'fr',
              id %% 50 = 0, 'Aspirateur', 'too_small', 5900, 'EUR', 'refund', '', '', contract_at, '', ''
       FROM orders_order WHERE org_id = %(org)s AND external_id LIKE 'o%%'""",
)


def fill(shop: Shop, orders: int) -> None:
    """Orders, customers and cases straight into the tables."""
    with organization_block(shop.org_id), connection.cursor() as cursor:
        sale = sell(shop)
        given: dict[str, Any] = {
            "org": shop.org_id, "brand": shop.brand_id, "product": sale.product_id, "orders": orders,
            "customers": max(orders * 2 // 3, 1), "first": FIRST, "parts": LAST_PARTS, "ends": LAST_ENDS,
            "now": NOON,
        }  # fmt: skip
        for statement in _FILL:
            cursor.execute(statement, given)


def asked(shop: Shop, orders: int) -> dict[str, list[str]]:
    """Texts to look for, by kind."""
    picks = [orders * part // 23 + 1 for part in range(1, 21)]
    with organization_block(shop.org_id), connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM orders_order WHERE external_id LIKE 'o%%'")
        first = cursor.fetchone()[0]
    ids = [first + pick // 4 * 4 - first % 4 for pick in picks]
    return {
        "case number": [f"SAV-{one}" for one in ids],
        "order number": [f"FR-{pick}" for pick in picks],
        "e-mail": [f"a{pick // 2}@exemple.fr" for pick in picks],
        "name, common": [f"{FIRST[i % 12]} {LAST_PARTS[i % 15]}{LAST_ENDS[i % 14]}" for i in range(20)],
        "name, one word": [f"{LAST_PARTS[i % 15]}{LAST_ENDS[i % 14]}" for i in range(20)],
        "name, misspelt": [f"{LAST_PARTS[i % 15]}{LAST_ENDS[i % 14]}x" for i in range(20)],
        "tracking": [f"6A{one:011d}" for one in ids],
        "phone": [f"06 {pick // 2:08d}" for pick in picks],
        "serial": [f"SN{one}" for one in ids],
        "nothing": [f"ZZ-{pick}" for pick in picks],
    }


def timed(deed: Callable[[str], Any], texts: list[str]) -> list[float]:
    """Milliseconds of each; every text is asked once before."""
    taken = []
    for text in [*texts, *texts]:
        began = time.perf_counter()
        deed(text)
        taken.append(1000 * (time.perf_counter() - began))
    return taken[len(texts) :]


def measure(shop: Shop, texts: list[str]) -> tuple[list[float], list[float]]:
    """The ids alone, and the whole page's search."""
    with organization_block(shop.org_id):
        ids = timed(lambda text: sale_matches(actor=shop.agent, text=text), texts)
        page = timed(lambda text: found(shop.agent, text), texts)
    return ids, page


def _worst(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95) - 1]


def run(cluster: Any, name: str, orders: int, messages: int) -> None:
    """Fill, measure past the policy, measure under it, print; then the words of messages."""
    ours, theirs = make_shop(), make_shop("autre")
    for shop in (ours, theirs):
        fill(shop, orders)
    cluster.run_sql(name, "VACUUM ANALYZE")
    kinds = asked(ours, orders)
    free = {kind: measure(ours, texts) for kind, texts in kinds.items()}
    cluster.run_sql(name, f"ALTER FUNCTION {SIGNATURE} OWNER TO savoir_owner")
    bound = {kind: measure(ours, texts)[0] for kind, texts in kinds.items()}
    print(f"{orders} orders and as many cases in each of two houses; ms, median of {len(kinds['serial'])}")
    print(f"{'kind':16} {'ids':>8} {'under policy':>13} {'ratio':>7} {'page':>8} {'page p95':>9}")
    for kind, (ids, page) in free.items():
        mine, under = statistics.median(ids), statistics.median(bound[kind])
        alone = f"{kind:16} {mine:8.2f} {under:13.2f} {under / mine:7.1f}"
        print(f"{alone} {statistics.median(page):8.1f} {_worst(page):9.1f}")
    fill_words(cluster, name, (ours, theirs), messages)
    measure_words(ours, messages, timed)


def main(arguments: list[str]) -> int:
    """Make the database, measure, drop it."""
    orders, messages = [*map(int, arguments), *(300_000, 300_000)[len(arguments) :]][:2]
    with own_database() as name:
        run(ensure_test_cluster(), name, orders, messages)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
