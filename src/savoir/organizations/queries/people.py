"""Questions about colleagues and their sign-ins."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.kernel.memory import recall, settings_in
from savoir.kernel.prepared import prepared
from savoir.organizations.models import Member, Team, User, UserSession
from savoir.organizations.queries.cards import key_digest
from savoir.organizations.values import MemberCard, PersonCard, SessionCard, TeamCard, initials_of

_TEAM_TABLES = settings_in("organizations_team")
_MEMBER_TABLES = settings_in("organizations_member", "organizations_team", "organizations_user")
_MEMBERS = prepared(
    lambda org_id: (
        Member.objects.filter(org_id=org_id)
        .order_by("user__full_name", "id")
        .values_list("id", "user__full_name", "role", "team__name", "site_id", "team_id", "active")
    )
)


_TEAMS = prepared(
    lambda org_id: (
        Team.objects.filter(org_id=org_id, ended_at=None).order_by("name").values_list("id", "code", "name")
    )
)


def teams(*, actor: Actor) -> tuple[TeamCard, ...]:
    """Every team that stands, by name; customers see none."""
    if actor.is_customer:
        return ()
    return recall(
        ("teams", actor.org_id), tables=_TEAM_TABLES, is_setting=True,
        read=lambda: tuple(TeamCard(*row) for row in _TEAMS.rows(org_id=actor.org_id)),
    )  # fmt: skip


def members(*, actor: Actor) -> tuple[MemberCard, ...]:
    """Active colleagues by name; customers see nobody."""
    return () if actor.is_customer else _everybody(actor.org_id).working


def member_names(*, actor: Actor) -> Mapping[int, str]:
    """Names by id, also of those who left: a name stays on what somebody did. Customers see nobody's."""
    return {} if actor.is_customer else _everybody(actor.org_id).names


class _Everybody(NamedTuple):
    working: tuple[MemberCard, ...]
    names: Mapping[int, str]


def _everybody(org_id: int) -> _Everybody:
    return recall(
        ("members", org_id), tables=_MEMBER_TABLES, is_setting=True, read=lambda: _read_everybody(org_id)
    )


def _read_everybody(org_id: int) -> _Everybody:
    rows = _MEMBERS.rows(org_id=org_id)
    names = MappingProxyType({row[0]: row[1] for row in rows})
    return _Everybody(tuple(_member_card(*row[:6]) for row in rows if row[6]), names)


def member_card(*, actor: Actor, member_id: int) -> MemberCard:
    """A colleague, also one who left (his name stays on what he did). Raises NotFound."""
    row = Member.objects.filter(org_id=actor.org_id, id=member_id).select_related("user", "team").first()
    if row is None or actor.is_customer:
        raise NotFound("member")
    return _member_card(
        row.id, row.user.full_name, row.role, row.team and row.team.name, row.site_id, row.team_id
    )


def person_card(user_id: int) -> PersonCard | None:
    """Who a signed-in person is; None when deactivated. Before any block."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        return None
    return PersonCard(user.id, user.full_name, initials_of(user.full_name), user.email, user.language)


def sessions_of(user_id: int) -> tuple[SessionCard, ...]:
    """Where a person is signed in, last seen first. Before any block."""
    rows = UserSession.objects.filter(user_id=user_id).order_by("-seen_at", "id")
    return tuple(
        SessionCard(session_handle(row.session_key), row.agent, row.created_at, row.seen_at) for row in rows
    )


def session_handle(session_key: str) -> str:
    """A name for a session that opens nothing: 16 hexadecimal characters."""
    return key_digest(f"session {session_key}")[:16]


def _member_card(
    member_id: int, name: str, role: str, team: str | None, site_id: int | None, team_id: int | None
) -> MemberCard:
    return MemberCard(
        id=member_id, name=name, initials=initials_of(name), role=role, team_name=team or "", site_id=site_id,
        team_id=team_id,
    )  # fmt: skip
