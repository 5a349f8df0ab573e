"""An invitation by letter, and one that is taken back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from savoir.kernel import jobs, ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, NotFound
from savoir.kernel.throttle import count_try, seconds_left
from savoir.organizations.events import InvitationWithdrawn
from savoir.organizations.models import Brand, Member, Organization, UserLink
from savoir.organizations.operations.people import (
    INVITATION_LASTS,
    dismiss_member,
    invitation_link,
    invited_member,
    record_invitation,
)
from savoir.organizations.operations.sessions import TooManyTries
from savoir.organizations.ports import AccountLetter
from savoir.organizations.queries import key_digest

SEND_INVITATION = "organizations.send_invitation"
_WINDOW, _LETTERS = timedelta(hours=1), 3


class InvitationUsed(Conflict):
    """The person accepted: there is no invitation any more, only an access to end."""


def send_invitation(*, actor: Actor, member_id: int, now: datetime) -> None:
    """Promise an awaited colleague the letter with his link; a former link dies when it leaves.

    Three letters an hour to one colleague. Raises NotAllowed, NotFound, AlreadySignsIn, TooManyTries.
    """
    member = invited_member(actor, member_id)
    if count_try(key=f"invitation member {member.id}", window=_WINDOW, now=now) > _LETTERS:
        raise TooManyTries("member", minutes=-(-seconds_left(window=_WINDOW, now=now) // 60))
    record_invitation(actor, member_id, "letter", now)
    jobs.enqueue(SEND_INVITATION, org_id=actor.org_id, member_id=member_id, by_id=actor.id)


def invitation_letter(*, org_id: int, member_id: int, by_id: int, now: datetime) -> AccountLetter | None:
    """Make a fresh link (7 days) and the letter that carries it; None for who left or accepted by now.
    `by_id`: the member who invites, 0 for nobody.

    Called by the job when it sends: the secret stands in the letter only, in no row and no job.
    """
    rows = Member.objects.filter(org_id=org_id, id=member_id, active=True, user__is_active=True)
    member, brand = rows.select_related("user").first(), Brand.objects.order_by("id").first()
    if member is None or brand is None or not member.awaited_as:
        return None
    user, house = member.user, Organization.objects.get(id=org_id).name
    secret = invitation_link(member, now)
    words = {
        "name": user.full_name, "by": _name_of(org_id, by_id), "house": house,
        "url": settings.BASE_URL + reverse("entrance:link", args=[secret]), "days": INVITATION_LASTS.days,
    }  # fmt: skip
    with translation.override(user.language):
        return AccountLetter(
            message_id=f"<invitation.{key_digest(secret)[:24]}@{brand.sender_address.rpartition('@')[2]}>",
            to=member.awaited_as, subject=gettext("Votre accès à Savoir, pour %(house)s") % words,
            text=render_to_string("organizations/invitation_letter.txt", words), language=user.language,
            sender_name=brand.sender_name, sender_address=brand.sender_address,
        )  # fmt: skip


def _name_of(org_id: int, member_id: int) -> str:
    rows = Member.objects.filter(org_id=org_id, id=member_id)
    return rows.values_list("user__full_name", flat=True).first() or ""


def withdraw_invitation(*, actor: Actor, member_id: int, now: datetime) -> None:
    """Await a colleague no longer who never accepted: his link is dead.

    Raises NotAllowed, NotFound, InvitationUsed, and what `dismiss_member` does.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    member = Member.objects.filter(org_id=actor.org_id, id=member_id, active=True).first()
    if member is None:
        raise NotFound("member")
    links = UserLink.objects.select_for_update().filter(user_id=member.user_id, org_id=actor.org_id)
    list(links.filter(used_at=None).order_by("id"))
    if not Member.objects.filter(id=member_id).exclude(awaited_as="").exists():
        raise InvitationUsed("member")
    withdrawn = InvitationWithdrawn(subject_id=actor.org_id, member_id=member_id)
    ledger.record(withdrawn, actor=actor, now=now)
    dismiss_member(actor=actor, member_id=member_id, now=now)
