"""Plain words for whatever the law names: facts, bans, remedies, bases, articles."""

import re

import pytest
from django.utils.translation import override

from savoir.law.codes import Ban, Basis, Remedy
from savoir.law.facts import Facts
from savoir.web.rights import words
from savoir.web.rights.fact_names import FACTS, fact_name, facts_named

FIELDS = tuple(Facts.__dataclass_fields__)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_fact_has_words_and_no_field_name_is_told(language: str) -> None:
    with override(language):
        assert sorted(set(FIELDS) - set(FACTS)) == [], "a new fact needs its words in fact_names.py"
        assert [fact for fact in FIELDS if "_" in fact_name(fact)] == []


def test_a_fact_nobody_named_is_still_no_field_name() -> None:
    with override("fr"):
        assert fact_name("moon_phase") == "un détail de l’achat ou de la suite"
        assert facts_named(("moon_phase", "other_moon", "buyer")) == (
            "un détail de l’achat ou de la suite", "si l’achat est privé ou professionnel",
        )  # fmt: skip


def test_each_basis_ban_and_remedy_has_words() -> None:
    assert [basis for basis in Basis if basis.value not in words.TITLES] == []
    assert [basis for basis in Basis if basis.value not in words.BEGIN] == []
    assert [ban for ban in Ban if ban not in words.BANS] == []
    assert [remedy for remedy in Remedy if remedy not in words.REMEDIES] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("L221-18", "Article L221-18"),
        ("L221-28 5°", "Article L221-28 5°"),
        ("C. civ. 1641", "Code civil, article 1641"),
        ("C. assur. L112-10", "Code des assurances, article L112-10"),
        ("RGPD 22", "RGPD, article 22"),
        ("Reg. (EU) 2023/988 art. 37", "Règlement (UE) 2023/988, article 37"),
        ("CMR art. 30", "CMR art. 30"),
    ],
)
def test_an_article_is_cited_as_people_cite_it(code: str, name: str) -> None:
    with override("fr"):
        assert words.article_name(code) == name


def test_articles_of_one_code_stand_together() -> None:
    with override("fr"):
        assert words.cited(["L217-3", "C. civ. 1641", "L217-7"]) == (
            "Articles L217-3, L217-7, Code civil, article 1641"
        )
        assert words.cited(["L217-3"]) == "Article L217-3"
        assert words.cited([]) == ""


def test_the_deciding_article_comes_with_its_sentence() -> None:
    with override("fr"):
        law = words.deciding(("L221-18", "L221-19"))
        assert law is not None
        assert (law.name, law.others) == ("Article L221-18", ("L221-19",))
        assert "14 jours" in law.sentence
    with override("en"):
        english = words.deciding(("L221-18",))
        assert english is not None
        assert "14 days" in english.sentence
    assert words.deciding(()) is None
    assert words.article_sentence("L999-9") == ""


def test_remedies_are_read_as_a_choice() -> None:
    with override("fr"):
        assert words.either(["a"]) == "a"
        assert words.either(["a", "b", "c"]) == "a, b ou c"
    assert not re.search(r"\s$", words.either(["a", "b"]))
