"""A colleague leaves, or answers no cases any more: what bore his name belongs to nobody again."""

from datetime import timedelta

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import Case
from savoir.cases.queries import cases_of_member, who_answers
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.errors import Invalid
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import change_role, dismiss_member
from tests.cases.files import opened
from tests.cases.routes import sold
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db


def taken(shop: Shop) -> str:
    """A case with Léa's name; its reference."""
    with organization_block(shop.org_id):
        reference = opened(shop, sold(shop)).reference
        cases.assign_case(actor=shop.agent, reference=reference, member_id=shop.agent.id, now=NOON)
    return reference


def owner(shop: Shop, reference: str) -> int | None:
    with organization_block(shop.org_id):
        return Case.objects.get(reference=reference).owner_id


def leave(shop: Shop) -> None:
    with organization_block(shop.org_id):
        assert cases_of_member(actor=shop.actors[Role.ADMIN], member_id=shop.agent.id) == 1
        dismiss_member(actor=shop.actors[Role.ADMIN], member_id=shop.agent.id, now=NOON)


def change(shop: Shop, role: str, site_id: int | None = None) -> None:
    with organization_block(shop.org_id):
        change_role(
            actor=shop.actors[Role.ADMIN], member_id=shop.agent.id, role=role, site_id=site_id, now=NOON
        )


def settle(minutes: int = 20) -> None:
    jobs.drain(until=NOON + timedelta(minutes=minutes))


def test_his_open_cases_belong_to_nobody_and_their_history_says_so(shop: Shop) -> None:
    reference = taken(shop)
    with organization_block(shop.org_id):
        due = Case.objects.get(reference=reference).next_due_at
    leave(shop)
    settle()
    with organization_block(shop.org_id):
        case = Case.objects.get(reference=reference)
        told = [fact.kind for fact in events_of("case", case.id)]
    assert (case.owner_id, case.next_due_at) == (None, due)
    assert told[-1] == "case_assigned"


def test_what_was_given_to_him_in_his_last_instant_comes_back_too(shop: Shop) -> None:
    reference, late = taken(shop), ""
    leave(shop)
    settle(1)
    with organization_block(shop.org_id):
        late = opened(shop, sold(shop)).reference
        Case.objects.filter(reference=late).update(owner_id=shop.agent.id)
    settle()
    assert (owner(shop, reference), owner(shop, late)) == (None, None)


def test_a_case_that_is_over_keeps_his_name_until_it_is_opened_again(shop: Shop) -> None:
    reference = taken(shop)
    with organization_block(shop.org_id):
        cases.resolve_case(actor=shop.system, case_id=Case.objects.get(reference=reference).id, now=NOON)
    with organization_block(shop.org_id):
        dismiss_member(actor=shop.actors[Role.ADMIN], member_id=shop.agent.id, now=NOON)
    settle()
    assert owner(shop, reference) == shop.agent.id
    with organization_block(shop.org_id):
        cases.reopen_case(actor=shop.actors[Role.SENIOR], reference=reference, now=NOON)
    assert owner(shop, reference) is None


def test_who_goes_to_the_warehouse_gives_his_cases_back_and_a_senior_keeps_them(shop: Shop) -> None:
    reference = taken(shop)
    change(shop, "senior")
    settle()
    assert owner(shop, reference) == shop.agent.id
    change(shop, "warehouse", shop.warehouse_id)
    settle()
    assert owner(shop, reference) is None


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.FINANCE])
def test_a_case_is_given_to_nobody_whose_role_answers_none(shop: Shop, role: Role) -> None:
    with organization_block(shop.org_id):
        reference, who = opened(shop, sold(shop)).reference, shop.actors[role]
        assert who.id not in {one.id for one in who_answers(actor=shop.agent)}
        with pytest.raises(Invalid):
            cases.assign_case(actor=shop.agent, reference=reference, member_id=who.id, now=NOON)
    assert owner(shop, reference) is None
