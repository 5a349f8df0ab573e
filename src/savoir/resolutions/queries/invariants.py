"""What must always hold in an organization: each a view whose rows contradict it, made by the migrations.

The views stand in the rooms of their tables (`invariant_<code>`, two columns: `org_id`, `what`); the highest
room reads them all, because only it stands above every table. They ask with the rights of the reader, so the
row-level policy of the open block limits each to the organization.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import InvariantCheck

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Invariant:
    """`group`: the promise it belongs to (I1 to I9); `code` names the view; the sentence says what holds."""

    group: str
    code: str
    sentence: str

    @property
    def view(self) -> str:
        """The view that lists what contradicts it."""
        return f"invariant_{self.code}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What an invariant said: 0 violations, or how many and the first of them, by reference."""

    code: str
    sentence: str
    violations: int
    samples: tuple[str, ...]


# I2 (nothing that was acknowledged is lost) is kept by the journals of the clients: no table can know it.
INVARIANTS = (
    Invariant("I1", "refund_booked_once", "A refund is booked as settled at most once, and only when it is."),
    Invariant("I1", "rail_reference_once", "A refund of the provider stands for one of ours, and only once."),
    Invariant("I1", "payment_refunded", "What a payment returned is settled refunds and what others sent."),
    Invariant("I1", "payment_pending", "What a payment has pending is its open refunds that don't pause."),
    Invariant("I1", "payment_not_overdrawn", "No more goes back than was paid."),
    Invariant("I3", "case_has_next_step", "An open case has a date, a job, a person or the customer's turn."),
    Invariant("I3", "jobs_move", "No job is given up in silence or held by a worker that is gone."),
    Invariant("I3", "quantities_held", "A sold line holds what its cases hold and have not received."),
    Invariant("I3", "quantities_returned", "A sold line counts as returned what its cases received to keep."),
    Invariant("I4", "entry_zero", "Every entry of the journal has lines, and they add up to zero."),
    Invariant("I4", "journal_zero", "The journal as a whole is zero in every currency."),
    Invariant("I4", "journal_settled", "What the journal says left by the rail is what we and others sent."),
    Invariant("I4", "journal_owed", "Promised less settled less canceled is what is still owed."),
    Invariant("I4", "ledger_closed", "Rows of the ledger and the journal can't be changed or deleted."),
    Invariant("I5", "stream_whole", "The events of a subject are numbered 1 to the last without gap."),
    Invariant("I5", "delivered", "An awaited event is delivered within the hour, or is being worked at."),
    Invariant("I6", "case_replays", "The facts of a case, folded, give the state it is in."),
    Invariant("I6", "case_states", "A lifecycle declares every state of a case, line or promise."),
    Invariant("I6", "money_states", "A lifecycle declares every state of a refund or resolution."),
    Invariant("I6", "message_states", "A lifecycle declares every state of a message."),
    Invariant("I6", "parcel_states", "A lifecycle declares every state of a parcel or loss."),
    Invariant("I7", "told_once", "A milestone of a case is told once."),
    Invariant("I7", "told_at_all", "A milestone whose fact was delivered has its message."),
    Invariant("I7", "message_moves", "A message that waits has its job, or a person has it."),
    Invariant("I8", "resolution_once", "A decision leads to one resolution."),
    Invariant("I9", "promise_has_timer", "A running promise has a timer, or is late by under five minutes."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckCard:
    """An invariant and what it said when the hourly check asked it; `checked_at` None: never asked yet."""

    invariant: Invariant
    violations: int
    samples: tuple[str, ...]
    checked_at: datetime | None
    red_since: datetime | None


def last_checks(*, actor: Actor) -> tuple[CheckCard, ...]:
    """Every invariant with its last answer, in the order of the promises they keep. Raises NotAllowed."""
    require(actor, Permission.HEALTH_READ)
    rows = {row.code: row for row in InvariantCheck.objects.all()}
    return tuple(_card(invariant, rows.get(invariant.code)) for invariant in INVARIANTS)


def _card(invariant: Invariant, row: InvariantCheck | None) -> CheckCard:
    if row is None:
        return CheckCard(invariant, 0, (), None, None)
    return CheckCard(invariant, row.violations, tuple(row.samples), row.checked_at, row.red_since)


def check_invariants(*, actor: Actor, now: datetime) -> Iterator[Finding]:
    """Ask every invariant, one after the other, each in a block of its own. Raises NotAllowed.

    `now` is what dates are compared to: the clock of the organization's own story.
    """
    require(actor, Permission.REFUND_REPAIR)
    for invariant in INVARIANTS:
        with organization_block(actor.org_id):
            finding = _asked(invariant, now)
        yield finding


def _asked(invariant: Invariant, now: datetime) -> Finding:
    """The first violations, and how many there are in all."""
    counted = f"SELECT what, count(*) OVER () FROM {invariant.view} LIMIT {SHOWN}"  # noqa: S608 - names of this file
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.now', %s, true)", [now.isoformat()])
        cursor.execute(counted)
        rows = cursor.fetchall()
        cursor.execute("SELECT set_config('app.now', '', true)")
    return Finding(
        code=invariant.code, sentence=invariant.sentence, violations=rows[0][1] if rows else 0,
        samples=tuple(str(what) for what, _ in rows),
    )  # fmt: skip
