"""`savoir import orders FILE`: what the person at the terminal reads."""

from pathlib import Path

import pytest

from savoir.commands import import_
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Order
from tests.orders import malformed
from tests.shop import Shop, make_shop


def _file(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "ventes.csv"
    path.write_text("\n".join((malformed.HEADER, malformed.GOOD, *rows, "")), encoding="utf-8")
    return str(path)


def _orders(shop: Shop) -> int:
    with organization_block(shop.org_id):
        return Order.objects.count()


def test_a_good_file_ends_with_status_0(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_.main(["orders", _file(tmp_path), "--brand", shop.brand_slug, "--language", "fr"]) == 0
    assert "1 commande, 1 articles." in capsys.readouterr().out
    assert _orders(shop) == 1


def test_rejected_rows_end_with_status_2_and_a_file_of_reasons(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _file(tmp_path, malformed.row(quantity="-2"))
    assert import_.main(["orders", file, "--brand", shop.brand_slug, "--language", "fr"]) == 2
    said = capsys.readouterr().out
    assert "Ligne 3\u00a0: «\u00a0quantity\u00a0» est négatif." in said
    assert (tmp_path / "ventes.csv.rejects.csv").exists()
    assert _orders(shop) == 1


def test_a_trial_says_what_would_happen(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["orders", _file(tmp_path), "--brand", shop.brand_slug, "--dry-run", "--language", "fr"]
    assert import_.main(words) == 0
    assert "rien n’a été écrit" in capsys.readouterr().out
    assert _orders(shop) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--brand", "nobody"], "Aucune marque"),
        (["--org", "nobody"], "Aucune marque"),
        ([], "Plusieurs marques"),
        (["--mapping", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_is_unclear_ends_with_status_1_and_one_sentence(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    make_shop("autre")
    brand = [] if "--mapping" not in words else ["--brand", shop.brand_slug]
    assert import_.main(["orders", _file(tmp_path), *brand, *words, "--language", "fr"]) == 1
    assert said in capsys.readouterr().err
    assert _orders(shop) == 0


def test_a_missing_or_empty_file(shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    absent, empty = tmp_path / "absent.csv", tmp_path / "vide.csv"
    empty.touch()
    for path, said in ((absent, "absent.csv"), (empty, "Ce fichier est vide.")):
        assert import_.main(["orders", str(path), "--brand", shop.brand_slug, "--language", "fr"]) == 1
        assert said in capsys.readouterr().err
    assert _orders(shop) == 0
