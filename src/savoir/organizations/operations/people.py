"""Who works here: asking a person to come, his role, and his leaving."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from savoir.kernel import ledger
from savoir.kernel.access import Actor, ActorKind, Permission, Role, require
from savoir.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from savoir.kernel.ledger import Code
from savoir.organizations.events import MemberAdded, MemberInvited, MemberLeft, MemberRoleChanged
from savoir.organizations.models import ApiKey, Member, Membership, Site, Team, User, UserLink
from savoir.organizations.operations.keys import revoke_api_key
from savoir.organizations.operations.sessions import end_sessions_of
from savoir.organizations.queries import key_digest
from savoir.organizations.values import WORKS_AT_A_SITE, normalized_email

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(minutes=30)
SECRET_BYTES = 24  # 192 bits
_UNUSABLE: Final = "!"
_NOWHERE: Final = "awaited.invalid"  # no letter reaches it (RFC 2606, 2)


class AlreadyMember(Conflict):
    """The person works here already."""


class AlreadySignsIn(Conflict):
    """The person accepted: he works here, and signs in by himself."""


class LastAdministrator(Conflict):
    """Nobody would be left to manage the organization."""


class Oneself(Conflict):
    """Nobody changes his own role or ends his own access: a colleague does."""


class SiteNeeded(Invalid):
    """Who has this role works at a store or a warehouse, and none was named."""


class LinkUsedUp(NotFound):
    """The one-time link is unknown, used or too old: always the same answer."""


def add_member(
    *, actor: Actor, email: str, full_name: str, role: str, team_id: int | None = None,
    site_id: int | None = None, language: str = "fr", now: datetime,
) -> int:  # fmt: skip
    """Await a person here; return the member's id. He works here once he accepted his invitation.

    No account is looked at: who has one with another organization is awaited like somebody unknown, under the
    name that was typed. Raises NotAllowed (only who manages the organization makes administrators), Invalid,
    SiteNeeded, NotFound, AlreadyMember.
    """
    require(actor, Permission.MEMBER_INVITE)
    _must_be_a_role(role, site_id)
    if role == Role.ADMIN:
        require(actor, Permission.ORGANIZATION_MANAGE)
    _must_be_ours(actor, team_id, site_id)
    address = normalized_email(email)
    member = _known_here(actor, address)
    if member is not None and member.active:
        raise AlreadyMember("email")
    named = {"full_name": full_name, "language": language}
    if member is None:
        member = Member(org_id=actor.org_id, user=_stranger(named))
    else:
        User.objects.filter(id=member.user_id, email__endswith=f"@{_NOWHERE}").update(**named)
    member.role, member.team_id, member.site_id, member.active = role, team_id, site_id, True
    member.awaited_as = address
    member.save()
    added = MemberAdded(subject_id=actor.org_id, member_id=member.id, role=Code(role))
    ledger.record(added, actor=actor, now=now)
    return member.id


def _known_here(actor: Actor, address: str) -> Member | None:
    """Who works, worked or is awaited here under this address, locked."""
    rows = Member.objects.select_for_update(of=("self",)).filter(org_id=actor.org_id)
    return rows.filter(Q(awaited_as=address) | Q(user__email=address)).order_by("id").first()


def _stranger(named: dict[str, str]) -> User:
    """Somebody of whom only what was typed here is known, whoever he is elsewhere."""
    return User.objects.create(email=f"{secrets.token_hex(16)}@{_NOWHERE}", password=_UNUSABLE, **named)


def invite(*, actor: Actor, member_id: int, now: datetime) -> str:
    """Make the one-time link by which an awaited colleague accepts (7 days); return its secret.

    It opens this organization alone. Raises NotAllowed, NotFound, AlreadySignsIn.
    """
    member = invited_member(actor, member_id)
    record_invitation(actor, member_id, "link", now)
    return invitation_link(member, now)


def invitation_link(member: Member, now: datetime) -> str:
    """A fresh secret for who is awaited; his former one here is dead."""
    lasts = now + INVITATION_LASTS
    return make_link(member.user, UserLink.Purpose.INVITATION, lasts, org_id=member.org_id)


def invited_member(actor: Actor, member_id: int) -> Member:
    """A colleague who has not accepted yet, for whoever may invite him.

    Raises NotAllowed (only who manages the organization invites administrators), NotFound, AlreadySignsIn.
    """
    require(actor, Permission.MEMBER_INVITE)
    members = Member.objects.filter(org_id=actor.org_id, active=True).select_related("user")
    member = members.filter(id=member_id).first()
    if member is None:
        raise NotFound("member")
    if member.role == Role.ADMIN:
        require(actor, Permission.ORGANIZATION_MANAGE)
    if not member.awaited_as:
        raise AlreadySignsIn("member")
    return member


def record_invitation(actor: Actor, member_id: int, by: str, now: datetime) -> None:
    """A link was made for a colleague: shown as a `link`, or promised in a `letter`."""
    invited = MemberInvited(subject_id=actor.org_id, member_id=member_id, by=Code(by))
    ledger.record(invited, actor=actor, now=now)


def make_link(user: User, purpose: str, expires_at: datetime, *, org_id: int | None = None) -> str:
    """Store the digest of a new secret and return the secret; older links for the same purpose, and the same
    organization, die.
    """
    UserLink.objects.filter(user=user, purpose=purpose, org_id=org_id, used_at=None).delete()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    UserLink.objects.create(
        user=user, purpose=purpose, org_id=org_id, digest=key_digest(secret), expires_at=expires_at
    )
    return secret


def change_role(
    *, actor: Actor, member_id: int, role: str, site_id: int | None = None, now: datetime
) -> None:
    """Give a colleague another role, and the place where he works; nothing happens when he has both.

    What he may do changes with his next click. Raises NotAllowed, Invalid, SiteNeeded, NotFound, Oneself,
    LastAdministrator.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    _must_be_a_role(role, site_id)
    _must_be_ours(actor, None, site_id)
    member = colleague_to_change(actor, member_id, stays_admin=role == Role.ADMIN)
    if (member.role, member.site_id) == (role, site_id):
        return
    former, member.role, member.site_id = member.role, role, site_id
    member.save(update_fields=["role", "site"])
    changed = MemberRoleChanged(
        subject_id=actor.org_id, member_id=member.id, role=Code(role), former=Code(former), site_id=site_id
    )
    ledger.record(changed, actor=actor, now=now)


