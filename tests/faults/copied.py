"""Many refunds that wait for their rail, copied from a few that real verbs agreed on.

Each copy has ids, numbers, references and a provider's payment of its own, made by the statements of
`bench.million`. Customers are made too, fewer than refunds.
"""

from pathlib import Path

import psycopg
from bench.million import filling, finishing
from bench.million.home import Home
from bench.million.plan import House

from savoir.connectors.payments.stubs.books import Books

# A copy's numbers are made from the order's number, which a test's own rows do not bear.
_NUMBERED = """UPDATE {table} t SET external_id = o.number || '-' || t.external_id
    FROM orders_order o WHERE o.id = t.order_id"""


def copy_refunds(home: Path, count: int) -> None:
    """Copy what stands in the home's database until there are `count` cases; nobody may work in it meanwhile.

    Raises AssertionError when a key of a copy leads nowhere.
    """
    at = Home(home)
    with filling.hand(at) as link:
        for table in ("orders_orderline", "orders_payment", "orders_delivery"):
            filling.run(link, _NUMBERED.format(table=table))
        org_id = int(filling.run(link, "SELECT min(id) FROM organizations_organization")[0][0])
        strides, samples = filling.strides_of(link), filling.samples_of(link)
        filling.keep_seed(link)
        first = 1 + int(filling.run(link, "SELECT max(id) FROM orders_customer")[0][0])
        house = House(0, org_id, count - len(samples), 1, first, open_share=1.0)
        filling.write_plan(link, [house], samples)
        filling.write_houses(link, strides, org_id)
        last = int(filling.run(link, "SELECT max(copy) FROM bench.plan")[0][0])
        filling.copy_all(at, strides, filling.kinds_of(link), last)
        _finish(at, link)


def _finish(at: Home, link: psycopg.Connection) -> None:
    """What the triggers would have done, then a look at every key."""
    filling.write_link_routes(link)
    finishing.count_standing(link)
    finishing.set_sequences(link)
    finishing.write_words(at, link)
    filling.run(link, "DROP SCHEMA bench CASCADE")
    finishing.sweep(at, finishing.table_names(link))
    lost = finishing.orphans(at)
    assert lost == [], f"keys that lead nowhere: {', '.join(lost)}"


def register_payments(home: Path, books: Books) -> None:
    """Every payment of the home's database stands in the provider's books, all in one transaction."""
    with Home(home).superuser() as link:
        paid = filling.run(link, "SELECT provider_reference, amount_minor, currency FROM orders_payment")
    with books.transaction():
        for reference, amount, currency in paid:
            books.add_payment(reference, amount, currency)
