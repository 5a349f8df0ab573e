"""Jobs of the money: settle a refund, keep the law's date, hear the rail, compare books with it each day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from savoir.kernel import inbox, jobs, tasks
from savoir.kernel.access import system_actor
from savoir.kernel.errors import Refused
from savoir.kernel.failpoints import failpoint
from savoir.kernel.inbox import Letter
from savoir.kernel.ports import port
from savoir.kernel.tenancy import organization_block
from savoir.orders.queries import payments_named, payments_told
from savoir.organizations.operations import account_by_id, accounts_of_ports
from savoir.organizations.values import ConnectedAccount
from savoir.resolutions import operations
from savoir.resolutions.asking import BATCH, batched, call_rail
from savoir.resolutions.operations.checking import CHECK
from savoir.resolutions.operations.clocking import WATCH
from savoir.resolutions.operations.move_in_runs import CHECK as CHECK_SHEET
from savoir.resolutions.operations.move_in_runs import MOVE
from savoir.resolutions.operations.outside import PaymentMoved
from savoir.resolutions.operations.settling import Attempt, Step, doubt_refund
from savoir.resolutions.operations.told import COUNT_TOLD
from savoir.resolutions.operations.triggering import LEGAL_DATE, PROMISED_DAY, SETTLE
from savoir.resolutions.ports import HEAR, RailRefused, RailUnavailable, RefundRail, source_of
from savoir.resolutions.queries import cases_without_clock, check_invariants, payments_that_differ
from savoir.resolutions.states import RefundState

LONGEST_WAIT = timedelta(minutes=30)
NEVER_ARRIVED = "never_arrived"
CATCH_UP = "clocks.catch_up"
RECONCILE, RECONCILE_ALL = "refunds.reconcile", "refunds.reconcile_all"
PORTS = "refund_rail."
FORGET = "move_in.forget"
LOOKS_BACK = timedelta(days=45)  # banks send refunds back for a month, and disputes take their time
MOVED_WAIT = timedelta(minutes=1)  # until a payment that was promised meanwhile is looked at again
MOST_SILENT = 3  # payments a rail leaves unanswered before the rest of a batch waits
PERSON_AFTER = 8  # tries of a letter before a person hears of it: about three hours


@jobs.job(SETTLE, task_code="refund_doubtful")
def settle_refund(*, org_id: int, now: datetime, refund_id: int) -> None:
    """Move one refund by its rail: look before asking again, never hold a transaction while waiting.

    An unknown outcome is asked again later, with the same key; past 20 hours a person decides, whether the
    rail is silent or answers that it never had the refund.
    """
    actor = system_actor(org_id)
    with organization_block(org_id):
        attempt = operations.begin_attempt(actor=actor, refund_id=refund_id, now=now)
    if attempt is None:
        return
    try:
        answer = call_rail(attempt)
    except RailRefused as refused:
        with organization_block(org_id):
            operations.fail_refund(actor=actor, refund_id=refund_id, code=refused.code, now=now)
        return
    except RailUnavailable:
        _again(org_id, refund_id, attempt, now)
        return
    if answer is None:
        with organization_block(org_id):
            operations.fail_refund(actor=actor, refund_id=refund_id, code=NEVER_ARRIVED, now=now)
        return
    with organization_block(org_id):
        state = operations.apply_rail_answer(actor=actor, refund_id=refund_id, answer=answer, now=now)
    if state is RefundState.SETTLING:
        _again(org_id, refund_id, attempt, now)


def _again(org_id: int, refund_id: int, attempt: Attempt, now: datetime) -> None:
    """Wait a quarter of the time spent in doubt, half an hour at most; past the key's life: a person."""
    if attempt.step is Step.LOOK:
        with organization_block(org_id):
            doubt_refund(actor=system_actor(org_id), refund_id=refund_id, now=now)
        return
    wait = min(LONGEST_WAIT, max(timedelta(seconds=2), attempt.doubt / 4))
    raise jobs.RetryLater(int(wait.total_seconds()))


@jobs.job(LEGAL_DATE)
@jobs.job(PROMISED_DAY)
def keep_last_day(*, org_id: int, now: datetime, refund_id: int) -> None:
    """On the morning of the law's day, or of ours, the money leaves, whatever it was waiting for."""
    with organization_block(org_id):
        operations.leave_on_last_day(actor=system_actor(org_id), refund_id=refund_id, now=now)


