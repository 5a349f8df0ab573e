"""The real tree keeps every gate, and the command says so in clear words."""

from pathlib import Path

import pytest
from gates import __main__ as command
from gates.report import Report

from .conftest import House

SLOW = {
    "imports",
    "migrations",
    "sizes",
    "texts",
    "translations",
}  # seconds each; bin/check runs them all anyway


@pytest.mark.parametrize(
    "gate", [pytest.param(gate, marks=[pytest.mark.long] if gate in SLOW else []) for gate in command.GATES]
)
def test_the_house_keeps_its_gates(gate: str, real_root: Path) -> None:
    report = command.run(gate, real_root)

    assert report.findings == (), f"{gate} is broken:\n" + "\n".join(report.findings[:40])


def test_the_license_is_the_whole_agpl(real_root: Path) -> None:
    text = (real_root / "LICENSE").read_text(encoding="utf-8")

    assert text.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3,")
    assert "13. Remote Network Interaction" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.splitlines()) == 661


def answering(monkeypatch: pytest.MonkeyPatch, *findings: str) -> None:
    monkeypatch.setattr(command, "run", lambda name: Report(findings, "7 files", ("a row",)))


def test_the_command_ends_well_when_every_gate_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch)

    assert command.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["kept", gate] for gate in command.GATES]


def test_the_command_fails_loudly_when_one_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, *(f"finding {n}" for n in range(20)))

    assert command.main(["sizes"]) == 1
    shown = capsys.readouterr()
    assert "BROKEN  sizes" in shown.out
    assert "a row" in shown.out
    assert "finding 19" in shown.out
    assert "1 gate is broken." in shown.err

    assert command.main([]) == 1
    assert "and 8 more: python -m gates sizes" in capsys.readouterr().out


@pytest.mark.parametrize("gate", ["imports", "sizes", "texts"])
def test_a_file_that_is_not_python_is_named(house: House, gate: str) -> None:
    house.module("orders.operations", "def act(:\n")

    assert "A file can't be read as Python" in house.found(gate)
    assert "operations.py" in house.found(gate)


def test_a_gate_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["siezs"]) == 2
    assert "No gate named siezs" in capsys.readouterr().err
