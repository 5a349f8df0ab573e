"""What sales learn from the rooms above."""

from savoir.cases.events import CaseMovedIn, CaseOpened, CaseRefused, CaseReopened, DecisionUndone
from savoir.kernel.access import system_actor
from savoir.kernel.ledger import Recorded
from savoir.orders import operations
from savoir.organizations.events import FactDeclared
from savoir.resolutions.events import OfferAccepted, RefundSettled, ReplacementCalledOff, ReplacementSent
from savoir.resolutions.operations import keep_line_history
from savoir.resolutions.values import GOODS_REMEDIES

_TO_KEEP = CaseRefused | CaseReopened | DecisionUndone | ReplacementCalledOff | ReplacementSent


def count_case(fact: CaseOpened | CaseMovedIn, at: Recorded) -> None:
    """One more case of this customer."""
    if fact.customer_id is not None:
        operations.count_in_standing(actor=at.actor, customer_id=fact.customer_id, cases=1, now=at.at)


def count_declared_arrivals(fact: FactDeclared, at: Recorded) -> None:
    """What was said of parcels counts for those that are there by it."""
    operations.count_declared_arrivals(actor=system_actor(at.org_id), brand_id=fact.brand_id, now=at.at)


def count_refund(fact: RefundSettled, at: Recorded) -> None:
    """One more refund of this customer."""
    if fact.customer_id is not None:
        operations.count_in_standing(
            actor=at.actor,
            customer_id=fact.customer_id,
            refunds=1,
            refunded_minor=fact.amount.minor,
            now=at.at,
        )


def keep_agreement(fact: OfferAccepted, at: Recorded) -> None:
    """A thing is to be mended, replaced or exchanged: the next request on its line knows."""
    if fact.remedy in GOODS_REMEDIES:
        keep_line_history(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def keep_history(fact: _TO_KEEP, at: Recorded) -> None:
    """What became of it."""
    keep_line_history(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)
