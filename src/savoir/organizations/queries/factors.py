"""Second factors: what a person has, what he must have. Before any block, except where said."""

from savoir.kernel.access import Actor, Permission, require
from savoir.organizations.models import Member, Membership, Organization, RecoveryCode, SecondFactor
from savoir.organizations.values import FactorCard, FactorNeed, FactorRow


def factors_of(user_id: int) -> tuple[FactorCard, ...]:
    """A person's confirmed second factors, oldest first."""
    rows = SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).order_by("id")
    return tuple(
        FactorCard(row.id, row.kind == SecondFactor.Kind.PASSKEY, row.label, row.created_at, row.used_at)
        for row in rows
    )


def recovery_codes_left(user_id: int) -> int:
    """How many codes on paper still work."""
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def factor_need(user_id: int) -> FactorNeed:
    """What follows a right password: show what he has, or enroll where an organization asks for it."""
    if SecondFactor.objects.filter(user_id=user_id, confirmed_at__isnull=False).exists():
        return FactorNeed.SHOW
    asked = Membership.objects.filter(
        user_id=user_id, active=True, org__active=True, org__second_factor_required=True
    )
    return FactorNeed.ENROL if asked.exists() else FactorNeed.NONE


def has_passkey(user_id: int) -> bool:
    """Whether a key of his may answer instead of a code."""
    return SecondFactor.objects.filter(user_id=user_id, kind=SecondFactor.Kind.PASSKEY).exists()


def second_factor_required(*, actor: Actor) -> bool:
    """Whether every member of the actor's organization must have one."""
    return Organization.objects.values_list("second_factor_required", flat=True).get(id=actor.org_id)


def factor_rows(*, actor: Actor) -> tuple[FactorRow, ...]:
    """Colleagues who work here with what they have, by name. Inside a block. Raises NotAllowed."""
    require(actor, Permission.ORGANIZATION_MANAGE)
    members = Member.objects.filter(org_id=actor.org_id, active=True, awaited_as="").select_related("user")
    rows = list(members.order_by("user__full_name", "id"))
    found = SecondFactor.objects.filter(user_id__in=[row.user_id for row in rows], confirmed_at__isnull=False)
    kinds: dict[int, set[str]] = {}
    for user_id, kind in found.values_list("user_id", "kind"):
        kinds.setdefault(user_id, set()).add(kind)
    return tuple(
        FactorRow(
            member_id=row.id, name=row.user.full_name, role=row.role, is_self=row.id == actor.id,
            has_codes="codes" in kinds.get(row.user_id, ()),
            has_passkey="passkey" in kinds.get(row.user_id, ()),
        )
        for row in rows
    )  # fmt: skip
