"""No case without a next step: a parcel that never comes, a finding after the end."""

from datetime import timedelta

import pytest

from savoir.cases.operations import hand_to_person
from savoir.cases.queries import case_by_id
from savoir.cases.states import CaseState, PromiseKind
from savoir.kernel import ledger
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import ReturnAuthorization
from savoir.logistics.operations import cancel_authorization, look_for_parcel
from tests.faults.worlds import DAY, Agreed, agree, arrive, broken, one_of_each, post
from tests.shop import NOON, Shop

pytestmark = pytest.mark.usefixtures("rail", "mails")


def needs_person(shop: Shop, agreed: Agreed) -> bool:
    with organization_block(shop.org_id):
        return case_by_id(actor=shop.system, case_id=agreed.case_id).needs_person


def last_look(shop: Shop, agreed: Agreed) -> timedelta:
    """How long after the start the parcel is looked for: a week after the day to send back, and a bit."""
    with organization_block(shop.org_id):
        day = ReturnAuthorization.objects.get(case_id=agreed.case_id).send_back_by
    return timedelta(days=(day - NOON.date()).days + 8)


def test_a_parcel_nobody_posts_brings_its_case_before_a_person(shop: Shop) -> None:
    with organization_block(shop.org_id):
        agreed = agree(shop)
    look = last_look(shop, agreed)
    drain(until=NOON + look - 2 * DAY)
    assert not needs_person(shop, agreed)
    assert broken(shop, NOON + look - 2 * DAY) == {}
    drain(until=NOON + look)
    assert needs_person(shop, agreed)
    assert broken(shop, NOON + look) == {}


def test_a_parcel_posted_late_has_two_weeks_to_travel(shop: Shop) -> None:
    with organization_block(shop.org_id):
        agreed = agree(shop)
    posted_at = NOON + last_look(shop, agreed) - 3 * DAY
    drain(until=posted_at - DAY)
    with organization_block(shop.org_id):
        post(shop, agreed, at=posted_at)
    drain(until=posted_at + 13 * DAY)
    assert not needs_person(shop, agreed)
    assert broken(shop, posted_at + 13 * DAY) == {}
    drain(until=posted_at + 15 * DAY)
    assert needs_person(shop, agreed)
    assert broken(shop, posted_at + 15 * DAY) == {}


def test_what_arrived_or_was_called_off_is_not_looked_for(shop: Shop) -> None:
    with organization_block(shop.org_id):
        came, canceled = agree(shop), agree(shop)
        arrive(shop, came)
        cancel_authorization(actor=shop.agent, ra_number=canceled.ra_number, now=NOON)
        for agreed in (came, canceled):
            ra_id = ReturnAuthorization.objects.get(case_id=agreed.case_id).id
            assert not look_for_parcel(actor=shop.system, ra_id=ra_id, now=NOON + 60 * DAY)
            assert not case_by_id(actor=shop.system, case_id=agreed.case_id).needs_person


def test_what_comes_up_after_the_end_opens_the_case_again(shop: Shop) -> None:
    done, _ = one_of_each(shop)
    later = NOON + 6 * DAY
    with organization_block(shop.org_id):
        assert case_by_id(actor=shop.system, case_id=done.case_id).state is CaseState.RESOLVED
        hand_to_person(actor=shop.system, case_id=done.case_id, now=later)
        case = case_by_id(actor=shop.system, case_id=done.case_id)
        assert (case.state, case.needs_person) == (CaseState.OPEN, True)
    drain(until=NOON + 30 * DAY)
    with organization_block(shop.org_id):
        facts = ledger.events_of("case", done.case_id)
        assert case_by_id(actor=shop.system, case_id=done.case_id).state is CaseState.OPEN
    assert [fact.kind for fact in facts].count("case_reopened") == 1
    late = {fact.payload["promise"] for fact in facts if fact.kind == "promise_broken" and fact.at > later}
    assert PromiseKind.CLOSING_CHECK.value not in late
