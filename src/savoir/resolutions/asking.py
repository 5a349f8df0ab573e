"""Asking a rail: one attempt at one refund, and its long lists piece by piece."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from savoir.kernel.failpoints import failpoint
from savoir.kernel.ports import port
from savoir.resolutions.operations.settling import Attempt, Step
from savoir.resolutions.ports import RailRefund, RefundRail

BATCH: Final = 500


def call_rail(attempt: Attempt) -> RailRefund | None:
    """What the rail says of an attempt: it looks before it asks again. None: it never had the refund."""
    rail = port(RefundRail, vendor=attempt.vendor, settings=attempt.settings)
    if attempt.step is not Step.ASK:
        failpoint("rail.before_look")
        found = rail.find(attempt.instruction)
        failpoint("rail.after_look")
        if found is not None or attempt.step is Step.LOOK:
            return found
    failpoint("refund.before_call")
    answer = rail.refund(attempt.instruction)
    failpoint("refund.after_call")
    return answer


def batched(seen: Iterable[RailRefund]) -> Iterator[list[RailRefund]]:
    """Entries of a rail's list, `BATCH` at a time."""
    rest = iter(seen)
    while batch := list(islice(rest, BATCH)):
        yield batch
