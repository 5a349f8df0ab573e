"""The extract, fresh every night; a replay that a person asked for; old ones forgotten."""

from datetime import datetime, time

from savoir.insights import operations, queries
from savoir.insights.ports import ReplayBroken, ReplayEngine, ReplayStopped
from savoir.insights.values import Still
from savoir.kernel import jobs
from savoir.kernel.access import Actor, system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.ports import port
from savoir.kernel.tenancy import organization_block

FORGET = "insights.forget_replays"


@jobs.job(operations.REWRITE)
def rewrite(*, org_id: int, now: datetime) -> None:
    """Write the past cases anew; the replay reads the old ones until it is done."""
    operations.rewrite_extract(actor=system_actor(org_id))


@jobs.job(operations.REPLAY, attempts=1)
def replay(*, org_id: int, run_id: int, now: datetime) -> None:
    """Write the past cases anew, then have them answered by both versions, apart from this process.

    A worker that dies meanwhile begins anew: nothing is kept before the end. A stop is heard within a second.
    """
    actor = system_actor(org_id)

    def still(step: str, percent: int) -> bool:
        with organization_block(org_id):
            return operations.tell_replay(actor=actor, run_id=run_id, step=step, percent=percent, now=now)

    try:
        _replay(actor, run_id, still, now)
    except ReplayStopped:
        return
    except (ReplayBroken, NotFound, OSError) as fault:
        _fail(actor, run_id, _CODES.get(type(fault), "disk"), now)
    except Exception:
        _fail(actor, run_id, "fault", now)
        raise


_CODES: dict[type[Exception], str] = {ReplayBroken: "broken", NotFound: "moved"}


def _replay(actor: Actor, run_id: int, still: Still, now: datetime) -> None:
    with organization_block(actor.org_id):
        asked = queries.replay_to_run(actor=actor, run_id=run_id)
    if asked is None or not still("reading", 0):
        return
    operations.rewrite_extract(actor=actor, still=lambda done, of: still("reading", 100 * done // max(of, 1)))
    answer = port(ReplayEngine, org_id=actor.org_id).run(asked, still)
    with organization_block(actor.org_id):
        operations.finish_replay(actor=actor, run_id=run_id, answer=answer, now=now)


def _fail(actor: Actor, run_id: int, code: str, now: datetime) -> None:
    with organization_block(actor.org_id):
        operations.fail_replay(actor=actor, run_id=run_id, code=code, now=now)


@jobs.job(FORGET)
def forget(*, org_id: int, now: datetime) -> None:
    """Let old replays go."""
    with organization_block(org_id):
        operations.forget_replays(actor=system_actor(org_id), now=now)


jobs.each_day(operations.REWRITE, time(2, 50))
jobs.each_day(FORGET, time(2, 40))
