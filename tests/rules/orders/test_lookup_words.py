"""What people type, and what it is looked up as."""

import pytest

from savoir.orders.rules import (
    initials_of,
    normalize_email,
    normalize_number,
    normalize_phone,
    normalize_postcode,
    search_words,
)


@pytest.mark.parametrize("typed", ["FR-80412", "fr 80412", " FR‑80 412", "fr.80412"])
def test_an_order_number_survives_how_it_is_typed(typed: str) -> None:
    assert normalize_number(typed) == "FR80412"


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("06 12 34 56 78", "FR", "33612345678"),
        ("+33 6 12 34 56 78", "", "33612345678"),
        ("0033612345678", "", "33612345678"),
        ("0612345678", "", "0612345678"),
        ("", "FR", ""),
    ],
)
def test_a_phone_number_gets_its_country(typed: str, country: str, stored: str) -> None:
    assert normalize_phone(typed, country) == stored


def test_address_postcode_and_name() -> None:
    assert normalize_email("  Claire@Exemple.FR ") == "claire@exemple.fr"
    assert normalize_postcode("sw1a 1aa") == "SW1A1AA"
    assert search_words("Élodie D'Arc-Lévêque") == "elodie d arc leveque"


@pytest.mark.parametrize(
    ("name", "initials"), [("Claire Martin", "CM"), ("Zoé", "Z"), ("", ""), ("Ana de Sá", "AS")]
)
def test_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials
