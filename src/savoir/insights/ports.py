"""What this room asks of a columnar engine."""

from collections.abc import Iterable
from typing import Protocol

from savoir.insights.values import (
    ChangedCase,
    PastCase,
    ReplayAnswer,
    Replayed,
    ReplayRequest,
    Span,
    Still,
)
from savoir.policies.tables import Compiled


class ReplayStopped(RuntimeError):  # noqa: N818 - errors name the fact (house rule 7)
    """Somebody stopped a replay before its end; nothing was kept of it."""


class ReplayBroken(RuntimeError):  # noqa: N818 - errors name the fact (house rule 7)
    """A replay ended without an answer: it died, or its time was over."""


class ReplayEngine(Protocol):
    """A replay apart from whoever asks. Selected by `port(ReplayEngine, org_id=...)`."""

    def run(self, asked: ReplayRequest, still: Still) -> ReplayAnswer:
        """Answer by the extract as it stands.

        `still(step, percent)` is told at least every second how far it is (`asking`, `listing`); when it
        answers False the work is ended at once and ReplayStopped raised. Raises ReplayBroken.
        """


class CaseHistory(Protocol):
    """The past cases of one organization, in columns. Selected by `port(CaseHistory, org_id=...)`."""

    def rewrite(self, cases: Iterable[PastCase]) -> int:
        """Replace everything kept by these cases; return how many. Readers see the old or the new whole.

        What was kept before is deleted from the disk. Raises OSError when the disk refuses.
        """

    def replay(self, before: Compiled, after: Compiled, span: Span) -> Replayed:
        """Answer every case by both policies, the law's floor under each.

        Raises ReplayStopped after `stop`.
        """

    def changed(
        self, before: Compiled, after: Compiled, span: Span, *, effect: str, page: int, size: int
    ) -> tuple[ChangedCase, ...]:
        """Cases whose answer changes, by money moved, then number; `effect` "" = all of them."""

    def stop(self) -> None:
        """Break off a replay that runs in another thread; without one nothing happens."""
