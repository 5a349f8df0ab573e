"""What would be right is said in French and in English, whoever reads the fault."""

import re

import pytest
from tests.rules.policies.samples import household

from savoir.policies.facts import FACTS, Wanted, in_french
from savoir.policies.facts.wanted import _SENTENCES, UNITS, wanted
from savoir.policies.tables import POINTS, WrongCell, WrongDocument, parse, read
from savoir.policies.tables.cells import Op, cell


@pytest.mark.parametrize("name", sorted(_SENTENCES))
def test_both_sentences_have_the_same_places(name: str) -> None:
    fr, en = (sorted(re.findall(r"(?<!{){(\w+)}(?!})", words)) for words in _SENTENCES[name])
    assert fr == en


def test_every_fact_and_every_output_says_what_it_wants_in_french_and_its_unit_too() -> None:
    specs = [*FACTS.values(), *(one for says in POINTS.values() for one in says.outputs.values())]
    assert all(isinstance(one.expected, Wanted) for one in specs)
    assert {one.unit for one in specs if one.unit} - set(UNITS) == set()
    assert str(in_french(FACTS["days_since_delivery"].expected)).startswith(
        "un nombre entier (jours), de 0 à"
    )


def test_a_fault_of_a_document_is_read_in_french_and_in_english() -> None:
    document = household()
    document["tables"][0]["rows"][0]["when"]["delivered"] = "jamais"
    with pytest.raises(WrongDocument) as wrong:
        read(document)
    [fault] = wrong.value.faults
    place = "table remedies, ligne annulation, colonne delivered"
    assert fault.said("fr") == f"{place}\u00a0: lu 'jamais', attendu oui, non ou -"
    assert fault.said("en") == str(fault)
    assert str(fault).endswith("expected oui, non or -")


def test_a_part_that_has_two_languages_is_said_in_the_one_of_its_sentence() -> None:
    with pytest.raises(WrongCell) as wrong:
        parse(FACTS["asked_on"], "<= bientôt")
    assert "a day such as" in wrong.value.expected
    assert "un jour comme" in str(in_french(wrong.value.expected))
    assert in_french("as it is") == "as it is"
    assert in_french(wanted("all_euros")) != str(wanted("all_euros"))


@pytest.mark.parametrize(
    ("op", "values", "words"),
    [
        (Op.AT_MOST, ("return",), "neither a number"),
        (Op.UNDER, ("return",), "branches"),
        (Op.SEASON, ("11-15", "12-24"), "day"),
    ],
)
def test_an_operator_that_a_fact_has_not_is_named(op: Op, values: tuple[str, ...], words: str) -> None:
    with pytest.raises(WrongCell) as wrong:
        cell(FACTS["intent"], op, values)
    assert str(wrong.value).startswith(f"operator: {op.value!r}")
    assert words in str(wrong.value.expected)
