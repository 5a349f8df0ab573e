"""`savoir policy replay`: what a person at a terminal reads, and how the command ends."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from savoir.commands.policy import replay
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from savoir.policies.operations import draft_version
from tests.insights.pasts import a_past, extract_in, strict
from tests.shop import NOON, Shop

Said = tuple[int, list[str], str]


@pytest.fixture
def run(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """`run(*words)`: the status, the lines printed, what was complained about."""

    def _run(*words: str) -> Said:
        status = replay.main([*words, "--brand", shop.brand_slug, "--language", "fr"])
        said = capsys.readouterr()
        return status, [" ".join(line.split()) for line in said.out.splitlines()], said.err

    with extract_in(tmp_path / "analytics"):
        yield _run


@pytest.fixture
def past(shop: Shop) -> None:
    with organization_block(shop.org_id):
        a_past(shop)


def _written(folder: Path, document: Any) -> str:
    path = folder / "draft.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


@pytest.mark.usefixtures("past")
def test_a_draft_in_a_file_is_told_beside_the_version_in_force(run: Any, tmp_path: Path) -> None:
    status, lines, complaints = run(_written(tmp_path, strict()))
    assert (status, complaints) == (0, "")
    assert lines[0] == "4 lignes de dossiers rejouées"
    assert any(one.startswith("changent : 4 ; gagnent 0, perdent 3") for one in lines)
    money = lines[lines.index("EUR") : lines.index("EUR") + 4]
    assert money[1].startswith("remboursé: ")
    assert [one.split(":")[0] for one in money] == ["EUR", "remboursé", "avoirs", "étiquettes"]
    for heading in ("Motif du client", "Catégorie", "Canal de vente", "Pays de livraison"):
        assert heading in lines
    assert any(one.startswith("comme les équipes : avant 3 sur 3") for one in lines)
    assert [
        one
        for one in lines
        if " loses: refund, exchange, store_credit" in one and "-> refund (-) [accepted refund]" in one
    ]


@pytest.mark.usefixtures("past")
def test_work_is_told_by_week_and_team_and_in_hours_when_somebody_says_how_long(
    run: Any, tmp_path: Path
) -> None:
    path = _written(tmp_path, strict())
    _, lines, _ = run(path)
    at = lines.index("Vus par une personne, par semaine et équipe")
    assert lines[at + 1].startswith("2026-48 sans équipe: ")
    assert " h" not in lines[at + 1]
    _, lines, _ = run(path, "--minutes", "30")
    [told] = [one for one in lines if one.startswith("2026-48 sans équipe: ")]
    seen = int(told.split(" -> ")[1].split(" ")[0])
    assert told.endswith(f"-> {seen / 2:.1f} h)")


@pytest.mark.usefixtures("past")
def test_versions_are_named_by_their_numbers(shop: Shop, run: Any) -> None:
    with organization_block(shop.org_id):
        draft_version(actor=shop.actors[Role.SUPERVISOR], brand_id=shop.brand_id, document=strict(), now=NOON)
    status, lines, _ = run("2")
    assert status == 0
    assert any(one.startswith("changent : 4") for one in lines)
    status, lines, _ = run("2", "--against", "2")
    assert status == 0
    assert any(one.startswith("changent : 0") for one in lines)


@pytest.mark.usefixtures("past")
def test_a_version_nobody_wrote_is_named_and_nothing_is_printed(run: Any) -> None:
    for words in (["7"], ["1", "--against", "7"]):
        status, lines, complaints = run(*words)
        assert (status, lines) == (1, [])
        assert "cette marque n’a pas de version 7." in complaints


def test_a_house_without_past_cases_has_nothing_to_replay(run: Any, tmp_path: Path) -> None:
    status, lines, complaints = run(_written(tmp_path, strict()))
    assert (status, lines) == (1, [])
    assert "aucun dossier passé" in complaints


@pytest.mark.usefixtures("past")
def test_a_period_without_cases_has_nothing_to_replay(run: Any, tmp_path: Path) -> None:
    status, lines, complaints = run(_written(tmp_path, strict()), "--since", "2031-01-01")
    assert (status, lines) == (1, [])
    assert "aucun dossier passé" in complaints


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "line 1"), ("[]", "found"), ({**strict(), "tables": [{"id": "T"}]}, "T")],
    ids=["no JSON", "no document", "a table that is none"],
)
def test_a_file_that_is_no_document_ends_with_status_2(
    run: Any, tmp_path: Path, content: Any, words: str
) -> None:
    status, lines, complaints = run(_written(tmp_path, content))
    assert (status, lines) == (2, [])
    assert words in complaints


def test_a_file_that_is_not_there_ends_with_status_2(run: Any, tmp_path: Path) -> None:
    status, lines, complaints = run(str(tmp_path / "nothing.json"))
    assert (status, lines) == (2, [])
    assert "nothing.json" in complaints


@pytest.mark.parametrize("words", [["--since", "hier"], ["--minutes", "0"], ["--minutes", "900"]])
def test_a_day_and_minutes_that_are_none_are_refused_at_once(run: Any, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("2", *words)
    assert ended.value.code == 2


def test_a_brand_nobody_has_is_said(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = _written(tmp_path, strict())
    assert replay.main([draft, "--brand", "nulle-part", "--language", "fr"]) == 1
    assert "Aucune marque" in capsys.readouterr().err
