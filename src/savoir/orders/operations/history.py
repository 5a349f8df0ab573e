"""What higher rooms keep about a sold line: the repairs, replacements and exchanges of its cases."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from savoir.kernel.access import Actor, Permission, require
from savoir.orders.models import LineHistory
from savoir.orders.values import LineAttempt

_KEY = ("org", "line", "case_number", "nth")


def keep_line_history(
    *, actor: Actor, case_number: int, attempts: Sequence[tuple[int, int, LineAttempt]], now: datetime
) -> None:
    """Keep what one case did to its lines, as (line id, nth, attempt): told again it replaces what it said.

    Called by reactions in the transaction of the fact; one statement, none without attempts.
    """
    require(actor, Permission.SALE_READ)
    rows = [
        LineHistory(org_id=actor.org_id, line_id=line_id, case_number=case_number, nth=nth, **asdict(one))
        for line_id, nth, one in attempts
    ]
    told = LineAttempt.__dataclass_fields__
    LineHistory.objects.bulk_create(rows, update_conflicts=True, unique_fields=_KEY, update_fields=told)
