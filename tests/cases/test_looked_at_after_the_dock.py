"""The dock has seen the thing: a row that reads what it found wants a person by a day, and moves nothing."""

from datetime import date, datetime

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import Case, Promise
from savoir.cases.queries import (
    case_by_id,
    promises_of_case,
    row_told,
    timeline_of_case,
)
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.days import end_of_day
from savoir.logistics.operations import undo_inspection
from savoir.logistics.queries import returns_of_case
from savoir.logistics.states import Finding, Grade
from savoir.orders.models import OrderLine, Payment
from savoir.resolutions.models import Refund
from tests.cases.files import DAY, HOUR, chosen
from tests.cases.found import AT, FAULTY, LOOKS, MIND, OWED, PROVEN, ROUTES, TODAY, USED, back, kinds, told
from tests.cases.routes import decide_by, rows, sold, team
from tests.logistics.parcels import AS_ANNOUNCED, Granted, arrive, examine
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(shop: Shop) -> Shop:
    """Its policy reads what the dock finds; the teams for controls and for advice exist."""
    decide_by(shop, ROUTES, LOOKS)
    for name in ("Contrôle", "Conseil"):
        team(shop, name)
    return shop


def look(shop: Shop, case: Granted) -> date | None:
    return case_by_id(actor=shop.agent, case_id=case.case_id).look_by


def test_a_finding_wants_a_person_by_a_day_and_history_says_why(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house)
        examine(house, receipt, checks=FAULTY, finding=Finding.DEFECT_PROVEN, grade=Grade.B)

        assert look(house, case) == TODAY + 3 * DAY
        assert case_by_id(actor=house.agent, case_id=case.case_id).needs_person
        fact = next(
            one
            for one in timeline_of_case(actor=house.agent, case_id=case.case_id)
            if one.kind == "look_asked"
        )
        assert fact.payload["by"] == "2026-11-28"
        row = row_told(actor=house.agent, told=fact.payload)
        assert (row and (row.number, row.label_fr)) == (1, "Usé : une personne regarde")
        due = [one.due_at for one in promises_of_case(actor=house.agent, case_id=case.case_id)
               if (one.kind, one.state) == ("answer", "running")]  # fmt: skip
        assert max(due) <= end_of_day(TODAY + 3 * DAY, "Europe/Paris")


def test_a_finding_that_differs_is_answered_by_the_day_of_the_look(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, **MIND)
        examine(house, receipt, **USED)

        assert look(house, case) == TODAY + 3 * DAY
        due = [at for kind, state, at in told_dates(house, case) if (kind, state) == ("answer", "running")]
        assert len(due) == 1
        assert due[0] <= end_of_day(TODAY + 3 * DAY, "Europe/Paris")


def test_what_was_promised_before_the_dock_saw_it_keeps_its_day(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house)
        cases.hand_to_person(actor=house.system, case_id=case.case_id, now=AT - HOUR)
        before = told_dates(house, case)
        examine(house, receipt, checks=FAULTY, finding=Finding.DEFECT_PROVEN, grade=Grade.B)

        assert look(house, case) == TODAY + 3 * DAY
        assert told_dates(house, case) == before


def test_a_look_once_asked_for_stays_when_the_inspection_is_taken_back(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, **MIND)
        made = examine(house, receipt, **USED)
        undo_inspection(actor=house.dock, inspection_id=made, now=AT + HOUR)
        examine(house, receipt, **{**USED, "grade": Grade.C})

        assert look(house, case) == TODAY + 3 * DAY
        assert case_by_id(actor=house.agent, case_id=case.case_id).needs_person
        assert kinds(house, case).count("look_asked") == 1