def dismiss_member(*, actor: Actor, member_id: int, end_keys: Collection[int] = (), now: datetime) -> None:
    """End a person's work here; his sessions and unused links die when he works nowhere else. Keys of the API
    that he made go on, but for those of `end_keys`.

    Raises NotAllowed, NotFound (also for a key that is not his), LastAdministrator, Oneself.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    member = colleague_to_change(actor, member_id)
    _end_keys(actor, member_id, end_keys, now)
    member.active = False
    member.save(update_fields=["active"])
    Membership.objects.filter(user_id=member.user_id, org_id=actor.org_id).update(active=False)
    UserLink.objects.filter(user_id=member.user_id, org_id=actor.org_id, used_at=None).delete()
    if not Membership.objects.filter(user_id=member.user_id, active=True).exists():
        end_sessions_of(user_id=member.user_id)
        UserLink.objects.filter(user_id=member.user_id, org_id=None, used_at=None).delete()
    ledger.record(MemberLeft(subject_id=actor.org_id, member_id=member.id), actor=actor, now=now)


def _end_keys(actor: Actor, member_id: int, key_ids: Collection[int], now: datetime) -> None:
    made = ApiKey.objects.filter(org_id=actor.org_id, created_by_id=member_id, id__in=key_ids)
    his = list(made.order_by("id").values_list("id", flat=True))
    if len(his) != len(set(key_ids)):
        raise NotFound("key")
    for key_id in his:
        revoke_api_key(actor=actor, key_id=key_id, now=now)


def colleague_to_change(actor: Actor, member_id: int, *, stays_admin: bool = False) -> Member:
    """A colleague, locked together with everybody who administers: two at once can't leave nobody.

    Raises NotFound, LastAdministrator (unless he `stays_admin`), Oneself, NotAllowed for a member who
    administers no longer.
    """
    rows = Member.objects.select_for_update().filter(Q(role=Role.ADMIN) | Q(id=member_id))
    found = {row.id: row for row in rows.filter(org_id=actor.org_id, active=True).order_by("id")}
    if member_id not in found:
        raise NotFound("member")
    admins = {row.id for row in found.values() if row.role == Role.ADMIN and not row.awaited_as}
    if admins == {member_id} and not stays_admin:  # who was asked and has not come administers nothing
        raise LastAdministrator("member")
    if actor.kind is ActorKind.MEMBER:
        if actor.id == member_id:
            raise Oneself("member")
        if actor.id not in admins:
            raise NotAllowed(permission=Permission.ORGANIZATION_MANAGE.value)
    return found[member_id]


def speak(*, user_id: int, language: str) -> None:
    """Remember the language a person reads. Before any block."""
    User.objects.filter(id=user_id).update(language=language)


def _must_be_a_role(role: str, site_id: int | None) -> None:
    if role not in set(Role):
        raise Invalid("role", code="unknown_role")
    if role in WORKS_AT_A_SITE and site_id is None:
        raise SiteNeeded("site", code="needed")


def _must_be_ours(actor: Actor, team_id: int | None, site_id: int | None) -> None:
    if team_id is not None and not Team.objects.filter(org_id=actor.org_id, id=team_id).exists():
        raise NotFound("team")
    if site_id is not None and not Site.objects.filter(org_id=actor.org_id, id=site_id).exists():
        raise NotFound("site")
