"""Facts about sales: ids and amounts only."""

from savoir.kernel.ledger import Event, event


@event("refunds_told", subject="brand")
class RefundsTold(Event):
    """The system that sold says that more went back on some payments than was known."""

    payments: int


@event("sales_imported", subject="brand")
class SalesImported(Event):
    """A file of sales came in whole."""

    orders: int
