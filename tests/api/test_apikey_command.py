"""Keys from the terminal."""

import re

import pytest

from savoir.commands import apikey
from savoir.commands.apikey import main
from tests.api.programs import Program, problem
from tests.shop import Shop


def test_a_key_is_made_listed_used_and_revoked(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    org = ["--org", shop.brand_slug]
    assert main(["create", "Boutique", "--scope", "cases:case:read", *org]) == 0
    token = capsys.readouterr().out.strip()
    program = Program(token)
    assert program.get("/cases").status_code == 200
    prefix = token.split("_")[1]

    assert main(["list", *org]) == 0
    listed = capsys.readouterr().out
    assert prefix in listed
    assert token.split("_", 2)[2] not in listed

    assert main(["revoke", prefix, *org]) == 0
    problem(program.get("/cases"), 401, "key_unknown")


def test_every_key_is_listed_however_many(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apikey, "_PAGE", 2)
    org = ["--org", shop.brand_slug]
    for number in range(5):
        assert main(["create", f"Caisse {number}", "--all-scopes", *org]) == 0
    first = capsys.readouterr().out.split("_")[1]

    assert main(["list", *org]) == 0
    assert re.findall(r"Caisse \d", capsys.readouterr().out) == [f"Caisse {n}" for n in (4, 3, 2, 1, 0)]
    assert main(["revoke", first, *org]) == 0, "the oldest one, on the last page"


def test_a_key_that_could_do_nothing_is_not_made(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["create", "Boutique", "--org", shop.brand_slug]) == 1
    assert main(["create", "Boutique", "--all-scopes", "--org", "nobody"]) == 1
    assert main(["revoke", "aaaaaaaa", "--org", shop.brand_slug]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "scopes" in said.err
