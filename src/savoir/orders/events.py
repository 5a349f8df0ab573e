"""Facts about sales: ids and amounts only."""

from savoir.kernel.ledger import Event, event
from savoir.orders.states import RecallEnd


@event("refunds_told", subject="brand")
class RefundsTold(Event):
    """The system that sold says that more went back on some payments than was known."""

    payments: int


@event("sales_imported", subject="brand")
class SalesImported(Event):
    """A file of sales came in whole."""

    orders: int


@event("recall_declared", subject="brand")
class RecallDeclared(Event):
    """A brand called products back."""

    recall_id: int
    products: int


@event("recall_ended", subject="brand")
class RecallEnded(Event):
    """A recall ended: products sold from now on are safe ("over"), or it never was ("mistake")."""

    recall_id: int
    end: RecallEnd


@event("customer_erased", subject="customer")
class CustomerErased(Event):
    """The personal data of a customer were erased at his request; his sales stay, without him."""

    orders: int
