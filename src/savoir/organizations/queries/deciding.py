"""Who stands behind what a program does."""

from dataclasses import replace

from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Invalid
from savoir.organizations.models import User
from savoir.organizations.queries.cards import actor_of


class NobodyDecided(Invalid):
    """The e-mail a program gave is not that of an active colleague."""


def deciding_person(*, actor: Actor, email: str) -> Actor:
    """The member a program says refused: his role's permissions, never more than the program's key has.

    Whatever is recorded for him names the key too. A member decides for himself: `actor` comes back
    unchanged. Raises NotAllowed before the address is looked at, NobodyDecided("decided_by").
    """
    require(actor, Permission.CASE_REFUSE)
    if actor.kind is not ActorKind.API:
        return actor
    user_id = User.objects.filter(email=email.strip().lower()).values_list("id", flat=True).first()
    person = actor_of(user_id, actor.org_id) if user_id else None
    if person is None:
        raise NobodyDecided("decided_by")
    return replace(
        person, permissions=person.permissions & actor.permissions, brand_id=actor.brand_id,
        via_key_id=actor.id,
    )  # fmt: skip
