"""Timers of a case."""

from datetime import datetime, time

from savoir.cases import operations
from savoir.cases.operations.handing import WAKING
from savoir.cases.operations.leaving import GIVING_BACK
from savoir.cases.operations.moving import CLOSING
from savoir.cases.operations.promising import TIMER
from savoir.cases.operations.teams import AT_ONCE, FINDING, LEAVING
from savoir.cases.operations.waiting import GO_ON, REMIND
from savoir.kernel import jobs
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block

FORGET_DRAFTS = "cases.forget_drafts"


@jobs.job(TIMER)
def check_promise(*, org_id: int, now: datetime, case_id: int, promise_id: int) -> None:
    """Break the promise if it is still running past its instant."""
    with organization_block(org_id):
        operations.break_promise(actor=system_actor(org_id), case_id=case_id, promise_id=promise_id, now=now)


@jobs.job(CLOSING)
def close(*, org_id: int, now: datetime, case_id: int) -> None:
    """Close a resolved case a week later, with thanks; one that was reopened stays open."""
    with organization_block(org_id):
        operations.close_case(actor=system_actor(org_id), case_id=case_id, now=now)


@jobs.job(REMIND)
def remind(*, org_id: int, now: datetime, case_id: int, promise_id: int) -> None:
    """Repeat a question that has no reply after three days."""
    with organization_block(org_id):
        operations.remind_customer(
            actor=system_actor(org_id), case_id=case_id, promise_id=promise_id, now=now
        )


@jobs.job(GO_ON)
def go_on(*, org_id: int, now: datetime, case_id: int, promise_id: int) -> None:
    """Put a case whose customer stayed silent before a person again."""
    with organization_block(org_id):
        operations.go_on_without_reply(
            actor=system_actor(org_id), case_id=case_id, promise_id=promise_id, now=now
        )


@jobs.job(WAKING)
def wake(*, org_id: int, now: datetime, case_id: int) -> None:
    """Put a case that stood aside before people again, unless it does so for longer by now."""
    with organization_block(org_id):
        operations.wake_case(actor=system_actor(org_id), case_id=case_id, now=now)


@jobs.job(LEAVING)
def leave_team(*, org_id: int, now: datetime, team_id: int, to_team_id: int) -> None:
    """Send the open cases of a team that ended on, some hundred in a transaction; `to_team_id` 0: to none."""
    is_more = True
    while is_more:
        with organization_block(org_id):
            is_more = (
                operations.leave_team(
                    actor=system_actor(org_id), team_id=team_id, to_team_id=to_team_id or None, now=now
                )
                == AT_ONCE
            )


@jobs.job(FINDING)
def find_team(*, org_id: int, now: datetime, team_id: int) -> None:
    """Bring a new team the open cases whose rows had named it in vain, some hundred in a transaction."""
    is_more = True
    while is_more:
        with organization_block(org_id):
            is_more = operations.find_team(actor=system_actor(org_id), team_id=team_id, now=now) == AT_ONCE


@jobs.job(GIVING_BACK)
def give_back(*, org_id: int, now: datetime, member_id: int) -> None:
    """Give the open cases of a colleague who left back to everybody, some hundred in a transaction."""
    is_more = True
    while is_more:
        with organization_block(org_id):
            given = operations.give_back_cases(actor=system_actor(org_id), member_id=member_id, now=now)
            is_more = given == AT_ONCE


@jobs.job(FORGET_DRAFTS)
def forget_drafts(*, org_id: int, now: datetime) -> None:
    """What somebody began to write and left for 30 days is gone."""
    with organization_block(org_id):
        operations.forget_drafts(actor=system_actor(org_id), now=now)


jobs.each_day(FORGET_DRAFTS, time(2, 40))
