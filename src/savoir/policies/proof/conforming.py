"""The form of the statutory guarantee; line for line `law.conformity` and `law.putting_right`.

Days away for repair and a shorter guarantee agreed for second-hand goods are told by no fact of a policy.
"""

from typing import Generic, NamedTuple

from savoir.law.putting_right import BANS
from savoir.law.values import Ban, Basis, Contract, Remedy
from savoir.policies.proof.algebra import B, Day, N
from savoir.policies.proof.line import Line
from savoir.policies.proof.terms import Ruled, Terms, every


class Guarantee(NamedTuple, Generic[N]):
    """`appears`: the last day for a defect to appear; `last`: that, or later; `claim`: the last to claim."""

    appears: N
    last: N
    claim: N


def conformity_form(line: Line[B, N]) -> Terms[B, N]:
    """Whether the guarantee covers the line today, or on the day its defect appeared, with its terms."""
    algebra, facts = line.algebra, line.facts
    period = _guarantee(line)
    ruled = every(algebra, line.is_unread, _scope(line), _in_time(line, period))
    over = algebra.either(facts.holds("attempt_failed"), facts.holds("remedy_overdue"))
    mended, certain = algebra.negation(over), algebra.truth(True)
    bans = dict.fromkeys(sorted(BANS), certain) | {Ban.DEMAND_PROOF_OF_ORIGIN: _is_presumed(line)}
    return Terms(
        basis=Basis.CONFORMITY, is_yes=ruled.yes, is_no=ruled.no,
        remedies={Remedy.REPAIR: mended, Remedy.REPLACEMENT: mended, Remedy.REFUND: over,
                  Remedy.PRICE_REDUCTION: over},
        at_least=None, consumer_chooses=certain, seller_pays_return=certain, bans=bans,
        needs_person=_is_late(line, period), last_day=Day(line.delivered.known, period.last),
        has_refund=algebra.both(over, line.is_priced), refund_days=line.number("termination_refund_days"),
        remedy_days=line.number("remedy_days"),
    )  # fmt: skip


def _scope(line: Line[B, N]) -> Ruled[B]:
    algebra, facts = line.algebra, line.facts
    digital = facts.among("contract", Contract.DIGITAL_CONTENT)
    neither = algebra.both(algebra.negation(line.is_goods), algebra.negation(digital))
    is_out = algebra.either(line.is_private, line.is_professional, neither)
    is_in = algebra.both(line.is_goods, algebra.negation(is_out), facts.known("buyer_kind"))
    return Ruled(is_in, is_out)


def _extension(line: Line[B, N]) -> N:
    """Months that repairs add (L217-13), each of them where they add up, else once."""
    algebra, facts = line.algebra, line.facts
    none, repairs = algebra.number(0), facts.value("repairs_done")
    counted = algebra.when(facts.known("repairs_done"), repairs, none)
    any_at_all = algebra.at_most(algebra.number(1), counted)
    stacks = algebra.at_most(algebra.number(1), line.number("repair_extensions_stack"))

    def added(months: int) -> N:
        once = algebra.when(any_at_all, algebra.number(months), none)
        return algebra.when(stacks, algebra.times(months, counted), once) if months else none

    return line.number_by("repair_extension_months", added)


def _guarantee(line: Line[B, N]) -> Guarantee[N]:
    algebra = line.algebra
    span = algebra.add(line.number("guarantee_months"), _extension(line))
    appears = line.months_from_delivery(span)
    return Guarantee(appears, last := _last_day(line, appears), _claim_last_day(line, last))


def _last_day(line: Line[B, N], appears: N) -> N:
    """Later than the guarantee where a late defect, or a hand-back, leaves time to claim (BGB 475e)."""
    algebra, appeared, back, none = line.algebra, line.appeared, line.handed_back, line.algebra.number(0)
    late, after = line.number("late_defect_months"), line.number("hand_back_months")
    shows_late = algebra.both(
        algebra.negation(algebra.at_most(late, none)), appeared.known, algebra.at_most(appeared.day, appears)
    )
    came_back = algebra.both(algebra.negation(algebra.at_most(after, none)), back.known)
    last = line.later(appears, line.month_end(appeared.day, late))
    last = algebra.when(shows_late, last, appears)
    return algebra.when(came_back, line.later(last, line.month_end(back.day, after)), last)


def _claim_last_day(line: Line[B, N], last: N) -> N:
    """The last day to claim for a defect that appeared in time."""
    appeared = line.appeared
    known = line.algebra.when(appeared.known, appeared.day, last)
    after = line.month_end(known, line.number("claim_months"))
    whole = line.months_from_delivery(line.number("claim_from_delivery_months"))
    return line.later(last, line.later(after, whole))


def _in_time(line: Line[B, N], period: Guarantee[N]) -> Ruled[B]:
    algebra, facts, today, first = line.algebra, line.facts, line.today, line.appeared.day
    runs, appeared = algebra.at_most(today, period.appears), algebra.at_most(first, period.appears)
    is_back = algebra.at_most(first, period.last)
    mended = algebra.both(line.appeared.known, is_back, facts.holds("same_defect"))
    lacking = algebra.either(
        algebra.negation(line.appeared.known), algebra.both(is_back, line.unknown("same_defect"))
    )
    claimed = algebra.at_most(today, period.claim)
    late = algebra.negation(appeared)
    is_out = algebra.either(
        algebra.both(late, algebra.negation(mended), algebra.negation(lacking)),
        algebra.both(appeared, algebra.negation(claimed)),
    )
    covered = algebra.either(runs, algebra.both(late, mended), algebra.both(appeared, claimed))
    received = line.delivered.known
    return Ruled(
        algebra.either(line.is_awaited, algebra.both(received, covered)),
        algebra.both(
            received,
            algebra.negation(runs),
            algebra.negation(covered),
            is_out,
            algebra.negation(_is_pending(line)),
        ),
    )


def _is_pending(line: Line[B, N]) -> B:
    """Whether an unknown repair, or unknown days away, could still move the end."""
    algebra = line.algebra
    extends = algebra.at_most(algebra.number(1), line.number("repair_extension_months"))
    suspends = algebra.at_most(algebra.number(1), line.number("immobilization_suspends"))
    return algebra.either(suspends, algebra.both(extends, line.unknown("repairs_done")))


def _is_presumed(line: Line[B, N]) -> B:
    """Whether no proof of origin may be asked for: the defect is taken to be as old as the delivery."""
    algebra = line.algebra
    new, used = line.number("presumption_new_months"), line.number("presumption_used_months")
    whole = line.number("guarantee_months")
    used = algebra.when(algebra.at_most(used, whole), used, whole)
    span = algebra.when(line.facts.holds("second_hand"), used, new)
    end = line.months_from_delivery(algebra.add(span, _extension(line)))
    is_over = algebra.negation(algebra.at_most(line.appeared.day, end))
    return algebra.negation(algebra.both(line.delivered.known, is_over))


def _is_late(line: Line[B, N], period: Guarantee[N]) -> B:
    """Whether a person judges: a claim after the end, or a notice later than a contract may ask for."""
    algebra, appeared, notice = line.algebra, line.appeared, line.number("notice_months")
    noticed = line.month_end(appeared.day, notice)
    late_notice = algebra.both(
        algebra.at_most(algebra.number(1), notice), appeared.known, line.before(noticed, line.today)
    )
    after_end = line.before(period.last, line.today)
    return algebra.both(line.delivered.known, algebra.either(after_end, late_notice))
