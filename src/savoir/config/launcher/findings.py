"""What the doctor says about one thing."""

from dataclasses import dataclass
from enum import Enum


class Health(Enum):
    """`warning` is worth a look; only `broken` makes the doctor end with status 1."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One plain sentence, with the way out when something is wrong."""

    health: Health
    subject: str
    sentence: str


def fine(subject: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(Health.OK, subject, sentence)


def warning(subject: str, sentence: str) -> Finding:
    """Works, but somebody should look."""
    return Finding(Health.WARNING, subject, sentence)


def broken(subject: str, sentence: str) -> Finding:
    """Does not work until somebody acts."""
    return Finding(Health.BROKEN, subject, sentence)
