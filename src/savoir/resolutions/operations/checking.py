"""What the hourly check found: kept for the page of the house's health; a red one goes before a person."""

from collections.abc import Iterable
from datetime import datetime

from savoir.kernel import jobs, tasks
from savoir.kernel.access import Actor, Permission, require
from savoir.resolutions.models import InvariantCheck
from savoir.resolutions.queries.invariants import Finding

CHECK = "invariants.check"
BROKEN = "invariant_broken"


def keep_findings(*, actor: Actor, findings: Iterable[Finding], now: datetime) -> int:
    """Keep each answer; a person gets one task while any is red, and it closes by itself when none is.

    Returns how many invariants are broken. Raises NotAllowed.
    """
    require(actor, Permission.HEALTH_READ)
    found = list(findings)
    since = dict(InvariantCheck.objects.values_list("code", "red_since"))
    rows = [_row(actor, one, since.get(one.code), now) for one in found]
    InvariantCheck.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["org", "code"],
        update_fields=["violations", "samples", "checked_at", "red_since"],
    )  # fmt: skip
    broken = sorted(one.code for one in found if one.violations)
    _tell(actor, broken, now)
    return len(broken)


def _row(actor: Actor, found: Finding, since: datetime | None, now: datetime) -> InvariantCheck:
    return InvariantCheck(
        org_id=actor.org_id, code=found.code, violations=found.violations, samples=list(found.samples),
        checked_at=now, red_since=(since or now) if found.violations else None,
    )  # fmt: skip


def _tell(actor: Actor, broken: list[str], now: datetime) -> None:
    if broken:
        tasks.open_task(
            code=BROKEN, subject_kind="organization", subject_id=actor.org_id, detail={"codes": broken},
            due_at=now, now=now,
        )  # fmt: skip
    else:
        tasks.close_tasks(
            code=BROKEN, subject_kind="organization", subject_id=actor.org_id, outcome="holds", now=now
        )


def ask_for_check(*, actor: Actor, now: datetime) -> None:
    """Let the check run now instead of at the next hour; asked twice, it runs once. Raises NotAllowed."""
    require(actor, Permission.HEALTH_READ)
    jobs.enqueue(CHECK, org_id=actor.org_id, run_at=now, queueing_lock=f"check_now:{actor.org_id}")
