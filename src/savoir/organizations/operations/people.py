"""Who works here: adding a person, letting him choose a password, and his leaving."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, Role, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.kernel.ledger import Code
from savoir.organizations.events import MemberAdded, MemberLeft
from savoir.organizations.models import Member, Membership, Site, Team, User, UserLink
from savoir.organizations.operations.sessions import end_sessions_of
from savoir.organizations.queries import key_digest
from savoir.organizations.values import normalized_email

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(minutes=30)
SECRET_BYTES = 24  # 192 bits


class AlreadyMember(Conflict):
    """The person works here already."""


class AlreadySignsIn(Conflict):
    """The person has a password: an invitation would let this organization choose another one."""


class LastAdministrator(Conflict):
    """Nobody would be left to manage the organization."""


class LinkUsedUp(NotFound):
    """The one-time link is unknown, used or too old: always the same answer."""


class PasswordTooWeak(Invalid):
    """`facts["reasons"]` names what is wrong, as codes of Django's validators."""


def add_member(
    *, actor: Actor, email: str, full_name: str, role: str, team_id: int | None = None,
    site_id: int | None = None, now: datetime,
) -> int:  # fmt: skip
    """Let a person work here; return the member's id. A person known already keeps his name and password.

    Raises NotAllowed (only who manages the organization makes administrators), Invalid, NotFound,
    AlreadyMember.
    """
    require(actor, Permission.MEMBER_INVITE)
    if role not in set(Role):
        raise Invalid("role", code="unknown_role")
    if role == Role.ADMIN:
        require(actor, Permission.ORGANIZATION_MANAGE)
    _must_be_ours(actor, team_id, site_id)
    user, _ = User.objects.get_or_create(
        email=normalized_email(email), defaults={"full_name": full_name, "password": "!"}
    )
    member = Member.objects.select_for_update().filter(org_id=actor.org_id, user=user).first()
    if member is not None and member.active:
        raise AlreadyMember("email")
    Membership.objects.update_or_create(user=user, org_id=actor.org_id, defaults={"active": True})
    member = member or Member(org_id=actor.org_id, user=user)
    member.role, member.team_id, member.site_id, member.active = role, team_id, site_id, True
    member.save()
    added = MemberAdded(subject_id=actor.org_id, member_id=member.id, role=Code(role))
    ledger.record(added, actor=actor, now=now)
    return member.id


def invite(*, actor: Actor, member_id: int, now: datetime) -> str:
    """Make the one-time link by which a new member chooses his password (7 days); return its secret.

    Raises NotAllowed, NotFound, AlreadySignsIn.
    """
    require(actor, Permission.MEMBER_INVITE)
    members = Member.objects.filter(org_id=actor.org_id, active=True).select_related("user")
    member = members.filter(id=member_id).first()
    if member is None:
        raise NotFound("member")
    if member.user.has_usable_password():
        raise AlreadySignsIn("member")
    return make_link(member.user, UserLink.Purpose.INVITATION, now + INVITATION_LASTS)


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


def dismiss_member(*, actor: Actor, member_id: int, now: datetime) -> None:
    """End a person's work here; his sessions die when he works nowhere else.

    Raises NotAllowed, NotFound, LastAdministrator.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    admins = Member.objects.select_for_update().filter(org_id=actor.org_id, role=Role.ADMIN, active=True)
    admin_ids = set(admins.order_by("id").values_list("id", flat=True))
    member = Member.objects.filter(org_id=actor.org_id, id=member_id, active=True).first()
    if member is None:
        raise NotFound("member")
    if admin_ids == {member_id}:
        raise LastAdministrator("member")
    member.active = False
    member.save(update_fields=["active"])
    Membership.objects.filter(user_id=member.user_id, org_id=actor.org_id).update(active=False)
    if not Membership.objects.filter(user_id=member.user_id, active=True).exists():
        end_sessions_of(user_id=member.user_id)
    ledger.record(MemberLeft(subject_id=actor.org_id, member_id=member.id), actor=actor, now=now)


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


def _must_be_ours(actor: Actor, team_id: int | None, site_id: int | None) -> None:
    if team_id is not None and not Team.objects.filter(org_id=actor.org_id, id=team_id).exists():
        raise NotFound("team")
    if site_id is not None and not Site.objects.filter(org_id=actor.org_id, id=site_id).exists():
        raise NotFound("site")
