"""What a shop may write in a table, read by the solver as by the evaluator: odd hits, odd cells, no rows."""

from datetime import date
from time import monotonic

import pytest
import z3
from tests.rules.policies.proof.plants import Json, lawful, row, table

from savoir.policies import tables
from savoir.policies.facts import Point
from savoir.policies.proof import dates
from savoir.policies.proof.asking import Asker
from savoir.policies.proof.reports import Found, Kind, Outcome
from savoir.policies.proof.space import Space
from savoir.policies.proof.speaking import Said
from savoir.policies.proof.structure import contradictions, unreachable
from savoir.policies.proof.unsettled import StillOpen
from savoir.policies.proof.verifying import verify
from savoir.policies.tables import WrongDocument

TODAY = date(2026, 11, 23)


def found_in(rows: list[Json], hit: str) -> list[Found]:
    """Rows at odds, and rows nobody reaches, of one table; facts are free of the law, what is open fails."""
    named = table("horaires", "promises", rows, hit)
    compiled = tables.compile({**lawful(), "tables": [*lawful()["tables"][:4], named]})
    said = Said(Space(compiled.document, {}), compiled)
    asker, still_open = Asker(said, [], monotonic, monotonic() + 60), list[StillOpen]()
    [one] = said.tables(Point.PROMISES)
    found = [*contradictions(asker, one), *unreachable(asker, one, still_open)]
    assert still_open == []
    return found


def told(rows: list[Json], hit: str) -> list[tuple[Kind, list[str]]]:
    return [(one.kind, [name for _, name, _ in one.rows]) for one in found_in(rows, hit)]


def hours(name: str, when: dict[str, str], count: int) -> Json:
    return row(name, when, answer_hours=count)


def test_a_table_without_rows_is_no_table_and_one_row_for_all_is_one() -> None:
    document = lawful()
    document["tables"][4] = {**table("horaires", "promises", []), "columns": ["channel"]}
    with pytest.raises(WrongDocument, match="found 0, expected a list of 1 to"):
        tables.compile(document)
    assert told([hours("toujours", {}, 24)], "unique") == []


def test_rows_of_any_may_answer_together_while_they_agree() -> None:
    web, gift = hours("web", {"channel": "= web"}, 24), {"gift": "oui"}
    assert told([web, hours("cadeau", gift, 24)], "any") == []
    assert told([web, hours("cadeau", gift, 48)], "any") == [(Kind.CONTRADICTION, ["web", "cadeau"])]


def test_of_rows_that_all_speak_none_stands_in_anothers_way() -> None:
    both = [hours("toutes", {}, 24), hours("web", {"channel": "= web"}, 48)]
    assert told(both, "collect") == []
    assert told(both, "first") == [(Kind.UNREACHABLE, ["web"])]


def test_the_highest_priority_leaves_nothing_to_the_others() -> None:
    low = {**hours("basse", {}, 24), "priority": 1}
    high = {**hours("haute", {}, 48), "priority": 2}
    assert told([low, high], "priority") == [(Kind.UNREACHABLE, ["basse"])]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("15/11 à 31/01", "01/01 à 10/01", True),  # over the end of the year
        ("15/11 à 31/01", "01/02 à 14/11", False),
        ("29/02 à 29/02", "01/03 à 31/03", False),
        ("29/02 à 29/02", "15/02 à 01/03", True),
        ("15/11 à 31/01", ">= 24/12/2026", True),
        ("01/06 à 31/08", "<= 31/12/2025", True),
    ],
)
def test_seasons_meet_where_a_day_lies_in_both(one: str, other: str, together: bool) -> None:
    rows = [hours("une", {"contract_on": one}, 24), hours("autre", {"contract_on": other}, 48)]
    assert ((Kind.CONTRADICTION, ["une", "autre"]) in told(rows, "unique")) is together


@pytest.mark.parametrize(
    ("other", "together"), [("= mode/chaussures/bottes", True), ("= audio", False), ("pas mode", True)]
)
def test_a_branch_meets_what_stands_below_it(other: str, together: bool) -> None:
    rows = [hours("mode", {"category": "sous mode"}, 24), hours("autre", {"category": other}, 48)]
    assert ((Kind.CONTRADICTION, ["mode", "autre"]) in told(rows, "unique")) is together


def test_of_many_rows_at_odds_the_first_twenty_pairs_are_told() -> None:
    found = told([hours(f"n{number}", {}, number) for number in range(1, 9)], "unique")
    assert [kind for kind, _ in found].count(Kind.CONTRADICTION) == 20
    assert found[0] == (Kind.CONTRADICTION, ["n1", "n2"])


def test_numbers_left_out_and_listed_are_read_as_the_tables_read_them() -> None:
    but, only = hours("pas-trois", {"quantity": "pas 3"}, 24), hours("trois", {"quantity": "dans 3, 4"}, 48)
    assert told([but, only, hours("reste", {"quantity": ">= 1"}, 72)], "first") == [
        (Kind.UNREACHABLE, ["reste"])
    ]
    assert told([but, only], "unique") == [(Kind.CONTRADICTION, ["pas-trois", "trois"])]
    assert told([but, hours("trois", {"quantity": "= 3"}, 48)], "unique") == []


def test_a_solver_that_knows_nothing_leaves_all_open_and_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(z3.Solver, "check", lambda *_: z3.unknown)
    document = lawful()
    document["tables"][4] = table(
        "horaires", "promises", [hours("web", {"channel": "= web", "gift": "oui"}, 24),
                                 hours("double", {"channel": "= web", "gift": "oui"}, 48)], "unique",
    )  # fmt: skip
    report = verify(
        tables.compile(document), today=TODAY, clock=monotonic, points=frozenset({Point.PROMISES})
    )
    assert (report.outcome, report.found) == (Outcome.OPEN, ())
    open_ = [one.fr.replace("\u202f", " ").replace("\u00a0", " ") for one in report.open]
    assert "table horaires : des lignes se contredisent-elles ?" in open_
    assert "« Promesses » : toute demande a-t-elle une ligne ?" in open_


def test_a_late_day_that_no_calendar_bears_out_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "real_day", lambda *_, **__: None)
    monkeypatch.setattr(dates, "MOST_SPURIOUS", 1)
    document = lawful()
    document["tables"][4]["rows"][0]["then"]["remedy_days"] = 45
    report = verify(
        tables.compile(document), today=TODAY, clock=monotonic, points=frozenset({Point.PROMISES})
    )
    assert report.outcome is Outcome.OPEN
    assert [one for one in report.open if "jamais après la date de la loi" in one.fr]


def test_what_collected_rows_demand_is_found_row_by_row() -> None:
    document = lawful()
    document["tables"][2] = table("preuves", "evidence", [
        row("numero", {"intent": "= claim"}, documents=["serial_number"]),
        row("plainte", {"reason": "= never_arrived"}, documents=["police_report"]),
    ], "collect")  # fmt: skip
    report = verify(
        tables.compile(document), today=TODAY, clock=monotonic, points=frozenset({Point.EVIDENCE})
    )
    both, alone = [found for found in report.found if found.blocks]
    assert [name for _, name, _ in both.rows] == ["numero", "plainte"]
    assert [name for _, name, _ in alone.rows] == ["plainte"]
    assert "l’ensemble des lignes 1, 2 de « preuves » exige un dépôt de plainte" in both.sentence_fr
    assert "the set of rows 1, 2 of “preuves” demands" in both.sentence_en
    form = report.plain()
    assert (form["outcome"], form["found"][0]["facts"]) == ("below", dict(both.facts))
