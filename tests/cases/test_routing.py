"""Who takes a case: the policy says so when it is opened, a person says otherwise."""

from typing import Any

import pytest

from savoir.cases import operations as cases
from savoir.cases.queries import routed_case, timeline_of_case
from savoir.cases.states import Entry, Handler, Intent, Rank, Reason, Remedy, Urgency
from savoir.cases.values import CaseCard, MovedIn
from savoir.kernel.access import Role
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.tenancy import organization_block
from savoir.organizations.operations import add_team
from tests.cases.files import DAY, HOUR, asked, card, kinds, opened, refused, request_of
from tests.cases.routes import BEGUN, TEAMS, bent, decide_by, sold, team
from tests.shop import NOON, Shop, make_shop

pytestmark = pytest.mark.django_db
COPIED = ("org_id", "brand_id", "entry", "intent", "currency", "opened_at", "next_due_at")
BATTERY = {"product": {"name": "Casque BT 700", "dangerous_goods": "UN3481"}}


@pytest.fixture
def house(shop: Shop) -> Shop:
    """Its policy says who takes a case; the safety team exists, the one for transport does not."""
    decide_by(shop, TEAMS)
    team(shop, "Sécurité")
    return shop


def told(shop: Shop, case: CaseCard) -> tuple[str, str, Handler, Urgency, str]:
    """Its team, the team it lacks, who handles it, how urgent, and the row's words."""
    found = routed_case(actor=shop.agent, case_id=case.id)
    row = found.row.label_fr if found.row else ""
    return found.team_name, found.team_wanted, found.handled_by, found.urgency, row


def codes(shop: Shop, case: CaseCard) -> dict[str, Any]:
    """What the event that opened it says of who takes it."""
    facts = timeline_of_case(actor=shop.agent, case_id=case.id)
    payload = next(f.payload for f in facts if f.kind in ("case_opened", "case_moved_in"))
    return {name: payload[name] for name in ("team", "handled_by", "urgency")}


# The policy says


