"""Who takes a case and who looks first, as the rows say: beside the one answer, which they leave as it is."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.rules.cases.sold import answer, ask, policy, rules, sold, table

from savoir.cases.rules import (
    NOBODY_SAID,
    looked,
    reads_customer,
    routing_of,
    standing_facts,
    with_look,
)
from savoir.cases.states import Handler, Intent, Reason, Urgency
from savoir.cases.values import LineAnswer, Look
from savoir.orders.values import Stood
from savoir.policies.tables import Compiled

TODAY = date(2026, 11, 10)
ELIGIBLE = table("eligibility", ("Repris", {}, {"remedies": ["refund"]}))
OFTEN = ("Trois retours refusés", {"customer_rejected": ">= 3"}, {"look": True, "look_within_days": 2})
BATTERY = ("Batterie", {"dangerous_goods": "pas none"}, {"team": "securite", "urgency": "urgent"})
BROKEN = ("Cassé", {"reason": "= damaged_on_arrival"}, {"handled_by": "supplier", "urgency": "high"})
WORKSHOP = ("Atelier", {"remedy": "= repair"}, {"handled_by": "repair_center"})


def house(*more: dict[str, Any]) -> Compiled:
    """Rules that take everything back, and these."""
    return rules(ELIGIBLE, *more).compiled


def line(reason: Reason = Reason.CHANGED_MIND, **sale: Any) -> LineAnswer:
    """What is answered on the vase."""
    intent = Intent.RETURN if reason is Reason.CHANGED_MIND else Intent.CLAIM
    return answer(sold(**sale), ask(intent, reason, photos=1), policy(), on=TODAY)


def test_a_house_without_such_rows_looks_at_nobody() -> None:
    asked = line()
    assert looked(asked, house()) is asked
    known = looked(asked, house(), {"customer_rejected": 9})
    assert (known.look, known.standing) == (None, {"customer_rejected": 9})


@pytest.mark.parametrize(("rejected", "by"), [({}, None), ({"customer_rejected": 2}, None),
                                              ({"customer_rejected": 3}, date(2026, 11, 12))])  # fmt: skip
def test_who_was_refused_three_times_is_looked_at(rejected: dict[str, int], by: date | None) -> None:
    found = looked(line(), house(table("risk_look", OFTEN)), rejected)
    assert found.why_person == ("look" if by else "")
    assert found.look == (Look(by, found.look.row) if by and found.look else None)
    if found.look and found.look.row:
        assert found.look.row.label_fr == "Trois retours refusés"


def test_rows_at_odds_want_a_person_and_name_no_row() -> None:
    twice = table("risk_look", ("Un", {}, {"look": True}), ("Deux", {}, {"look": False}), hit="unique")
    found = looked(line(), house(twice))
    assert found.look is not None
    assert (found.look.row, found.why_person) == (None, "look")


def test_another_reason_for_a_person_weighs_more() -> None:
    asked = line(Reason.DEFECTIVE, dangerous_goods="UN3480")
    found = looked(asked, house(table("risk_look", OFTEN)), {"customer_rejected": 3})
    assert found.why_person == "dangerous_goods"
    assert with_look(line(), None, {}).why_person == ""


@pytest.mark.parametrize(
    ("reason", "last"),
    [(Reason.CHANGED_MIND, date(2026, 11, 23)), (Reason.DEFECTIVE, date(2026, 11, 23))],
)
def test_a_long_look_ends_the_day_before_the_law_wants_money(reason: Reason, last: date) -> None:
    always = table("risk_look", ("Toujours", {}, {"look": True, "look_within_days": 400}))
    found = looked(line(reason), house(always)).look
    assert found is not None
    assert found.by == last


def test_who_claims_again_long_after_is_looked_at_the_same_day() -> None:
    always = table("risk_look", ("Toujours", {}, {"look": True, "look_within_days": 0}))
    found = looked(line(), house(always)).look
    assert found is not None
    assert found.by == TODAY


def test_rules_that_name_the_customer_ask_about_him() -> None:
    assert reads_customer(house(table("risk_look", OFTEN)))
    assert not reads_customer(house(table("routing", BATTERY)))
    known = standing_facts(Stood(4, 2, 1, 5900, 3, 40_000))
    assert known == {
        "customer_orders": 4, "customer_cases": 2, "customer_refunds": 1, "customer_refunded": 5900,
        "customer_rejected": 3, "customer_value": 40_000,
    }  # fmt: skip


def test_without_rows_the_agents_take_it() -> None:
    assert routing_of(house(), [line()]) == NOBODY_SAID


def test_the_most_urgent_line_says_who_takes_the_case() -> None:
    compiled = house(table("routing", BATTERY, BROKEN))
    vase, broken, battery = line(), line(Reason.DAMAGED_ON_ARRIVAL), line(dangerous_goods="UN3480")
    plain = routing_of(compiled, [vase])
    assert (plain.team, plain.handled_by, plain.urgency, plain.row) == (*_NOBODY, None)
    found = routing_of(compiled, [vase, broken])
    assert (found.team, found.handled_by, found.urgency) == ("", Handler.SUPPLIER, Urgency.HIGH)
    urgent = routing_of(compiled, [broken, battery, vase])
    assert (urgent.team, urgent.urgency) == ("securite", Urgency.URGENT)
    assert urgent.row is not None
    assert urgent.row.label_fr == "Batterie"


_NOBODY = ("", Handler.AGENTS, Urgency.NORMAL)


def test_of_two_lines_as_urgent_the_first_speaks() -> None:
    here = ("Magasin", {"channel": "= store"}, {"handled_by": "store"})
    compiled = house(table("routing", here, WORKSHOP))
    shop, web = line(channel="store"), line()
    assert routing_of(compiled, [shop, web], ["", "repair"]).handled_by is Handler.STORE
    assert routing_of(compiled, [web, shop], ["repair"]).handled_by is Handler.REPAIR_CENTER
    assert routing_of(compiled, [web]).handled_by is Handler.AGENTS


def test_rows_at_odds_leave_it_to_the_agents() -> None:
    twice = table("routing", ("Un", {}, {"team": "a"}), ("Deux", {}, {"team": "b"}), hit="unique")
    assert routing_of(house(twice), [line()]) == NOBODY_SAID


def test_what_a_colleague_settled_before_stays_settled() -> None:
    look = Look(TODAY + timedelta(days=1), None)
    found = with_look(line(), look, {"customer_cases": 1})
    assert (found.look, found.why_person, found.standing) == (look, "look", {"customer_cases": 1})
