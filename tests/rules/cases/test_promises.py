"""When the first answer falls due, and what a question to the customer starts."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from tests.rules.cases.sold import ZONE

from savoir.cases.rules import awaited_reply, first_answer_due, is_question_open
from savoir.cases.rules.drafts import draft_digest
from savoir.kernel.values.calendars import BusinessCalendar, Slot
from savoir.organizations.values import BrandCard

FRIDAY = datetime(2026, 11, 6, 16, 30, tzinfo=UTC)  # half past five in Paris


def brand(clock: str, hours: int = 48) -> BrandCard:
    """A brand open from nine to six, Monday to Friday, closed on 11 November."""
    slots = tuple(Slot(day, time(9), time(18)) for day in range(5))
    calendar = BusinessCalendar(zone=ZONE, slots=slots, closed_days=frozenset({date(2026, 11, 11)}))
    return BrandCard(
        id=1, slug="m", name="M", hue=1, languages=("fr",), default_language="fr", zone=ZONE, sender_name="",
        sender_address="", legal_entity="", phone="", phone_hours="", mediator_name="", mediator_site="",
        calendar=calendar, return_site_id=1, answer_hours=hours, answer_clock=clock,
    )  # fmt: skip


def test_forty_eight_hours_on_the_clock() -> None:
    assert first_answer_due(brand("elapsed"), FRIDAY) == FRIDAY + timedelta(hours=48)
    assert first_answer_due(brand("elapsed"), FRIDAY, 12) == FRIDAY + timedelta(hours=12)
    assert first_answer_due(brand("elapsed"), FRIDAY, 96) == FRIDAY + timedelta(hours=48), "told before"


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        # Friday 17:30 in Paris: half an hour, then five days of nine (Wednesday is closed), two and a half
        ("2026-11-06T16:30:00+00:00", "2026-11-17T10:30:00+00:00"),
        ("2026-11-02T08:00:00+00:00", "2026-11-09T11:00:00+00:00"),  # Monday 9:00: five days and three hours
        ("2026-10-23T20:00:00+00:00", "2026-11-02T11:00:00+00:00"),  # over the change of the clock
    ],
)
def test_forty_eight_hours_of_work(asked: str, due: str) -> None:
    start, end = datetime.fromisoformat(asked), datetime.fromisoformat(due)
    assert first_answer_due(brand("business"), start) == end


@pytest.mark.parametrize(
    ("look_by", "due"),
    [
        (date(2026, 11, 7), datetime(2026, 11, 7, 22, 59, 59, tzinfo=UTC)),  # midnight of Paris
        (date(2026, 11, 5), FRIDAY),  # a day that has passed: at once
        (date(2026, 12, 24), FRIDAY + timedelta(hours=48)),
    ],
)
def test_who_looks_by_a_day_answers_on_it_at_the_latest(look_by: date, due: datetime) -> None:
    assert first_answer_due(brand("elapsed"), FRIDAY, look_by=look_by) == due


def test_a_question_waits_a_week_and_nobody_is_reminded_at_night() -> None:
    sunday = awaited_reply(brand("business"), datetime(2026, 11, 8, 3, tzinfo=UTC))
    assert sunday.remind_at == datetime(2026, 11, 12, 8, tzinfo=UTC), "closed on the eleventh"
    found = awaited_reply(brand("business"), FRIDAY)
    assert found.remind_at == datetime(2026, 11, 9, 16, 30, tzinfo=UTC)  # on Monday at half past five
    assert found.reply_by == date(2026, 11, 13)
    assert found.goes_on_at == datetime(2026, 11, 16, 8, tzinfo=UTC)  # over on Friday night: Monday at nine
    assert found.answer_by == first_answer_due(brand("business"), found.goes_on_at)


@pytest.mark.parametrize(
    ("kinds", "is_open"),
    [
        ((), False),
        (("case_opened", "case_decided", "question_raised", "message_sent"), True),
        (("question_raised", "question_settled"), False),
        (("question_raised", "case_refused"), False),
        (("question_raised", "question_settled", "question_raised"), True),
    ],
)
def test_who_wrote_last_waits_until_somebody_answers(kinds: tuple[str, ...], is_open: bool) -> None:
    assert is_question_open(kinds) is is_open


def test_the_database_keeps_no_secret_of_a_draft() -> None:
    kept = draft_digest("biscuit")
    assert "biscuit" not in kept
    assert kept == draft_digest("biscuit")
    assert kept != draft_digest("biscuits")
