"""Which cases exist for whom."""

from django.db.models import QuerySet

from savoir.cases.models import Case
from savoir.kernel.access import Actor, Permission, require


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Members and jobs see their organization's cases; a customer those of the orders he proved."""
    require(actor, Permission.CASE_READ)
    if actor.is_customer:
        return Case.objects.filter(order_id__in=actor.order_ids)
    return Case.objects.all()
