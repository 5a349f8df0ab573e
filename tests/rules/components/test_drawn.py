"""The rail and the lists of the desk as they are drawn: where one stands, what is late, nothing unescaped."""

import re

import pytest
from django.utils import translation

from savoir.cases.queries import QueueView
from savoir.web.components.rail import RailLink, rail_drawn
from savoir.web.desk.lists import VIEWS, View, lists_drawn

_CURRENT = re.compile(r'<a [^>]*href="([^"]*)"[^>]* aria-current="page"')


def drawn(here: QueueView, **counts: str) -> dict[str, str]:
    whole = {view: counts.get(view.value, "0") for view in QueueView}
    with translation.override("fr"):
        return dict(lists_drawn(whole, here, "fr"))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_list_one_reads_is_marked_and_no_other(view: View) -> None:
    html, slug = drawn(view.view), f"?vue={view.slug}"
    assert [[url[-len(slug) :] for url in _CURRENT.findall(text)] for text in html.values()] == [[slug]] * 2


@pytest.mark.parametrize(("late", "is_told"), [("0", False), ("1", True), ("200+", True)])
def test_what_is_late_is_told_by_more_than_its_number_once_something_is(late: str, is_told: bool) -> None:
    html = drawn(QueueView.TO_DO, late=late)["views_grouped"]
    assert ('data-level="bad"' in html) is is_told
    assert f">{late}</span>" in html


def test_each_list_has_its_own_number() -> None:
    numbers = {view.value: str(at) for at, view in enumerate(QueueView, start=301)}
    html = drawn(QueueView.TO_DO, **numbers)
    for text in html.values():
        found = dict(re.findall(r'\?vue=([\w~-]+)".*?>(\d+)</span>', text))
        assert found == {view.slug: numbers[view.view.value] for view in VIEWS.values()}


def test_the_rail_marks_one_place_and_escapes_its_words() -> None:
    links = (
        RailLink("/desk/", "<b>Dossiers</b>", "inbox", True),
        RailLink('/x/?a="&b', "Quai", "inbox", False),
    )
    html = rail_drawn(links, "fr")
    assert _CURRENT.findall(html) == ["/desk/"]
    assert "<b>" not in html
    assert "&lt;b&gt;Dossiers&lt;/b&gt;" in html
    assert 'href="/x/?a=&quot;&amp;b"' in html
