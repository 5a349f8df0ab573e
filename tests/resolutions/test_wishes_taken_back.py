"""Who asked for more than rule and law give takes it back: nobody else may, nor he once it was answered."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from savoir.conversations.models import Message
from savoir.kernel.access import Permission, Role, key_actor
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.models import Approval, HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.resolutions import operations
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import WishAnswered
from savoir.resolutions.queries import remedies_asked
from tests.cases.files import kinds, promises, refused
from tests.resolutions.beyond import answered, ask, too_late
from tests.resolutions.gestures import kind_shop
from tests.shop import NOON, Shop

LATER = NOON + timedelta(days=1)


@pytest.fixture
def house(db: None) -> Iterator[Shop]:
    shop = kind_shop()
    with organization_block(shop.org_id):
        yield shop


def test_its_asker_takes_it_back_and_nobody_answers_it_any_more(house: Shop) -> None:
    case = too_late(house)
    ask(house, case)
    said, told = Message.objects.count(), promises(house, case)

    done = operations.take_back_asked_remedy(actor=house.agent, case_reference=case.reference, now=LATER)

    assert done == case.id
    kept = remedies_asked(actor=house.agent, case_id=case.id)[0]
    assert (kept.state, kept.lapse, kept.ended_at) == ("lapsed", "taken_back", LATER)
    assert not Approval.objects.exists()
    assert HumanTask.objects.get(code="remedy_asked").outcome == "lapsed"
    assert kinds(house, case)[-1] == "remedy_lapsed"
    assert (Message.objects.count(), promises(house, case)) == (said, told), "the customer hears nothing"
    with refused(NotFound):
        answered(case, house.actors[Role.SENIOR], now=LATER)
    assert not Refund.objects.exists()
    assert ask(house, case, now=LATER).state == "asked", "he may think better of it"


def test_only_its_asker_takes_it_back(house: Shop) -> None:
    case = too_late(house)
    key = key_actor(
        org_id=house.org_id, key_id=house.agent.id, brand_id=None, permissions=frozenset(Permission)
    )
    with refused(NotFound):
        operations.take_back_asked_remedy(actor=house.agent, case_reference=case.reference, now=NOON)
    ask(house, case)
    for other in (house.actors[Role.SENIOR], house.actors[Role.FINANCE], house.system, key):
        with refused(NotAllowed):
            operations.take_back_asked_remedy(actor=other, case_reference=case.reference, now=NOON)
    assert remedies_asked(actor=house.agent, case_id=case.id)[0].state == "asked"


@pytest.mark.parametrize("granted", [True, False])
def test_what_was_answered_meanwhile_is_not_taken_back(house: Shop, granted: bool) -> None:
    case = too_late(house)
    ask(house, case)
    answered(case, house.actors[Role.SENIOR], granted=granted, motive="Vu.")
    with refused(WishAnswered) as caught:
        operations.take_back_asked_remedy(actor=house.agent, case_reference=case.reference, now=LATER)
    assert caught.value.facts["state"] == ("approved" if granted else "declined")
