"""Each sentence of the doctor has its words: French on a French page, the terminal's own in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import savoir
from savoir.config.launcher import doctor
from savoir.config.launcher.findings import Finding, broken
from savoir.kernel.values.saying import Part, parts_of, say, together
from savoir.web.console.installation import spoken
from savoir.web.console.machine_words import SENTENCES, SUBJECTS
from tests.shop import NOON

ROOM = Path(savoir.__file__).parent
FILES = [
    *sorted((ROOM / "config" / "launcher").glob("*.py")),
    *sorted((ROOM / "connectors" / "mail").glob("*.py")),
]
MAKERS = {"fine", "warning", "broken"}


def calls(*names: str) -> Iterator[ast.Call]:
    """Calls of these in the files of the doctor that say sentences."""
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        if "kernel.values.saying" in text:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                    yield node


def said() -> set[str]:
    """Every template."""
    return {str(ast.literal_eval(call.args[0])) for call in calls("say")}


def test_every_sentence_has_words_and_every_word_its_sentence() -> None:
    assert said() ^ set(SENTENCES) == set()
    assert len(said()) > 80


def test_no_finding_is_said_past_them() -> None:
    """Neither as plain text nor under a subject without a name."""
    made = [call for call in calls(*MAKERS) if len(call.args) == 2]
    assert len(made) > 40
    plain = [ast.unparse(call) for call in made if isinstance(call.args[1], ast.Constant | ast.JoinedStr)]
    assert plain == []
    named = {str(call.args[0].value) for call in made if isinstance(call.args[0], ast.Constant)}
    assert named - set(SUBJECTS) == set()
    assert {"SPF", "DKIM", "DMARC"} <= set(SUBJECTS)


@pytest.mark.parametrize("template", sorted(SENTENCES))
def test_words_hold_what_the_sentence_holds(template: str) -> None:
    holes = {name: f"<{name}>" for name in re.findall(r"{(\w+)}", template)}
    (part,) = say(template, **holes).parts
    with translation.override("fr"):
        french = spoken(part)
    with translation.override("en"):
        english = spoken(part)
    assert not french.is_english
    assert all(fact in french.text for fact in holes.values())
    assert french.text != part.text or template.startswith("PostgreSQL {major}.")
    assert english.text == part.text, "as at the terminal"


def test_several_sentences_stay_english_text_and_keep_their_parts(tmp_path: Path) -> None:
    both = together("", say("Valid until {day}.", day="2026-12-01"), "rsync: broken pipe")
    assert both == "Valid until 2026-12-01. rsync: broken pipe"
    assert [part.template for part in parts_of(both)] == ["Valid until {day}.", ""]
    doctor.keep([broken("backup", both)], tmp_path, now=NOON)
    at, (found,) = doctor.last_look(tmp_path)
    assert (at, found.sentence, found.parts) == (NOON, both, both.parts)


def test_the_terminal_keeps_its_language(capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override("fr"):
        doctor.report([Finding(doctor.Health.OK, "port", say("Port {port} is free.", port=8000))])
    assert "Port 8000 is free." in capsys.readouterr().out


def test_days_and_amounts_are_written_as_the_reader_does() -> None:
    (until,) = say("Valid until {day}.", day="2026-12-01").parts
    (free,) = say("{free} GB free in {place}.", free="12.5", place="/srv").parts
    with translation.override("fr"):
        assert "1 décembre 2026" in spoken(until).text
        assert "12,5" in spoken(free).text


def test_what_another_release_said_is_shown_as_it_said_it() -> None:
    """Also where a fact is missing that our words name."""
    for part in (
        Part("A new check.", {}, "A new check."),
        Part("Port {port} is free.", {}, "Port 1 is free."),
    ):
        with translation.override("fr"):
            assert spoken(part).text == part.text
            assert spoken(part).is_english
