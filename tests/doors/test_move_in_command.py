"""`savoir move-in FILE`: what the person at the terminal reads."""

from pathlib import Path

import pytest

from savoir.cases.models import Case
from savoir.commands import move_in
from savoir.kernel.tenancy import organization_block
from tests.resolutions.sheets import row, rows_of
from tests.shop import Shop, sell


@pytest.fixture
def sheet(shop: Shop, tmp_path: Path) -> Path:
    """Two cases, one of an order that nobody imported."""
    path = tmp_path / "dossiers.csv"
    with organization_block(shop.org_id):
        rows = [row(sell(shop), "T-1"), row(sell(shop), "=T-2", order_number="FR-404")]
    path.write_bytes(rows_of(*rows))
    return path


def _cases(shop: Shop) -> int:
    with organization_block(shop.org_id):
        return Case.objects.count()


def _words(shop: Shop, sheet: Path, *more: str) -> list[str]:
    return [str(sheet), "--brand", shop.brand_slug, "--language", "fr", *more]


def test_a_trial_then_the_deed_then_once_more(
    shop: Shop, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert move_in.main(_words(shop, sheet, "--dry-run")) == move_in.WITH_REFUSALS
    assert "rien n’a été écrit" in capsys.readouterr().out
    assert _cases(shop) == 0
    report = sheet.with_name("reprise.csv")
    assert move_in.main(_words(shop, sheet, "--report", str(report))) == move_in.WITH_REFUSALS
    said = capsys.readouterr().out
    assert "1 dossier repris." in said
    assert "Ligne 3, dossier =T-2, numero_commande\u00a0: Commande inconnue" in said
    assert "'=T-2;refused" in report.read_text(encoding="utf-8-sig")
    assert move_in.main(_words(shop, sheet)) == move_in.WITH_REFUSALS
    assert "1 déjà là, inchangés." in capsys.readouterr().out
    assert _cases(shop) == 1


def test_a_file_that_is_no_sheet_moves_nobody(
    shop: Shop, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet.write_bytes(b"PK\x03\x04")
    assert move_in.main(_words(shop, sheet)) == move_in.REFUSED
    assert "Ce n’est pas du CSV" in capsys.readouterr().err
    assert move_in.main(_words(shop, sheet.with_name("nulle-part.csv"))) == move_in.REFUSED
    assert _cases(shop) == 0


def test_the_template_is_written_where_asked(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "modele.csv"
    assert move_in.main([str(path), "--template"]) == move_in.OK
    assert path.read_bytes().startswith(b"\xef\xbb\xbfnumero_dossier;")
