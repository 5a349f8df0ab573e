"""What a customer said to us in his cases goes; what was decided, and when, stays."""

from collections.abc import Sequence
from datetime import datetime

from savoir.cases.models import Attachment, CaseLine, Decision
from savoir.cases.operations.locking import locked
from savoir.cases.queries.erasing import cases_of_person, drafts_of_person
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.forgetting import forget_answers


def lock_cases_of(*, actor: Actor, customer_id: int) -> tuple[int, ...]:
    """Lock every case of a customer and of his orders, oldest first; return their ids."""
    require(actor, Permission.CUSTOMER_ERASE)
    ids = cases_of_person(actor, customer_id).order_by("id").values_list("id", flat=True)
    return tuple(locked(actor, case_id=case_id).id for case_id in ids)


def erase_words_of_cases(
    *, actor: Actor, customer_id: int, case_ids: Sequence[int], now: datetime
) -> tuple[int, ...]:
    """Take the customer's words, serials he typed, photos, papers, drafts and our notes on him away.

    References, reasons, decisions with their facts (which hold no name), dates and amounts stay. Returns the
    ids of the files that the cases named: they go when the other rooms name them no more. The cases are
    locked before.
    """
    require(actor, Permission.CUSTOMER_ERASE)
    CaseLine.objects.filter(case_id__in=case_ids).update(customer_words="", serial="")
    Decision.objects.filter(case_id__in=case_ids).update(motive_note="")
    drafts_of_person(actor, customer_id).delete()
    attached = Attachment.objects.filter(case_id__in=case_ids)
    file_ids = tuple(attached.values_list("file_id", flat=True))
    attached.delete()
    references = cases_of_person(actor, customer_id).values_list("reference", flat=True)
    forget_answers(actor=actor, words=set(references))
    return file_ids
