"""A letter that waited: the days it says are those of the day it leaves; no database, no clock."""

import re
from datetime import date

from savoir.conversations.values.wording import long_day, short_day, week_day
from savoir.resolutions.values import Plan

_SPACES = re.compile("[ \u00a0\u202f]")


def days_told_anew(text: str, asked: Plan, given: Plan, language: str) -> str:
    """`text` with each day of the plan it was written by replaced by the same day of the plan that is given:
    what is promised, by when the parcel leaves, until when it may.

    Only days written as our letters write them; who wrote a day otherwise meant that very day.
    """
    days = [
        (asked.promised_on, given.promised_on), (asked.if_posted_by, given.if_posted_by),
        (asked.send_back_by, given.send_back_by),
    ]  # fmt: skip
    anew = dict[str, str]()
    for before, after in days:
        if before and after and before != after:
            anew |= zip(_ways(before, language), _ways(after, language), strict=True)
    if not anew:
        return text
    known = {_plain(one): other for one, other in anew.items()}
    pattern = "|".join(_loose(one) for one in sorted(known, key=len, reverse=True))
    return re.sub(pattern, lambda found: known[_plain(found[0])], text)


def _loose(words: str) -> str:
    return _SPACES.pattern.join(re.escape(word) for word in words.split(" "))


def _ways(day: date, language: str) -> tuple[str, ...]:
    return long_day(day, language), week_day(day, language), short_day(day, language)


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text)
