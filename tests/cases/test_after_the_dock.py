"""The dock has seen the thing: rows that read what it found say again who takes the case, and who looks."""

import pytest

from savoir.cases import operations as cases
from savoir.cases.queries import (
    case_by_id,
    queue,
)
from savoir.cases.queries.desk_lists import Only, QueueView
from savoir.cases.queries.queue import Bounds
from savoir.cases.states import Handler, Urgency
from savoir.kernel.tenancy import organization_block
from savoir.logistics.operations import undo_inspection
from savoir.logistics.states import Finding, Grade
from tests.cases.files import DAY, HOUR
from tests.cases.found import AT, FAULTY, LOOKS, PROVEN, ROUTES, STRANGE, back, facts, kinds, told
from tests.cases.routes import decide_by, rows, team
from tests.logistics.parcels import examine
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(shop: Shop) -> Shop:
    """Its policy reads what the dock finds; the teams for controls and for advice exist."""
    decide_by(shop, ROUTES, LOOKS)
    for name in ("Contrôle", "Conseil"):
        team(shop, name)
    return shop


def test_another_serial_number_sends_it_to_the_team_for_controls(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, serials=("7F-20931",))
        assert told(house, case)[0] == "Conseil"

        examine(house, receipt, **STRANGE)

        assert told(house, case) == ("Contrôle", "", Handler.AGENTS, Urgency.URGENT)
        assert facts(house, case) == [("controle", "inspection", "Autre numéro : équipe contrôle")]
        week = Bounds(now=AT, evening=AT + HOUR, week_end=AT + 7 * DAY, week_ago=AT - 7 * DAY)
        listed = queue(actor=house.agent, view=QueueView.WEEK, bounds=week, only=Only(team="controle")).rows
        assert [one.id for one in listed] == [case.case_id]


def test_a_team_the_house_has_not_falls_to_the_agents(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house)
        examine(house, receipt, **PROVEN)

        assert told(house, case) == ("", "transport", Handler.AGENTS, Urgency.HIGH)


def test_where_the_finding_changes_nothing_nothing_is_written(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, serials=("7F-20931",))
        examine(house, receipt, serial_seen="7F-20931")

        assert "case_routed" not in kinds(house, case)
        assert told(house, case)[0] == "Conseil"


def test_a_house_whose_rows_read_no_finding_is_asked_nothing(shop: Shop) -> None:
    decide_by(shop, rows("routing", ("Réclamation", {"intent": "= claim"}, {"handled_by": "store"})))
    with organization_block(shop.org_id):
        case, receipt = back(shop)
        examine(shop, receipt, **PROVEN)

        assert "case_routed" not in kinds(shop, case)


def test_of_several_units_the_most_urgent_finding_says_who_takes_the_case(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, quantity=2, serials=("7F-1", "7F-2"))
        examine(house, receipt, **STRANGE)
        examine(house, receipt, checks=FAULTY, finding=Finding.DEFECT_PROVEN, grade=Grade.B)

        assert told(house, case)[0] == "Contrôle"
        assert len(facts(house, case)) == 1


def test_taken_back_it_is_where_it_was_and_history_says_so(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, serials=("7F-20931",))
        before = told(house, case)
        made = examine(house, receipt, **STRANGE)
        undo_inspection(actor=house.dock, inspection_id=made, now=AT + HOUR)

        assert told(house, case) == before
        assert [(code, why) for code, why, _row in facts(house, case)] == [
            ("controle", "inspection"), ("conseil", "inspection_undone")
        ]  # fmt: skip


def test_taken_back_where_it_had_moved_nothing_nothing_is_written(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house)
        made = examine(house, receipt, finding=Finding.DEFECT_NOT_FOUND)
        undo_inspection(actor=house.dock, inspection_id=made, now=AT + HOUR)

        assert facts(house, case) == []


def test_what_a_person_gave_away_stays_there(house: Shop) -> None:
    transport = team(house, "Transport")
    with organization_block(house.org_id):
        case, receipt = back(house, serials=("7F-20931",))
        cases.route_case(
            actor=house.agent, reference=case.reference, team_id=transport, handled_by=Handler.STORE, now=AT
        )
        made = examine(house, receipt, **STRANGE)
        undo_inspection(actor=house.dock, inspection_id=made, now=AT + HOUR)

        assert told(house, case)[:3] == ("Transport", "", Handler.STORE)
        assert [why for _code, why, _row in facts(house, case)] == ["hand"]


def test_a_hand_after_the_dock_has_the_last_word(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, quantity=2, serials=("7F-1",))
        examine(house, receipt, **STRANGE)
        cases.route_case(
            actor=house.agent, reference=case.reference, team_id=None, handled_by=Handler.STORE, now=AT
        )
        examine(house, receipt, **PROVEN)

        assert told(house, case)[:3] == ("", "", Handler.STORE)


def test_in_another_team_it_is_nobodys_until_somebody_takes_it(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, serials=("7F-20931",))
        cases.assign_case(actor=house.agent, reference=case.reference, member_id=house.agent.id, now=NOON)
        examine(house, receipt, **STRANGE)

        assert case_by_id(actor=house.agent, case_id=case.case_id).owner_id is None


def test_a_case_that_is_over_stays_where_it_ended(house: Shop) -> None:
    with organization_block(house.org_id):
        case, receipt = back(house, serials=("7F-20931",))
        cases.resolve_case(actor=house.system, case_id=case.case_id, now=AT)
        examine(house, receipt, **{**PROVEN, "grade": Grade.A})

        assert told(house, case)[0] == "Conseil"
        assert "case_routed" not in kinds(house, case)
