"""What an erasure would empty."""

from collections.abc import Sequence

from savoir.conversations.models import Message
from savoir.kernel.access import Actor, Permission, require


def count_messages(*, actor: Actor, case_ids: Sequence[int]) -> int:
    """How many messages and notes these cases hold."""
    require(actor, Permission.CUSTOMER_ERASE)
    return Message.objects.filter(case_id__in=case_ids).count()
