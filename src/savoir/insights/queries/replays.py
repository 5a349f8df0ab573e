"""Replays that were asked for, as pages show them, and what the job of one has to do."""

from dataclasses import dataclass
from datetime import date, datetime

from savoir.insights.models import ReplayedCase, ReplayRun
from savoir.insights.states import ReplayState
from savoir.insights.values import ChangedCase, Replayed, ReplayRequest, Span, StoredRules
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.policies.queries import provable

MOST_LISTED = 2000  # cases that are kept one by one of a replay


@dataclass(frozen=True, slots=True)
class ReplayCard:
    """A replay. `report` None = not asked for, or not done. `seconds` the engine took; `failure` a code."""

    id: int
    brand_id: int
    asked_by_id: int
    before_id: int
    before_number: int
    after_id: int
    after_number: int
    since: date | None
    state: ReplayState
    step: str
    percent: int
    cases: int
    changed: int
    seconds: float
    failure: str
    asked_at: datetime
    ended_at: datetime | None
    report: Replayed | None = None


@dataclass(frozen=True, slots=True)
class ReplayedLine:
    """A case whose answer changes, with what names it to people; `position` of its line, from 1."""

    reference: str
    product: str
    position: int
    answer: ChangedCase


def replay_card(*, actor: Actor, run_id: int) -> ReplayCard:
    """A replay with its figures. Raises NotFound("replay")."""
    require(actor, Permission.POLICY_READ)
    run = ReplayRun.objects.filter(org_id=actor.org_id, id=run_id).first()
    if run is None:
        raise NotFound("replay")
    return _card(run, Replayed.read(run.report) if run.report else None)


def replays_of_brand(*, actor: Actor, brand_id: int, limit: int) -> tuple[ReplayCard, ...]:
    """The newest replays of a brand, without their figures."""
    require(actor, Permission.POLICY_READ)
    rows = ReplayRun.objects.filter(org_id=actor.org_id, brand_id=brand_id).defer("report").order_by("-id")
    return tuple([_card(row, None) for row in rows[:limit]])


def replayed_lines(
    *, actor: Actor, run_id: int, effect: str = "", after: int = 0, limit: int
) -> tuple[ReplayedLine, ...]:
    """Cases that a replay changes, the most money first, leaving out the first `after`; `effect` "" = all."""
    require(actor, Permission.POLICY_READ)
    rows = ReplayedCase.objects.filter(org_id=actor.org_id, run_id=run_id)
    rows = rows.filter(effect=effect) if effect else rows
    told = rows.order_by("rank").values_list(
        "case__reference", "line__product_name", "line__position", "answer"
    )
    return tuple(
        [ReplayedLine(reference, product, position, ChangedCase.read(answer))
         for reference, product, position, answer in told[after : after + limit]]
    )  # fmt: skip


def replay_to_run(*, actor: Actor, run_id: int) -> ReplayRequest | None:
    """What the job of a replay asks; None when it has ended.

    Raises NotFound("version") when one of its versions is another by now, or was thrown away.
    """
    require(actor, Permission.POLICY_READ)
    run = ReplayRun.objects.filter(org_id=actor.org_id, id=run_id, state=ReplayState.RUNNING.value).first()
    if run is None:
        return None
    sides = [provable(actor=actor, version_id=one) for one in (run.before_id, run.after_id)]
    if [one.digest for one in sides] != [run.before_digest, run.after_digest]:
        raise NotFound("version")
    before, after = [StoredRules(one.document, one.digest) for one in sides]
    return ReplayRequest(before, after, Span(run.brand_id, run.since), MOST_LISTED)


def _card(run: ReplayRun, report: Replayed | None) -> ReplayCard:
    return ReplayCard(
        id=run.id, brand_id=run.brand_id, asked_by_id=run.asked_by_id, before_id=run.before_id,
        before_number=run.before_number, after_id=run.after_id, after_number=run.after_number,
        since=run.since, state=ReplayState(run.state), step=run.step, percent=run.percent, cases=run.cases,
        changed=run.changed, seconds=run.seconds, failure=run.failure, asked_at=run.asked_at,
        ended_at=run.ended_at, report=report,
    )  # fmt: skip
