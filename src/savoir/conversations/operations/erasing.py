"""What was said goes; that it was said, when and by which step stays."""

from collections.abc import Sequence
from datetime import datetime

from savoir.conversations import states
from savoir.conversations.models import Message
from savoir.conversations.states import MessageState
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.lifecycles import advance
from savoir.kernel.tasks import close_all_tasks

ERASED = "erased"


def erase_messages(*, actor: Actor, case_ids: Sequence[int], now: datetime) -> int:
    """Empty every message and note of these cases: address, subject, text, words; return how many.

    What waited to leave stays here, and nobody is asked any more to put its address right. The words of the
    search go with the text. The cases are locked before.
    """
    require(actor, Permission.CUSTOMER_ERASE)
    said = Message.objects.filter(case_id__in=case_ids)
    for row in said.filter(state=MessageState.WAITING.value).select_for_update():
        row.failure = ERASED
        advance(row, "state", MessageState.KEPT, lifecycle=states.MESSAGE, also=("failure",))
    for message_id in said.filter(state__in=_STUCK).values_list("id", flat=True):
        close_all_tasks(subject_kind="message", subject_id=message_id, outcome=ERASED, now=now)
    return said.update(to="", subject="", body_text="", body_html="", note="", words={})


_STUCK = (MessageState.KEPT.value, MessageState.REFUSED.value)
