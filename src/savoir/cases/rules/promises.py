"""When a promise falls due."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from savoir.cases.values import AwaitedReply
from savoir.kernel.values.days import days, end_of_day, local_day
from savoir.organizations.values import BrandCard

REPLY_DAYS: Final = 7
REMIND_AFTER: Final = timedelta(days=3)


def first_answer_due(
    brand: BrandCard, now: datetime, promised_hours: int | None = None, look_by: date | None = None
) -> datetime:
    """The instant of the first answer: so many hours on the clock, or of business time, as the brand says.

    `promised_hours` of a table count when they are sooner: the brand's own were told before the case. Who
    must look by a day answers on that day at the latest.
    """
    hours = brand.answer_hours if promised_hours is None else min(brand.answer_hours, promised_hours)
    amount = timedelta(hours=hours)
    business = brand.answer_clock == "business"
    due = brand.calendar.add_business_time(now, amount) if business else now + amount
    return due if look_by is None else min(due, max(end_of_day(look_by, brand.zone), now))


def awaited_reply(brand: BrandCard, asked_at: datetime) -> AwaitedReply:
    """What a question of `asked_at` starts: a week to reply, a reminder within it, then a person goes on.

    Nobody is reminded or taken up outside business hours, and silence never refuses.
    """
    zone = ZoneInfo(brand.zone)
    reply_by = days(local_day(asked_at, brand.zone), REPLY_DAYS)
    over = datetime.combine(days(reply_by, 1), time(0), zone)
    goes_on_at = brand.calendar.next_opening(over)
    return AwaitedReply(
        asked_at=asked_at, remind_at=brand.calendar.next_opening(asked_at + REMIND_AFTER), reply_by=reply_by,
        goes_on_at=goes_on_at, answer_by=first_answer_due(brand, goes_on_at),
    )  # fmt: skip
