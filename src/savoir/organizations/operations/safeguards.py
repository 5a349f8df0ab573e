"""What an administrator decides about second factors: who must have one, and a colleague's fresh start."""

from datetime import datetime

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, NotFound
from savoir.kernel.ledger import Code
from savoir.kernel.sealing import reseal
from savoir.organizations.events import SecondFactorChanged, SecondFactorRuled
from savoir.organizations.models import Member, Membership, Organization, RecoveryCode, SecondFactor
from savoir.organizations.operations.noting import Change, tell_change
from savoir.organizations.operations.sessions import end_sessions_of


class OwnFactor(Conflict):
    """Nobody starts his own anew: he takes it away on his account page, with his password."""


class WorksElsewhereToo(Conflict):
    """Another organization trusts this second factor too: one of them alone does not take it away."""


def require_second_factor(*, actor: Actor, required: bool, now: datetime) -> None:
    """Let every member of the organization show a second factor from his next login on, or no longer."""
    require(actor, Permission.ORGANIZATION_MANAGE)
    moved = Organization.objects.filter(id=actor.org_id).exclude(second_factor_required=required)
    if moved.update(second_factor_required=required):
        ruled = SecondFactorRuled(subject_id=actor.org_id, is_required=required)
        ledger.record(ruled, actor=actor, now=now)


def reset_factors(*, actor: Actor, member_id: int, now: datetime) -> None:
    """Take all second factors of a colleague away, end his sessions, tell him; he enrolls anew at login.

    Raises NotAllowed, NotFound, OwnFactor, WorksElsewhereToo.
    """
    require(actor, Permission.ORGANIZATION_MANAGE)
    member = Member.objects.filter(org_id=actor.org_id, id=member_id, active=True, awaited_as="").first()
    if member is None:
        raise NotFound("member")
    if member.id == actor.id:
        raise OwnFactor("member")
    if Membership.objects.filter(user_id=member.user_id, active=True).exclude(org_id=actor.org_id).exists():
        raise WorksElsewhereToo("member")
    gone, _ = SecondFactor.objects.filter(user_id=member.user_id).delete()
    if not gone:
        raise NotFound("factor")
    RecoveryCode.objects.filter(user_id=member.user_id).delete()
    end_sessions_of(user_id=member.user_id)
    changed = SecondFactorChanged(
        subject_id=actor.org_id, member_id=member.id, change=Code(Change.RESET.value)
    )
    ledger.record(changed, actor=actor, now=now)
    tell_change(org_id=actor.org_id, user_id=member.user_id, change=Change.RESET, now=now)


def reseal_factors() -> int:
    """Put every second factor under the current secret key; return how many. For the operator's command."""
    rows = list(SecondFactor.objects.select_for_update().order_by("id"))
    for row in rows:
        row.sealed = reseal(bytes(row.sealed))
    SecondFactor.objects.bulk_update(rows, ["sealed"])
    return len(rows)
