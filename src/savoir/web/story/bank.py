"""The refund that leaves once: what we asked, what the provider heard, how often money moved."""

from dataclasses import dataclass
from datetime import datetime

from savoir.kernel.access import Actor
from savoir.resolutions.queries import refund_card
from savoir.resolutions.states import RefundState
from savoir.resolutions.values import RefundCard
from savoir.web.story.ports import SilentRefund, StoryProps


@dataclass(frozen=True, slots=True)
class BankLine:
    """One thing that happened: `code` is asked, silent, looked, asked_again or settled."""

    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Bank:
    """One refund while its provider is silent, and afterwards."""

    refund: RefundCard
    lines: tuple[BankLine, ...]
    executions: int
    is_settled: bool


def bank_of(actor: Actor, *, props: StoryProps, silent: SilentRefund) -> Bank:
    """Our own row and the provider's notes, in the order of their instants. Raises NotFound."""
    refund = refund_card(actor=actor, reference=silent.reference)
    lines: list[BankLine] = []
    for call in props.heard(silent):
        asked = "asked_again" if any(line.code == "asked" for line in lines) else "asked"
        lines.append(BankLine(call.at, asked if call.kind == "refund" else "looked"))
        if call.silent:
            lines.append(BankLine(call.at, "silent"))
    is_settled = refund.state is RefundState.SETTLED
    if is_settled and refund.settled_at:
        lines.append(BankLine(refund.settled_at, "settled"))
    return Bank(refund, tuple(lines), props.executions(silent), is_settled)
