"""Why a thing waits in quarantine, and who has the next word."""

import pytest

from savoir.logistics.rules import turn_of, why_aside
from savoir.logistics.states import Turn, Why


@pytest.mark.parametrize(
    ("ground", "asked", "before_agent", "why"),
    [
        ("wrong_item", None, True, Why.WRONG_ITEM),
        ("recalled", None, False, Why.RECALLED),
        ("maybe_recalled", None, True, Why.MAYBE_RECALLED),
        ("dangerous", None, True, Why.DANGEROUS),
        ("two_people", None, False, Why.TWO_PEOPLE),
        ("two_people", None, True, Why.DISPUTED),
        ("", None, True, Why.DISPUTED),
        ("", None, False, Why.CHOSEN),
        ("dangerous", Why.ASKED, True, Why.ASKED),
        ("dangerous", Why.REFUSED, True, Why.REFUSED),
        ("recalled", Why.LAPSED, False, Why.LAPSED),
    ],
)
def test_a_request_says_it_first_then_what_must_be_seen_then_the_case(
    ground: str, asked: Why | None, before_agent: bool, why: Why
) -> None:
    assert why_aside(ground=ground, asked=asked, before_agent=before_agent) is why


def test_each_reason_names_who_has_the_next_word() -> None:
    before_agent = {why: turn_of(why, before_agent=True) for why in Why}
    assert {why: turn for why, turn in before_agent.items() if turn is not Turn.DOCK} == {
        Why.ASKED: Turn.APPROVER, Why.WRONG_ITEM: Turn.AGENT, Why.DISPUTED: Turn.AGENT,
        Why.RECALLED: Turn.AGENT,
    }  # fmt: skip
    assert turn_of(Why.RECALLED, before_agent=True, supplier="Nordline") is Turn.SUPPLIER
    assert turn_of(Why.CHOSEN, before_agent=True, supplier="Nordline") is Turn.DOCK, "asked for a recall only"


def test_when_no_agent_has_it_before_him_nobody_waits_for_one() -> None:
    others = {why: turn_of(why, before_agent=False) for why in Why}
    assert {why for why, turn in others.items() if turn is not Turn.DOCK} == {Why.ASKED}
    assert turn_of(Why.RECALLED, before_agent=False, supplier="Nordline") is Turn.SUPPLIER
