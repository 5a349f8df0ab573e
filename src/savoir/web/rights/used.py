"""What a page of rights needs of a line beside its rights: which of them a case uses, and what may begin."""

from datetime import date

from savoir.cases.queries import LineLaw
from savoir.kernel.values.answers import Answer
from savoir.law.mediation import Mediation, mediation
from savoir.law.values import Basis
from savoir.resolutions.queries import dispute_of
from savoir.resolutions.values import LegalDates
from savoir.web.rights.shown import RightShown, rights_shown

_NO = Answer.NO


def used_rights(line: LineLaw) -> tuple[RightShown, ...]:
    """The right that a case asked for, and the recall of the thing; all that are not ruled out when the case
    asked for none of them.
    """
    found = rights_shown(line)
    asked = [right for right in found if right.code == line.basis]
    asked += [right for right in found if right.code == "recall" and right.level == "ok"][: bool(asked)]
    asked = list(dict.fromkeys(asked))
    return tuple(asked) or tuple(right for right in found if right.is_possible)


def remedy_due(lines: tuple[LineLaw, ...]) -> date | None:
    """The last day of the repair or replacement that a case asked for; the first of several things'."""
    using = [line for line in lines if line.basis is Basis.CONFORMITY]
    rights = [line.rights.of(Basis.CONFORMITY) for line in using]
    days = [right.remedy_due_on for right in rights if right.remedy_due_on and right.answer is not _NO]
    return min(days, default=None)


def protected_until(line: LineLaw) -> date | None:
    """The last day of the longest period that the law itself gives today; None when none runs."""
    standing = [line.rights.of(basis) for basis in (Basis.WITHDRAWAL, Basis.CONFORMITY)]
    days = [right.last_day for right in standing if right.answer is Answer.YES and right.last_day]
    return max((day for day in days if day >= line.today), default=None)


def policy_adds(line: LineLaw) -> date | None:
    """The last day to give back by the brand's own rule, when it is later than the law's and not over."""
    by_law, by_policy = line.rights.of(Basis.WITHDRAWAL), line.policy_until
    if by_policy is None or by_policy < line.today:
        return None
    stands = by_law.answer is not _NO and by_law.last_day is not None and by_law.last_day >= by_policy
    return None if stands else by_policy


def may_begin(line: LineLaw) -> bool:
    """Whether something can still be asked of this line: not given back, and no case open on all of it."""
    sale = line.sale
    more = sale.returnable_qty if line.open_case and sale.held_qty else 0
    return sale.returned_qty < sale.quantity and (not line.open_case or more > 0)


def mediator_of(dates: LegalDates, lines: tuple[LineLaw, ...]) -> Mediation | None:
    """The mediator's dates, the request being the written complaint; None where this customer has none."""
    dispute = dispute_of(lines, complained_on=dates.asked_on, refused_on=dates.refused_on)
    found = mediation(dispute, lines[0].today) if dispute else None
    return None if found is None or found.answer is _NO else found
