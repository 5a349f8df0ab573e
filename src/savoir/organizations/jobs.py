"""Letters to people who sign in."""

from datetime import datetime

from savoir.kernel.failpoints import failpoint
from savoir.kernel.jobs import job
from savoir.kernel.ports import port
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import (
    alert_letter,
    factor_letter,
    invitation_letter,
    reset_letter,
)
from savoir.organizations.operations.alerts import ALERT
from savoir.organizations.operations.inviting import SEND_INVITATION
from savoir.organizations.operations.noting import SEND_FACTOR_NOTICE
from savoir.organizations.operations.resets import SEND_RESET
from savoir.organizations.ports import AccountLetter, AccountMail


@job(SEND_RESET)
def send_reset(*, org_id: int, now: datetime, user_id: int) -> None:
    """Send a fresh reset link; a second try makes another link, and the first one is dead."""
    with organization_block(org_id):
        letter = reset_letter(user_id=user_id, now=now)
    _send(org_id, letter)


@job(SEND_INVITATION)
def send_invitation(*, org_id: int, now: datetime, member_id: int, by_id: int) -> None:
    """Send an invitation with a fresh link; a second try makes another link, and the first one is dead."""
    with organization_block(org_id):
        letter = invitation_letter(org_id=org_id, member_id=member_id, by_id=by_id, now=now)
    _send(org_id, letter)


@job(SEND_FACTOR_NOTICE)
def send_factor_notice(*, org_id: int, now: datetime, user_id: int, change: str, at: str) -> None:
    """Tell a person that his second factor changed: the letter names the instant, whenever it leaves."""
    with organization_block(org_id):
        letter = factor_letter(user_id=user_id, change=change, at=at)
    _send(org_id, letter)


@job(ALERT)
def alert(*, org_id: int, now: datetime, member_id: int, code: str, about_id: int, occasion: int) -> None:
    """Send one administrator's letter; the same letter has the same name at each try."""
    with organization_block(org_id):
        letter = alert_letter(member_id=member_id, code=code, subject_id=about_id, occasion=occasion)
    _send(org_id, letter)


def _send(org_id: int, letter: AccountLetter | None) -> None:
    """Hand a letter over, if there is one."""
    if letter is not None:
        failpoint("letter.before_send")
        port(AccountMail, org_id=org_id).send(letter)
        failpoint("letter.after_send")
