"""A customer's personal data erased at his request: every room lets go of its own, or nothing happens."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from savoir.cases import operations as cases
from savoir.conversations import operations as conversations
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict
from savoir.kernel.forgetting import forget_files
from savoir.logistics import operations as logistics
from savoir.orders import operations as orders
from savoir.resolutions.models import AskedRemedy, Gesture, PostagePaid
from savoir.resolutions.queries.erasing import erasure_plan
from savoir.resolutions.values.erasing import ErasurePlan


class ErasureMustWait(Conflict):
    """A case or a refund still needs the data, which stay for that alone (GDPR 17(3) e).

    `facts`: `references` of what must end, `until` (None = as long as it lasts), `articles`, `answer_by`.
    """


def erase_customer(*, actor: Actor, customer_id: int, now: datetime) -> ErasurePlan:
    """Erase a customer's personal data; what went, what stays and until when.

    His name, addresses, words, photos and messages go in every room, in one transaction. Order numbers,
    amounts, dates, decisions and the ledger stay under his number alone. Done again it takes what came since.
    Raises NotFound("customer"), and ErasureMustWait while a case of his is not closed or a refund has not
    settled: then nothing happened.
    """
    require(actor, Permission.CUSTOMER_ERASE)
    with transaction.atomic():
        case_ids = cases.lock_cases_of(actor=actor, customer_id=customer_id)
        plan = erasure_plan(actor=actor, customer_id=customer_id, now=now)
        _refuse_early(plan)
        attached = cases.erase_words_of_cases(
            actor=actor, customer_id=customer_id, case_ids=case_ids, now=now
        )
        traced = logistics.erase_traces(actor=actor, case_ids=case_ids, now=now)
        paid = _erase_motives(case_ids)
        conversations.erase_messages(actor=actor, case_ids=case_ids, now=now)
        forget_files(actor=actor, file_ids={*attached, *traced, *paid})
        orders.erase_person(actor=actor, customer_id=customer_id, now=now)
    return plan


def erase_customers(*, actor: Actor, customer_ids: Sequence[int], now: datetime) -> tuple[ErasurePlan, ...]:
    """Erase everybody somebody is known as: all of them, or nobody. Raises as `erase_customer`."""
    require(actor, Permission.CUSTOMER_ERASE)
    with transaction.atomic():
        return tuple(erase_customer(actor=actor, customer_id=one, now=now) for one in customer_ids)


def _refuse_early(plan: ErasurePlan) -> None:
    if not plan.obstacles:
        return
    days = [one.until for one in plan.obstacles]
    raise ErasureMustWait(
        "customer", ground=plan.obstacles[0].ground,
        references=", ".join(one.reference for one in plan.obstacles),
        until=None if None in days else max(day for day in days if day),
        articles=", ".join(dict.fromkeys(article for one in plan.obstacles for article in one.articles)),
        answer_by=plan.answer_by,
    )  # fmt: skip


def _erase_motives(case_ids: tuple[int, ...]) -> set[int]:
    """What people wrote on gestures and answers beyond the rule; the ids of receipts that were named."""
    Gesture.objects.filter(case_id__in=case_ids).update(motive="", answer="")
    AskedRemedy.objects.filter(case_id__in=case_ids).update(note="", text="", answer="")
    paid = PostagePaid.objects.filter(case_id__in=case_ids, receipt_id__isnull=False)
    receipts = set(paid.values_list("receipt_id", flat=True))
    paid.update(receipt=None)
    return {receipt for receipt in receipts if receipt is not None}
