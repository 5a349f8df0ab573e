"""Every legal basis on one line, with what a page of rights draws from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from savoir.cases.rules.answering import PolicyInForce, effective_intent
from savoir.cases.rules.covers import NAMES as COVER_NAMES
from savoir.cases.rules.facts import law_facts, with_declared
from savoir.cases.rules.history import NAMES
from savoir.cases.rules.recalls import NAMES as RECALL_NAMES
from savoir.cases.rules.recalls import recall_of
from savoir.cases.rules.rights import policy_until
from savoir.cases.states import Intent, Reason
from savoir.cases.values import AskedLine
from savoir.kernel.values.answers import Answer
from savoir.law import values as law
from savoir.law.conformity import remedy_due
from savoir.law.readings import numbers_of
from savoir.law.rights import rights as rights_of
from savoir.orders.values import Recalled, SaleLine
from savoir.policies.tables import basis_of_request

_AS_OF_TODAY = ("deliveries", "more_to_come", "delivered_on", *NAMES, *RECALL_NAMES, *COVER_NAMES)
_SPOKEN = ("withdrawn_on", "informed_on", "claimed_on", "defect_appeared_on")


@dataclass(frozen=True, slots=True)
class LineLaw:
    """Every legal basis on one line, and the dates around it; what a page of rights is drawn from.

    `rights` as things stand today; `if_asked` had the customer spoken today, `if_failed` had putting it right
    failed too. `repaired_until`: end of the guarantee after one more repair, None when that adds nothing.
    `recall` names the product today, with whether it is about this very piece; None without one.
    `basis` is the one a case rests on since `asked_on`, both None for a line alone; `open_case` as in
    `LineRights`.
    """

    sale: SaleLine
    today: date
    rights: law.Rights
    if_asked: law.Rights
    if_failed: law.Rights
    repaired_until: date | None
    policy_until: date | None
    basis: law.Basis | None
    asked_on: date | None
    open_case: str
    recall: tuple[Recalled, Answer] | None = None

    @property
    def bought_on(self) -> date:
        """The local day of the contract."""
        return self.rights.facts.concluded_on or self.today

    @property
    def received_on(self) -> date | None:
        """The day this line was received, as the law knows it today."""
        return self.rights.facts.delivered_on


def law_of_line(
    sale: SaleLine, asked: AskedLine | None, declared: Mapping[str, object], policy: PolicyInForce | None, *,
    asked_on: date | None, today: date, zone: str, open_case: str = "", is_over: bool = False,
) -> LineLaw:  # fmt: skip
    """Every basis on `today`, of what was asked on `asked_on` or, with neither, of the line as it lies there.

    Deliveries, recalls and what was done to it count as known today, what was said as of its day. `is_over`:
    nothing more is done on the case, so that no remedy of it is late.
    """
    sale = with_declared(sale, declared)
    said = asked or AskedLine(sale.line_id, sale.quantity, Intent.ASSISTANCE, Reason.OTHER)
    told = vars(law_facts(sale, said, declared, asked_on=asked_on or today, zone=zone))
    now = vars(law_facts(sale, said, declared, asked_on=today, zone=zone))
    facts = {**told, **{name: now.get(name) for name in _AS_OF_TODAY}}
    if not is_over and _is_overdue(facts, today):
        facts["remedy_overdue"] = True
    spoken = {name: facts.get(name) or today for name in _SPOKEN}
    rights = rights_of(law.Facts.told(facts), today)
    changed = AskedLine(sale.line_id, sale.quantity, Intent.WITHDRAWAL, Reason.CHANGED_MIND)
    return LineLaw(
        sale=sale, today=today, rights=rights, repaired_until=_repaired_until(rights),
        if_asked=rights_of(law.Facts.told({**facts, "defect": True, **spoken}), today),
        if_failed=rights_of(law.Facts.told({**facts, "attempt_failed": True}), today),
        policy_until=policy_until(sale, changed, rights, policy), basis=_basis_of(asked, rights),
        asked_on=asked_on, open_case=open_case, recall=recall_of(sale, today, zone),
    )  # fmt: skip


def _is_overdue(facts: dict[str, Any], today: date) -> bool:
    """Whether a claim waits longer than the law lets it (L217-14), whoever has not answered yet."""
    claimed_on, back = facts.get("claimed_on"), facts.get("handed_back_on")
    if claimed_on is None or (back is not None and back >= claimed_on):
        return False
    within = numbers_of(law.Facts.told(facts), today)["remedy_days"]
    return bool(within) and today > remedy_due(claimed_on, within)


def _basis_of(asked: AskedLine | None, rights: law.Rights) -> law.Basis | None:
    """What a request rests on first; none for a line alone, and for help."""
    if asked is None or asked.intent is Intent.ASSISTANCE:
        return None
    return basis_of_request(effective_intent(asked, rights), asked.reason)


def _repaired_until(rights: law.Rights) -> date | None:
    """The end of the guarantee had the thing been repaired once more (L217-13)."""
    facts = rights.facts
    once_more = {**vars(facts), "repairs": (facts.repairs or 0) + 1}
    end = rights.of(law.Basis.CONFORMITY).last_day
    later = rights_of(law.Facts.told(once_more), rights.today).of(law.Basis.CONFORMITY).last_day
    return later if end and later and later > end else None