def test_who_has_looked_is_asked_again_only_by_another_finding(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, quantity=3)
        examine(house, receipt, checks=FAULTY, finding=Finding.DEFECT_PROVEN, grade=Grade.B)
        cases.settle_question(actor=house.agent, reference=case.reference, now=AT + HOUR)
        assert look(house, case) is None
        examine(house, receipt, checks=FAULTY, finding=Finding.DEFECT_PROVEN, grade=Grade.A)
        assert look(house, case) is None
        examine(house, receipt, checks=FAULTY, finding=Finding.DEFECT_PROVEN, grade=Grade.C)
        assert look(house, case) == TODAY + 3 * DAY


def test_a_look_that_was_wanted_before_the_parcel_is_no_news(shop: Shop) -> None:
    always = rows("risk_look", ("Tout", {"intent": "= claim"}, {"look": True}),
                  ("Jamais lue", {"grade": "= A"}, {"look": True}))  # fmt: skip
    decide_by(shop, always)
    with organization_block(shop.org_id):
        case, receipt = back(shop)
        assert look(shop, case) is None, "who decided has looked"
        examine(shop, receipt, **PROVEN)

        assert look(shop, case) is None
        assert "look_asked" not in kinds(shop, case)


def test_who_is_waited_for_keeps_his_turn(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house)
        cases.take_back_decision(actor=house.system, case_id=case.case_id, now=AT)
        cases.ask_customer(actor=house.agent, reference=case.reference, what="photo", now=AT)
        before = told_dates(house, case)
        examine(house, receipt, checks=FAULTY, finding=Finding.DEFECT_PROVEN, grade=Grade.B)

        assert look(house, case) == TODAY + 3 * DAY
        assert not case_by_id(actor=house.agent, case_id=case.case_id).needs_person
        assert told_dates(house, case) == before


def told_dates(shop: Shop, case: Granted) -> list[tuple[str, str, datetime]]:
    cards = promises_of_case(actor=shop.agent, case_id=case.case_id)
    return [(one.kind, one.state, one.due_at) for one in cards]


def test_a_look_ends_before_the_day_of_the_law(shop: Shop) -> None:
    late = rows("risk_look", ("Usé", {"grade": "= A"}, {"look": True, "look_within_days": 400}))
    decide_by(shop, late)
    with organization_block(shop.org_id):
        case, receipt = back(shop, **MIND)
        examine(shop, receipt)

        assert look(shop, case) == NOON.date() + 13 * DAY  # L221-24: 14 days


def test_routing_and_look_move_no_refund_no_promise_and_no_unit(shop: Shop) -> None:
    """Two customers have their money back; only the second bought under rows about what the dock finds."""
    decide_by(shop, ROUTES, LOOKS, begun=NOON - 6 * DAY)
    ends = []
    with organization_block(shop.org_id):
        for days in (8, 4):
            bought = NOON - days * DAY
            made = chosen(shop, sold(shop, contract_at=bought, delivered_at=bought + DAY))
            ra = returns_of_case(actor=shop.system, case_id=made.case.id)[0]
            examine(shop, arrive(shop, ra), grade=Grade.B)
            lines = OrderLine.objects.filter(order_id=made.case.order_id)
            told = Promise.objects.filter(case_id=made.case.id).exclude(kind="answer").order_by("id")
            ends.append([
                *Refund.objects.filter(case_id=made.case.id).values_list(*OWED),
                *lines.values_list("held_qty", "returned_qty"),
                *Payment.objects.filter(order_id=made.case.order_id).values_list(
                    "pending_minor", "refunded_minor"
                ),
                *told.values_list("kind", "state", "due_at"),
            ])  # fmt: skip
        assert ends[0] == ends[1]
        assert [one.look_by for one in Case.objects.order_by("id")] == [None, TODAY + 3 * DAY]


def test_an_announced_thing_as_it_was_announced_moves_nothing(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, **MIND)
        before = told(house, case)
        examine(house, receipt, checks=AS_ANNOUNCED)

        assert told(house, case) == before
        assert {"case_routed", "look_asked"}.isdisjoint(kinds(house, case))
