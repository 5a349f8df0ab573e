"""Questions about colleagues for whoever invites them, changes their role and ends their access."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.organizations.models import Member, SecondFactor, UserLink

_FACTORS = SecondFactor.objects.filter(user_id=OuterRef("user_id"), confirmed_at__isnull=False)
_LINKS = UserLink.objects.filter(
    user_id=OuterRef("user_id"), org_id=OuterRef("org_id"), purpose=UserLink.Purpose.INVITATION,
    used_at__isnull=True,
)  # fmt: skip
_WORKS_HERE = Q(active=True, awaited_as="")  # of nobody else is the account ours to look at
_COLUMNS = ("id", "user__full_name", "address", "role", "team__name", "site_id", "site__name", "active")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here, did, or is awaited. `has_joined`: he accepted; `invited_until`: of the link he
    has not used yet, None when he has none. `seen_at`, his last sign-in, and `has_second_factor` are told of
    who works here alone: None and False of anybody else, whoever he is elsewhere.
    """

    id: int
    name: str
    email: str = field(repr=False)
    role: str
    team_name: str
    site_id: int | None
    site_name: str
    is_active: bool
    has_joined: bool
    invited_until: datetime | None
    seen_at: datetime | None
    has_second_factor: bool


def colleagues(*, actor: Actor, after_id: int = 0, limit: int) -> tuple[Colleague, ...]:
    """Who works here by name, then who did, those behind the member `after_id`. One question, two behind one.

    Raises NotAllowed for who does not manage the organization.
    """
    rows = _listed(actor)
    if after_id:
        last = rows.filter(id=after_id).values_list("active", "user__full_name").first()
        rows = rows.filter(_behind(last[0], last[1], after_id)) if last else rows.none()
    return tuple(_colleague(row) for row in rows.order_by("-active", "user__full_name", "id")[:limit])


def _behind(active: bool, name: str, member_id: int) -> Q:
    same = Q(user__full_name__gt=name) | Q(user__full_name=name, id__gt=member_id)
    return Q(active=active) & same | (Q(active=False) if active else Q(pk__in=[]))


def colleague(*, actor: Actor, member_id: int) -> Colleague:
    """One of them, also one whose access ended. One question. Raises NotFound, NotAllowed."""
    row = _listed(actor).filter(id=member_id).first()
    if row is None:
        raise NotFound("member")
    return _colleague(row)


def _listed(actor: Actor) -> QuerySet[Any, Any]:
    require(actor, Permission.ORGANIZATION_MANAGE)
    rows = Member.objects.filter(org_id=actor.org_id).annotate(
        invited_until=Subquery(_LINKS.order_by("-expires_at").values("expires_at")[:1]),
        address=Case(When(awaited_as="", then=F("user__email")), default=F("awaited_as")),
        seen_at=Case(When(_WORKS_HERE, then=F("user__last_login"))),
        protected=Case(When(_WORKS_HERE, then=Exists(_FACTORS)), default=False),
    )  # fmt: skip
    return rows.values_list(*_COLUMNS, "awaited_as", "invited_until", "seen_at", "protected")


def _colleague(row: Any) -> Colleague:
    member_id, name, email, role, team, site_id, site, active, awaited, until, seen_at, protected = row
    return Colleague(
        id=member_id, name=name, email=email, role=role, team_name=team or "", site_id=site_id,
        site_name=site or "", is_active=active, has_joined=not awaited,
        invited_until=until, seen_at=seen_at, has_second_factor=protected,
    )  # fmt: skip