@jobs.job(HEAR, task_code="letters_waiting")
def hear_rail(*, org_id: int, now: datetime, account_id: int) -> None:
    """Work off what the rail of an account told us: look at each payment it named, whatever it said of it."""
    actor, source = system_actor(org_id), source_of(account_id)
    with organization_block(org_id):
        account = account_by_id(actor=actor, account_id=account_id)
        letters = inbox.take(source=source, now=now) if account else ()
    if account is None or not letters:
        return
    left = _heard(org_id, account, letters, now)
    with organization_block(org_id):
        if len(letters) == inbox.MOST:
            inbox.promise_drain(source=source, drain=HEAR, account_id=account_id, at=now)
        if not left:
            tasks.close_tasks(
                code="letters_waiting", subject_kind="account", subject_id=account_id, outcome="heard",
                now=now,
            )  # fmt: skip
            return
        inbox.put_off(source=source, letters=left, drain=HEAR, account_id=account_id, now=now)
        if max(letter.attempts for letter in left) >= PERSON_AFTER:
            _tell_of_account("letters_waiting", account, now)


def _heard(org_id: int, account: ConnectedAccount, letters: Sequence[Letter], now: datetime) -> list[Letter]:
    """Look at what the letters name; return those about payments the rail did not answer for."""
    by_payment: dict[str, list[Letter]] = {}
    for letter in letters:
        by_payment.setdefault(letter.subject, []).append(letter)
    with organization_block(org_id):
        known = payments_named(
            actor=system_actor(org_id), rail=_rail_of(account), brand_id=account.brand_id,
            references=[*by_payment], others=account.others,
        )  # fmt: skip
        if "" in by_payment:
            _tell_of_account("letter_unreadable", account, now)
        nothing = [one for name, some in by_payment.items() if name not in known for one in some]
        inbox.mark_applied(letters=nothing, now=now)
    left: list[Letter] = []
    silent = 0
    for reference in known:
        if silent < MOST_SILENT and _looked(org_id, account, reference, by_payment[reference], now):
            continue
        silent += 1
        left += by_payment[reference]
    return left


def _rail_of(account: ConnectedAccount) -> str:
    return account.port.removeprefix(PORTS)


def _looked(
    org_id: int, account: ConnectedAccount, reference: str, letters: Sequence[Letter], now: datetime
) -> bool:
    """Read all that went back of a payment and make it ours; False when it has to be asked again."""
    rail = port(RefundRail, vendor=account.vendor, settings=account.settings)
    try:
        failpoint("rail.before_read")
        seen = rail.refunds_of_payment(reference)
        failpoint("rail.after_read")
        with organization_block(org_id):
            operations.compare_payment(
                actor=system_actor(org_id), rail=_rail_of(account), brand_id=account.brand_id,
                vendor=account.vendor, payment_reference=reference, seen=seen, others=account.others, now=now,
            )  # fmt: skip
            inbox.mark_applied(letters=letters, now=now)
    except (RailUnavailable, Refused):
        return False
    return True


def _tell_of_account(code: str, account: ConnectedAccount, now: datetime) -> None:
    tasks.open_task(
        code=code, subject_kind="account", subject_id=account.id, detail={"vendor": account.vendor},
        due_at=now + timedelta(hours=24), now=now,
    )  # fmt: skip


@jobs.job(RECONCILE_ALL)
def reconcile_all(*, org_id: int, now: datetime) -> None:
    """Every day: one comparison for each payment account, and a task again for each refund left paused."""
    with organization_block(org_id):
        operations.ask_about_paused(actor=system_actor(org_id), now=now)
        operations.ask_for_told_returns(actor=system_actor(org_id), now=now)
        for account_id in accounts_of_ports(actor=system_actor(org_id), prefix=PORTS):
            jobs.enqueue(
                RECONCILE, org_id=org_id, run_at=now, queueing_lock=f"reconcile:{org_id}:{account_id}",
                account_id=account_id,
            )  # fmt: skip


@jobs.job(RECONCILE, attempts=8, task_code="reconciliation_failed")
def reconcile(*, org_id: int, now: datetime, account_id: int) -> None:
    """Compare our books with all that the account gave back in 45 days, and ask about what has no end yet.

    What no webhook told of is found here. A rail that can't be asked fails the try; after the last one a
    person hears of it.
    """
    actor, since = system_actor(org_id), now - LOOKS_BACK
    with organization_block(org_id):
        account = account_by_id(actor=actor, account_id=account_id)
        is_only = len(accounts_of_ports(actor=actor, prefix=account.port)) == 1 if account else False
    if account is None:
        return
    listed = _compared(org_id, account, since, now)
    with organization_block(org_id):
        operations.ask_about_pending(actor=actor, rail=_rail_of(account), now=now)
        if is_only:
            operations.tell_missing(actor=actor, rail=_rail_of(account), listed=listed, since=since, now=now)
        tasks.close_tasks(
            code="reconciliation_failed", subject_kind="account", subject_id=account_id, outcome="compared",
            now=now,
        )  # fmt: skip


