"""Tables of a sale, and of how sales come in."""

from savoir.orders.models.intake import DroppedFile, ImportRun
from savoir.orders.models.sales import (
    Category,
    Customer,
    CustomerStanding,
    Delivery,
    DeliveryLine,
    Order,
    OrderLine,
    Payment,
    Product,
)

__all__ = [
    "Category", "Customer", "CustomerStanding", "Delivery", "DeliveryLine", "DroppedFile", "ImportRun",
    "Order", "OrderLine", "Payment", "Product",
]  # fmt: skip
