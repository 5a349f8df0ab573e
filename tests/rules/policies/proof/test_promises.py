"""A promise that no opening hour can keep is found, and told with its day."""

from datetime import UTC, date, datetime, time, timedelta
from time import monotonic

import pytest
from tests.rules.policies.proof.plants import lawful, row, table

from savoir.kernel.values.calendars import BusinessCalendar, Slot
from savoir.policies import tables
from savoir.policies.facts import Point
from savoir.policies.proof.asking import Stopped
from savoir.policies.proof.promises import LOOKED_AT, impossible_promises
from savoir.policies.proof.reports import Found, Kind, Outcome
from savoir.policies.proof.verifying import verify
from savoir.policies.tables import Compiled

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
OFFICE = tuple(Slot(day, time(9), time(17)) for day in range(5))
LAST_DAY = (MONDAY + LOOKED_AT).date()


def promising(**promised: int) -> Compiled:
    """A version whose every customer is promised this."""
    document = lawful()
    document["tables"][-1] = table("promesses", "promises", [row("toutes", {}, **promised)])
    return tables.compile(document)


def shop(*closed: date, slots: tuple[Slot, ...] = OFFICE) -> BusinessCalendar:
    """Monday to Friday, nine to five in Paris, but for some days."""
    return BusinessCalendar("Europe/Paris", slots, frozenset(closed))


def found(compiled: Compiled, calendar: BusinessCalendar, *, business: bool = False) -> list[Found]:
    """What is told of its promises, from that Monday on."""
    return list(impossible_promises(compiled, calendar, MONDAY, is_business_clock=business))


def test_a_day_to_answer_falls_on_the_first_friday_evening() -> None:
    [told] = found(promising(answer_hours=24), shop())
    assert told.kind is Kind.PROMISE_CANNOT_BE_KEPT
    assert told.blocks
    assert told.rows == (("promesses", "toutes", 1),)
    assert "répondre sous 24 h" in told.sentence_fr
    assert "le 2026-11-27" in told.sentence_fr
    assert "to answer within 24 h; on 2026-11-27" in told.sentence_en


def test_a_weekend_has_64_hours_and_the_one_of_the_clock_65() -> None:
    """From Friday at five to Monday at nine; the last Sunday of October has an hour more."""
    [told] = found(promising(answer_hours=64), shop())
    assert "on 2026-11-27" in told.sentence_en
    [told] = found(promising(answer_hours=65), shop())
    assert "on 2027-10-29" in told.sentence_en
    assert found(promising(answer_hours=66), shop()) == []


def test_three_days_hold_over_weekends_and_break_over_easter() -> None:
    easter_monday = date(2027, 3, 29)
    assert found(promising(answer_hours=72), shop()) == []
    [told] = found(promising(answer_hours=72), shop(easter_monday))
    assert "on 2027-03-26" in told.sentence_en
    assert found(promising(answer_hours=89), shop(easter_monday)) == []


def test_a_remedy_in_ten_days_breaks_in_a_shop_that_closes_for_august() -> None:
    august = [date(2027, 8, day) for day in range(2, 21)]
    [told] = found(promising(answer_hours=2000, remedy_days=10), shop(*august))
    assert "apporter le remède sous 10 j" in told.sentence_fr
    assert "2027-07-30" in told.sentence_fr
    assert found(promising(answer_hours=2000, remedy_days=24), shop(*august)) == []


def test_what_lies_beyond_four_hundred_days_is_not_looked_at() -> None:
    closed = [LAST_DAY + timedelta(days=n) for n in range(2, 30)]
    assert found(promising(answer_hours=100), shop(*closed)) == []
    assert found(promising(answer_hours=100), shop(*[day - timedelta(days=9) for day in closed]))


def test_an_answer_counted_in_open_hours_waits_for_the_opening() -> None:
    assert found(promising(answer_hours=1, dispatch_days=1), shop(), business=True) == []
    assert len(found(promising(answer_hours=1), shop(), business=False)) == 1


def test_who_never_opens_keeps_no_promise_however_it_is_counted() -> None:
    promises = promising(answer_hours=48, remedy_days=21, dispatch_days=2)
    told = found(promises, shop(slots=()), business=True)
    assert [one.sentence_fr.split(" promet de ")[1].split(" ;")[0] for one in told] == [
        "répondre sous 48 h", "apporter le remède sous 21 j", "expédier sous 2 j ouvrés",
    ]  # fmt: skip
    assert all("2026-11-23" in one.sentence_fr for one in told)


def test_a_door_that_shuts_for_good_is_told_from_the_day_on_which_it_shuts() -> None:
    for_good = [date(2027, 1, 4) + timedelta(days=n) for n in range(900)]
    [told] = found(promising(answer_hours=48), shop(*for_good), business=True)
    assert "le 2027-01-01" in told.sentence_fr


def test_an_instant_is_read_in_its_own_zone() -> None:
    paris_evening = datetime.fromisoformat("2026-11-27T19:20:00+01:00")
    [told] = impossible_promises(
        promising(answer_hours=48), shop(), paris_evening, is_business_clock=False
    )  # fmt: skip
    assert "le 2026-11-27" in told.sentence_fr


def test_a_broken_promise_keeps_a_lawful_version_from_being_proved() -> None:
    compiled = promising(answer_hours=24, remedy_days=21)
    beside = tuple(found(compiled, shop()))
    report = verify(
        compiled, today=MONDAY.date(), clock=monotonic, points=frozenset({Point.PROMISES}), beside=beside
    )
    assert report.outcome is Outcome.BELOW
    assert beside[0] in report.found


def test_who_stops_a_verification_gets_no_report() -> None:
    """Neither proved nor open: nothing is known of a version that was not asked to the end."""
    asked: list[int] = []

    def is_stopped() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Stopped):
        verify(tables.compile(lawful()), today=MONDAY.date(), clock=monotonic, is_stopped=is_stopped)
    assert len(asked) == 4


def test_a_stop_is_seen_before_the_first_question() -> None:
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        verify(
            tables.compile(lawful()), today=MONDAY.date(), clock=monotonic, is_stopped=lambda: True,
            progress=lambda done, of: told.append((done, of)),
        )  # fmt: skip
    assert [done for done, _ in told] == [0]
