"""What stands behind a one-time link of somebody who signs in. Before any block."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member, UserLink
from savoir.organizations.queries.cards import key_digest


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link that works: an invitation of `house` to the address `email`; both "" for a new password."""

    house: str = ""
    email: str = field(default="", repr=False)


def open_links(secret: str, now: datetime) -> QuerySet[UserLink]:
    """The link of this secret, if it still works."""
    rows = UserLink.objects.filter(digest=key_digest(secret), used_at=None, expires_at__gt=now)
    return rows.filter(Q(org=None, user__is_active=True) | Q(org__active=True))


def link_card(*, secret: str, now: datetime) -> LinkCard | None:
    """What an invitation or reset link opens; None when it works no longer. Before any block.

    It says nothing of accounts: whoever holds the link reads the same for an address that has one.
    """
    link = open_links(secret, now).select_related("org").first()
    if link is None or link.org is None:
        return None if link is None else LinkCard()
    with organization_block(link.org.id):
        awaited = Member.objects.filter(org_id=link.org.id, user_id=link.user_id, active=True)
        email = awaited.exclude(awaited_as="").values_list("awaited_as", flat=True).first()
    return LinkCard(link.org.name, email) if email else None
