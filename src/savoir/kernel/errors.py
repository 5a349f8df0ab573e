"""Refusals: the base of every "no" an operation can say. The door chooses the status and the words."""


class Refused(Exception):  # noqa: N818 - errors name the refused fact (house rule 7)
    """An operation refused and nothing happened.

    `field` names the input at fault when there is one; `facts` fill the translated sentence of the door.
    Facts never hold secrets or another person's data.
    """

    def __init__(self, field: str = "", **facts: object) -> None:
        super().__init__(type(self).__name__)
        self.field = field
        self.facts = facts


class NotFound(Refused):
    """What the actor may not see does not exist."""


class NotAllowed(Refused):
    """The actor sees the thing but may not do this to it. `permission` stands in the facts."""


class Conflict(Refused):
    """The world moved between the preview and the deed. `facts` say who did what, and when."""


class Invalid(Refused):
    """The input can't be right; `field` names it and `facts["code"]` says what is wrong."""


class MotiveMissing(Invalid):
    """Who differs from what was proposed, or says no to what a colleague asks, says why."""
