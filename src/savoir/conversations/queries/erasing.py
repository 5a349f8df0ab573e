"""What an erasure would empty."""

from collections.abc import Sequence

from savoir.conversations.models import Message
from savoir.kernel.access import Actor, Permission, require


def count_messages(*, actor: Actor, case_ids: Sequence[int]) -> int:
    """How many messages and notes of these cases say something."""
    require(actor, Permission.CUSTOMER_ERASE)
    said = Message.objects.filter(case_id__in=case_ids)
    return said.exclude(body_text="", note="", words={}).count()
