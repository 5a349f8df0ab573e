"""A timeline draws what its steps say: a mapping as a value, every state, nothing unescaped."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override


@dataclass(frozen=True)
class Step:
    """As the desk tells one."""

    state: str
    title: str
    when: str = ""
    text: str = ""
    tag: str = ""
    tag_level: str = ""
    cite: str = ""


def drawn(steps: Any, language: str = "fr") -> str:
    with override(language):
        return " ".join(render_to_string("components/_timeline.html", {"steps": steps}).split())


def test_a_mapping_and_a_value_draw_the_same() -> None:
    said = {"state": "done", "title": "Colis expédié", "when": "lundi", "text": "Tout va bien."}
    assert drawn([said]) == drawn([Step(**said)])
    assert '<span class="timeline-when">lundi</span>' in drawn([said])


@pytest.mark.parametrize(
    ("state", "read_out", "sign"),
    [("done", "(fait)", "#check"), ("late", "(en retard)", "#alert-triangle"), ("next", "", "")],
)
def test_what_is_done_or_late_is_read_out_too(state: str, read_out: str, sign: str) -> None:
    page = drawn([Step(state, "Remboursement")])
    assert f'data-state="{state}"' in page
    assert read_out in page
    assert sign in page
    assert ("visually-hidden" in page) is bool(read_out)


def test_only_the_step_of_now_is_the_current_one() -> None:
    page = drawn([Step("done", "a"), Step("now", "b"), Step("next", "c")])
    assert page.count('aria-current="step"') == 1


def test_words_of_people_are_escaped_and_references_stay_whole() -> None:
    page = drawn([Step("now", "<b>", "a & b", "Retour RA-12345 <i>", "<u>", "", "L217-9")])
    for raw in ("<b>", "<i>", "<u>"):
        assert raw not in page
    assert "a &amp; b" in page
    assert '<span class="whole">RA-12345</span>' in page
    assert 'class="tag" data-level="quiet"' in page
    assert '<p class="timeline-cite">' in page


def test_each_language_reads_its_own_words() -> None:
    assert "(done)" in drawn([Step("done", "x")], "en")
    assert "(fait)" in drawn([Step("done", "x")])


def test_without_steps_the_list_is_empty() -> None:
    assert "<li" not in drawn([])
    assert "<li" not in " ".join(render_to_string("components/_timeline.html", {}).split())
