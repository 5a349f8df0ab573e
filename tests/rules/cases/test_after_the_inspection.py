"""The dock opens a parcel: what it finds may give the case to others, and have somebody look."""

from typing import Any

from tests.rules.cases.sold import rules, table

from savoir.cases.rules import (
    NOBODY_SAID,
    KnownLine,
    WantedLook,
    look_found,
    reads_inspection,
    routing_found,
)
from savoir.cases.states import Handler, Urgency
from savoir.cases.values import FoundOnLine
from savoir.policies.tables import Compiled

ELIGIBLE = table("eligibility", ("Repris", {}, {"remedies": ["refund"]}))
BROKEN = ("Cassé : qualité", {"finding": "= damaged"}, {"team": "qualite", "urgency": "high"})
SWAPPED = ("Autre numéro", {"serial_matches": "non"}, {"handled_by": "supplier", "urgency": "urgent"})
FALSE = ("Autre numéro", {"serial_matches": "non"}, {"look": True, "look_within_days": 3})
OFTEN = ("Trois refus", {"customer_rejected": ">= 3"}, {"look": True, "look_within_days": 2})
VASE, LAMP = KnownLine(1, {"intent": "return"}), KnownLine(2, {"intent": "return"})


def house(*more: dict[str, Any]) -> Compiled:
    return rules(ELIGIBLE, *more).compiled


def found(line_id: int = 1, **facts: str | bool) -> FoundOnLine:
    return FoundOnLine(line_id, facts)


def test_only_rows_that_read_a_finding_ask_the_dock() -> None:
    assert reads_inspection(house(table("routing", BROKEN)))
    assert reads_inspection(house(table("risk_look", FALSE)))
    assert not reads_inspection(house(table("risk_look", OFTEN)))


def test_the_most_urgent_unit_says_who_takes_the_case() -> None:
    compiled = house(table("routing", BROKEN, SWAPPED))
    assert routing_found(compiled, [VASE, LAMP], []).urgency is Urgency.NORMAL
    broken = found(finding="damaged")
    said = routing_found(compiled, [VASE, LAMP], [broken])
    assert (said.team, said.handled_by, said.urgency) == ("qualite", Handler.AGENTS, Urgency.HIGH)
    swapped = routing_found(compiled, [VASE, LAMP], [broken, found(2, serial_matches=False)])
    assert (swapped.handled_by, swapped.urgency) == (Handler.SUPPLIER, Urgency.URGENT)
    assert routing_found(compiled, [LAMP], [broken]).urgency is Urgency.NORMAL, "the vase is another line"
    assert routing_found(house(), [VASE], [broken]) == NOBODY_SAID


def test_a_look_is_wanted_by_what_was_found_and_not_a_second_time() -> None:
    compiled = house(table("risk_look", FALSE, OFTEN))
    wanted = look_found(compiled, VASE, found(serial_matches=False))
    assert wanted is not None
    assert wanted.row is not None
    assert (wanted.within, wanted.row.label_fr) == (3, "Autre numéro")
    assert look_found(compiled, VASE, found(serial_matches=True)) is None
    known = KnownLine(1, {"customer_rejected": 4})
    assert look_found(compiled, known, found(serial_matches=True)) is None, "looked at before the parcel came"
    assert look_found(compiled, known, found(serial_matches=False)) == wanted
    assert look_found(house(), VASE, found(serial_matches=False)) is None


def test_rows_at_odds_over_a_finding_want_a_person() -> None:
    calm = ("Rien à voir", {"serial_matches": "non"}, {"look": False})
    compiled = house(table("risk_look", FALSE, calm, hit="unique"))
    assert look_found(compiled, VASE, found(serial_matches=False)) == WantedLook(2, None)
