"""Playing somebody of the demo: an invented organization lets a visitor in without a password."""

from datetime import datetime

from savoir.kernel.access import Actor, ActorKind, Permission, Role, require
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.organizations.models import Member


class OnlyInTheDemo(NotAllowed):
    """Nobody plays a person of an organization that is real."""


def play_colleague(*, actor: Actor, role: Role, now: datetime) -> int:
    """The user id of the first colleague of `role`, for a visitor of the demo organization to play.

    Raises OnlyInTheDemo for any other organization and any other actor, NotFound when nobody has the role.
    """
    require(actor, Permission.COLLEAGUE_PLAY)
    rows = Member.objects.filter(
        org_id=actor.org_id, role=role.value, active=True, awaited_as="", user__is_active=True
    )
    first = rows.order_by("id").values_list("user_id", "org__is_demo").first()
    if actor.kind is not ActorKind.VISITOR or (first is not None and not first[1]):
        raise OnlyInTheDemo("role", role=role.value)
    if first is None:
        raise NotFound("role")
    return int(first[0])
