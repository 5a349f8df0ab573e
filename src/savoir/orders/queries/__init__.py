"""Questions about sales; each begins with what the actor may see. See the README of the room."""

from savoir.orders.queries.buyers import RecallBuyer, buyers_of_recall
from savoir.orders.queries.customers import (
    address_on_file,
    customer_card,
    customers_addressed,
    orders_of_customer,
    stood,
)
from savoir.orders.queries.drops import DropCard, drop_card, drops, newest_order, rejects_of_drop
from savoir.orders.queries.erasing import (
    KeptSale,
    PersonToErase,
    customers_meant,
    known_as,
    order_ids_of,
    person_to_erase,
)
from savoir.orders.queries.lines import count_sold_lines, sale_line, sale_lines, sold_lines_of_brand
from savoir.orders.queries.matching import SoldLine, sold_lines
from savoir.orders.queries.naming import orders_of_payments
from savoir.orders.queries.orders import (
    order_card,
    orders_numbered,
    orders_of_number,
    payments,
    payments_named,
    payments_told,
)
from savoir.orders.queries.proving import find_for_portal
from savoir.orders.queries.recalls import RecallCard, count_open_recalls, recall_card, recalls
from savoir.orders.queries.search import find_orders, orders_of_matches, sale_matches
from savoir.orders.rules import normalize_email, normalize_number

__all__ = [
    "DropCard", "KeptSale", "PersonToErase", "RecallBuyer", "RecallCard", "SoldLine", "address_on_file",
    "buyers_of_recall", "count_open_recalls", "count_sold_lines", "customer_card", "customers_addressed",
    "customers_meant", "drop_card", "drops", "find_for_portal", "find_orders", "known_as", "newest_order",
    "normalize_email", "normalize_number", "order_card", "order_ids_of", "orders_numbered",
    "orders_of_customer", "orders_of_matches", "orders_of_number", "orders_of_payments", "payments",
    "payments_named", "payments_told", "person_to_erase", "recall_card", "recalls", "rejects_of_drop",
    "sale_line", "sale_lines", "sale_matches", "sold_lines", "sold_lines_of_brand", "stood",
]  # fmt: skip