def test_a_battery_goes_to_the_safety_team_at_once(house: Shop) -> None:
    with organization_block(house.org_id):
        case = opened(house, sold(house, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)

        assert told(house, case) == (
            "Sécurité", "", Handler.AGENTS, Urgency.URGENT, "Batterie : équipe sécurité",
        )  # fmt: skip
        assert codes(house, case) == {"team": "securite", "handled_by": "agents", "urgency": "urgent"}
        assert card(house, case).urgency is Urgency.URGENT


def test_bought_in_a_store_the_store_answers(house: Shop) -> None:
    with organization_block(house.org_id):
        case = opened(house, sold(house, channel="store"), Intent.CLAIM, Reason.DEFECTIVE)

        assert told(house, case)[2:] == (
            Handler.STORE, Urgency.NORMAL, "Acheté en magasin : le magasin répond",
        )  # fmt: skip
        assert card(house, case).team_id is None


def test_a_team_the_house_has_not_falls_to_the_agents_and_says_so(house: Shop) -> None:
    with organization_block(house.org_id):
        case = opened(house, sold(house), Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL)

        assert told(house, case) == (
            "", "transport", Handler.AGENTS, Urgency.HIGH, "Cassé en route : transport",
        )  # fmt: skip
        assert codes(house, case)["team"] == "transport"


def test_what_the_customer_wishes_counts_too(house: Shop) -> None:
    with organization_block(house.org_id):
        sale = sold(house)
        case = opened(house, sale, Intent.CLAIM, Reason.DEFECTIVE, wanted=Remedy.REPAIR)

        assert told(house, case)[2] is Handler.REPAIR_CENTER


def test_of_several_lines_the_most_urgent_says_who_takes_the_case(house: Shop) -> None:
    with organization_block(house.org_id):
        sale = sold(house, lines=2, channel="store")
        lines = (
            asked(sale, Intent.CLAIM, Reason.DEFECTIVE),
            asked(sale, Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL, line=1),
        )  # fmt: skip
        case, _ = cases.open_case(
            actor=house.customer(sale.order_id), request=request_of(sale, *lines), now=NOON
        )

        assert told(house, case)[1:4] == ("transport", Handler.AGENTS, Urgency.HIGH)


def test_where_no_row_speaks_the_agents_have_it(house: Shop) -> None:
    with organization_block(house.org_id):
        case = opened(house, sold(house))

        assert told(house, case) == ("", "", Handler.AGENTS, Urgency.NORMAL, "")


def test_a_house_without_such_rules_says_nothing(in_shop: Shop) -> None:
    case = opened(in_shop, sold(in_shop, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)

    assert told(in_shop, case) == ("", "", Handler.AGENTS, Urgency.NORMAL, "")
    assert codes(in_shop, case) == {"team": "", "handled_by": "agents", "urgency": "normal"}


def test_rows_at_odds_leave_it_to_the_agents(shop: Shop) -> None:
    clash = {**TEAMS, "hit": "unique", "columns": ["channel"], "rows": [
        {**row, "when": {}} for row in TEAMS["rows"][:2]
    ]}  # fmt: skip
    decide_by(shop, clash)
    with organization_block(shop.org_id):
        case = opened(shop, sold(shop), Intent.CLAIM, Reason.DEFECTIVE)

        assert told(shop, case) == ("", "", Handler.AGENTS, Urgency.NORMAL, "")


def test_the_sale_of_before_keeps_the_rules_of_its_day(house: Shop) -> None:
    with organization_block(house.org_id):
        before = sold(house, contract_at=BEGUN - DAY, delivered_at=BEGUN, **BATTERY)
        case = opened(house, before, Intent.CLAIM, Reason.DEFECTIVE)

        assert told(house, case)[0] == ""


@pytest.mark.parametrize("entry", [Entry.DESK, Entry.API])
def test_whatever_the_door_it_came_through(house: Shop, entry: Entry) -> None:
    with organization_block(house.org_id):
        sale = sold(house, **BATTERY)
        case = opened(house, sale, Intent.CLAIM, Reason.DEFECTIVE, actor=house.agent, entry=entry)

        assert told(house, case)[0] == "Sécurité"


def test_a_case_that_moves_in_is_routed_as_if_it_were_opened_here(house: Shop) -> None:
    with organization_block(house.org_id):
        sale = sold(house, **BATTERY)
        case, _ = cases.move_in_case(
            actor=house.system, request=request_of(sale, asked(sale, Intent.CLAIM, Reason.DEFECTIVE)),
            moved=MovedIn("Z-1", NOON - 3 * DAY), now=NOON,
        )  # fmt: skip

        assert told(house, case)[0] == "Sécurité"
        assert codes(house, case) == {"team": "securite", "handled_by": "agents", "urgency": "urgent"}


def test_what_takes_a_case_moves_no_date_and_no_answer(house: Shop, shop: Shop) -> None:
    other = make_shop("dupont")
    answers = []
    for one in (house, other):
        with organization_block(one.org_id):
            sale = sold(one, **BATTERY)
            asking = request_of(sale, asked(sale, Intent.CLAIM, Reason.DEFECTIVE))
            _case, answer = cases.open_case(actor=one.customer(sale.order_id), request=asking, now=NOON)
            line = answer.lines[0]
            answers.append((answer.remedies, answer.why_person, line.remedy_due_on, line.send_back_by))

    assert answers[0] == answers[1]


# A person says otherwise


def give(shop: Shop, case: CaseCard, team_id: int | None, by: Role = Role.AGENT, **given: Any) -> CaseCard:
    return cases.route_case(
        actor=shop.actors[by], reference=case.reference, team_id=team_id,
        handled_by=given.get("handled_by", Handler.AGENTS), now=NOON + HOUR,
    )  # fmt: skip


def test_an_agent_gives_it_to_another_team_with_nobodys_name(house: Shop) -> None:
    transport = team(house, "Transport")
    with organization_block(house.org_id):
        case = opened(house, sold(house, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)
        cases.assign_case(actor=house.agent, reference=case.reference, member_id=house.agent.id, now=NOON)
        due = card(house, case).next_due_at

        give(house, case, transport, handled_by=Handler.SUPPLIER)

        assert told(house, case) == ("Transport", "", Handler.SUPPLIER, Urgency.URGENT, "")
        assert (card(house, case).owner_id, card(house, case).next_due_at) == (None, due)
        last = timeline_of_case(actor=house.agent, case_id=case.id)[-1]
        assert last.kind == "case_routed"
        assert (last.payload["team"], last.payload["handled_by"]) == ("transport", "supplier")


def test_what_a_missing_team_left_to_the_agents_is_settled_by_a_person(house: Shop) -> None:
    with organization_block(house.org_id):
        case = opened(house, sold(house), Intent.CLAIM, Reason.DAMAGED_ON_ARRIVAL)

        give(house, case, None)

        assert told(house, case)[:3] == ("", "", Handler.AGENTS)
        assert kinds(house, case)[-1] == "case_routed"


def test_given_where_it_is_nothing_is_written(house: Shop) -> None:
    with organization_block(house.org_id):
        case = opened(house, sold(house, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)
        before = kinds(house, case)

        give(house, case, card(house, case).team_id)

        assert kinds(house, case) == before
        assert told(house, case)[4] == "Batterie : équipe sécurité"


@pytest.mark.parametrize("role", [Role.FINANCE, Role.WAREHOUSE, Role.STORE])
def test_who_assigns_no_cases_gives_none(house: Shop, role: Role) -> None:
    with organization_block(house.org_id):
        case = opened(house, sold(house), Intent.CLAIM, Reason.DEFECTIVE)
        with refused(NotAllowed):
            give(house, case, None, by=role, handled_by=Handler.STORE)


def test_a_team_of_another_house_is_refused(house: Shop) -> None:
    strange = team(make_shop("dupont"), "Sécurité")
    with organization_block(house.org_id):
        case = opened(house, sold(house), Intent.CLAIM, Reason.DEFECTIVE)
        with refused(Invalid):
            give(house, case, strange)
        with refused(NotFound):
            cases.route_case(
                actor=house.agent, reference="SAV-NOSUCH", team_id=None, handled_by=Handler.STORE, now=NOON
            )


def test_a_case_that_is_over_or_gone_up_is_not_given_away(house: Shop) -> None:
    with organization_block(house.org_id):
        case = opened(house, sold(house), Intent.CLAIM, Reason.DEFECTIVE)
        cases.hand_to_person(actor=house.system, case_id=case.id, now=NOON)
        cases.escalate_case(actor=house.agent, reference=case.reference, to=Rank.SUPERVISOR, now=NOON)
        with refused(cases.GoneUp):
            give(house, case, None, handled_by=Handler.STORE)
        cases.resolve_case(actor=house.system, case_id=case.id, now=NOON)
        with refused(cases.NotToDo):
            give(house, case, None, by=Role.SUPERVISOR, handled_by=Handler.STORE)


def test_a_rule_may_name_the_team_by_any_code(shop: Shop) -> None:
    decide_by(shop, bent(TEAMS, team="niveau/2"))
    with organization_block(shop.org_id):
        add_team(actor=shop.system, name="Second", code="niveau/2", calendar_id=shop.calendar_id, now=NOON)
        case = opened(shop, sold(shop, **BATTERY), Intent.CLAIM, Reason.DEFECTIVE)

        assert told(shop, case)[0] == "Second"
