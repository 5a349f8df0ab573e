"""What cases learn from the rooms above."""

from contextlib import suppress

from savoir.cases import operations
from savoir.conversations.events import CustomerWrote
from savoir.kernel.access import system_actor
from savoir.kernel.errors import NotFound
from savoir.kernel.ledger import Recorded
from savoir.logistics.events import InspectionUndone, ItemInspected, ParcelReceived
from savoir.orders.events import SalesImported
from savoir.organizations.events import (
    DeclarationEnded,
    FactDeclared,
    MemberLeft,
    MemberRoleChanged,
    TeamEnded,
    TeamMade,
    TeamResumed,
)
from savoir.resolutions.events import RefundFailed


def hold(org_id: int, case_id: int) -> None:
    """A delivery locks the case before its stream, as every verb does; one that is gone needs no lock."""
    with suppress(NotFound):
        operations.lock_case(actor=system_actor(org_id), case_id=case_id)


def customer_has_written(fact: CustomerWrote, at: Recorded) -> None:
    """The ball is ours again."""
    operations.customer_answered(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def look_at_partial_parcel(fact: ParcelReceived, at: Recorded) -> None:
    """Something is missing in the parcel: a person looks."""
    if not fact.complete:
        operations.hand_to_person(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def look_at_finding(fact: ItemInspected, at: Recorded) -> None:
    """What came is not what was announced: a person looks; the law's day for the money stays."""
    if not fact.conform:
        operations.hand_to_person(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def look_at_failed_refund(fact: RefundFailed, at: Recorded) -> None:
    """The rail said no: a person looks."""
    operations.hand_to_person(actor=system_actor(at.org_id), case_id=fact.subject_id, now=at.at)


def look_no_more(fact: InspectionUndone, at: Recorded) -> None:
    """The finding a person was to look at was taken back."""
    operations.take_from_person(
        actor=system_actor(at.org_id), case_id=fact.subject_id, handed_at=fact.inspected_at, now=at.at
    )


def measure_decidability(fact: SalesImported | FactDeclared | DeclarationEnded, at: Recorded) -> None:
    """Other sales, other declarations: other answers wait for a fact."""
    brand_id = fact.subject_id if isinstance(fact, SalesImported) else fact.brand_id
    operations.measure_decidability(actor=system_actor(at.org_id), brand_id=brand_id, now=at.at)


def team_leaves(fact: TeamEnded, at: Recorded) -> None:
    """Its open cases go to another team, or to none."""
    operations.expect_leaving(
        actor=system_actor(at.org_id), team_id=fact.team_id, to_team_id=fact.to_team_id, now=at.at
    )


def team_is_there(fact: TeamMade | TeamResumed, at: Recorded) -> None:
    """What rows had sent to it in vain goes to it."""
    operations.expect_finding(actor=system_actor(at.org_id), team_id=fact.team_id, now=at.at)


def colleague_leaves(fact: MemberLeft | MemberRoleChanged, at: Recorded) -> None:
    """His open cases belong to nobody again, unless he goes on answering cases."""
    operations.expect_giving_back(actor=system_actor(at.org_id), member_id=fact.member_id, now=at.at)
