"""Files that are no models: one clear sentence, and nothing is expanded, fetched or run."""

from pathlib import Path

import pytest
from tests.rules.policies.exchange.kit import CASES, MODEL, case, decision, model, run, table

from savoir.config.cli import main
from savoir.policies.exchange.tck import outcomes_of
from savoir.policies.exchange.xml import LARGEST_FILE, UnreadableXml

LAUGHS = (
    '<!DOCTYPE definitions [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
GOOD = table({"x": "number"}, [(["> 1"], ['"yes"'])])


def _whole(head: str = "") -> str:
    return model(decision("said", GOOD, "x"), inputs={"x": "number"}, head=head)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_whole(LAUGHS), "model.dmn: has a DOCTYPE, which is not read"),
        (_whole('<!DOCTYPE definitions SYSTEM "file:///etc/passwd">'), "model.dmn: has a DOCTYPE"),
        ("not even XML", "model.dmn: no XML: "),
        ("", "model.dmn: no XML: "),
        ("<html/>", "model.dmn: begins with <html>, expected <definitions> of omg.org/spec/DMN"),
        ('<definitions xmlns="http://example.org"/>', "model.dmn: begins with <definitions>, expected"),
        (f'<definitions xmlns="{MODEL}">{"<a>" * 5000}', "model.dmn: no XML: "),
        (
            model(*[decision("said", GOOD, "x")] * 2, inputs={"x": "number"}),
            "model.dmn: two decisions of one name",
        ),
    ],
)
def test_a_model_that_is_none_is_said_to_be_none(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(UnreadableXml) as fault:
        run(tmp_path, content, case({"x": 5}, {"said": "yes"}))
    assert str(fault.value).startswith(reason)


def test_fifty_megabytes_are_not_read(tmp_path: Path) -> None:
    run(tmp_path, _whole(), case({"x": 5}, {"said": "yes"}))
    with (tmp_path / "model.dmn").open("a") as file:
        file.write(" " * 50 * 1024 * 1024)
    with pytest.raises(UnreadableXml, match=rf"larger than {LARGEST_FILE // 1024 // 1024} MB"):
        list(outcomes_of(tmp_path / "model-test-01.xml"))


@pytest.mark.parametrize("name", ["../model.dmn", "/etc/passwd", "", "gone.dmn"])
def test_test_cases_name_a_model_that_lies_beside_them(tmp_path: Path, name: str) -> None:
    file = tmp_path / "model-test-01.xml"
    file.write_text(f'<testCases xmlns="{CASES}"><modelName>{name}</modelName></testCases>')
    with pytest.raises(UnreadableXml):
        list(outcomes_of(file))


def test_the_command_prints_a_line_for_each_case_and_fails_on_one_wrong_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, _whole(), case({"x": 5}, {"said": "yes"}), case({"x": "a"}, {"said": "yes"}))
    assert main(["policy", "tck", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "passed        model-test-01 001",
        "out of scope  model-test-01 001: said: a value of another type than “x” declares",
        "2 test cases: 1 passed, 0 failed, 1 out of scope",
    ]
    run(tmp_path, _whole(), case({"x": 5}, {"said": "yes"}), case({"x": 5}, {"said": "no"}))
    assert main(["policy", "tck", "--quiet", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        'FAILED        model-test-01 001: said: expected "no", answered "yes"',
        "2 test cases: 1 passed, 1 failed, 0 out of scope",
    ]


def test_the_command_says_which_file_it_could_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "tck", str(tmp_path)]) == 2
    assert "no test cases (*-test-*.xml) below it" in capsys.readouterr().err
    run(tmp_path, _whole(), case({"x": 5}, {"said": "yes"}))
    (tmp_path / "model.dmn").write_text(LAUGHS)
    assert main(["policy", "tck", str(tmp_path)]) == 2
    assert "unreadable    model.dmn: no XML" in capsys.readouterr().out


KIT = Path(__file__).resolve().parents[5] / "shared/data/dmn-tck"


@pytest.mark.skipif(not KIT.exists(), reason="shared/data/dmn-tck is not on this machine")
def test_every_table_of_the_kit_is_answered_as_the_kit_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "tck", str(KIT)]) == 0
    told = capsys.readouterr().out
    assert told.endswith("116 test cases: 62 passed, 0 failed, 54 out of scope\n")
    beyond = [line for line in told.splitlines() if line.startswith("out of scope")]
    assert len(beyond) == 54
    assert all(": a literal expression: " in line for line in beyond)
