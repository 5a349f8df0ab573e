"""For when an answer was promised that is still owed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from savoir.cases.models import Promise
from savoir.cases.queries.scope import visible_cases
from savoir.kernel.access import Actor

_ANSWERS: Final = ("first_answer", "answer")


def broken_answers(*, actor: Actor, case_ids: Sequence[int]) -> dict[int, datetime]:
    """The last instant for which an answer was promised that is still owed, by case; others are left out."""
    kept = Promise.objects.filter(case=OuterRef("case"), kind__in=_ANSWERS, state="kept")
    seen = visible_cases(actor).filter(id__in=case_ids)
    rows = Promise.objects.filter(case__in=seen, kind__in=_ANSWERS, state="broken").filter(
        ~Exists(kept.filter(ended_at__gte=OuterRef("ended_at")))
    )
    return {case_id: due_at for case_id, due_at in rows.order_by("due_at").values_list("case_id", "due_at")}
