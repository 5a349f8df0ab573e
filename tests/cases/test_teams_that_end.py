"""A team ends and its cases go elsewhere; one is made and finds those that waited for it: none is lost."""

from datetime import timedelta

import pytest

from savoir.cases import operations as cases
from savoir.cases.models import Case
from savoir.cases.operations import teams as moving
from savoir.cases.queries import cases_of_teams, cases_wanting, routed_case, timeline_of_case
from savoir.cases.states import Handler, Intent, Reason
from savoir.cases.values import CaseCard
from savoir.kernel import jobs
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import end_team, resume_team
from savoir.organizations.queries import teams
from savoir.policies.queries import lost_rows
from tests.cases.files import HOUR, card, opened
from tests.cases.routes import TEAMS, bent, decide_by, proved_already, sold, team
from tests.shop import NOON, Shop

pytestmark = pytest.mark.django_db
BATTERY = {"product": {"name": "Casque BT 700", "dangerous_goods": "UN3481"}}


@pytest.fixture
def house(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Its policy says who takes a case; the safety team exists, the one for transport does not."""
    monkeypatch.setattr("savoir.policies.jobs.proved_elsewhere", proved_already)
    decide_by(shop, TEAMS)
    team(shop, "Sécurité")
    return shop


def settle() -> None:
    jobs.drain(until=NOON + timedelta(minutes=20))


def battery(shop: Shop) -> CaseCard:
    with organization_block(shop.org_id):
        return opened(shop, sold(shop, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)


def broken(shop: Shop) -> CaseCard:
    with organization_block(shop.org_id):
        return opened(shop, sold(shop), Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL)


def told(shop: Shop, case: CaseCard) -> tuple[str, str, Handler]:
    with organization_block(shop.org_id):
        found = routed_case(actor=shop.agent, case_id=case.id)
    return found.team_name, found.team_wanted, found.handled_by


def why(shop: Shop, case: CaseCard) -> list[tuple[str, str]]:
    with organization_block(shop.org_id):
        history = timeline_of_case(actor=shop.agent, case_id=case.id)
    return [(one.payload["team"], one.payload["after"]) for one in history if one.kind == "case_routed"]


def end(shop: Shop, team_id: int, to: int | None = None) -> None:
    with organization_block(shop.org_id):
        end_team(actor=shop.actors[Role.ADMIN], team_id=team_id, to_team_id=to, now=NOON)


def test_a_team_that_ends_gives_its_cases_to_another(house: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "AT_ONCE", 2)
    monkeypatch.setattr("savoir.cases.jobs.AT_ONCE", 2)
    transport, waiting = team(house, "Transport"), [battery(house) for _ in range(3)]
    with organization_block(house.org_id):
        cases.assign_case(
            actor=house.agent, reference=waiting[0].reference, member_id=house.agent.id, now=NOON
        )
        due = card(house, waiting[0]).next_due_at
    safety = _team_of(house, waiting[0])
    end(house, safety, transport)
    settle()

    assert [told(house, one)[0] for one in waiting] == ["Transport"] * 3
    assert why(house, waiting[0]) == [("transport", "team_ended")]
    with organization_block(house.org_id):
        kept = card(house, waiting[0])
        assert (kept.owner_id, kept.next_due_at) == (house.agent.id, due), "who took it keeps it"
        assert cases_of_teams(actor=house.agent, team_ids=[safety, transport]) == {transport: 3}


def _team_of(shop: Shop, case: CaseCard) -> int:
    with organization_block(shop.org_id):
        found = routed_case(actor=shop.agent, case_id=case.id).team_id
    assert found is not None
    return found


def test_without_another_they_go_to_no_team_and_new_ones_to_the_agents(house: Shop) -> None:
    case = battery(house)
    end(house, _team_of(house, case))
    settle()
    later = battery(house)

    assert told(house, case) == ("", "", Handler.AGENTS)
    assert told(house, later) == ("", "securite", Handler.AGENTS), "the row still names it"


def test_what_was_given_to_it_in_its_last_instant_leaves_too(house: Shop) -> None:
    case, plain = battery(house), broken(house)
    safety = _team_of(house, case)
    end(house, safety)
    jobs.drain(until=NOON + timedelta(minutes=1))
    with organization_block(house.org_id):
        Case.objects.filter(id=plain.id).update(team_id=safety, team_wanted="")
    settle()

    assert told(house, plain)[0] == ""


def test_a_team_taken_up_again_at_once_keeps_its_cases(house: Shop) -> None:
    case = battery(house)
    safety = _team_of(house, case)
    end(house, safety)
    with organization_block(house.org_id):
        resume_team(actor=house.actors[Role.ADMIN], team_id=safety, now=NOON)
    settle()

    assert told(house, case)[0] == "Sécurité"
    assert why(house, case) == []


def test_what_is_over_keeps_the_name_of_its_team(house: Shop) -> None:
    case = battery(house)
    with organization_block(house.org_id):
        cases.resolve_case(actor=house.system, case_id=case.id, now=NOON)
    end(house, _team_of(house, case))
    settle()

    assert told(house, case)[0] == "Sécurité"


def test_a_team_that_is_made_finds_the_cases_that_waited_for_it(house: Shop) -> None:
    waiting, plain = broken(house), battery(house)
    with organization_block(house.org_id):
        assert cases_wanting(actor=house.agent, codes={"transport", "autre"}) == {"transport": 1}
    team(house, "Transport")
    settle()

    assert told(house, waiting) == ("Transport", "", Handler.SUPPLIER), "and whom the row names"
    assert why(house, waiting) == [("transport", "team_made")]
    assert why(house, plain) == []


def test_what_a_person_settled_meanwhile_does_not_wait_for_it(house: Shop) -> None:
    case = broken(house)
    with organization_block(house.org_id):
        cases.route_case(
            actor=house.agent, reference=case.reference, team_id=None, handled_by=Handler.STORE, now=NOON
        )
    team(house, "Transport", now=NOON + HOUR)
    settle()

    assert told(house, case) == ("", "", Handler.STORE)


def test_rows_that_name_nobody_are_found_in_every_published_version(house: Shop) -> None:
    decide_by(house, bent(TEAMS, team="niveau/2"), begun=NOON - 24 * HOUR)
    with organization_block(house.org_id):
        found = lost_rows(actor=house.actors[Role.ADMIN], limit=10)
        end_team(actor=house.actors[Role.ADMIN], team_id=_safety(house), to_team_id=None, now=NOON)
        more = lost_rows(actor=house.actors[Role.ADMIN], limit=10)

    assert [(one.code, one.version, one.number, one.label_fr) for one in found] == [
        ("niveau/2", 3, 1, "Batterie : équipe sécurité"), ("transport", 3, 2, "Cassé en route : transport"),
        ("transport", 2, 2, "Cassé en route : transport"),
    ]  # fmt: skip
    assert [(one.code, one.version) for one in more if one not in found] == [("securite", 2)]


def _safety(shop: Shop) -> int:
    return next(one.id for one in teams(actor=shop.system) if one.code == "securite")
