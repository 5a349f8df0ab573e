"""Rows drawn by a stencil are the rows the template would draw, in the reader's language."""

import pytest
from django.utils.safestring import SafeString

from savoir.web.components.stencils import stenciled

ROW = {
    "reference": "SAV-1", "worth": 5900, "currency": "EUR", "promise": SafeString("<b>demain</b>"),
    "address": "/desk/dossiers/SAV-1/?vue=a&b", "headline": "<script>", "reason": "L’eau & le feu",
    "customer": '"Zoé"', "remedy": "", "state": "", "value": "59,00 €", "owner": "", "entry": "",
    "short": "1",
}  # fmt: skip


def test_values_are_escaped_and_html_is_kept() -> None:
    drawn = stenciled("desk/_queue_row.html", [ROW], language="fr")
    assert "&lt;script&gt;" in drawn
    assert "<script>" not in drawn
    assert "vue=a&amp;b" in drawn
    assert "&quot;Zoé&quot;" in drawn
    assert "<b>demain</b>" in drawn


@pytest.mark.parametrize(("language", "word"), [("fr", "Choisir SAV-1"), ("en", "Choose SAV-1")])
def test_each_language_has_its_own_words(language: str, word: str) -> None:
    assert word in stenciled("desk/_queue_row.html", [ROW, ROW], language=language)


def test_a_row_that_leaves_a_place_open_is_refused() -> None:
    less = {name: value for name, value in ROW.items() if name != "short"}
    with pytest.raises(KeyError):
        stenciled("desk/_queue_row.html", [ROW, less], language="fr")
    assert stenciled("desk/_queue_row.html", [], language="fr") == ""
