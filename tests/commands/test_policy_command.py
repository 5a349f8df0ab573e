"""`savoir policy check`, `show` and `diff` as somebody with a file meets them."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from savoir.config.cli import main
from tests.rules.policies.proof.habits import HABITS
from tests.rules.policies.proof.plants import lawful
from tests.rules.policies.samples import household

Written = Callable[..., str]
LATE = {"intent": "return", "channel": "web", "delivered": True, "days_since_delivery": 31}


@pytest.fixture
def write(tmp_path: Path) -> Written:
    def _write(content: Any, name: str = "policy.json") -> str:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return _write


def _row(document: dict[str, Any], row_id: str) -> dict[str, Any]:
    rows = (row for table in document["tables"] for row in table["rows"])
    return next(row for row in rows if row["id"] == row_id)


def _example(**expected: Any) -> dict[str, Any]:
    return {"name": "un mois et un jour", "point": "eligibility", "facts": LATE, "expect": expected}


def test_a_document_without_fault_is_counted(write: Written, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", write(lawful())]) == 0
    assert capsys.readouterr().out.startswith(
        "Boutique loyale : 5 tables, 13 lignes, 5 faits, 0 exemples ; empreinte "
    )


def test_the_schema_printed_is_the_one_of_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "schema"]) == 0
    reference = Path("docs/reference/policy-document.schema.json").read_text("utf-8")
    assert capsys.readouterr().out == reference


def test_every_fault_is_printed_with_its_place(write: Written, capsys: pytest.CaptureFixture[str]) -> None:
    document = household()
    _row(document, "avis-30")["when"]["days_since_delivery"] = "<= trente"
    _row(document, "taille")["when"]["reason"] = "dans too_small, trop_grand"
    assert main(["policy", "check", write(document)]) == 1
    told = capsys.readouterr().out
    assert (
        "table remedies, ligne avis-30, colonne days_since_delivery\u00a0: lu 'trente', attendu un nombre"
        in told
    )
    assert "table remedies, ligne taille, colonne reason\u00a0: lu 'trop_grand', attendu l’un de" in told
    assert "2 faute(s) ; rien n’a été lu." in told


def test_an_example_that_does_not_hold_is_printed_with_both_answers_and_the_row(
    write: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = [_example(needs_person=True), _example(needs_person=False, remedies=["refund"])]
    path = write(household() | {"examples": examples})
    assert main(["policy", "check", "--english", path]) == 1
    told = capsys.readouterr().out
    assert "example “un mois et un jour”: remedies\n    expected refund, answered -" in told
    assert "example “un mois et un jour”: needs_person\n    expected no, answered yes" in told
    assert "rows that fired: remedies/avis-tard (12)" in told
    assert "1 of 2 examples hold." in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1, column 2: Expecting property name"),
        ("", "line 1, column 1: Expecting value"),
        ('{"format": 2, "format": 1}', "the key 'format' stands twice in one object"),
        ("[" * 200_000, "too deep to be read"),
        ("9" * 5000, "Exceeds the limit"),
    ],
)
def test_what_is_no_json_is_one_sentence(
    write: Written, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    assert main(["policy", "check", write(text)]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_a_file_that_is_not_there_or_not_text_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "picture.json").write_bytes(b"\xff\xd8\xff")
    assert main(["policy", "check", str(tmp_path / "none.json")]) == 2
    assert main(["policy", "show", str(tmp_path / "picture.json")]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0].endswith("none.json: No such file or directory")
    assert told[1].endswith("picture.json: not UTF-8 at byte 0")


def _cell(value: Any) -> dict[str, Any]:
    document = household()
    _row(document, "avis-30")["when"]["days_since_delivery"] = value
    return document


def _with_table(**changes: Any) -> dict[str, Any]:
    row = {"id": "r", "label_fr": "r", "label_en": "r", "when": {}, "then": {"alone": True}}
    table = {"id": "marge", "point": "leeway", "hit": "first", "columns": [], "rows": [row]}
    document = household() | {"format": 2}
    document["tables"] = [*household()["tables"], table | changes]
    return document | {"format": 1}


LONG_DAY = [{"id": "r", "label_fr": "r", "label_en": "r", "when": {"asked_on": "24/12/2026 à 01/12/2026"},
             "then": {}}]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (_cell("<= " + "9" * 10_000), "a cell of at most 4000 characters"),
        (_cell({"op": ["at_most"], "values": [3]}), "one of any, equals"),
        (_cell({"op": "at_most", "values": [[3]]}), "a whole number (days)"),
        (_with_table(rows=[{}] * 100_000), "found 100000, expected a list of 1 to 2000 rows"),
        (
            _with_table(columns=["asked_on"], rows=LONG_DAY),
            "the smaller bound first: 2026-12-01 à 2026-12-24",
        ),
        (
            _with_table(columns=["shoe_size"]),
            "column shoe_size: found 'shoe_size', expected the name of a fact",
        ),
        (household() | {"hierarchies": {"category": {"a": "b", "b": "a"}}}, "'a > b > a'"),
        (
            household() | {"examples": [_example() | {"facts": {"category": ["x"]}}]},
            "column category",
        ),
        (household() | {"examples": [_example() | {"facts": {"line_value": 1.5}}]}, "minor units"),
        ([], "found [], expected an object"),
        (None, "found None, expected an object"),
    ],
)
def test_a_bent_document_is_a_fault_with_its_place_and_in_time(
    write: Written, capsys: pytest.CaptureFixture[str], document: Any, words: str
) -> None:
    path, began = write(document), time.process_time()
    assert main(["policy", "check", "--english", path]) == 1
    assert words in capsys.readouterr().out
    assert time.process_time() - began < 2


def test_a_version_is_shown_with_the_row_that_fires_and_those_that_nearly_do(
    write: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path, facts = write(household()), write(LATE, "facts.json")
    assert main(["policy", "show", path, "--facts", facts, "--point", "eligibility"]) == 0
    told = capsys.readouterr().out
    assert "Droits et solutions" in told
    assert "Remboursé quand" not in told
    assert "● remedies/avis-tard (12) répond : Changement d’avis" in told
    assert "○ remedies/avis-30 (11) presque : Jours depuis la livraison vaut 31, il faut <= 30" in told
    assert "○ remedies/autre-vendeur (3) presque : Vendeur vaut inconnu, il faut pas us" in told


def test_english_cells_are_english(write: Written, capsys: pytest.CaptureFixture[str]) -> None:
    path, facts = write(household()), write(LATE, "facts.json")
    assert main(["policy", "show", path, "--facts", facts, "--english"]) == 0
    told = capsys.readouterr().out
    assert "○ remedies/autre-vendeur (3) nearly: Seller is unknown, needs not us" in told
    assert "Refunded when" in told


@pytest.mark.parametrize(
    ("facts", "words"),
    [([], "expected an object"), ({"shoe_size": 38}, "shoe_size = 38: expected a fact of the registry"),
     ({"channel": "pigeon"}, "channel = 'pigeon': expected one of web")],
)  # fmt: skip
def test_facts_that_are_none_are_refused(
    write: Written, capsys: pytest.CaptureFixture[str], facts: Any, words: str
) -> None:
    path = write(household())
    assert main(["policy", "show", path, "--facts", write(facts, "facts.json")]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""


def test_two_documents_differ_by_rows_with_cells_as_people_write_them(
    write: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = household(), household()
    _row(after, "avis-30")["when"]["days_since_delivery"] = "<= 45"
    assert main(["policy", "diff", write(before, "a.json"), write(after, "b.json")]) == 1
    told = capsys.readouterr().out
    assert "~ table remedies, ligne avis-30 (changé)\n    days_since_delivery: <= 30 > <= 45\n" in told
    assert "~ table remedies-retour, ligne avis-30 (changé)" in told
    assert main(["policy", "diff", write(before, "a.json"), write(before, "b.json"), "--english"]) == 0
    assert capsys.readouterr().out == "No difference.\n"


def test_a_wrong_document_is_compared_with_nothing(
    write: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(household())
    assert main(["policy", "diff", path, write(_cell("<= trente"), "b.json")]) == 2
    told = capsys.readouterr()
    assert "b.json: table remedies, ligne avis-30, colonne days_since_delivery" in told.err
    assert told.out == ""


def test_verify_proves_a_lawful_version(write: Written, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "verify", write(lawful())]) == 0
    assert "Prouvé : personne ne passe sous la loi." in capsys.readouterr().out


def test_verify_shows_who_falls_below_the_law(write: Written, capsys: pytest.CaptureFixture[str]) -> None:
    document = lawful()
    document["tables"][0]["rows"].insert(2, HABITS["a voucher imposed"][1])
    assert main(["policy", "verify", "--english", write(document)]) == 1
    told = capsys.readouterr().out
    assert "offers only a store credit; the law gives the refund (L221-18)." in told
    assert "this version can't be published" in told


def test_verify_without_time_is_open(write: Written, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "verify", "--seconds", "0", write(lawful())]) == 3
    assert "une personne doit trancher" in capsys.readouterr().out
