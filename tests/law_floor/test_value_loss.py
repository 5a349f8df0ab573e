"""What is kept of a withdrawn thing: only a real loss, beyond a trial, after information, by a person."""

from collections.abc import Callable
from dataclasses import replace
from unittest import mock

import pytest

from savoir.cases.models import CaseLine
from savoir.cases.operations import BelowTheLaw
from savoir.kernel.access import Role
from savoir.kernel.errors import NotAllowed
from savoir.logistics.models import Inspection, ValueLoss
from savoir.logistics.operations import NoLossToClaim
from savoir.logistics.states import Finding
from savoir.organizations.models import BrandDeclaration
from savoir.refusals.wording import sentence_for
from savoir.resolutions.models import Refund
from tests.cases.files import everything, refused
from tests.logistics.losses import STAINED, THEN, Worn, came_back, euros, keep, measure, photo
from tests.logistics.parcels import AS_ANNOUNCED
from tests.shop import Shop

FAULTY = replace(AS_ANNOUNCED, defect_proven=True, used_or_damaged=True)


def planted(shop: Shop, worn: Worn, minor: int = 1200) -> Worn:
    """A measure that somebody wrote past the dock's own check."""
    row = ValueLoss.objects.create(
        org_id=shop.org_id, inspection_id=worn.inspection_id, amount_minor=minor, currency="EUR",
        beyond=STAINED, photo_id=photo(shop), member_id=0, proposed_at=THEN,
    )  # fmt: skip
    return replace(worn, loss_id=row.id)


def still_here(worn: Worn) -> Worn:
    """Its money, which a conform inspection let go, waits all the same."""
    Refund.objects.update(state="requested", leaves_at=None)
    return worn


def not_informed(shop: Shop) -> Worn:
    """The brand never told its customers of the right of withdrawal."""
    BrandDeclaration.objects.filter(fact="withdrawal_information_given").update(value=False)
    return measure(shop, came_back(shop))


def nobody_knows(shop: Shop) -> Worn:
    """Nobody declared whether customers are told."""
    BrandDeclaration.objects.filter(fact="withdrawal_information_given").delete()
    return measure(shop, came_back(shop))


def opened_box(shop: Shop) -> Worn:
    """A box that was opened and closed again: no more than a trial."""
    return planted(shop, still_here(came_back(shop, finding=Finding.UNUSED, checks=AS_ANNOUNCED)))


def fault_in_it(shop: Shop) -> Worn:
    """She changed her mind, and the dock found a fault of the thing itself."""
    return planted(shop, still_here(came_back(shop, finding=Finding.DEFECT_PROVEN, checks=FAULTY)))


def another_thing(shop: Shop) -> Worn:
    """Another dress was in the parcel: that is no loss of value of this one."""
    other = replace(AS_ANNOUNCED, right_item=False, used_or_damaged=True)
    return planted(shop, came_back(shop, finding=Finding.WRONG_ITEM, checks=other))


def agreed_for_a_fault(shop: Shop) -> Worn:
    """The money was agreed on for a defect: normal use takes nothing off (CJEU C-404/06)."""
    worn = measure(shop, came_back(shop))
    row = Refund.objects.select_related("resolution__decision").get(case_id=worn.made.case.id)
    decision = row.resolution.decision
    decision.offer = {**decision.offer, "basis": "conformity"}
    decision.save(update_fields=["offer"])
    return worn


def more_than_was_paid(shop: Shop) -> Worn:
    """Twice the price of the dress."""
    return planted(shop, came_back(shop), minor=11800)


TRIES: dict[str, tuple[Callable[[Shop], Worn], str]] = {
    "no information was given": (not_informed, "L221-23"),
    "nobody knows whether it was": (nobody_knows, "L221-23"),
    "the box was opened": (opened_box, "L221-23"),
    "the thing has a fault": (fault_in_it, "L221-23"),
    "another thing came": (another_thing, "L221-23"),
    "the money is owed for a fault": (agreed_for_a_fault, "L217-17"),
    "more than was paid": (more_than_was_paid, "L221-23"),
}


@pytest.mark.parametrize("name", TRIES)
def test_it_is_refused_with_the_article_and_nothing_happened(in_shop: Shop, name: str) -> None:
    plant, article = TRIES[name]
    worn = plant(in_shop)
    with refused(BelowTheLaw) as caught:
        keep(in_shop, worn)
    assert caught.value.facts["article"] == article
    assert article in sentence_for(caught.value).title
    assert Refund.objects.get().amount_minor == 5900


@pytest.mark.parametrize("name", [name for name in TRIES if name != "more than was paid"])
def test_without_the_law_the_same_try_keeps_the_money(in_shop: Shop, name: str) -> None:
    plant, _ = TRIES[name]
    worn = plant(in_shop)
    with mock.patch("savoir.resolutions.queries.reducing._gap", return_value=None):
        keep(in_shop, worn)
    assert Refund.objects.get().amount_minor == 4700


def test_two_measures_of_one_thing_are_weighed_together(in_shop: Shop) -> None:
    """Fifty of fifty-nine euros were kept already; twenty more would be more than the dress cost."""
    first = measure(in_shop, came_back(in_shop, trigger="inspection"), amount=euros(5000))
    again = Inspection.objects.get(id=first.inspection_id)
    again.pk = None
    again.save()
    second = planted(in_shop, replace(first, inspection_id=again.id), minor=2000)
    keep(in_shop, first)
    Refund.objects.update(state="requested", leaves_at=None)
    with refused(BelowTheLaw):
        keep(in_shop, second)
    assert Refund.objects.get().amount_minor == 900


def test_the_dock_proposes_nothing_on_a_claim_or_for_a_trial(in_shop: Shop) -> None:
    tried = came_back(in_shop, finding=Finding.UNUSED, checks=AS_ANNOUNCED)
    with refused(NoLossToClaim) as caught:
        measure(in_shop, tried)
    assert caught.value.facts["code"] == "trial"
    Inspection.objects.update(finding="damaged", used_or_damaged=True)
    CaseLine.objects.update(reason="defective")
    with refused(NoLossToClaim) as caught:
        measure(in_shop, tried)
    assert caught.value.facts["code"] == "claim"


def test_a_program_keeps_nothing_even_in_the_name_of_a_member(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    before = everything()
    acting = replace(in_shop.actors[Role.SENIOR], via_key_id=7)
    with refused(NotAllowed) as caught:
        keep(in_shop, worn, actor=acting)
    assert caught.value.facts["code"] == "person_decides"
    assert everything() == before


def test_a_reason_that_demands_what_no_merchant_may_is_refused(in_shop: Shop) -> None:
    worn = measure(in_shop, came_back(in_shop))
    with refused(BelowTheLaw) as caught:
        keep(in_shop, worn, reason="Moins 12 € de frais de remise en stock.")
    assert caught.value.facts["article"] == "L221-29"
