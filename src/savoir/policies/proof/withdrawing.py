"""The form of the right of withdrawal; line for line `law.withdrawal` and `law.exceptions`."""

from typing import Generic, NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO
from savoir.law.exceptions import exception
from savoir.law.values import Basis, Contract, Facts, Remedy
from savoir.law.withdrawal import BANS
from savoir.policies.proof.algebra import B, Day, N
from savoir.policies.proof.line import KINDS, Line
from savoir.policies.proof.terms import Ruled, Terms, every

_OF_KIND = {kind.value: exception(Facts(contract=kind)).answer for kind in KINDS}
_OUTSIDE = tuple(kind for kind, answer in _OF_KIND.items() if answer is NO)
_OF_ITS_OWN = tuple(kind for kind, answer in _OF_KIND.items() if answer is NEEDS_FACTS)


class Period(NamedTuple, Generic[B, N]):
    """As `law.withdrawal.WithdrawalPeriod`; `is_begun`: `promised` is known, `is_closed`: `longest` is."""

    is_begun: B
    promised: N
    is_closed: B
    longest: N
    lacks_facts: B


def withdrawal_form(line: Line[B, N]) -> Terms[B, N]:
    """Whether the right stands on the day it is stated, else today, with its terms."""
    algebra, facts = line.algebra, line.facts
    period = _period(line)
    ruled = every(algebra, line.is_unread, _scope(line), _exception(line), _in_time(line, period))
    no_person = algebra.truth(False)
    return Terms(
        basis=Basis.WITHDRAWAL, is_yes=ruled.yes, is_no=ruled.no,
        remedies={Remedy.REFUND: algebra.truth(True)}, at_least=None, consumer_chooses=algebra.truth(True),
        seller_pays_return=algebra.negation(facts.holds("return_cost_announced")),
        bans=dict.fromkeys(sorted(BANS), algebra.truth(True)), needs_person=no_person,
        last_day=Day(period.is_begun, period.promised), has_refund=line.is_priced,
        refund_days=line.number("refund_days"), remedy_days=algebra.number(0),
    )  # fmt: skip


def _scope(line: Line[B, N]) -> Ruled[B]:
    algebra, facts = line.algebra, line.facts
    in_shop = algebra.both(facts.among("channel", "store"), algebra.negation(line.is_off_premises))
    small, business = _small_professional(line), line.is_professional
    is_open = algebra.negation(algebra.either(line.is_private, in_shop))
    is_told = algebra.both(algebra.negation(business), line.is_sale_known, facts.known("buyer_kind"))
    return Ruled(
        algebra.both(is_open, algebra.either(algebra.both(business, small.yes), is_told)),
        algebra.either(line.is_private, in_shop, algebra.both(business, small.no)),
    )


def _small_professional(line: Line[B, N]) -> Ruled[B]:
    """L221-3: few people, off premises, outside the main activity."""
    algebra, facts = line.algebra, line.facts
    most, staff = line.number("small_professional_employees"), facts.value("employees")
    elsewhere = algebra.both(line.is_sale_known, algebra.negation(line.is_off_premises))
    is_shut = algebra.either(algebra.at_most(most, algebra.number(0)), elsewhere)
    counted, few = facts.known("employees"), algebra.at_most(staff, most)
    return Ruled(
        algebra.both(algebra.negation(is_shut), counted, few, facts.holds("outside_main_activity"),
                     line.is_sale_known),
        algebra.either(is_shut, algebra.both(counted, algebra.negation(few)),
                       line.no("outside_main_activity")),
    )  # fmt: skip


def _exception(line: Line[B, N]) -> Ruled[B]:
    """L221-28, as "no exception". What was opened is asked for its seal while nobody knows whether it had one
    for hygiene; without one it may be opened. Of some contracts the law says so, or has rules of their own,
    whatever else is known.
    """
    algebra, facts = line.algebra, line.facts
    is_thing = algebra.negation(facts.among("contract", Contract.DIGITAL_CONTENT, *_OUTSIDE, *_OF_ITS_OWN))
    sealed, unsealed = facts.holds("hygiene_sealed"), facts.holds("unsealed")
    shown = algebra.either(
        facts.holds("made_to_order"), facts.holds("perishable"), algebra.both(sealed, unsealed)
    )
    is_out = algebra.either(facts.among("contract", *_OUTSIDE), algebra.both(is_thing, shown))
    doubt = algebra.either(
        algebra.both(unsealed, line.unknown("hygiene_sealed")), algebra.both(sealed, line.unknown("unsealed"))
    )
    is_open = algebra.either(facts.among("contract", *_OF_ITS_OWN), algebra.both(is_thing, doubt))
    return Ruled(algebra.negation(algebra.either(is_out, is_open)), is_out)


def _period(line: Line[B, N]) -> Period[B, N]:
    algebra = line.algebra
    from_contract = algebra.negation(line.is_goods)
    goods_unknown = algebra.both(algebra.negation(from_contract), line.is_delivery_unknown)
    by_contract = algebra.either(from_contract, goods_unknown)
    start = algebra.when(by_contract, line.contract.day, line.delivered.day)
    begun = algebra.either(
        algebra.both(by_contract, line.contract.known),
        algebra.both(algebra.negation(by_contract), line.delivered.known),
    )
    first, last = _span(line, start, "withdrawal_days")
    visited = line.number("unsolicited_visit_days")
    is_visit = algebra.both(
        algebra.negation(algebra.at_most(visited, algebra.number(0))),
        algebra.either(algebra.negation(line.is_sale_known), line.is_off_premises),
    )
    longest = algebra.when(is_visit, _span(line, start, "unsolicited_visit_days")[1], last)
    no_start = algebra.both(by_contract, algebra.negation(begun))
    no_terms = algebra.both(begun, algebra.either(line.unknown("withdrawal_information_given"), is_visit))
    return Period(
        begun, first, algebra.both(begun, algebra.negation(goods_unknown)), longest,
        algebra.either(goods_unknown, no_start, no_terms),
    )  # fmt: skip


def _span(line: Line[B, N], start: N, days: str) -> tuple[N, N]:
    """The last day that is certain and the last possible one, of a period that begins on a day (L221-20)."""
    algebra, told = line.algebra, "withdrawal_information_given"
    initial = line.working_day(algebra.add(start, line.number(days)))
    extended = line.working_day(line.month_end(initial, line.number("withdrawal_extension_months")))
    return (
        algebra.when(line.no(told), extended, initial),
        algebra.when(line.facts.holds(told), initial, extended),
    )


def _in_time(line: Line[B, N], period: Period[B, N]) -> Ruled[B]:
    """Whether the statement, else today, is in the period; an exchange that fell through counts (L221-21)."""
    algebra, facts, wish = line.algebra, line.facts, line.wish
    failed = algebra.both(wish.known, facts.holds("exchange_failed"))
    day = algebra.when(failed, wish.day, line.today)
    sure = algebra.both(period.is_begun, algebra.at_most(day, period.promised))
    late = algebra.both(
        algebra.negation(sure), period.is_closed, algebra.negation(algebra.at_most(day, period.longest))
    )
    wished = algebra.both(
        wish.known, algebra.at_most(wish.day, period.longest), line.unknown("exchange_failed")
    )
    own = facts.among("contract", *_OF_ITS_OWN)  # and a period of its own
    stands = algebra.either(own, sure, algebra.negation(algebra.either(late, period.lacks_facts)))
    return Ruled(stands, algebra.both(late, algebra.negation(wished), algebra.negation(own)))
