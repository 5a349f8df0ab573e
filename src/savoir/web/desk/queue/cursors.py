"""The cursor of a page of the queue, as it stands in an address."""

from datetime import datetime

Cursor = tuple[datetime | None, int]


def written(after: Cursor | None) -> str:
    """`2026-11-23T17:00:00+00:00~42`; "" when there is no next page."""
    if after is None:
        return ""
    due, case_id = after
    return f"{due.isoformat() if due else ''}~{case_id}"


def read(text: str) -> Cursor | None:
    """The cursor of an address; None for none, and for what is no cursor."""
    due, _, case_id = text.rpartition("~")
    if not case_id.isascii() or not case_id.isdigit() or len(case_id) > 18:
        return None
    try:
        at = datetime.fromisoformat(due) if due else None
    except ValueError:
        return None
    return (at, int(case_id)) if at is None or at.tzinfo else None
