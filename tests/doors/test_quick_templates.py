"""A template read in fewer steps draws what Django draws, whatever stands in the context."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, engines
from django.template.base import Template, VariableDoesNotExist, VariableNode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from savoir.web.components.folding import fold
from savoir.web.components.quick import Expression, QuickTemplate, Shown

TAGS = "{% load i18n savoir %}"
PARIS = ZoneInfo("Europe/Paris")


class Parcel:
    """What a page may be given: an attribute, a property that fails, things to call, a list."""

    number = "<b>&'\""
    photos = ("a", "<b>")
    weights = {"items": "shadowed", "light": 2}

    def __repr__(self) -> str:
        return "<a parcel>"

    @property
    def lost(self) -> str:
        raise ObjectDoesNotExist("no such parcel")

    @property
    def broken(self) -> str:
        raise AttributeError("inside")

    def opened(self) -> str:
        return "<opened>"

    def weigh(self, scale: str) -> str:
        return scale

    def throw_away(self) -> str:
        raise AssertionError("a template must not")

    throw_away.alters_data = True  # type: ignore[attr-defined]  # as Django marks it


VALUES: dict[str, Any] = {
    "text": "l’eau <script>&\"'", "html": SafeString("<b>bon</b>"), "said": gettext_lazy("Annuler"),
    "number": 12345, "part": 0.5, "price": Decimal("1234.50"), "yes": True, "nothing": None, "empty": "",
    "at": datetime(2026, 11, 23, 9, 12, tzinfo=PARIS), "day": date(2026, 11, 23), "parcel": Parcel(),
    "kind": Parcel, "rows": [1, "<u>"], "call": lambda: "<c>",
    "words": {"a": "<a>", "items": "a key", "1": "one"},
}  # fmt: skip
NAMES = [
    *VALUES, "absent", "absent.more", "text.more", "text.upper", "parcel.number", "parcel.number.upper",
    "parcel.photos.1", "parcel.photos.7", "parcel.weights.light", "parcel.weights.items", "parcel.lost",
    "parcel.opened", "parcel.weigh", "parcel.throw_away", "parcel.absent", "words.a", "words.items",
    "words.values", "words.1", "words.absent", "rows.0", "kind.number", "call", "number.real", "nothing.more",
    "at.year", "day.isoformat", "said.more",
]  # fmt: skip
FORMS = [
    "{{ %s }}", "{{ %s|default:'<d>' }}", "{{ %s|default:text|upper }}", "{{ %s|safe }}",
    "{%% if %s %%}1{%% else %%}0{%% endif %%}", "{%% if not %s and number == 12345 %%}1{%% endif %%}",
    "{%% for row in %s %%}{{ row }},{%% empty %%}none{%% endfor %%}",
    "{%% with a=%s %%}{{ a }}{%% endwith %%}", "{%% autoescape off %%}{{ %s }}{%% endautoescape %%}",
    "{%% blocktranslate trimmed with a=%s %%}par {{ a }}{%% endblocktranslate %%}", "{{ text|default:%s }}",
]  # fmt: skip


@pytest.fixture
def engine() -> Engine:
    return engines["django"].engine  # type: ignore[no-any-return, attr-defined]  # the stubs know the base alone


def _outcome(template: Template, language: str) -> str:
    """What is drawn, or the name of what went wrong."""
    with override(language):
        try:
            return template.render(Context(VALUES))
        except (TypeError, AttributeError, VariableDoesNotExist) as failure:
            return type(failure).__name__


def _quick(engine: Engine, text: str) -> QuickTemplate:
    made = QuickTemplate(TAGS + text, engine=engine)
    fold(made.nodelist)
    return made


@pytest.mark.parametrize("form", FORMS)
def test_it_draws_what_django_draws(engine: Engine, form: str) -> None:
    for name in [*NAMES, "parcel.broken"]:
        text = form % name
        for language in ("fr", "en"):
            wanted = _outcome(Template(TAGS + text, engine=engine), language)
            assert _outcome(_quick(engine, text), language) == wanted, text


def test_a_text_is_escaped_and_html_is_kept(engine: Engine) -> None:
    drawn = _outcome(_quick(engine, "{{ text }}{{ html }}{{ parcel.number }}{{ words.a }}{{ call }}"), "fr")
    assert drawn == (
        "l’eau &lt;script&gt;&amp;&quot;&#x27;<b>bon</b>&lt;b&gt;&amp;&#x27;&quot;&lt;a&gt;&lt;c&gt;"
    )


def test_a_word_for_what_is_absent_is_heard(engine: Engine) -> None:
    loud = Engine(libraries=engine.libraries, string_if_invalid="[%s]")
    for text in ("{{ absent }}", "{{ absent.more|upper }}", "{% if absent %}1{% endif %}"):
        wanted = _outcome(Template(TAGS + text, engine=loud), "fr")
        assert _outcome(_quick(loud, text), "fr") == wanted
    assert "[absent]" in _outcome(_quick(loud, "{{ absent }}"), "fr")


def test_a_property_that_fails_is_asked_by_django(engine: Engine) -> None:
    assert _outcome(_quick(engine, "{{ parcel.broken }}"), "fr") == "AttributeError"
    assert _outcome(_quick(engine, "{{ parcel.lost }}."), "fr") == "."


def test_a_template_of_ours_is_read_quickly_and_one_that_is_debugged_is_not(engine: Engine) -> None:
    nodes: list[Any] = engine.get_template("desk/_owner.html").nodelist.get_nodes_by_type(VariableNode)
    assert nodes
    assert all(type(node) is Shown and type(node.filter_expression) is Expression for node in nodes)
    debugged = Engine(libraries=engine.libraries, debug=True)
    plain: Any = QuickTemplate("{{ a }}", engine=debugged).nodelist[0]
    assert type(plain.filter_expression) is not Expression
