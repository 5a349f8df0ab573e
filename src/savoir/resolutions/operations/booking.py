"""The money ledger: double entry, appended only. Owed when promised, paid when settled, or void."""

from datetime import datetime

from savoir.kernel.rows import insert_row
from savoir.kernel.values.money import Money
from savoir.resolutions.models import ExternalReturnOfMoney, JournalEntry, JournalLine, Refund


def _book(refund: Refund, kind: str, debit: str, credit: str, now: datetime) -> None:
    entry = insert_row(JournalEntry(org_id=refund.org_id, kind=kind, refund=refund, booked_at=now))
    _lines(entry, debit, credit, refund.amount_minor, refund.currency)


def _lines(entry: JournalEntry, debit: str, credit: str, minor: int, currency: str) -> None:
    for account, amount in ((debit, minor), (credit, -minor)):
        insert_row(
            JournalLine(
                org_id=entry.org_id, entry=entry, account=account, amount_minor=amount, currency=currency
            )
        )  # fmt: skip


def _source(refund: Refund) -> str:
    """What the money is taken from: sales that came back, or the brand's own kindness."""
    return "sales_returned" if refund.gesture_id is None else "gestures_granted"


def book_promised(refund: Refund, now: datetime) -> None:
    """The shop owes the customer."""
    _book(refund, "refund_promised", _source(refund), "owed_to_customers", now)


def book_settled(refund: Refund, now: datetime) -> None:
    """The rail paid it."""
    _book(refund, "refund_settled", "owed_to_customers", "rail", now)


def book_canceled(refund: Refund, now: datetime) -> None:
    """It is no longer owed."""
    _book(refund, "refund_canceled", "owed_to_customers", _source(refund), now)


def book_reduced(refund: Refund, loss_id: int, cut: Money, now: datetime) -> None:
    """Part of it is owed no longer: that much value was lost (L221-23)."""
    entry = insert_row(
        JournalEntry(org_id=refund.org_id, kind=f"refund_reduced_{loss_id}", refund=refund, booked_at=now)
    )
    _lines(entry, "owed_to_customers", "sales_returned", cut.minor, cut.currency)


def book_external(external: ExternalReturnOfMoney, now: datetime) -> None:
    """Money that another system sent back."""
    _book_external(external, "external_return", "sales_returned", "rail", now)


def book_external_undone(external: ExternalReturnOfMoney, now: datetime) -> None:
    """It came back, or it was a refund of ours after all."""
    _book_external(external, "external_undone", "rail", "sales_returned", now)


def _book_external(
    external: ExternalReturnOfMoney, kind: str, debit: str, credit: str, now: datetime
) -> None:
    entry = insert_row(JournalEntry(org_id=external.org_id, kind=kind, external=external, booked_at=now))
    _lines(entry, debit, credit, external.amount_minor, external.currency)
