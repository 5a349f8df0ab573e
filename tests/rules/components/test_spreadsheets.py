"""A sheet is opened by a spreadsheet: words with semicolons stay one cell, and no word of anybody is run."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from savoir.web.components.spreadsheets import attached, sheet


def opened(content: bytes) -> list[list[str]]:
    """As a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "word",
    ["=1+1", "+33612345678", "-2", "@SUM(A1)", "\t=1+1", "\r=1+1", "\0=1+1", "  =HYPERLINK(\"http://x\")"],
)  # fmt: skip
def test_a_word_that_begins_a_formula_is_only_a_word(word: str) -> None:
    assert opened(sheet([["Vase", word]])) == [["Vase", f"'{word}"]]


def test_a_number_below_nothing_stays_a_number() -> None:
    assert opened(sheet([[Decimal("-59.00"), -3, date(2026, 11, 23), ""]])) == [
        ["-59.00", "-3", "2026-11-23", ""]
    ]


@pytest.mark.parametrize(
    "word", ["Robe ; taille M", 'dite "rouge"', "deux\nlignes", "Été 2026", "a=b", "A-4"]
)
def test_what_people_write_comes_back_as_they_wrote_it(word: str) -> None:
    assert opened(sheet([[word], ["x"]])) == [[word], ["x"]]


def test_accents_are_read_by_a_spreadsheet_that_asks_nothing() -> None:
    assert sheet([["é"]]) == b"\xef\xbb\xbf\xc3\xa9\r\n"
    answer = attached(sheet([["é"]]), "rejeu.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="rejeu.csv"'
