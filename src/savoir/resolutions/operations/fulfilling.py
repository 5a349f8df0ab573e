"""Replacement, exchange, repair: people prepare them; here they say that it is done."""

from datetime import datetime

from savoir.cases import operations as case_operations
from savoir.cases.states import PromiseKind, Remedy
from savoir.kernel import ledger, tasks
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.ledger import Reference
from savoir.resolutions.events import ReplacementSent
from savoir.resolutions.models import Resolution
from savoir.resolutions.operations.finishing import end_resolution, resolve_when_done
from savoir.resolutions.values import GOODS_REMEDIES


class NothingToSend(Conflict):
    """No replacement, exchange or repair is agreed on this case."""


def fulfil_goods(*, actor: Actor, case_reference: str, order_reference: str, now: datetime) -> int:
    """The new or repaired thing left, under the reference of its order or parcel. Returns the case id.

    Raises NotFound, NotAllowed, Invalid without a reference, NothingToSend.
    """
    require(actor, Permission.TASK_DO)
    reference = order_reference.strip().upper()
    if not reference or len(reference) > 40 or not reference.replace("-", "").isalnum():
        raise Invalid("order_reference", code="reference")
    case_id = case_operations.lock_case(actor=actor, reference=case_reference)
    rows = list(
        Resolution.objects.select_for_update().filter(
            case_id=case_id, state="agreed", remedy__in=[r.value for r in GOODS_REMEDIES]
        )
    )
    if not rows:
        raise NothingToSend("case")
    for row in rows:
        end_resolution(row, now)
    remedy = Remedy(rows[0].remedy)
    tasks.close_tasks(
        code=f"prepare_{remedy.value}", subject_kind="case", subject_id=case_id, outcome="sent", now=now
    )
    case_operations.keep_promise(actor=actor, case_id=case_id, kind=PromiseKind.REPLACEMENT, now=now)
    fact = ReplacementSent(subject_id=case_id, remedy=remedy, order_reference=Reference(reference))
    ledger.record(fact, actor=actor, now=now)
    resolve_when_done(actor=actor, case_id=case_id, now=now)
    return case_id
