"""A replay asked for by a person: one at a time for the same versions, followed, stopped, kept, forgotten."""

from datetime import date, datetime, timedelta

from savoir.insights.models import ReplayedCase, ReplayRun
from savoir.insights.states import REPLAY as LIFE
from savoir.insights.states import ReplayState
from savoir.insights.values import ReplayAnswer
from savoir.kernel import jobs
from savoir.kernel.access import Actor, ActorKind, Permission, require
from savoir.kernel.errors import Conflict, NotAllowed, NotFound
from savoir.kernel.lifecycles import advance
from savoir.kernel.rows import insert_unless_there
from savoir.policies.queries import brand_id_of_version, version_card

REPLAY = "insights.replay"
KEPT, MOST_KEPT = timedelta(days=90), 20  # days of a replay, and how many a brand keeps
SILENT = timedelta(hours=2)  # without a sign of life, nobody works at it any more
_RUNNING = ReplayState.RUNNING.value


class SameRules(Conflict):
    """Both versions have the same content: no answer can change."""


class ReplayOver(Conflict):
    """The replay has ended already; `facts`: `state`."""


def ask_replay(
    *, actor: Actor, version_id: int, against_id: int, since: date | None, now: datetime
) -> int:  # fmt: skip
    """Have a version replayed beside another of its brand, on cases asked from `since` on (None: all).

    Returns the id of the replay: a new one, or the one that runs for the same contents. Raises
    NotFound("version"), SameRules.
    """
    require(actor, Permission.POLICY_READ)
    after = version_card(actor=actor, version_id=version_id)
    before = version_card(actor=actor, version_id=against_id)
    if before.policy_id != after.policy_id:
        raise NotFound("version")
    if before.digest == after.digest:
        raise SameRules("against_id", number=before.number)
    brand_id = brand_id_of_version(actor=actor, version_id=version_id)
    run = ReplayRun(
        org_id=actor.org_id, brand_id=brand_id, asked_by_id=actor.id, since=since, asked_at=now, told_at=now,
        before_id=before.id, before_number=before.number, before_digest=before.digest,
        after_id=after.id, after_number=after.number, after_digest=after.digest,
    )  # fmt: skip
    _give_up_silent(actor, now)
    return _begun(run)


def _begun(run: ReplayRun) -> int:
    """The id of the new row, promised to its job, or of the one that runs for the same contents."""
    same = ReplayRun.objects.filter(
        org_id=run.org_id, brand_id=run.brand_id, before_digest=run.before_digest,
        after_digest=run.after_digest, since=run.since, state=_RUNNING,
    )  # fmt: skip
    while not insert_unless_there(run):
        running = same.values_list("id", flat=True).first()
        if running is not None:
            return running
    jobs.enqueue(REPLAY, org_id=run.org_id, lock=f"{REPLAY}:{run.org_id}", run_id=run.id)
    return int(run.id)


def stop_replay(*, actor: Actor, run_id: int, now: datetime) -> None:
    """End a replay that runs; its job ends its work within a second and keeps nothing of it.

    Raises NotFound("replay"), ReplayOver.
    """
    require(actor, Permission.POLICY_READ)
    run = _locked(actor, run_id)
    if run is None:
        raise NotFound("replay")
    if run.state != _RUNNING:
        raise ReplayOver("run_id", state=run.state)
    _end(run, ReplayState.STOPPED, now)


def tell_replay(*, actor: Actor, run_id: int, step: str, percent: int, now: datetime) -> bool:
    """Say how far a replay is; whether it still runs. Raises NotAllowed for whoever is not the system."""
    _machine_only(actor)
    running = ReplayRun.objects.filter(org_id=actor.org_id, id=run_id, state=_RUNNING)
    at = min(100, max(0, percent))
    if running.exclude(step=step, percent=at).update(step=step, percent=at, told_at=now):
        return True
    return running.exists()


def finish_replay(*, actor: Actor, run_id: int, answer: ReplayAnswer, now: datetime) -> bool:
    """Keep what a replay found; whether it was still wanted: of a stopped one nothing is kept.

    Raises NotAllowed for whoever is not the system.
    """
    _machine_only(actor)
    run = _locked(actor, run_id)
    if run is None or run.state != _RUNNING:
        return False
    ReplayedCase.objects.bulk_create(
        [
            ReplayedCase(
                org_id=run.org_id, run=run, rank=rank, case_id=one.case_id, line_id=one.line_id,
                effect=one.effect, answer=one.plain(),
            )
            for rank, one in enumerate(answer.changed)
        ],
        batch_size=500,
    )  # fmt: skip
    run.report, run.cases, run.seconds = answer.replayed.plain(), answer.replayed.cases, answer.seconds
    run.changed, run.percent = answer.replayed.whole["changed"], 100
    _end(run, ReplayState.DONE, now, "report", "cases", "seconds", "changed", "percent")
    return True


def fail_replay(*, actor: Actor, run_id: int, code: str, now: datetime) -> None:
    """A replay ended without an answer; `code` says why. One that has ended already is left alone.

    Raises NotAllowed for whoever is not the system.
    """
    _machine_only(actor)
    run = _locked(actor, run_id)
    if run is not None and run.state == _RUNNING:
        run.failure = code
        _end(run, ReplayState.FAILED, now, "failure")


def forget_replays(*, actor: Actor, now: datetime) -> int:
    """Delete replays that ended 90 days ago, and all but the newest 20 of each brand; how many.

    What gave no sign of life for two hours counts as failed.
    """
    require(actor, Permission.POLICY_READ)
    _give_up_silent(actor, now)
    ended = ReplayRun.objects.filter(org_id=actor.org_id).exclude(state=_RUNNING)
    gone = set(ended.filter(ended_at__lt=now - KEPT).values_list("id", flat=True))
    seen: dict[int, int] = {}
    for run_id, brand_id in ended.order_by("-id").values_list("id", "brand_id"):
        seen[brand_id] = seen.get(brand_id, 0) + 1
        if seen[brand_id] > MOST_KEPT:
            gone.add(run_id)
    ended.filter(id__in=gone).delete()
    return len(gone)


def _machine_only(actor: Actor) -> None:
    require(actor, Permission.POLICY_READ)
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed("run_id", code="only_the_machine_replays")


def _locked(actor: Actor, run_id: int) -> ReplayRun | None:
    return ReplayRun.objects.select_for_update().filter(org_id=actor.org_id, id=run_id).first()


def _end(run: ReplayRun, to: ReplayState, now: datetime, *also: str) -> None:
    run.ended_at = now
    advance(run, "state", to, lifecycle=LIFE, also=("ended_at", *also))


def _give_up_silent(actor: Actor, now: datetime) -> None:
    """Whoever worked at these died with its job, or they were never begun."""
    silent = ReplayRun.objects.filter(org_id=actor.org_id, state=_RUNNING, told_at__lt=now - SILENT)
    for run in list(silent.select_for_update(skip_locked=True)):
        run.failure = "silent"
        _end(run, ReplayState.FAILED, now, "failure")
