"""How an invitation leaves: by letter, or as a link on the next page where no letter can leave."""

from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from savoir.kernel.ports import port
from savoir.organizations import operations
from savoir.organizations.ports import AccountMail
from savoir.web.console.once import keep_once
from savoir.web.desk.replies import told
from savoir.web.requests import StaffRequest


@dataclass(frozen=True, slots=True)
class Sent:
    """What was made: a letter, a secret to hand over, or nothing for who accepted in the meantime."""

    is_letter: bool = False
    secret: str = field(default="", repr=False)


def invite(request: StaffRequest, member_id: int) -> Sent:
    """Invite a colleague who has not accepted yet. Raises TooManyTries, NotFound."""
    try:
        if port(AccountMail, org_id=request.org_id).leaves():
            operations.send_invitation(actor=request.actor, member_id=member_id, now=request.now)
            return Sent(is_letter=True)
        return Sent(secret=operations.invite(actor=request.actor, member_id=member_id, now=request.now))
    except operations.AlreadySignsIn:
        return Sent()


def note_invitation(request: StaffRequest, member_id: int, sent: Sent) -> None:
    """Say on the next page how it left; a link is shown there, once."""
    if sent.secret:
        address = settings.BASE_URL + reverse("entrance:link", args=[sent.secret])
        keep_once(request, about=f"colleague {member_id}", secret=address)
    elif sent.is_letter:
        told(request, _("L’invitation part par e-mail. Son lien vaut sept jours."))
    else:
        told(request, _("Cette personne a déjà accepté : dites-lui qu’elle peut se connecter."))
