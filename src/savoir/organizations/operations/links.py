"""One-time links to a customer's own cases, sent to the address on file only."""

import secrets
from datetime import datetime, timedelta

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.rows import insert_row
from savoir.kernel.tenancy import current_organization
from savoir.organizations.models import AccessLink, Route
from savoir.organizations.operations.people import SECRET_BYTES, LinkUsedUp
from savoir.organizations.queries import key_digest

LINK_LASTS = timedelta(minutes=15)


def issue_link(
    *, actor: Actor, order_id: int, case_id: int | None, now: datetime, lasts: timedelta = LINK_LASTS
) -> str:
    """Make a link that opens one order once, for `lasts`; return its secret, which goes to the mail only.

    Raises NotAllowed, or NotFound for a customer who did not prove the order.
    """
    require(actor, Permission.CASE_READ)
    if actor.is_customer and order_id not in actor.order_ids:
        raise NotFound("order")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    digest = key_digest(secret)
    insert_row(
        AccessLink(
            org_id=actor.org_id, order_id=order_id, case_id=case_id, digest=digest, expires_at=now + lasts
        )
    )
    insert_row(Route(kind=Route.Kind.LINK, key_digest=digest, org_id=actor.org_id))
    return secret


def use_link(*, secret: str, now: datetime) -> tuple[int, int | None]:
    """Use a link up; return (order, case). Two at once: one wins. Raises LinkUsedUp.

    Only from a POST: mail scanners follow every GET.
    """
    digest = key_digest(secret)
    links = AccessLink.objects.filter(
        org_id=current_organization(), digest=digest, used_at=None, expires_at__gt=now
    )
    if not links.update(used_at=now):
        raise LinkUsedUp("link")
    Route.objects.filter(kind=Route.Kind.LINK, key_digest=digest).delete()
    order_id, case_id = AccessLink.objects.values_list("order_id", "case_id").get(digest=digest)
    return order_id, case_id


def void_links(*, actor: Actor, order_id: int, now: datetime) -> int:
    """End every open link of an order (its e-mail address changed); return how many."""
    require(actor, Permission.CASE_READ)
    links = AccessLink.objects.filter(org_id=actor.org_id, order_id=order_id, used_at=None)
    digests = list(links.values_list("digest", flat=True))
    Route.objects.filter(kind=Route.Kind.LINK, key_digest__in=digests).delete()
    return links.update(used_at=now)
