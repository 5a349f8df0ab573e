"""Who works here: adding a person, letting him choose a password, and his leaving."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from savoir.kernel import ledger
from savoir.kernel.access import Actor, ActorKind, Permission, Role, require
from savoir.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from savoir.kernel.ledger import Code
from savoir.organizations.events import MemberAdded, MemberInvited, MemberLeft, MemberRoleChanged
from savoir.organizations.models import Member, Membership, Site, Team, User, UserLink
from savoir.organizations.operations.sessions import end_sessions_of
from savoir.organizations.queries import key_digest
from savoir.organizations.values import WORKS_AT_A_SITE, normalized_email

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(minutes=30)
SECRET_BYTES = 24  # 192 bits


class AlreadyMember(Conflict):
    """The person works here already."""


class AlreadySignsIn(Conflict):
    """The person has a password: an invitation would let this organization choose another one."""


class LastAdministrator(Conflict):
    """Nobody would be left to manage the organization."""


class Oneself(Conflict):
    """Nobody changes his own role or ends his own access: a colleague does."""


class SiteNeeded(Invalid):
    """Who has this role works at a store or a warehouse, and none was named."""


class InvitedElsewhereToo(Conflict):
    """Another organization awaits the person too: only he himself may see a link that opens both."""


class LinkUsedUp(NotFound):
    """The one-time link is unknown, used or too old: always the same answer."""


class PasswordTooWeak(Invalid):
    """`facts["reasons"]` names what is wrong, as codes of Django's validators."""


def add_member(
    *, actor: Actor, email: str, full_name: str, role: str, team_id: int | None = None,
    site_id: int | None = None, language: str = "fr", now: datetime,
) -> int:  # fmt: skip
    """Let a person work here; return the member's id. A person known already keeps his name and password, and
    links that another organization made for him before he chose one are dead.

    Raises NotAllowed (only who manages the organization makes administrators), Invalid, SiteNeeded, NotFound,
    AlreadyMember.
    """
    require(actor, Permission.MEMBER_INVITE)
    _must_be_a_role(role, site_id)
    if role == Role.ADMIN:
        require(actor, Permission.ORGANIZATION_MANAGE)
    _must_be_ours(actor, team_id, site_id)
    user, _ = User.objects.get_or_create(
        email=normalized_email(email),
        defaults={"full_name": full_name, "password": "!", "language": language},
    )
    member = Member.objects.select_for_update().filter(org_id=actor.org_id, user=user).first()
    if member is not None and member.active:
        raise AlreadyMember("email")
    UserLink.objects.filter(user=user, purpose=UserLink.Purpose.INVITATION, used_at=None).delete()
    Membership.objects.update_or_create(user=user, org_id=actor.org_id, defaults={"active": True})
    member = member or Member(org_id=actor.org_id, user=user)
    member.role, member.team_id, member.site_id, member.active = role, team_id, site_id, True
    member.save()
    added = MemberAdded(subject_id=actor.org_id, member_id=member.id, role=Code(role))
    ledger.record(added, actor=actor, now=now)
    return member.id


def invite(*, actor: Actor, member_id: int, now: datetime) -> str:
    """Make the one-time link by which a new member chooses his password (7 days); return its secret.

    Whoever sees it may use it, so a member gets none for somebody another organization awaits too. Raises
    NotAllowed, NotFound, AlreadySignsIn, InvitedElsewhereToo.
    """
    member = invited_member(actor, member_id)
    if actor.kind is ActorKind.MEMBER and _works_elsewhere(actor, member.user_id):
        raise InvitedElsewhereToo("member")
    record_invitation(actor, member_id, "link", now)
    return make_link(member.user, UserLink.Purpose.INVITATION, now + INVITATION_LASTS)


def invited_member(actor: Actor, member_id: int) -> Member:
    """An active colleague without a password yet, for whoever may invite him.

    Raises NotAllowed (only who manages the organization invites administrators), NotFound, AlreadySignsIn.
    """
    require(actor, Permission.MEMBER_INVITE)
    members = Member.objects.filter(org_id=actor.org_id, active=True).select_related("user")
    member = members.filter(id=member_id).first()
    if member is None:
        raise NotFound("member")
    if member.role == Role.ADMIN:
        require(actor, Permission.ORGANIZATION_MANAGE)
    if member.user.has_usable_password():
        raise AlreadySignsIn("member")
    return member


def record_invitation(actor: Actor, member_id: int, by: str, now: datetime) -> None:
    """A link was made for a colleague: shown as a `link`, or promised in a `letter`."""
    invited = MemberInvited(subject_id=actor.org_id, member_id=member_id, by=Code(by))
    ledger.record(invited, actor=actor, now=now)


def make_link(user: User, purpose: str, expires_at: datetime) -> str:
    """Store the digest of a new secret and return the secret; older links for the same purpose die."""
    UserLink.objects.filter(user=user, purpose=purpose, used_at=None).delete()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    UserLink.objects.create(user=user, purpose=purpose, digest=key_digest(secret), expires_at=expires_at)
    return secret


def choose_password(*, secret: str, password: str, now: datetime) -> int:
    """Use up an invitation or reset link and set the password; every session of the person ends; his id.

    Before any block. Raises LinkUsedUp, or PasswordTooWeak, which leaves the link usable.
    """
    with transaction.atomic():
        link = _open_link(secret, now)
        user = link.user
        _check_strength(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        UserLink.objects.filter(user=user, used_at=None).update(used_at=now)
        end_sessions_of(user_id=user.id)
    return user.id


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


def dismiss_member(*, actor: Actor, member_id: int, now: datetime) -> None:
    """End a person's work here; his sessions and unused links die when he works nowhere else.

    Raises NotAllowed, NotFound, LastAdministrator, Oneself.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    member = colleague_to_change(actor, member_id)
    member.active = False
    member.save(update_fields=["active"])
    Membership.objects.filter(user_id=member.user_id, org_id=actor.org_id).update(active=False)
    if not Membership.objects.filter(user_id=member.user_id, active=True).exists():
        end_sessions_of(user_id=member.user_id)
        UserLink.objects.filter(user_id=member.user_id, used_at=None).delete()
    ledger.record(MemberLeft(subject_id=actor.org_id, member_id=member.id), actor=actor, now=now)


def colleague_to_change(actor: Actor, member_id: int, *, stays_admin: bool = False) -> Member:
    """A colleague, locked together with everybody who administers: two at once can't leave nobody.

    Raises NotFound, LastAdministrator (unless he `stays_admin`), Oneself, NotAllowed for a member who
    administers no longer.
    """
    rows = Member.objects.select_for_update().filter(Q(role=Role.ADMIN) | Q(id=member_id))
    found = {row.id: row for row in rows.filter(org_id=actor.org_id, active=True).order_by("id")}
    if member_id not in found:
        raise NotFound("member")
    admins = {row.id for row in found.values() if row.role == Role.ADMIN}
    if admins == {member_id} and not stays_admin:
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


def _open_link(secret: str, now: datetime) -> UserLink:
    links = UserLink.objects.select_for_update(of=("self",)).select_related("user")
    link = links.filter(digest=key_digest(secret), used_at=None, expires_at__gt=now).first()
    if link is None or not link.user.is_active:
        raise LinkUsedUp("link")
    return link


def _check_strength(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        reasons = tuple(str(error.code) for error in weak.error_list)
        raise PasswordTooWeak("password", code=reasons[0], reasons=reasons) from None


def _works_elsewhere(actor: Actor, user_id: int) -> bool:
    rows = Membership.objects.filter(user_id=user_id, active=True)
    return rows.exclude(org_id=actor.org_id).exists()


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
