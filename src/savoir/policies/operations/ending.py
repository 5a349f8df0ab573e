"""A version stops deciding, or never begins."""

from datetime import datetime

from django.db import IntegrityError, transaction

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict
from savoir.kernel.lifecycles import advance
from savoir.policies.events import VersionCalledOff, VersionRetired
from savoir.policies.models import PolicyVersion
from savoir.policies.operations.rows import end_at, lock_version
from savoir.policies.states import VERSION, VersionState


class VersionNotInForce(Conflict):
    """Only a version that decides now can be retired."""


class VersionNotScheduled(Conflict):
    """Only what waits for its first day can be called off. A policy's first version answers at once, for
    all older sales: it never waits.
    """


def retire(*, actor: Actor, version_id: int, now: datetime) -> None:
    """End the version in force now, without a successor. Raises NotFound("version"), VersionNotInForce."""
    require(actor, Permission.POLICY_WRITE)
    policy, version = lock_version(actor, version_id=version_id)
    if version.state != VersionState.PUBLISHED or now not in version.period or now == version.period.lower:
        raise VersionNotInForce(state=version.state)
    end_at(version, now)
    advance(version, "state", VersionState.RETIRED, lifecycle=VERSION)
    fact = VersionRetired(subject_id=policy.id, version_id=version.id, number=version.number, ends_at=now)
    ledger.record(fact, actor=actor, now=now)


def call_off(*, actor: Actor, version_id: int, now: datetime) -> None:
    """Take a scheduled version back before its first day; the one it would have ended goes on in its place.

    The database refuses it too for what has begun. Raises NotFound("version"), VersionNotScheduled.
    """
    require(actor, Permission.POLICY_WRITE)
    policy, version = lock_version(actor, version_id=version_id)
    is_public = version.state == VersionState.PUBLISHED
    if not is_public or version.is_founding or version.period.lower <= now:
        raise VersionNotScheduled("version_id", state=version.state)
    planned, ends_at = version.period.lower, version.period.upper
    before = PolicyVersion.objects.filter(
        policy=policy, state=VersionState.PUBLISHED, period__endswith=planned
    )
    version.period, version.was_to_begin_at = None, planned
    try:
        with transaction.atomic():
            advance(
                version, "state", VersionState.CALLED_OFF, lifecycle=VERSION,
                also=("period", "was_to_begin_at"),
            )  # fmt: skip
    except IntegrityError as begun:  # it began between the question and the write
        raise VersionNotScheduled("version_id", state=VersionState.PUBLISHED) from begun
    for one in before:
        end_at(one, ends_at)
    fact = VersionCalledOff(
        subject_id=policy.id, version_id=version.id, number=version.number, was_to_begin_at=planned
    )
    ledger.record(fact, actor=actor, now=now)
