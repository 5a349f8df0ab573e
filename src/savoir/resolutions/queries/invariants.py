"""What must always hold in an organization, each as one question whose answer must be empty.

The highest room asks, because only it stands above every table; it asks in SQL, because what it doubts is
what the operations wrote. The row-level policy of the open block limits every table to the organization;
the queue has no such policy, so its rows are named by their `org_id`.
"""

# ruff: noqa: S608 - every piece of these queries is a constant of this file

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from savoir.cases import states as cases
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.ledger.events import all_events
from savoir.kernel.ledger.reactions import reactions_later
from savoir.logistics.states import UnknownState
from savoir.resolutions.states import RefundState, ResolutionState

SHOWN = 5
_RESERVED = "('requested', 'awaiting_approval', 'settling', 'failed')"
_OWED = "('requested', 'awaiting_approval', 'settling', 'failed', 'paused')"
_ELSEWHERE = "resolutions_externalreturnofmoney WHERE undone_at IS NULL AND refund_id IS NULL"
_JOB_WAITS = "j.status IN ('todo', 'doing') AND (j.args->>'org_id')::bigint = %(org)s"


@dataclass(frozen=True, slots=True)
class Invariant:
    """A sentence, and the query that lists what contradicts it: one text column, named by reference."""

    code: str
    sentence: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What an invariant said: 0 violations, or how many and the first of them."""

    code: str
    sentence: str
    violations: int
    samples: tuple[str, ...]


MONEY = (
    Invariant("refund_booked_once", "A refund is booked as settled at most once, and only when it is.", """
        SELECT r.reference || ': ' || r.state || ', booked ' || count(e.id) FROM resolutions_refund r
        LEFT JOIN resolutions_journalentry e ON e.refund_id = r.id AND e.kind = 'refund_settled'
        GROUP BY r.id HAVING count(e.id) <> (r.state = 'settled')::int"""),
    Invariant("payment_refunded", "What a payment returned is settled refunds and what others returned.", f"""
        SELECT p.external_id || ': says ' || p.refunded_minor || ', is ' || m.back FROM orders_payment p
        CROSS JOIN LATERAL (SELECT
            coalesce((SELECT sum(amount_minor) FROM resolutions_refund
                      WHERE payment_id = p.id AND state = 'settled'), 0)
          + coalesce((SELECT sum(counted_minor) FROM {_ELSEWHERE} AND payment_id = p.id), 0) AS back) m
        WHERE p.refunded_minor <> m.back"""),
    Invariant("payment_pending", "What a payment has pending is its open refunds that don't pause.", f"""
        SELECT p.external_id || ': says ' || p.pending_minor || ', is ' || coalesce(m.moving, 0)
        FROM orders_payment p LEFT JOIN (SELECT payment_id, sum(amount_minor) AS moving
            FROM resolutions_refund WHERE state IN {_RESERVED} GROUP BY 1) m ON m.payment_id = p.id
        WHERE p.pending_minor <> coalesce(m.moving, 0)"""),
    Invariant("payment_not_overdrawn", "No more goes back than was paid.", """
        SELECT external_id || ': paid ' || amount_minor || ', back ' || refunded_minor + pending_minor
        FROM orders_payment WHERE refunded_minor + pending_minor > amount_minor"""),
    Invariant("entry_zero", "Every entry of the journal has lines, and they add up to zero.", """
        SELECT e.kind || ' ' || e.id || ': ' || coalesce(sum(l.amount_minor)::text, 'no line')
        FROM resolutions_journalentry e LEFT JOIN resolutions_journalline l ON l.entry_id = e.id
        GROUP BY e.id, l.currency HAVING coalesce(sum(l.amount_minor), 1) <> 0"""),
    Invariant("journal_zero", "The journal as a whole is zero in every currency.", """
        SELECT currency || ': ' || sum(amount_minor) FROM resolutions_journalline
        GROUP BY currency HAVING sum(amount_minor) <> 0"""),
    Invariant("journal_settled", "What the journal says left by the rail is what we and others sent.", f"""
        SELECT currency || ': ' || sum(minor) FROM (
            SELECT currency, amount_minor AS minor FROM resolutions_journalline WHERE account = 'rail'
            UNION ALL SELECT currency, amount_minor FROM resolutions_refund WHERE state = 'settled'
            UNION ALL SELECT currency, amount_minor FROM {_ELSEWHERE}) m
        GROUP BY currency HAVING sum(minor) <> 0"""),
    Invariant("journal_owed", "Promised less settled less canceled is what is still owed.", f"""
        SELECT currency || ': ' || sum(minor) FROM (
            SELECT currency, amount_minor AS minor FROM resolutions_journalline
            WHERE account = 'owed_to_customers'
            UNION ALL SELECT currency, amount_minor FROM resolutions_refund WHERE state IN {_OWED}) m
        GROUP BY currency HAVING sum(minor) <> 0"""),
)  # fmt: skip

HISTORY = (
    Invariant("stream_whole", "The events of a subject are numbered 1 to the last without gap.", """
        SELECT coalesce(s.subject_kind, e.subject_kind) || ' ' || coalesce(s.subject_id, e.subject_id)
            || ': last ' || coalesce(s.last_seq::text, 'unknown') || ', events ' || coalesce(e.n, 0)
        FROM kernel_stream s FULL JOIN (SELECT subject_kind, subject_id, count(*) AS n, min(seq) AS low,
            max(seq) AS high FROM kernel_ledgerevent GROUP BY 1, 2) e
          ON e.subject_kind = s.subject_kind AND e.subject_id = s.subject_id
        WHERE coalesce(s.last_seq, -1) <> coalesce(e.n, 0) OR coalesce(e.low, 1) <> 1
           OR coalesce(e.high, 0) <> coalesce(s.last_seq, -1) OR s.delivered_seq > s.last_seq"""),
    Invariant("delivered", "An awaited event is delivered within the hour, or is being worked at.", f"""
        SELECT e.kind || ' of ' || e.subject_kind || ' ' || e.subject_id FROM kernel_stream s
        JOIN kernel_ledgerevent e ON e.subject_kind = s.subject_kind AND e.subject_id = s.subject_id
         AND e.seq > s.delivered_seq
        WHERE e.kind = ANY(%(awaited)s) AND e.at < %(now)s - interval '1 hour'
          AND NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE {_JOB_WAITS}
            AND j.args->>'name' = 'ledger.deliver' AND j.args->>'subject_kind' = s.subject_kind
            AND (j.args->>'subject_id')::bigint = s.subject_id)
          AND NOT EXISTS (SELECT FROM kernel_humantask t WHERE t.done_at IS NULL
            AND t.subject_kind = s.subject_kind AND t.subject_id = s.subject_id)"""),
    Invariant("jobs_move", "No job is given up in silence or held by a worker that is gone.", """
        SELECT (j.args->>'name') || ' ' || j.id || ': ' || j.status::text FROM procrastinate_jobs j
        LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
        WHERE (j.args->>'org_id')::bigint = %(org)s AND j.queue_name = 'default' AND (j.status = 'failed'
           OR j.status = 'doing' AND coalesce(w.last_heartbeat, '-infinity') < now() - interval '2 min')"""),
)  # fmt: skip

# The customer's turn lasts until the day to send back and the week of grace before `returns.overdue` looks.
_NEXT_STEPS = f"""SELECT case_id FROM cases_promise WHERE state = 'running'
    UNION ALL SELECT id FROM cases_case WHERE needs_person AND state <> 'waiting_on_customer'
    UNION ALL SELECT (j.args->>'case_id')::bigint FROM procrastinate_jobs j WHERE {_JOB_WAITS}
    UNION ALL SELECT r.case_id FROM procrastinate_jobs j
        JOIN resolutions_refund r ON r.id = (j.args->>'refund_id')::bigint WHERE {_JOB_WAITS}
    UNION ALL SELECT a.case_id FROM procrastinate_jobs j
        JOIN logistics_returnauthorization a ON a.id = (j.args->>'ra_id')::bigint WHERE {_JOB_WAITS}
    UNION ALL SELECT subject_id FROM kernel_humantask WHERE done_at IS NULL AND subject_kind = 'case'
    UNION ALL SELECT r.case_id FROM kernel_humantask t
        JOIN resolutions_refund r ON r.id = t.subject_id
        WHERE t.done_at IS NULL AND t.subject_kind = 'refund'
    UNION ALL SELECT a.case_id FROM logistics_returnauthorization a
        JOIN logistics_returnline l ON l.ra_id = a.id
        WHERE a.canceled_at IS NULL AND l.is_open AND l.received_qty < l.quantity
          AND a.send_back_by + 8 >= %(now)s::date"""

CASES = (
    Invariant("case_has_next_step", "An open case has a date, a job, a person or the customer's turn.", f"""
        SELECT c.reference || ': ' || c.state FROM cases_case c
        WHERE c.state <> 'closed'
          AND c.id NOT IN (SELECT case_id FROM ({_NEXT_STEPS}) steps WHERE case_id IS NOT NULL)
          AND NOT (c.state = 'resolved' AND EXISTS (SELECT FROM cases_decision d
            WHERE d.case_id = c.id AND NOT d.superseded AND d.outcome = 'refused'))"""),
    Invariant("quantities_held", "A sold line holds what its cases hold and have not received.", """
        SELECT o.external_id || ': says ' || o.held_qty || ', is ' || coalesce(h.held, 0)
        FROM orders_orderline o LEFT JOIN (SELECT order_line_id,
            sum(greatest(quantity - received_qty, 0)) AS held
            FROM cases_caseline WHERE holds GROUP BY 1) h ON h.order_line_id = o.id
        WHERE o.held_qty <> coalesce(h.held, 0)"""),
    Invariant("quantities_returned", "A sold line counts as returned what its cases received to keep.", """
        SELECT o.external_id || ': says ' || o.returned_qty || ', is ' || coalesce(r.received, 0)
        FROM orders_orderline o LEFT JOIN (SELECT l.order_line_id, sum(l.received_qty) AS received,
            sum(l.received_qty) FILTER (WHERE NOT EXISTS (SELECT FROM cases_decision d
                WHERE d.line_id = l.id AND d.remedy IN ('repair', 'assistance'))) AS kept
            FROM cases_caseline l GROUP BY 1) r ON r.order_line_id = o.id
        WHERE o.returned_qty NOT BETWEEN coalesce(r.kept, 0) AND coalesce(r.received, 0)"""),
    Invariant("promise_has_timer", "A running promise has a timer, or is late by under five minutes.", f"""
        SELECT c.reference || ': ' || p.kind FROM cases_promise p JOIN cases_case c ON c.id = p.case_id
        WHERE p.state = 'running'
          AND p.due_at NOT BETWEEN %(now)s - interval '5 minutes' AND %(now)s
          AND NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE {_JOB_WAITS}
            AND j.args->>'name' = 'promises.check' AND (j.args->>'promise_id')::bigint = p.id)"""),
)  # fmt: skip

_STATES: tuple[tuple[str, str, type[StrEnum]], ...] = (
    ("cases_case", "state", cases.CaseState),
    ("cases_caseline", "acceptance", cases.Acceptance),
    ("cases_caseline", "reception", cases.Reception),
    ("cases_promise", "state", cases.PromiseState),
    ("resolutions_refund", "state", RefundState),
    ("resolutions_resolution", "state", ResolutionState),
    ("logistics_unknownparcel", "state", UnknownState),
)


def _undeclared(table: str, column: str, words: type[StrEnum]) -> str:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return (
        f"SELECT '{table} ' || id || ': {column} ' || {column} FROM {table} WHERE {column} NOT IN ({listed})"
    )


STATES = Invariant(
    "states_declared",
    "Every state is one that a lifecycle declares.",
    " UNION ALL ".join(_undeclared(*column) for column in _STATES),
)
INVARIANTS = (*MONEY, *HISTORY, *CASES, STATES)


def check_invariants(*, actor: Actor, now: datetime) -> Iterator[Finding]:
    """Ask every invariant of the open organization, one after the other. Raises NotAllowed.

    `now` is what dates are compared to: the clock of the organization's own story.
    """
    require(actor, Permission.REFUND_REPAIR)
    awaited = [kind for kind in all_events() if reactions_later(kind)]
    given: dict[str, Any] = {"org": actor.org_id, "now": now, "awaited": awaited}
    for invariant in INVARIANTS:
        yield _asked(invariant, given)


def _asked(invariant: Invariant, given: dict[str, Any]) -> Finding:
    """The first violations, and how many there are in all."""
    counted = f"SELECT what, count(*) OVER () FROM ({invariant.sql}) found(what) LIMIT {SHOWN}"
    with connection.cursor() as cursor:
        cursor.execute(counted, given)
        rows = cursor.fetchall()
    return Finding(
        code=invariant.code, sentence=invariant.sentence, violations=rows[0][1] if rows else 0,
        samples=tuple(str(what) for what, _ in rows),
    )  # fmt: skip
