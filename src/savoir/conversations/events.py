"""Facts of a conversation, in the case's own stream (subject "case"). Ids and codes only, never words."""

from savoir.kernel.ledger import Code, Event, event


@event("message_sent", subject="case")
class MessageSent(Event):
    """The next mail server took responsibility for it. `message_id` is the row's id."""

    message_id: int
    step: Code


@event("message_refused", subject="case")
class MessageRefused(Event):
    """It did not leave and a person has the task: no address, a definite no, three days without a server."""

    message_id: int
    step: Code
    code: Code


@event("customer_wrote", subject="case")
class CustomerWrote(Event):
    """The customer said something."""

    message_id: int
