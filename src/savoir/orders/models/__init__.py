"""Tables of a sale, and of how sales come in."""

from savoir.orders.models.history import CustomerStanding, LineHistory
from savoir.orders.models.intake import DroppedFile, ImportRun
from savoir.orders.models.recalls import Recall, RecalledProduct
from savoir.orders.models.sales import (
    Category,
    Customer,
    Delivery,
    DeliveryLine,
    Order,
    OrderLine,
    Payment,
    Product,
)

__all__ = [
    "Category", "Customer", "CustomerStanding", "Delivery", "DeliveryLine", "DroppedFile", "ImportRun",
    "LineHistory", "Order", "OrderLine", "Payment", "Product", "Recall", "RecalledProduct",
]  # fmt: skip
