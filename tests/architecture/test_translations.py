"""The catalogue holds every text, whole, and nothing else."""

import pytest
from gates import translations

from .conftest import House

PAGE = """{% load i18n %}
<p class="it's">l'été {% translate "Votre dossier" %}</p>
  {% blocktranslate trimmed count n=items|length %}
    {{ n }} article
  {% plural %}
    {{ n }} articles
  {% endblocktranslate %}
{{ name|default:_("Sans nom") }}
"""
CODE = """from django.utils.translation import gettext_lazy, pgettext
TITLE = gettext_lazy("Bonjour %(name)s")
MONTH = pgettext("month", "mai")
"""
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
ENTRIES = {
    "dossier": 'msgid "Votre dossier"\nmsgstr "Your case"\n\n',
    "articles": (
        'msgid "%(n)s article"\nmsgid_plural "%(n)s articles"\n'
        'msgstr[0] "one item"\nmsgstr[1] "%(n)s items"\n\n'
    ),
    "name": 'msgid "Sans nom"\nmsgstr "No name"\n\n',
    "hello": 'msgid "Bonjour %(name)s"\nmsgstr "Hello %(name)s"\n\n',
    "may": 'msgctxt "month"\nmsgid "mai"\nmsgstr "May"\n\n',
}


def po(**changed: str) -> str:
    return HEADER + "".join({**ENTRIES, **changed}.values())


@pytest.fixture
def spoken(house: House) -> House:
    house.write("src/savoir/web/templates/web/page.html", PAGE)
    house.module("web.words", CODE)
    house.write(translations.CATALOG.as_posix(), po())
    return house


def test_a_complete_catalogue_passes(spoken: House) -> None:
    assert spoken.found("translations") == ""


@pytest.mark.parametrize(
    ("entry", "changed", "fault"),
    [
        ("dossier", "", "page.html:2 «Votre dossier» is missing"),
        ("name", "", "page.html:8 «Sans nom» is missing"),
        ("may", 'msgid "mai"\nmsgstr "May"\n\n', "words.py:3 «mai» is missing"),
        ("dossier", 'msgid "Votre dossier"\nmsgstr ""\n\n', "not translated in each form"),
        ("dossier", '#, fuzzy\nmsgid "Votre dossier"\nmsgstr "Your case"\n\n', "fuzzy"),
        (
            "dossier",
            ENTRIES["dossier"] + 'msgid "Ancien"\nmsgstr "Old"\n\n',
            "«Ancien» is in the catalogue and no",
        ),
        ("dossier", ENTRIES["dossier"] + '#~ msgid "Ancien"\n#~ msgstr "Old"\n\n', "1 obsolete"),
        ("hello", 'msgid "Bonjour %(name)s"\nmsgstr "Hello"\n\n', "does not carry the placeholders ['name']"),
        ("hello", 'msgid "Bonjour %(name)s"\nmsgstr "Hello %(nom)s"\n\n', "does not carry"),
        (
            "articles",
            ENTRIES["articles"].replace('[1] "%(n)s items"', '[1] ""'),
            "not translated in each form",
        ),
        ("articles", ENTRIES["articles"].replace('"one item"', '"%(m)s item"'), "carries placeholders"),
    ],
)
def test_each_gap_of_the_catalogue_is_seen(spoken: House, entry: str, changed: str, fault: str) -> None:
    spoken.write(translations.CATALOG.as_posix(), po(**{entry: changed}))

    assert fault in spoken.found("translations")


def test_update_adds_what_lacks_drops_what_is_unused_and_keeps_the_rest(spoken: House) -> None:
    file = spoken.root / translations.CATALOG
    old = 'msgid "Ancien"\nmsgstr "Old"\n\n#~ msgid "Oublié"\n#~ msgstr "Forgotten"\n\n'
    spoken.write(
        translations.CATALOG.as_posix(), po(name="", dossier=f"# plain words\n{ENTRIES['dossier']}{old}")
    )

    assert translations.update(spoken.root) == 1
    text = file.read_text(encoding="utf-8")
    assert "Ancien" not in text
    assert "Oublié" not in text
    assert (
        '# plain words\n#: savoir/web/templates/web/page.html\nmsgid "Votre dossier"\nmsgstr "Your case"'
        in text
    )
    assert "«Sans nom» is not translated" in spoken.found("translations")

    assert translations.update(spoken.root) == 1
    assert file.read_text(encoding="utf-8") == text


def test_one_text_with_two_plurals_is_seen(spoken: House) -> None:
    spoken.module("cases.words", 'ngettext("%(n)s article", "%(n)s unités", n)\n')

    assert "has another plural in" in spoken.found("translations")


@pytest.mark.parametrize(
    "words", ["pgettext('month', '')", "ngettext('', '%(n)s de plus', 2)", "gettext('')"]
)
def test_an_empty_text_is_seen(spoken: House, words: str) -> None:
    spoken.module("web.others", f"FIRST = 1\nOTHERS = {words}\n")
    assert "others.py:2 translates an empty text" in spoken.found("translations")
    translations.update(spoken.root)
    assert 'msgid ""' not in (spoken.root / translations.CATALOG).read_text().split("\n\n", 1)[1]


def test_the_house_without_words_needs_no_catalogue(house: House) -> None:
    assert house.found("translations") == ""


@pytest.mark.parametrize(
    "text", ["Reçu : rien", "Vraiment ?", "« oui\u00a0»", "«\u00a0oui »,", "10 000 lignes", "10 Mo"]
)
def test_a_french_text_is_never_cut_before_its_sign(spoken: House, text: str) -> None:
    spoken.module("web.more", f'from django.utils.translation import gettext\nA = gettext("{text}")\n')
    entry = f'msgid "{text}"\nmsgstr "x"\n\n'
    spoken.write(translations.CATALOG.as_posix(), po() + entry)
    assert "lacks a no-break space" in spoken.found("translations")


@pytest.mark.parametrize(
    "text", ["Reçu\u00a0: rien", "« oui »".replace(" ", "\u00a0"), "Accept: json, 30 jours"]
)
def test_a_french_text_with_its_spaces_passes(spoken: House, text: str) -> None:
    spoken.module("web.more", f'from django.utils.translation import gettext\nA = gettext("{text}")\n')
    entry = f'msgid "{text}"\nmsgstr "x"\n\n'
    spoken.write(translations.CATALOG.as_posix(), po() + entry)
    assert spoken.found("translations") == ""
