"""Giving up an insurance that was bought with the goods: until when, at no cost."""

from datetime import date

from savoir.cases.queries import LineLaw
from savoir.kernel.values.answers import Answer
from savoir.law.cover import renunciation


def renounce_until(line: LineLaw) -> date | None:
    """The last day to give it up for nothing; None without an insurance, after that day and once given up."""
    facts = line.rights.facts
    if not facts.cover_bought or facts.cover_renounced_on:
        return None
    found = renunciation(facts, line.today)
    return found.last_day if found.answer is Answer.YES else None
