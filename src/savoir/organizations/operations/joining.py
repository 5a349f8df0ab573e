"""An invitation is accepted, by a new account or by the one somebody has; a password is chosen by a link."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from savoir.kernel import ledger
from savoir.kernel.access import system_actor
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.tenancy import organization_block
from savoir.organizations.events import InvitationAccepted
from savoir.organizations.models import Member, Membership, User, UserLink
from savoir.organizations.operations.people import LinkUsedUp
from savoir.organizations.operations.sessions import end_sessions_of
from savoir.organizations.queries import actor_of, factor_need, key_digest
from savoir.organizations.queries.joining import open_links
from savoir.organizations.values import FactorNeed


class AccountExists(Conflict):
    """The invited address has an account here: its password opens it, no invitation sets another."""


class NotInvited(Conflict):
    """Who is signed in is not the person whom the invitation names."""


class PasswordTooWeak(Invalid):
    """`facts["reasons"]` names what is wrong, as codes of Django's validators."""


def choose_password(*, secret: str, password: str, now: datetime) -> int:
    """Use up a reset link and set the password, or an invitation and make the account; the person's id.

    Every session of his ends. Before any block. Raises LinkUsedUp; PasswordTooWeak and AccountExists, which
    leave the link usable.
    """
    link = open_links(secret, now).first()
    if link is None:
        raise LinkUsedUp("link")
    if link.org_id is None:
        with transaction.atomic():
            return _reset(secret, password, now)
    with organization_block(link.org_id):
        return _begin(secret, password, now)


def _reset(secret: str, password: str, now: datetime) -> int:
    user = _locked(secret, now).user
    if not user.is_active:
        raise LinkUsedUp("link")
    _check_strength(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    UserLink.objects.filter(user=user, org_id=None, used_at=None).update(used_at=now)
    end_sessions_of(user_id=user.id)
    return user.id


def _begin(secret: str, password: str, now: datetime) -> int:
    """Who is awaited has no account: this is it."""
    link = _locked(secret, now)
    member = _awaited(link)
    account = User.objects.select_for_update().filter(email=member.awaited_as).first()
    person = account or member.user
    person.email = member.awaited_as
    _check_strength(password, person)
    if account is not None and (account.has_usable_password() or not account.is_active):
        raise AccountExists("password")
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "password"])
    except IntegrityError:  # another invitation made the account in this instant
        raise AccountExists("password") from None
    _join(link, member, person, now)
    return person.id


def accept_invitation(*, secret: str, user_id: int, now: datetime) -> int:
    """The person who is signed in agrees to work for who invited his address; the organization's id.

    Where it asks for a second factor and he has none, his sessions end: he makes one at his next sign-in.
    Before any block. Raises LinkUsedUp; NotInvited, which leaves the link usable.
    """
    link = open_links(secret, now).exclude(org_id=None).first()
    if link is None or link.org_id is None:
        raise LinkUsedUp("link")
    with organization_block(link.org_id):
        link = _locked(secret, now)
        member = _awaited(link)
        person = User.objects.filter(id=user_id, is_active=True).first()
        if person is None or person.email != member.awaited_as:
            raise NotInvited("link")
        _join(link, member, person, now)
        if factor_need(person.id) is FactorNeed.ENROL:
            end_sessions_of(user_id=person.id)
    return member.org_id


def _locked(secret: str, now: datetime) -> UserLink:
    rows = UserLink.objects.select_for_update(of=("self",)).select_related("user")
    link = rows.filter(digest=key_digest(secret), used_at=None, expires_at__gt=now).first()
    if link is None:
        raise LinkUsedUp("link")
    return link


def _awaited(link: UserLink) -> Member:
    rows = Member.objects.select_for_update(of=("self",)).select_related("user")
    member = rows.filter(org_id=link.org_id, user_id=link.user_id, active=True).exclude(awaited_as="").first()
    if member is None:
        raise LinkUsedUp("link")
    return member


def _join(link: UserLink, member: Member, person: User, now: datetime) -> None:
    """From here on the person himself stands where somebody was awaited."""
    stood_in, org_id = member.user, member.org_id
    member.user, member.awaited_as = person, ""
    member.save(update_fields=["user", "awaited_as"])
    Membership.objects.update_or_create(user=person, org_id=org_id, defaults={"active": True})
    UserLink.objects.filter(id=link.id).update(used_at=now, user=person)
    if stood_in.id != person.id:
        stood_in.delete()
    accepted = InvitationAccepted(subject_id=org_id, member_id=member.id)
    ledger.record(accepted, actor=actor_of(person.id, org_id) or system_actor(org_id), now=now)


def _check_strength(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        reasons = tuple(str(error.code) for error in weak.error_list)
        raise PasswordTooWeak("password", code=reasons[0], reasons=reasons) from None
