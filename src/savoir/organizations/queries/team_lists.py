"""Questions about teams for whoever makes, names and ends them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.organizations.models import Calendar, Member, Team

_PEOPLE = (
    Member.objects.filter(team=OuterRef("id"), active=True).order_by().values("team").annotate(n=Count("id"))
)


@dataclass(frozen=True, slots=True)
class ListedTeam:
    """A team with how many people it has; `ended_at` None: it stands."""

    id: int
    code: str
    name: str
    ended_at: datetime | None
    people: int


@dataclass(frozen=True, slots=True)
class CalendarCard:
    """When people of a team or a place work, by its name."""

    id: int
    name: str


def teams_listed(*, actor: Actor, after: str = "", limit: int) -> tuple[ListedTeam, ...]:
    """Teams by name, ended ones too, those behind the name `after`. One question.

    Raises NotAllowed for who does not manage the organization.
    """
    rows = _listed(actor).filter(name__gt=after).order_by("name")[:limit]
    return tuple(ListedTeam(*row) for row in rows)


def team_listed(*, actor: Actor, team_id: int) -> ListedTeam:
    """One team, ended or not. Raises NotFound, NotAllowed."""
    row = _listed(actor).filter(id=team_id).first()
    if row is None:
        raise NotFound("team")
    return ListedTeam(*row)


def _listed(actor: Actor) -> "QuerySet[Team, tuple[int, str, str, datetime | None, int]]":
    require(actor, Permission.ORGANIZATION_MANAGE)
    rows = Team.objects.filter(org_id=actor.org_id)
    people = Coalesce(Subquery(_PEOPLE.values("n")), 0)
    return rows.annotate(people=people).values_list("id", "code", "name", "ended_at", F("people"))


def ended_teams(*, actor: Actor, codes: Collection[str]) -> Mapping[str, int]:
    """Ids of teams that have ended, by those of these codes they had; one question, none without codes.

    Raises NotAllowed for who does not manage the organization.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    if not codes:
        return {}
    rows = Team.objects.filter(org_id=actor.org_id, code__in=codes, ended_at__isnull=False)
    return dict(rows.values_list("code", "id"))


def calendars(*, actor: Actor) -> tuple[CalendarCard, ...]:
    """The organization's calendars by name. Raises NotAllowed for who does not manage it."""
    require(actor, Permission.ORGANIZATION_MANAGE)
    rows = Calendar.objects.filter(org_id=actor.org_id).order_by("name").values_list("id", "name")
    return tuple(CalendarCard(*row) for row in rows)
