"""Sheets of another system's cases, and what became of each case."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import NotFound
from savoir.kernel.values.money import Money
from savoir.resolutions.models import MoveIn
from savoir.resolutions.states import MoveInState

PAGE = 50


@dataclass(frozen=True, slots=True)
class MoveInRow:
    """One case of a sheet: what would become, or became, of it. `below`: rows below the law, with article."""

    number: str
    line: int
    outcome: str
    field: str
    code: str
    reference: str
    money: tuple[Money, ...]
    below: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MoveInCard:
    """A sheet; `done` of its `cases` were looked at, or moved. `counts`: cases by outcome."""

    id: int
    brand_id: int
    file_name: str
    state: MoveInState
    cases: int
    done: int
    plan_digest: str
    created_at: datetime
    ended_at: datetime | None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def moving(self) -> int:
        """Cases that would move in, or did."""
        return self.cases - self.counts.get("refused", 0) - self.counts.get("already", 0)


def move_ins(*, actor: Actor, limit: int = 10) -> tuple[MoveInCard, ...]:
    """The newest sheets, without their counts."""
    require(actor, Permission.CASE_MOVE_IN)
    rows = MoveIn.objects.defer("rows", "report").order_by("-created_at", "-id")[:limit]
    return tuple(_card(row, {}) for row in rows)


def move_in_report(
    *, actor: Actor, move_in_id: int, outcome: str = "", after: int = 0
) -> tuple[MoveInCard, tuple[MoveInRow, ...], int | None]:
    """A sheet, fifty of its cases after a position (those of one `outcome`), and the next position, if any.

    Raises NotFound.
    """
    require(actor, Permission.CASE_MOVE_IN)
    row = MoveIn.objects.defer("rows").filter(id=move_in_id).first()
    if row is None:
        raise NotFound("move_in")
    card = _card(row, dict(Counter(entry["outcome"] for entry in row.report)))
    chosen = [entry for entry in row.report if outcome in ("", entry["outcome"])]
    shown = tuple(
        MoveInRow(
            number=entry["number"], line=entry["line"], outcome=entry["outcome"], field=entry["field"],
            code=entry["code"], reference=entry["reference"],
            money=tuple(Money(minor, currency) for minor, currency in entry["money"]),
            below=tuple((line, article) for line, article in entry.get("below", ())),
        )
        for entry in chosen[after : after + PAGE]
    )  # fmt: skip
    return card, shown, after + PAGE if len(chosen) > after + PAGE else None


def _card(row: MoveIn, counts: dict[str, int]) -> MoveInCard:
    return MoveInCard(
        id=row.id, brand_id=row.brand_id, file_name=row.file_name, state=MoveInState(row.state),
        cases=row.cases, done=row.position, plan_digest=row.plan_digest, created_at=row.created_at,
        ended_at=row.ended_at, counts=counts,
    )  # fmt: skip
