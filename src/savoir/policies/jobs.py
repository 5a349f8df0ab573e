"""Jobs of policies: a version is proved by a process of its own, and what it found is kept."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Timer
from typing import Any

from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations.queries import brand_card
from savoir.policies import operations
from savoir.policies.proof.reports import Report
from savoir.policies.proof.requests import Request
from savoir.policies.proof.unsettled import ENDED
from savoir.policies.queries import provable
from savoir.policies.states import ProofOutcome

COMMAND = (sys.executable, "-m", "savoir.policies.proof")
GRACE = timedelta(seconds=30)
Progress = Callable[[int, int], None]


@jobs.job(operations.PROVE)
def prove_version(*, org_id: int, version_id: int, now: datetime) -> None:
    """Prove the content a version has now; content that changes meanwhile is proved by a job of its own."""
    actor = system_actor(org_id)
    with organization_block(org_id):
        found = provable(actor=actor, version_id=version_id)
        brand = brand_card(actor=actor, brand_id=found.brand_id)
    begins_at = max(now, found.begins_at or now)
    asked = Request(found.document, found.digest, begins_at, brand.calendar, brand.answer_clock == "business")

    def tell(done: int, of: int) -> None:
        with organization_block(org_id):
            operations.tell_progress(
                actor=actor, version_id=version_id, digest=found.digest, done=done, of=of, now=now
            )

    report = proved_elsewhere(asked, tell)
    with organization_block(org_id):
        try:
            operations.record_proof(
                actor=actor, version_id=version_id, digest=found.digest, report=report, now=now,
                outcome=ProofOutcome(report["outcome"]),
            )  # fmt: skip
        except operations.VersionMoved:
            return  # its new content has a job of its own


def proved_elsewhere(asked: Request, tell: Progress) -> dict[str, Any]:
    """The report of a process of its own; one that dies, or hangs beyond its time, leaves all open."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        watch = Timer(asked.seconds + GRACE.total_seconds(), child.kill)  # its lines end when it does
        watch.start()
        try:
            told = _heard(child, asked, tell)
        except (OSError, ValueError):
            told = None
        finally:
            watch.cancel()
            child.kill()
    return told or Report(asked.digest, (), (ENDED,), 0, 0.0).plain()


def _heard(child: "subprocess.Popen[str]", asked: Request, tell: Progress) -> dict[str, Any] | None:
    assert child.stdin is not None
    child.stdin.write(json.dumps(asked.plain()))
    child.stdin.close()
    report: dict[str, Any] | None = None
    for line in _lines(child):
        if "report" in line:
            report = line["report"]
        elif line["done"] % 20 == 0:
            tell(line["done"], line["of"])
    return report


def _lines(child: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    assert child.stdout is not None
    for line in child.stdout:
        yield json.loads(line)
