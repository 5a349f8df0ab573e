"""Teams: people who share a queue. Made, named, ended and taken up again; who is in one."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.organizations.events import MemberPlaced, TeamEnded, TeamMade, TeamRenamed, TeamResumed
from savoir.organizations.models import Calendar, Member, Team
from savoir.organizations.operations.founding import NameTaken


class TeamOver(Conflict):
    """The team has ended: nobody is placed in it, and nothing goes to it."""


def add_team(*, actor: Actor, name: str, calendar_id: int, code: str = "", now: datetime) -> int:
    """Create a team; return its id. Rules name it by its code: by default its name as an address writes it.

    Cases that waited for a team of this code go to it by a reaction. Raises NameTaken (also for a code
    another team has, ended or not), NotFound.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    if not Calendar.objects.filter(org_id=actor.org_id, id=calendar_id).exists():
        raise NotFound("calendar")
    row = Team(org_id=actor.org_id, name=name, code=code or slugify(name), calendar_id=calendar_id)
    _saved(row, name)
    ledger.record(TeamMade(subject_id=actor.org_id, team_id=row.id), actor=actor, now=now)
    return row.id


def rename_team(*, actor: Actor, team_id: int, name: str, now: datetime) -> None:
    """Give a team another name; rules go on to find it by its code. Raises NotFound, NameTaken."""
    require(actor, Permission.ORGANIZATION_MANAGE)
    row = _locked(actor, team_id)
    if row.name == name:
        return
    row.name = name
    _saved(row, name)
    ledger.record(TeamRenamed(subject_id=actor.org_id, team_id=row.id), actor=actor, now=now)


def end_team(*, actor: Actor, team_id: int, to_team_id: int | None, now: datetime) -> None:
    """End a team: no case goes to it any more; those that wait for it go to another, or to no team.

    Nothing is deleted: its people and its name stay with it, and `resume_team` takes it up again. Raises
    NotFound, TeamOver when it has ended, Invalid("to_team") for a team that is none, over, or this one.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    row = _locked(actor, team_id)
    if row.ended_at is not None:
        raise TeamOver("team", name=row.name)
    if to_team_id is not None and not _stands(actor, to_team_id, other_than=team_id):
        raise Invalid("to_team", code="unknown")
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    fact = TeamEnded(subject_id=actor.org_id, team_id=row.id, to_team_id=to_team_id)
    ledger.record(fact, actor=actor, now=now)


def resume_team(*, actor: Actor, team_id: int, now: datetime) -> None:
    """Take a team up again that had ended; cases that went elsewhere stay there. Nothing happens to one that
    stands. Raises NotFound.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    row = _locked(actor, team_id)
    if row.ended_at is None:
        return
    row.ended_at = None
    row.save(update_fields=["ended_at"])
    ledger.record(TeamResumed(subject_id=actor.org_id, team_id=row.id), actor=actor, now=now)


def place_member(*, actor: Actor, member_id: int, team_id: int | None, now: datetime) -> None:
    """Put a colleague into a team, or into none; nothing happens when he is there.

    Raises NotFound for somebody who does not work here, or no team, TeamOver for one that has ended.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    if team_id is not None and _locked(actor, team_id).ended_at is not None:
        raise TeamOver("team")
    rows = Member.objects.select_for_update().filter(org_id=actor.org_id, id=member_id, active=True)
    member = rows.first()
    if member is None:
        raise NotFound("member")
    if member.team_id == team_id:
        return
    member.team_id = team_id
    member.save(update_fields=["team"])
    fact = MemberPlaced(subject_id=actor.org_id, member_id=member.id, team_id=team_id)
    ledger.record(fact, actor=actor, now=now)


def _locked(actor: Actor, team_id: int) -> Team:
    row = Team.objects.select_for_update().filter(org_id=actor.org_id, id=team_id).first()
    if row is None:
        raise NotFound("team")
    return row


def _stands(actor: Actor, team_id: int, *, other_than: int) -> bool:
    rows = Team.objects.filter(org_id=actor.org_id, id=team_id, ended_at=None)
    return rows.exclude(id=other_than).exists()


def _saved(row: Team, name: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken("name", name=name) from None
