"""Words of messages on the page of results: the case, the piece with the word, the day, pages, sentences."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from savoir.conversations.operations import add_note
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.shop import Shop, make_shop

AT = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def noted(shop: Shop, text: str, *, times: int = 1) -> str:
    """A case with notes, an hour apart; its reference."""
    case, _ = late_return(shop)
    with inside(shop):
        for n in range(times):
            add_note(actor=shop.agent, case_reference=case.reference, text=text.format(n=n),
                     now=AT - timedelta(hours=n))  # fmt: skip
    return case.reference


def searched(desk: Desk, query: str) -> str:
    return desk.get(f"recherche/?q={query}").content.decode().partition("<main")[2]


def test_a_word_leads_to_the_case_with_its_sentence_and_its_day(desk: Desk) -> None:
    reference = noted(desk.shop, "<b>Le joint</b> de la bouilloire est fêlé, pièce commandée.")

    page = searched(desk, "bouilloires felees")

    assert f"/desk/dossiers/{reference}/#talk" in page
    assert "&lt;b&gt;Le joint&lt;/b&gt; de la <mark>bouilloire</mark> est <mark>fêlé</mark>" in page
    assert "9 mars" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Note interne" in page


def test_pages_follow_and_the_first_is_found_again(desk: Desk) -> None:
    noted(desk.shop, "bouilloire numéro x{n}x", times=23)

    first = searched(desk, "bouilloire")
    following = first.partition('rel="next" href="/desk/')[2].partition('"')[0].replace("&amp;", "&")
    second = desk.get(following).content.decode().partition("<main")[2]

    assert (first.count("<mark>"), second.count("<mark>")) == (20, 3)
    assert "x19x" in first
    assert "x20x" in second
    assert "x19x" not in second
    assert 'rel="next"' not in second
    assert 'href="/desk/recherche/?q=bouilloire"' in second


@pytest.mark.parametrize("asked", ["à", "le", "de+la"])
def test_what_cannot_be_looked_for_is_answered_with_a_sentence(desk: Desk, asked: str) -> None:
    noted(desk.shop, "le joint de la bouilloire")

    assert "trop courts ou trop courants" in searched(desk, asked)


@pytest.mark.parametrize("has_figures", [True, False])
def test_a_number_that_was_found_is_not_looked_for_in_messages(desk: Desk, has_figures: bool) -> None:
    reference = noted(desk.shop, "voir aussi la bouilloire")
    while any(sign.isdigit() for sign in reference) is not has_figures:
        reference = noted(desk.shop, "voir aussi la bouilloire")
    noted(desk.shop, f"comme {reference}")

    assert 'id="mentions"' not in searched(desk, reference)


def test_another_house_reads_nothing(desk: Desk) -> None:
    noted(make_shop("autre"), "bouilloire")

    assert "Rien ne correspond" in searched(desk, "bouilloire")


@pytest.mark.parametrize(
    "after", ["x", "~", "~5", "2026-03-09T10:00:00+00:00~0", "0001-01-01T00:00:00+14:00~4"]
)
def test_a_bent_cursor_is_no_error(desk: Desk, after: str) -> None:
    noted(desk.shop, "bouilloire")

    assert desk.get(f"recherche/?q=bouilloire&apres={after.replace('+', '%2B')}").status_code == 200


def test_three_questions_more_whatever_was_found(desk: Desk, django_assert_num_queries: Any) -> None:
    noted(desk.shop, "bouilloire", times=2)
    counts = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for asked in ("", "bouilloire", "joint"):
        desk.get(f"recherche/?q={asked}")
        with CaptureQueriesContext(connection) as questions:
            desk.get(f"recherche/?q={asked}")
        counts.append(len(questions))
    noted(desk.shop, "bouilloire", times=15)
    with django_assert_num_queries(counts[1]):
        desk.get("recherche/?q=bouilloire")
    assert counts[1] - counts[2] == 1, "two to find nothing, three to find and read"
