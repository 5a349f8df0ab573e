"""`savoir law check` and `savoir law explain` as somebody with a file meets them."""

from pathlib import Path

import pytest

from savoir.commands.law.explaining import BANS, BASES, REMEDIES
from savoir.config.cli import main
from savoir.law.codes import Ban, Basis, Remedy

PLAIN = """
cases:
- {id: W1, area: withdrawal, facts: {sale: distance_online, buyer: consumer, seller: trader,
   deliveries: [2026-11-02], info_given: true}, expect: {right: true, withdrawal_last_day: 2026-11-16}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cases.yaml"


def test_cases_that_hold_end_with_zero(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(PLAIN)
    assert main(["law", "check", str(path)]) == 0
    assert capsys.readouterr().out == "1 cases: 1 as expected, 0 not\n"


def test_a_wrong_answer_is_printed_with_both_values_and_ends_with_one(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text(PLAIN.replace("withdrawal_last_day: 2026-11-16", "withdrawal_last_day: 2026-11-15"))
    assert main(["law", "check", str(path)]) == 1
    told = capsys.readouterr().out
    assert "W1 withdrawal_last_day: expected 2026-11-15, answered 2026-11-16" in told
    assert "1 cases: 0 as expected, 1 not" in told


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("right: true", "rihgt: true", "no answer is known to this key; did you mean `right`?"),
        ("info_given: true", "info_givn: true", "did you mean `info_given`?"),
        ("[2026-11-02]", "[yesterday]", "facts.deliveries: ['yesterday'] is not a list of days"),
        ("sale: distance_online", "sale: by_pigeon", "facts.sale: 'by_pigeon' is not distance_online or"),
        ("info_given: true", "info_given: perhaps", "facts.info_given: 'perhaps' is not true or false"),
    ],
)
def test_what_nobody_knows_is_never_skipped(
    path: Path, capsys: pytest.CaptureFixture[str], before: str, after: str, words: str
) -> None:
    path.write_text(PLAIN.replace(before, after))
    assert main(["law", "check", str(path)]) == 1
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cases: [", "line"),
        ("just a text", "a list under `cases:` is expected"),
        ("cases: []", "with one case at least"),
        ("cases: [1]", "case 1: `id`, `area`, `facts` and `expect` are expected"),
        ("cases: [{id: A, area: withdrawal, facts: {}}]", "A: `expect` is missing"),
        ("cases: [{id: A, area: x, facts: [], expect: {a: 1}, colour: red}]", "A: unknown key `colour`"),
        ("cases: [{id: A, area: x, facts: [1], expect: {}}]", "`name: value` pairs"),
        (PLAIN + PLAIN.replace("\ncases:\n", ""), "W1: this id stands twice"),
    ],
)
def test_a_file_that_is_none_says_where(
    path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    path.write_text(text)
    assert main(["law", "check", str(path)]) == 2
    assert words in capsys.readouterr().err


def test_bytes_that_are_no_text_and_files_that_are_not_there(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_bytes(b"\xff\xfe\x00cases")
    assert main(["law", "check", str(path)]) == 2
    assert "no YAML" in capsys.readouterr().err
    assert main(["law", "check", str(path.with_name("none.yaml"))]) == 1
    assert "none.yaml" in capsys.readouterr().err


def test_a_case_that_expects_nothing_or_lacks_what_is_asked_does_not_pass(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("cases: [{id: A, area: late_refund, facts: {sum_due: 3}, expect: {days_late: 1}},"
                    " {id: B, area: withdrawal, facts: {}, expect: {}}]")  # fmt: skip
    assert main(["law", "check", str(path)]) == 1
    told = capsys.readouterr().out
    assert "A days_late: expected 1, answered the case does not tell 'refund_due'" in told
    assert "B expect: expected at least one key, answered nothing is expected" in told


def test_facts_are_explained_on_every_basis_with_reasons(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("sale: distance_online\nbuyer: consumer\nseller: trader\ninfo_given: true\n"
                    "deliveries: [2026-11-02]\nmore_to_come: false\npaid: 84.90\n")  # fmt: skip
    assert main(["law", "explain", str(path), "--today", "2026-11-10"]) == 0
    told = capsys.readouterr().out
    assert "Rétractation (withdrawal)\u00a0: oui" in told
    assert "(2026-11-16)" in told
    assert "L221-18\u00a0:" in told
    assert "(conformity)\u00a0: " in told
    assert "84.90 EUR" in told


def test_a_refund_that_waits_is_explained_step_by_step(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("sale: distance_online\nbuyer: consumer\nseller: trader\ninfo_given: true\npaid: 200\n"
                    "concluded: 2026-02-20\ndeliveries: [2026-02-25]\nmore_to_come: false\n"
                    "trader_informed: 2026-03-02\nwithdrawal_sent: 2026-03-02\n"
                    "proof_of_shipment: 2026-03-03\n")  # fmt: skip
    assert main(["law", "explain", str(path), "--english", "--today", "2026-03-20"]) == 0
    told = capsys.readouterr().out
    assert "Refunded at the latest on 16\u00a0March\u00a02026" in told
    for step in ("2026-03-17  6.67 %  0.04", "2026-03-27  5 %  10.00", "2026-04-06  10 %  20.00",
                 "2026-04-16  20 %  40.00", "2026-05-16  50 %  100.00"):  # fmt: skip
        assert f"{step} EUR  L242-4" in told


def test_french_surcharges_are_not_told_of_another_country_s_refund(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("juris: IT\nsale: distance_online\nbuyer: consumer\nseller: trader\n"
                    "info_given: true\npaid: 200\n"
                    "concluded: 2026-02-20\ndeliveries: [2026-02-25]\nmore_to_come: false\n"
                    "trader_informed: 2026-03-02\nwithdrawal_sent: 2026-03-02\n"
                    "proof_of_shipment: 2026-03-03\n")  # fmt: skip
    assert main(["law", "explain", str(path), "--english", "--today", "2026-03-20"]) == 0
    told = capsys.readouterr().out
    assert "Refunded at the latest on 16\u00a0March\u00a02026" in told
    assert "L242-4" not in told


def test_facts_are_explained_in_english_and_what_is_missing_is_named(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text("facts: {sale: distance_online, deliveries: [2026-11-02]}\njuris: FR\n")
    assert main(["law", "explain", str(path), "--english", "--today", "2026-11-10"]) == 0
    told = capsys.readouterr().out
    assert "Withdrawal (withdrawal): facts are missing" in told
    assert "To be known: buyer, seller" in told
    assert "A person decides before any refusal." in told


def test_every_ban_and_every_legal_remedy_has_its_words() -> None:
    """A new one would stop `explain` in the middle of a page."""
    assert set(BANS) == set(Ban)
    assert set(BASES) == set(Basis)
    assert {Remedy.REFUND, Remedy.REPAIR, Remedy.REPLACEMENT, Remedy.PRICE_REDUCTION} <= set(REMEDIES)
