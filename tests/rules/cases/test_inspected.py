"""What the dock finds is asked of the rows on who takes a case and who looks: it adds, and takes nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.effort import examples
from tests.rules.cases.sold import says

from savoir.cases.rules import KnownLine, last_day_for, look_found, reads_inspection, routing_found
from savoir.cases.rules.inspected import INSPECTED
from savoir.cases.states import Handler, Urgency
from savoir.cases.values import FoundOnLine
from savoir.logistics.rules import inspected_facts
from savoir.logistics.states import Finding, Grade
from savoir.policies import tables
from savoir.policies.tables import Compiled

SILENT: dict[str, Any] = tables.canonical(says({"remedies": ["by_law"]}).compiled.document)
CELLS = {
    "finding": st.sampled_from(["= used", "= damaged", "pas conform", "dans wrong_item, part_missing"]),
    "grade": st.sampled_from(["= A", "dans C, D", "pas B"]),
    "serial_matches": st.sampled_from(["oui", "non"]), "defect_proven": st.sampled_from(["oui", "non"]),
    "intent": st.sampled_from(["= claim", "= return", "dans withdrawal, return"]),
    "customer_rejected": st.sampled_from([">= 1", ">= 3"]),
}  # fmt: skip
WHEN = st.fixed_dictionaries({}, optional=CELLS)
ROUTES = st.fixed_dictionaries({"team": st.sampled_from(["a", "b"])}, optional={
    "urgency": st.sampled_from(list(Urgency)), "handled_by": st.sampled_from(list(Handler)),
})  # fmt: skip
LOOKS = st.fixed_dictionaries({"look": st.booleans()}, optional={"look_within_days": st.integers(0, 500)})
SEEN = {"grade": st.sampled_from(Grade), "finding": st.sampled_from(Finding)}
FOUND = st.fixed_dictionaries(SEEN, optional={
    "defect_proven": st.booleans(), "serial": st.sampled_from(["", "7f-1", "ZZ"]),
    "sold": st.sampled_from([(), ("7F-1",), ("7F-1", "7F-2")]),
})  # fmt: skip
FACTS = st.fixed_dictionaries({"intent": st.sampled_from(["claim", "return", "withdrawal"])}, optional={
    "customer_rejected": st.integers(0, 5), "remedy": st.sampled_from(["refund", "repair"]),
})  # fmt: skip


def document(hit: str, routes: list[Any], looks: list[Any]) -> Compiled:
    """A house with these rows: [(when, then)] of each point."""

    def table(point: str, said: list[Any]) -> dict[str, Any]:
        read = dict.fromkeys(["customer_rejected", *(fact for when, _ in said for fact in when)])
        return {
            "id": point, "point": point, "hit": hit, "columns": list(read),
            "rows": [{"id": f"r{n}", "label_fr": "x", "label_en": "x", "when": when, "then": then}
                     for n, (when, then) in enumerate(said)],
        }  # fmt: skip

    said = [table("routing", routes)]
    said += [table("risk_look", looks)] if looks else []
    return tables.compile({**SILENT, "tables": [*SILENT["tables"], *said]})


HOUSES = st.builds(
    document, st.sampled_from(["first", "unique"]),
    st.lists(st.tuples(WHEN, ROUTES), min_size=1, max_size=4), st.lists(st.tuples(WHEN, LOOKS), max_size=4),
)  # fmt: skip


def found_of(seen: dict[str, Any], line_id: int = 1) -> FoundOnLine:
    return FoundOnLine(line_id, inspected_facts(**{"defect_proven": False, **seen}))


@pytest.mark.thorough
@settings(max_examples=examples(50, 800))
@given(HOUSES, FACTS, st.lists(FOUND, max_size=3))
def test_rows_that_read_no_finding_say_what_they_said_before(
    house: Compiled, facts: dict[str, Any], seen: list[dict[str, Any]]
) -> None:
    line, found = KnownLine(1, facts), [found_of(one) for one in seen]
    if not reads_inspection(house):
        assert routing_found(house, [line], found) == routing_found(house, [line], [])
        assert all(look_found(house, line, one) is None for one in found)


@pytest.mark.thorough
@settings(max_examples=examples(50, 800))
@given(HOUSES, FACTS, FOUND)
def test_a_look_is_news_of_the_finding_alone(
    house: Compiled, facts: dict[str, Any], seen: dict[str, Any]
) -> None:
    line, found = KnownLine(1, facts), found_of(seen)
    wanted = look_found(house, line, found)
    if wanted is not None:
        assert wanted.within >= 0
        known = KnownLine(1, {**facts, **found.facts})
        assert look_found(house, known, FoundOnLine(1, {})) is None, "the same facts want nothing new"


@settings(max_examples=examples(50, 500))
@given(HOUSES, FACTS, st.lists(FOUND, min_size=1, max_size=3))
def test_the_most_urgent_of_what_was_found_says_who_takes_it(
    house: Compiled, facts: dict[str, Any], seen: list[dict[str, Any]]
) -> None:
    line, found = KnownLine(1, facts), [found_of(one) for one in seen]
    each = [routing_found(house, [line], [one]) for one in found]
    said = routing_found(house, [line, KnownLine(2, {})], found)
    ranks = list(Urgency)
    assert ranks.index(said.urgency) >= max(ranks.index(one.urgency) for one in each)
    assert routing_found(house, [line], found) in each


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 20_000), st.integers(-400, 400))
def test_a_look_ends_before_the_law_s_day_or_today(since: date, within: int, ahead: int) -> None:
    legal = since + timedelta(days=ahead)
    by = last_day_for(since, within, legal)
    assert since <= by <= since + timedelta(days=within)
    assert by < legal or by == since


@pytest.mark.parametrize(("serial", "sold", "told"), [
    ("7F-1", ("7f-1",), True), ("ZZ", ("7F-1",), False), ("", ("7F-1",), None), ("7F-1", (), None),
])  # fmt: skip
def test_a_number_agrees_only_where_both_are_known(
    serial: str, sold: tuple[str, ...], told: bool | None
) -> None:
    found = inspected_facts(
        grade=Grade.A, finding=Finding.UNUSED, defect_proven=False, serial=serial, sold=sold
    )
    assert found.get("serial_matches") is told
    assert set(found) <= INSPECTED


def test_every_fact_of_an_inspection_is_told() -> None:
    """The registry names no other: a fifth one would wait for the dock for ever."""
    whole = inspected_facts(
        grade=Grade.A, finding=Finding.UNUSED, defect_proven=True, serial="7F-1", sold=("7F-1",)
    )
    assert set(whole) == INSPECTED
