"""The message that leaves with a decision, before it leaves."""

from collections.abc import Mapping
from datetime import datetime

from savoir.cases.queries import message_context
from savoir.conversations.rules import compose_core, faults_of, language_of, stored
from savoir.conversations.states import Step
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Invalid


def preview_step(
    *, actor: Actor, case_id: int, step: Step, words: Mapping[str, object], now: datetime
) -> tuple[str, str]:
    """Subject and core paragraphs of a step in the customer's language, for an agent to read and edit.

    What he makes of the core goes back as `words["agent_text"]`; dates, codes, links and rights stay the
    letter's own. Raises NotFound, Invalid for words that do not fit the step.
    """
    require(actor, Permission.MESSAGE_READ)
    if faults := faults_of(step, words):
        raise Invalid("words", code="words_do_not_fit", words=faults)
    context = message_context(actor=actor, case_id=case_id)
    subject, paragraphs = compose_core(context, step, stored(words), language=language_of(context), now=now)
    return subject, "\n\n".join(paragraphs)
