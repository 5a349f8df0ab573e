"""The verification of a version: all questions to the solver, each counter-example tried on the real law.

A model of the solver is only a suspicion. Before anything is told it becomes a person with real days, the
tables answer her as they would at the counter, and `law.covers` says whether she really falls below the law.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import z3

from savoir.policies.facts import Point, Value
from savoir.policies.proof import unsettled
from savoir.policies.proof.asking import Asker, Clock, OutOfTime, Unsettled
from savoir.policies.proof.calendar import with_real_days
from savoir.policies.proof.dates import Late, late_answers, told_late
from savoir.policies.proof.examples import failing
from savoir.policies.proof.falling import Fallen, Shown, fallen
from savoir.policies.proof.gaps import Question, questions
from savoir.policies.proof.lawside import LawSide, codes
from savoir.policies.proof.reports import Found, Kind, Report
from savoir.policies.proof.space import Space
from savoir.policies.proof.speaking import Said
from savoir.policies.proof.structure import contradictions, no_approver, rows_of, unanswered, unreachable
from savoir.policies.proof.telling import below, person
from savoir.policies.proof.unsettled import StillOpen
from savoir.policies.tables import (
    Compiled,
    Op,
    RowHit,
    decide,
)

MOST_TOLD_OF_A_QUESTION = 6
MOST_SPURIOUS = 40
LONGEST_SECONDS = 120.0
Progress = Callable[[int, int], None]


@dataclass
class Verification:
    """One run. `today`: the first day on which the version could decide."""

    compiled: Compiled
    today: date
    clock: Clock
    seconds: float = LONGEST_SECONDS
    is_stopped: Callable[[], bool] = lambda: False
    progress: Progress = lambda done, of: None
    points: frozenset[Point] = frozenset(Point)
    beside: tuple[Found, ...] = ()
    found: list[Found] = field(default_factory=list)
    open: list[StillOpen] = field(default_factory=list)

    def run(self) -> Report:
        """All findings. Raises asking.Stopped when somebody stops it; running out of time leaves it open."""
        began = self.clock()
        space = Space(self.compiled.document, codes())
        self.found += failing(self.compiled, self.points)
        said, law = Said(space, self.compiled), LawSide(space, self.today)
        asked = [*questions(said, law, self.points)]
        lates = [*late_answers(said, law, self.points)]
        for point in self.points:
            said.tables(point)
        asker = Asker(said, law.constraints(), self.clock, began + self.seconds, self.is_stopped)
        steps = [*self._steps(asker, said, asked, lates)]
        for n, (name, step) in enumerate(steps):
            self.progress(n, len(steps))
            try:
                self.found += step()
            except OutOfTime:
                self.open += [other for other, _ in steps[n:]]
                break
            except Unsettled:
                self.open.append(name)
        self.progress(len(steps), len(steps))
        return Report(
            self.compiled.digest, (*self.beside, *self.found), tuple(self.open), asker.questions,
            self.clock() - began,
        )  # fmt: skip

    def _steps(
        self, asker: Asker, said: Said, asked: list[Question], lates: list[Late]
    ) -> Iterator[tuple[StillOpen, Callable[[], list[Found]]]]:
        for one in asked:
            yield unsettled.part_of(one.basis, one.component), partial(list, self._below(asker, said, one))
        for late in lates:
            name = unsettled.date_of(late.basis, late.point, late.output)
            yield name, partial(list, told_late(asker, late, self.today))
        for point in (one for one in Point if one in self.points and self.compiled.tables[one]):
            yield unsettled.silence_of(point), partial(list, unanswered(asker, point))
            for table in said.tables(point):
                at = table.compiled.id
                yield unsettled.odds_of(at), partial(list, contradictions(asker, table))
                yield unsettled.rows_of(at), partial(list, unreachable(asker, table, self.open))
        if Point.LEEWAY in self.points:
            yield unsettled.NO_APPROVER, partial(list, no_approver(asker))

    def _below(self, asker: Asker, said: Said, question: Question) -> Iterator[Found]:
        """The people of one question, each by other rows; what no calendar bears out is set aside."""
        aside: list[z3.BoolRef] = []
        told = spurious = 0
        while told < MOST_TOLD_OF_A_QUESTION:
            facts = asker.plainest(question.term, *aside)
            if facts is None:
                return
            shown = self.shown(facts, question)
            if shown is None:
                spurious += 1
                if spurious > MOST_SPURIOUS:
                    raise Unsettled("no calendar bears out what the solver suspects")
                aside.append(z3.Not(said.space.same(facts)))
                continue
            told += 1
            yield _told(shown)
            aside.append(z3.Not(said.spoken(question.point, shown.hits, question.output)))

    def shown(self, facts: Mapping[str, Value], question: Question) -> Shown | None:
        """The person of a model, in flesh and blood, if she falls below the law in this very part."""
        for known in with_real_days(facts, self.today):
            found = fallen(self.compiled, known)
            for gap in found.gaps if found else ():
                if gap.component is question.component and found is not None:
                    hits = _saying(found, question)
                    return Shown(known, found, gap, question.output, hits)
        return None


def _saying(found: Fallen, question: Question) -> tuple[RowHit, ...]:
    """The rows of the question's point that gave the output; () = the default did."""
    hits = decide(found.compiled, question.point, found.known).hits
    rows = {
        (table.id, row.id)
        for table in found.compiled.tables[question.point]
        for row in table.rows
        if question.output in row.outputs
    }
    return tuple(hit for hit in hits if (hit.table, hit.row_id) in rows) or hits


def _told(shown: Shown) -> Found:
    fr, en = below(shown, person(shown.facts, _tested(shown)))
    return Found(
        Kind.BELOW_THE_LAW, fr, en, rows_of(shown.hits), shown.gap.component.value, shown.gap.article,
        shown.facts,
    )  # fmt: skip


def _tested(shown: Shown) -> Iterator[str]:
    """Facts that the rows which speak ask for."""
    named = {(hit.table, hit.row_id) for hit in shown.hits}
    for table in shown.tables:
        for row in table.rows:
            if (table.id, row.id) in named:
                cells = zip(table.columns, row.cells, strict=True)
                yield from (name for name, one in cells if one.op is not Op.ANY)


def verify(
    compiled: Compiled, *, today: date, clock: Clock, seconds: float = LONGEST_SECONDS,
    is_stopped: Callable[[], bool] = lambda: False, progress: Progress = lambda done, of: None,
    points: frozenset[Point] = frozenset(Point), beside: tuple[Found, ...] = (),
) -> Report:  # fmt: skip
    """Prove that no customer of this version falls below the law, or show who does.

    `clock` counts seconds (`time.monotonic`). `points`: only these, for one table after one edit.
    `beside`: what was found without the solver. `progress(done, of)` is called before each question.
    """
    return Verification(compiled, today, clock, seconds, is_stopped, progress, points, beside).run()
