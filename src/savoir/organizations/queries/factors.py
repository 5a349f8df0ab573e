"""Second factors: what a person has, what he must have. Before any block, except where said."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from savoir.kernel.access import Actor, Permission, require
from savoir.organizations.models import Member, Membership, Organization, RecoveryCode, SecondFactor
from savoir.organizations.values import FactorCard, FactorNeed, FactorRow

_CONFIRMED = SecondFactor.objects.filter(confirmed_at__isnull=False)


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


def factor_rows(*, actor: Actor, after_id: int = 0, limit: int) -> tuple[FactorRow, ...]:
    """Colleagues who work here with what they have, by name, those behind the member `after_id`. Inside a
    block. Raises NotAllowed.
    """
    members = _working(actor).select_related("user")
    if after_id:
        name = members.filter(id=after_id).values("user__full_name")[:1]
        same = Q(user__full_name=Subquery(name), id__gt=after_id)
        members = members.filter(Q(user__full_name__gt=Subquery(name)) | same)
    rows = list(members.order_by("user__full_name", "id")[:limit])
    found = _CONFIRMED.filter(user_id__in=[row.user_id for row in rows])
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


def protected_counts(*, actor: Actor) -> tuple[int, int]:
    """(how many colleagues have a second factor, how many work here). Inside a block. Raises NotAllowed."""
    has_one = Q(Exists(_CONFIRMED.filter(user_id=OuterRef("user_id"))))
    found = _working(actor).aggregate(protected=Count("id", filter=has_one), everybody=Count("id"))
    return found["protected"], found["everybody"]


def _working(actor: Actor) -> QuerySet[Member]:
    require(actor, Permission.ORGANIZATION_MANAGE)
    return Member.objects.filter(org_id=actor.org_id, active=True, awaited_as="")
