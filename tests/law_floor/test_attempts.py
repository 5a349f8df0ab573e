"""No click, program or import gives less than the law: each try is refused, and nothing has happened."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

import pytest

from savoir.cases.operations import BelowTheLaw
from savoir.refusals.wording import sentence_for, status_of
from tests.cases.files import everything, refused
from tests.law_floor.attempts import ATTEMPTS, set_up
from tests.shop import Shop

_WHERE = {
    "require_lawful_refusal": ("savoir.cases.operations.deciding",),
    "require_lawful_grant": ("savoir.cases.operations.deciding",),
    "require_lawful_words": ("savoir.cases.operations",),
    "require_lawful_end": ("savoir.cases.operations.ending",),
}


@contextmanager
def unguarded(guard: str) -> Iterator[None]:
    """The same house without one of its checks."""
    with ExitStack() as open_doors:
        for module in _WHERE[guard]:
            open_doors.enter_context(mock.patch(f"{module}.{guard}"))
        yield


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_refused_with_the_article_and_nothing_happened(in_shop: Shop, name: str) -> None:
    attempt = ATTEMPTS[name]
    table = set_up(in_shop, attempt)

    with refused(BelowTheLaw) as caught:
        attempt.deed(table)

    assert caught.value.facts["article"] == attempt.article
    said = sentence_for(caught.value)
    assert attempt.article in said.title
    assert len(said.text) > len("Rien n’a été fait.") + 20, "the article in plain words"
    assert said.way_out
    assert status_of(caught.value) == 409


@pytest.mark.parametrize("name", ATTEMPTS)
def test_without_its_guard_the_same_try_goes_through(in_shop: Shop, name: str) -> None:
    attempt = ATTEMPTS[name]
    table = set_up(in_shop, attempt)
    before = everything()

    with unguarded(attempt.guard):
        attempt.deed(table)

    assert everything() != before