def _compared(org_id: int, account: ConnectedAccount, since: datetime, now: datetime) -> set[str]:
    """Look at every payment whose list differs from our books; return all names the rail listed."""
    rail = port(RefundRail, vendor=account.vendor, settings=account.settings)
    listed, wanted = set[str](), dict[str, None]()
    failpoint("rail.before_list")
    for batch in batched(rail.returned_since(since)):
        failpoint("rail.after_list")
        listed |= {e.provider_reference for e in batch} | {e.refund_reference or "" for e in batch}
        with organization_block(org_id):
            wanted |= dict.fromkeys(payments_that_differ(actor=system_actor(org_id), seen=batch))
    for reference in _ours_among(org_id, account, tuple(wanted)):
        if not _looked(org_id, account, reference, (), now):
            raise RailUnavailable("a payment could not be compared")
    return listed - {""}


def _ours_among(org_id: int, account: ConnectedAccount, references: Sequence[str]) -> tuple[str, ...]:
    with organization_block(org_id):
        known = payments_named(
            actor=system_actor(org_id), rail=_rail_of(account), brand_id=account.brand_id,
            references=references, others=account.others,
        )  # fmt: skip
        return tuple(known)


@jobs.job(COUNT_TOLD)
def count_told(*, org_id: int, now: datetime) -> None:
    """Count what the systems that sold say to have returned, each payment in a transaction of its own."""
    actor, after = system_actor(org_id), -1
    while after:
        with organization_block(org_id):
            told = payments_told(actor=actor, after=after, limit=BATCH)
        after = told[-1][0] if told else 0
        for payment_id, returned in told:
            try:
                with organization_block(org_id):
                    operations.count_told_return(actor=actor, payment_id=payment_id, told=returned, now=now)
            except PaymentMoved:
                with organization_block(org_id):
                    operations.ask_for_told_returns(actor=actor, now=now + MOVED_WAIT)


@jobs.job(CHECK)
def check(*, org_id: int, now: datetime) -> None:
    """Ask every invariant, each in a transaction of its own; a broken one goes before a person."""
    actor = system_actor(org_id)
    findings = tuple(check_invariants(actor=actor, now=now))
    with organization_block(org_id):
        operations.keep_findings(actor=actor, findings=findings, now=now)


@jobs.job(CHECK_SHEET)
def check_sheet(*, org_id: int, now: datetime, move_in_id: int) -> None:
    """Look at the next cases of a sheet; it promises itself again until all are looked at."""
    with organization_block(org_id):
        operations.check_some(actor=system_actor(org_id), move_in_id=move_in_id, now=now)


@jobs.job(MOVE)
def move_sheet(*, org_id: int, now: datetime, move_in_id: int) -> None:
    """Move the next cases of a sheet in; stopped half way, it goes on where it was."""
    with organization_block(org_id):
        operations.move_some(actor=system_actor(org_id), move_in_id=move_in_id, now=now)


@jobs.job(FORGET)
def forget_sheets(*, org_id: int, now: datetime) -> None:
    """Sheets that nobody moved are forgotten with what customers wrote in them."""
    with organization_block(org_id):
        operations.forget_move_ins(actor=system_actor(org_id), now=now)


@jobs.job(WATCH)
def watch_clock(*, org_id: int, now: datetime, clock_id: int) -> None:
    """Tell a person of a legal clock that is about to fall, or has fallen."""
    with organization_block(org_id):
        operations.watch_clock(actor=system_actor(org_id), clock_id=clock_id, now=now)


@jobs.job(CATCH_UP)
def catch_up_clocks(*, org_id: int, now: datetime) -> None:
    """Start the legal clocks of refunds from before there were any, each case in a transaction of its own."""
    actor = system_actor(org_id)
    with organization_block(org_id):
        found = cases_without_clock(actor=actor, limit=BATCH)
    for case_id in found:
        with organization_block(org_id):
            operations.keep_clocks(actor=actor, case_id=case_id, now=now)


jobs.each_day(RECONCILE_ALL, time(3))
jobs.each_day(FORGET, time(4))
jobs.each_day(CATCH_UP, time(2, 20))
jobs.each_hour(CHECK)
