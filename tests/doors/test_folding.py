"""What never changes in a template is drawn once in each language; what changes is drawn every time."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Engine, TemplateSyntaxError
from django.template.base import Template
from django.utils.translation import override

from savoir.web.components import folding
from savoir.web.components.folding import Folded, fold

TAGS = "{% load i18n static savoir %}"


@pytest.fixture
def engine() -> Engine:
    from django.template import engines

    return engines["django"].engine  # type: ignore[no-any-return, attr-defined]  # the stubs know the base alone


def _folded(engine: Engine, text: str) -> Template:
    template = Template(TAGS + text, engine=engine)
    fold(template.nodelist)
    return template


def _drawn(template: Template, language: str, **words: Any) -> str:
    with override(language):
        return template.render(Context(words))


EVERYTHING = (
    '<h1>{% translate "Annuler" %}</h1>{% icon "clock" %}{% icon "clock" label=_("Annuler") %}'
    "{% url 'desk:queue' %}{% static 'savoir/favicon.svg' %}{% comment %}no{% endcomment %}"
    '{% if on %}<b>{% translate "Annuler" %}</b>{{ name }}{% else %}{% icon "x" %}{% endif %}'
    '{% for row in rows %}<i>{% icon "check" %}{{ row }}</i>{% empty %}{% translate "Rien" %}{% endfor %}'
    '{% with a=name %}{% translate "Envoyer" %}{{ a }}{% endwith %}'
    '{% translate "Annuler" context "sans rien faire" %}{% translate "Annuler" context name %}'
    '{% translate "Annuler" as word %}{{ word }}{% translate name %}{% icon name %}'
    '{% blocktranslate trimmed %}par {{ name }}{% endblocktranslate %}{{ _("Annuler") }}'
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("on", [True, False])
def test_a_folded_template_draws_what_django_draws(engine: Engine, language: str, on: bool) -> None:
    plain = Template(TAGS + EVERYTHING, engine=engine)
    folded = _folded(engine, EVERYTHING)
    for name, rows in (("a < b", ["<u>"]), ("x", []), ("Zoé", [1, 2, 3])):
        words = {"on": on, "name": name, "rows": rows}
        assert _drawn(folded, language, **words) == _drawn(plain, language, **words)


def test_each_language_has_its_own_words(engine: Engine) -> None:
    folded = _folded(engine, '{% translate "Annuler" %}')
    assert [_drawn(folded, language) for language in ("fr", "en", "fr")] == ["Annuler", "Undo", "Annuler"]


def test_a_word_of_two_meanings_is_folded_with_the_one_it_has_here(engine: Engine) -> None:
    folded = _folded(engine, '{% translate "Annuler" context "sans rien faire" %}')
    assert isinstance(folded.nodelist[-1], folding.Folded)
    assert [_drawn(folded, language) for language in ("fr", "en")] == ["Annuler", "Cancel"]


def test_one_page_asks_once_which_language_it_speaks(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def speaks() -> str:
        asked.append("fr")
        return "fr"

    monkeypatch.setattr(folding, "get_language", speaks)
    folded = _folded(engine, '{% translate "Annuler" %}{{ a }}{% icon "x" %}{{ a }}{% translate "Envoyer" %}')
    assert _drawn(folded, "fr").startswith("Annuler")
    assert len(asked) == 1
    _drawn(folded, "fr")
    assert len(asked) == 2, "the next page asks anew"


def test_a_template_that_changes_its_language_on_the_way_is_refused(engine: Engine) -> None:
    with pytest.raises(TemplateSyntaxError, match="one language"):
        _folded(engine, '{% if a %}{% language "en" %}{% translate "Annuler" %}{% endlanguage %}{% endif %}')


def _constants(nodes: Any) -> Iterator[Folded]:
    for node in nodes:
        if isinstance(node, Folded):
            yield node


def test_neighbors_are_one_piece_and_drawn_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    folded = _folded(engine, '<p>{% translate "Annuler" %} {% icon "x" %}</p>')
    (piece,) = _constants(folded.nodelist)
    assert len(folded.nodelist) == 1
    first = _drawn(folded, "fr")
    monkeypatch.setattr(piece, "_nodes", ())  # the twin: what was drawn is not asked for again
    assert _drawn(folded, "fr") == first
    assert _drawn(folded, "en") == ""


@pytest.mark.parametrize(
    "changing",
    [
        "{% icon name %}", "{% icon 'x' as kept %}", "{% translate 'Annuler' as kept %}",
        "{% translate name %}", "{% translate 'Annuler'|upper %}", "{% url 'desk:case' name %}",
        "{% url name %}", "{% product_picture name %}", "{% csrf_token %}", "{{ name }}",
    ],
)  # fmt: skip
def test_what_may_change_is_left_to_django(engine: Engine, changing: str) -> None:
    folded = _folded(engine, f"{changing}<b>")
    assert all(changing not in str(piece._nodes) for piece in _constants(folded.nodelist))
    plain = Template(TAGS + changing, engine=engine)
    kinds = [type(node) for node in folded.nodelist]
    assert type(plain.nodelist[-1]) in kinds


def test_the_pages_are_read_by_this_loader(engine: Engine) -> None:
    template = engine.get_template("desk/_views.html")
    assert any(isinstance(node, Folded) for node in template.nodelist)


def test_a_template_is_kept_only_once_it_is_folded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread would draw from a list that shrinks under it."""
    (loader,) = engine.template_loaders
    seen: list[bool] = []
    monkeypatch.setattr(loader, "get_template_cache", {})
    real = folding.fold

    def watched(nodes: Any) -> None:
        seen.append("503.html" in loader.get_template_cache)
        real(nodes)

    monkeypatch.setattr(folding, "fold", watched)
    assert any(isinstance(node, Folded) for node in _below(loader.get_template("503.html").nodelist))
    assert seen
    assert not any(seen)


def _below(nodes: Any) -> Iterator[Any]:
    for node in nodes:
        yield node
        for below in folding._lists_of(node):
            yield from _below(below)
