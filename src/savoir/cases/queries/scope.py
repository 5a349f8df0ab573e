"""Which cases exist for whom."""

from django.db.models import QuerySet

from savoir.cases.models import Case
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import keep, recall, recalled
from savoir.kernel.prepared import prepared

TABLES = ("cases_case",)
_CASE = prepared(lambda case_id: Case.objects.filter(id=case_id))
_LOCKED = prepared(lambda case_id: Case.objects.select_for_update(no_key=True).filter(id=case_id))


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Members and jobs see their organization's cases; a customer those of the orders he proved; a key of one
    brand that brand's.
    """
    require(actor, Permission.CASE_READ)
    if actor.brand_id is not None:
        return Case.objects.filter(brand_id=actor.brand_id)
    if actor.is_customer:
        return Case.objects.filter(order_id__in=actor.order_ids)
    return Case.objects.all()


def case_row(actor: Actor, case_id: int) -> Case:
    """The row of a case, read once until somebody writes it or waits for a lock. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    known = recalled(("case", case_id, "locked"))
    if known is not None:
        return seen_by(actor, known)
    case = recall(("case", case_id), tables=TABLES, read=lambda: _CASE.first(case_id=case_id))
    return seen_by(actor, case)


def locked_row(actor: Actor, case_id: int) -> Case:
    """The row, locked until the transaction ends; locked once, it stays so. Raises NotFound."""
    require(actor, Permission.CASE_READ)
    case = recall(
        ("case", case_id, "locked"), tables=TABLES, is_steady=True,
        read=lambda: _LOCKED.first(case_id=case_id),
    )  # fmt: skip
    return seen_by(actor, case)


def keep_locked(case: Case) -> None:
    """The locked row was just written by itself: it is still what the database holds."""
    keep(("case", case.id, "locked"), case, tables=TABLES)


def seen_by(actor: Actor, case: Case | None) -> Case:
    """`case` for whom it exists. Raises NotFound for everybody else."""
    if case is None or (actor.is_customer and case.order_id not in actor.order_ids):
        raise NotFound("case")
    if not actor.sees_brand(case.brand_id):
        raise NotFound("case")
    return case
