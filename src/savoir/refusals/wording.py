"""A refusal in words and as a status: the same at every door. And one try of an operation."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from savoir.kernel.errors import Refused
from savoir.refusals.sentences import SENTENCES, STATUSES


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person reads: a title, the reason, and what he can do next."""

    title: str
    text: str
    way_out: str


@dataclass(slots=True)
class Attempt:
    """One try of an operation; `refusal` says why it did not happen, if so."""

    refusal: Refused | None = None


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence_for(refusal: Refused) -> Sentence:
    """The words for a refusal in the active language: its own class's, else those of the nearest base."""
    words = next(SENTENCES[cls.__name__] for cls in type(refusal).__mro__ if cls.__name__ in SENTENCES)
    title, text, way_out = (str(part) % _Blank(refusal.facts) for part in words)
    return Sentence(title, text, way_out)


def status_of(refusal: Refused) -> int:
    """The HTTP status of a refusal: 404, 403, 409, 422 or 429."""
    return next(STATUSES[cls.__name__] for cls in type(refusal).__mro__ if cls.__name__ in STATUSES)


@contextmanager
def attempt() -> Iterator[Attempt]:
    """Try one operation: a refusal undoes what it wrote and stands in `.refusal`, for a form to show.

    Usage: `with attempt() as tried: operation(...)`, then `if tried.refusal: ...`.
    """
    tried = Attempt()
    try:
        with transaction.atomic():
            yield tried
    except Refused as refusal:
        tried.refusal = refusal
