"""Each unlawful habit of shops, planted in a lawful version: the proof finds it and shows who suffers."""

from datetime import date
from time import monotonic

import pytest
from tests.effort import THOROUGH
from tests.rules.policies.proof.habits import HABITS
from tests.rules.policies.proof.plants import FAULTS, MIND, Json, lawful, planted, row

from savoir.policies import tables
from savoir.policies.facts import Point
from savoir.policies.proof.falling import fallen
from savoir.policies.proof.reports import Found, Kind, Outcome
from savoir.policies.proof.verifying import verify
from savoir.policies.tables import WrongDocument

TODAY = date(2026, 11, 23)


EVERYWHERE = frozenset(Point)


def found_in(name: str, *rows: Json, at: int = 0) -> list[Found]:
    """What blocks the lawful version once rows are planted in one of its tables; the long run asks at every
    point, the quick one where they were planted.
    """
    compiled = planted(name, *rows, at=at)
    point = next(Point(one.point) for one in compiled.document.tables if one.id == name)
    return below(compiled, EVERYWHERE if THOROUGH else frozenset({point}))


def below(compiled: tables.Compiled, points: frozenset[Point] = EVERYWHERE) -> list[Found]:
    """What blocks a version; each person shown really falls below the law when the tables answer her."""
    report = verify(compiled, today=TODAY, clock=monotonic, points=points)
    blocking = [one for one in report.found if one.blocks]
    assert report.outcome is (Outcome.BELOW if blocking else Outcome.PROVED)
    for one in blocking:
        if one.kind is Kind.BELOW_THE_LAW:
            answer = fallen(compiled, one.facts)
            assert answer is not None
            assert one.component in [gap.component.value for gap in answer.gaps]
    return blocking


def test_a_lawful_version_is_proved() -> None:
    report = verify(tables.compile(lawful()), today=TODAY, clock=monotonic)
    assert (report.outcome, report.found, report.open) == (Outcome.PROVED, (), ())
    assert report.questions > 50


@pytest.mark.thorough
@pytest.mark.parametrize("name", HABITS)
def test_what_was_planted_is_found_and_read(name: str) -> None:
    where, wrong, at, component, article, words = HABITS[name]
    blocking = found_in(where, wrong, at=at)
    told = [
        one
        for one in blocking
        if one.component == component and one.rows[:1] and one.rows[0][1] == wrong["id"]
    ]
    assert told, [one.sentence_fr for one in blocking]
    assert any(article in one.article and words in one.sentence_fr for one in told), [
        one.sentence_fr for one in told
    ]
    assert all(one.sentence_en and one.sentence_en != one.sentence_fr for one in told)


def test_fourteen_days_that_forget_a_day_off_fail_who_asks_the_day_after_it() -> None:
    after = {
        "intent": MIND, "withdrawal_information_given": "oui", "days_since_delivery": ">= 15",
        "channel": "= web", "country": "= FR", "contract": "= goods", "days_since_contract": "<= 20",
    }  # fmt: skip
    blocking = found_in("offre", row("quinze", after, remedies=[], needs_person=True))
    told = [one for one in blocking if one.rows[:1] and one.rows[0][1] == "quinze"]
    assert {one.component for one in told} == {"remedies"}
    assert all(int(one.facts["days_since_delivery"]) >= 15 for one in told)
    assert all(date.fromisoformat(str(one.facts["asked_on"])) >= TODAY for one in told)


def test_a_refusal_by_score_is_no_policy_at_all() -> None:
    document = lawful()
    document["tables"][0]["columns"].append("customer_refunds")
    with pytest.raises(WrongDocument) as wrong:
        tables.compile(document)
    assert [fault.code for fault in wrong.value.faults] == ["point"]


def test_a_remedy_promised_after_thirty_days_is_found() -> None:
    blocking = found_in("promesses", row("lent", {"intent": FAULTS}, remedy_days=45))
    assert {(one.kind, one.article) for one in blocking} == {(Kind.PAST_THE_LEGAL_DATE, "L217-10")}
    assert "45 jours" in blocking[0].sentence_fr


def test_a_look_that_lasts_beyond_the_legal_date_is_found() -> None:
    document = lawful()
    document["tables"].append({
        "id": "regard", "point": "risk_look", "hit": "first", "columns": ["customer_refunds"],
        "rows": [row("serie", {"customer_refunds": ">= 10"}, look=True, look_within_days=20)],
    })  # fmt: skip
    blocking = below(tables.compile(document))
    assert {one.kind for one in blocking} == {Kind.PAST_THE_LEGAL_DATE}


def test_a_grant_that_nobody_may_give_is_found() -> None:
    document = lawful()
    document["tables"].append({
        "id": "marge", "point": "leeway", "hit": "first", "columns": ["amount", "role"],
        "rows": [row("petit", {"amount": "<= 50 €"}, alone=True),
                 row("chef", {"role": "= agent"}, alone=False, approver="supervisor"),
                 row("grand", {}, alone=False)],
    })  # fmt: skip
    blocking = below(tables.compile(document))
    assert [one.kind for one in blocking] == [Kind.NO_APPROVER]
    assert blocking[0].facts["amount"] > 5000


def test_two_rows_that_both_answer_are_found() -> None:
    document = lawful()
    document["tables"][4] = {
        "id": "promesses", "point": "promises", "hit": "unique", "columns": ["channel", "gift"],
        "rows": [row("web", {"channel": "= web"}, answer_hours=24),
                 row("cadeau", {"gift": "oui"}, answer_hours=48)],
    }  # fmt: skip
    blocking = below(tables.compile(document))
    assert [(one.kind, [name for _, name, _ in one.rows]) for one in blocking] == [
        (Kind.CONTRADICTION, ["web", "cadeau"])
    ]


def test_rows_that_never_answer_and_facts_nobody_answers_are_told_and_block_nothing() -> None:
    document = lawful()
    document["tables"][0]["rows"][6]["when"] = {"intent": "= repair"}
    document["tables"][1]["rows"].append(row("jamais", {"intent": FAULTS}, return_method="store"))
    document["tables"][1]["columns"] = [*document["tables"][1]["columns"]]
    report = verify(tables.compile(document), today=TODAY, clock=monotonic)
    assert {one.kind for one in report.found} == {Kind.UNREACHABLE, Kind.UNANSWERED}
    assert report.outcome is Outcome.PROVED


def test_one_table_alone_is_asked_after_one_edit() -> None:
    compiled = planted("preuves", row("plainte", {"reason": "= never_arrived"}, documents=["police_report"]))
    report = verify(compiled, today=TODAY, clock=monotonic, points=frozenset({Point.EVIDENCE}))
    assert {one.component for one in report.found if one.blocks} == {"demands"}
    assert report.questions < verify(compiled, today=TODAY, clock=monotonic).questions


def test_what_could_not_be_settled_in_time_is_open_and_never_proved() -> None:
    report = verify(tables.compile(lawful()), today=TODAY, clock=monotonic, seconds=0.0)
    assert report.outcome is Outcome.OPEN
    assert len(report.open) > 20
