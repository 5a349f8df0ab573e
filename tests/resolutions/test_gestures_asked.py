"""More than the policy answers: who is asked, who may say yes, and what becomes of a wish nobody answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from savoir.conversations.models import Message
from savoir.kernel.access import Role
from savoir.kernel.errors import Conflict, MotiveMissing, NotAllowed, NotFound
from savoir.kernel.models import Approval, HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.resolutions.models import Gesture, Refund
from savoir.resolutions.operations import GestureMoved, NotTheApprover
from savoir.resolutions.queries import gestures_of_case
from tests.cases.files import kinds, refused
from tests.resolutions.gestures import SORRY, answer, grant, kind_shop, replaced
from tests.shop import NOON, Shop, sell


@pytest.fixture
def house(db: None) -> Iterator[Shop]:
    shop = kind_shop()
    with organization_block(shop.org_id):
        yield shop


def test_one_cent_more_waits_for_a_senior_who_grants_it(house: Shop) -> None:
    case = replaced(house, sell(house))

    asked = grant(house, case, "slight", amount=3001, motive=SORRY)

    assert (asked.state.value, asked.approver, asked.refund_references) == ("asked", "senior", ())
    assert not Refund.objects.exists()
    assert HumanTask.objects.get(code="gesture_asked").detail["approver"] == "senior"
    done = answer(house, case, house.actors[Role.SENIOR])
    assert (done.state.value, Refund.objects.get().amount_minor) == ("granted", 3001)
    assert HumanTask.objects.get(code="gesture_asked").outcome == "granted"
    assert Approval.objects.get().granted
    assert "gesture_granted" in kinds(house, case)


def test_nobody_answers_his_own_wish_nor_one_that_is_not_his_to_grant(house: Shop) -> None:
    case = replaced(house, sell(house, price=50_000))
    grant(house, case, "slight", amount=13_000, motive=SORRY, actor=house.actors[Role.SENIOR])
    with refused(NotTheApprover) as caught:
        answer(house, case, house.actors[Role.SENIOR])
    assert caught.value.facts["approver"] == "supervisor"
    with refused(NotAllowed):
        answer(house, case, house.agent)
    assert answer(house, case, house.actors[Role.FINANCE]).state.value == "granted", "who may more, may less"


def test_the_asker_who_was_promoted_does_not_answer_himself(house: Shop) -> None:
    case = replaced(house, sell(house))
    grant(house, case, "slight", amount=3001, motive=SORRY)
    promoted = replace(house.actors[Role.SENIOR], id=house.agent.id)
    with refused(NotAllowed) as caught:
        answer(house, case, promoted)
    assert caught.value.facts["code"] == "own_request"


def test_a_no_needs_words_the_asker_reads_them_and_the_customer_hears_nothing(house: Shop) -> None:
    case = replaced(house, sell(house))
    grant(house, case, "slight", amount=3001, motive=SORRY)
    said = Message.objects.count()
    with refused(MotiveMissing):
        answer(house, case, house.actors[Role.SENIOR], granted=False)

    done = answer(house, case, house.actors[Role.SENIOR], granted=False, motive="Un bon suffit.")

    assert done.state.value == "refused"
    assert gestures_of_case(actor=house.agent, case_id=case.id)[0].answer == "Un bon suffit."
    assert not Refund.objects.exists()
    assert Message.objects.count() == said
    with refused(NotFound):
        answer(house, case, house.actors[Role.SENIOR])


def test_a_wish_whose_ground_moved_is_not_granted(house: Shop) -> None:
    case = replaced(house, sell(house))
    grant(house, case, "slight", amount=3001, motive=SORRY)
    grant(house, case, "slight", amount=500, motive=SORRY)
    with refused(GestureMoved):
        answer(house, case, house.actors[Role.SENIOR])
    assert (
        answer(house, case, house.actors[Role.SENIOR], granted=False, motive="Déjà fait.").state == "refused"
    )


def test_a_wish_nobody_answered_in_a_week_is_over_and_may_be_asked_anew(house: Shop) -> None:
    case = replaced(house, sell(house))
    grant(house, case, "slight", amount=3001, motive=SORRY)
    with refused(Conflict):
        grant(house, case, "slight", amount=4000, motive=SORRY)
    later = NOON + timedelta(days=7)
    with refused(GestureMoved):
        answer(house, case, house.actors[Role.SENIOR], now=later)
    assert grant(house, case, "slight", amount=4000, motive=SORRY, now=later).state.value == "asked"
    assert [row.state for row in Gesture.objects.order_by("id")] == ["canceled", "asked"]
