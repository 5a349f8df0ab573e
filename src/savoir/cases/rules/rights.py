"""What is still possible on a line, before anybody asks for anything."""

from calendar import isleap
from collections.abc import Mapping
from datetime import date, timedelta

from savoir.cases.rules.answering import PolicyInForce
from savoir.cases.rules.better import promises_the_better
from savoir.cases.rules.facts import law_facts, with_declared
from savoir.cases.rules.history import was_claimed
from savoir.cases.rules.recalls import recall_of
from savoir.cases.rules.sources import facts_read
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine, LineRights
from savoir.law import values as law
from savoir.law.parameters import article
from savoir.law.rights import rights as rights_of
from savoir.orders.values import SaleLine
from savoir.policies.facts import Point
from savoir.policies.tables import decide


def rights_of_line(
    sale: SaleLine, declared: Mapping[str, object],
    policies: tuple[PolicyInForce | None, PolicyInForce | None], *, today: date, zone: str, open_case: str,
) -> LineRights:  # fmt: skip
    """The change of mind (law, then policy) and the guarantee, each with its last day. `policies`: of the day
    of the contract, and of today, whose period counts where a version promises the better of both.
    """
    sale = with_declared(sale, declared)
    asked = AskedLine(line_id=sale.line_id, quantity=1, intent=Intent.WITHDRAWAL, reason=Reason.CHANGED_MIND)
    facts = law_facts(sale, asked, declared, asked_on=today, zone=zone)
    rights = rights_of(facts, today)
    withdrawal, guarantee = rights.of(law.Basis.WITHDRAWAL), rights.of(law.Basis.CONFORMITY)
    excluded = withdrawal.exception
    words = article(excluded) if excluded else None
    return LineRights(
        sale=sale, received_on=facts.delivered_on, withdrawal=withdrawal.answer.value,
        withdrawal_until=withdrawal.last_day, exception=excluded,
        exception_fr=words.fr if words else "", exception_en=words.en if words else "",
        guarantee_until=guarantee.last_day,
        policy_until=_longer(sale, asked, rights, policies), open_case=open_case,
        was_claimed=was_claimed(sale.history), recall=recall_of(sale, today, zone),
    )  # fmt: skip


def _longer(
    sale: SaleLine, asked: AskedLine, rights: law.Rights,
    policies: tuple[PolicyInForce | None, PolicyInForce | None],
) -> date | None:  # fmt: skip
    bought, today = policies
    ends = [policy_until(sale, asked, rights, bought)]
    if promises_the_better(bought, today):
        ends.append(policy_until(sale, asked, rights, today))
    return max(filter(None, ends), default=None)


def policy_until(
    sale: SaleLine, asked: AskedLine, rights: law.Rights, policy: PolicyInForce | None
) -> date | None:
    """The last day of the brand's own period, when the table in force names one: so many days from delivery,
    or a day of every year after the purchase; the later one holds.
    """
    if policy is None or not sale.line_delivered_at:
        return None
    names = (*policy.compiled.read_at((Point.ELIGIBILITY,)), "days_since_delivery")
    known = facts_read(names, sale, asked, rights, intent=Intent.RETURN)
    outputs = decide(policy.compiled, "eligibility", known).outputs
    window, days_since = outputs.get("window_days"), known.get("days_since_delivery")
    ends = []
    if isinstance(window, int) and isinstance(days_since, int):
        ends.append(rights.today + timedelta(days=window - days_since))
    until, bought_on = outputs.get("window_until"), rights.facts.concluded_on
    if isinstance(until, str) and bought_on is not None:
        ends.append(_next(until, bought_on))
    return max(ends, default=None)


def _next(month_day: str, start: date) -> date:
    """The first such day of a year that is not before `start`; of 29 February, the 28th in a common year."""
    month, day = map(int, month_day.split("-"))
    both = (start.year, start.year + 1)
    found = [date(year, month, day - ((month, day) == (2, 29) and not isleap(year))) for year in both]
    return found[0] if found[0] >= start else found[1]
