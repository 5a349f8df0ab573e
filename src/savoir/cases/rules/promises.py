"""When a promise falls due."""

from datetime import datetime, timedelta

from savoir.organizations.values import BrandCard


def first_answer_due(brand: BrandCard, now: datetime) -> datetime:
    """The instant of the first answer: so many hours on the clock, or of business time, as the brand says."""
    amount = timedelta(hours=brand.answer_hours)
    if brand.answer_clock == "business":
        return brand.calendar.add_business_time(now, amount)
    return now + amount
