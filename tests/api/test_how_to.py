"""The commands of `docs/how-to/use-the-api.md`, run in their order."""

import json
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from savoir.commands.apikey import main
from savoir.kernel.tenancy import organization_block
from tests.shop import Shop, sell

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "use-the-api.md"
BLOCKS = re.compile(r"```bash\n(.*?)```", re.DOTALL)


def commands() -> list[str]:
    """Every command of the page, a continued line joined to the one before."""
    lines = "\n".join(BLOCKS.findall(PAGE.read_text(encoding="utf-8"))).replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("export")]


def curl(command: str, token: str) -> HttpResponse:
    """The request a curl command would send."""
    words = shlex.split(command.replace("$SAVOIR_KEY", token).replace("$SAVOIR", "http://testserver"))
    headers = dict(words[i + 1].split(": ", 1) for i, word in enumerate(words) if word == "-H")
    address = urlsplit(next(word for word in words if word.startswith("http")))
    if "-d" in words:
        sent = words[words.index("-d") + 1]
        kind = headers.pop("Content-Type")
        return Client().post(address.path, sent, content_type=kind, headers=headers)
    return Client().get(address.path, parse_qs(address.query), headers=headers)


def filled(command: str, known: dict[str, str]) -> str:
    """The command with what earlier answers said."""
    for name, value in known.items():
        command = command.replace(name, value)
    return command


def test_the_page_works_as_written(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with organization_block(shop.org_id):
        sell(shop, number="AL-24018")
    make, *asked = commands()
    assert main([*shlex.split(make)[2:], "--org", shop.brand_slug]) == 0
    token, known = capsys.readouterr().out.strip(), dict[str, str]()

    answers: list[Any] = []
    for command in asked:
        response = curl(filled(command, known), token)
        assert response.status_code in (200, 201), (command, response.content)
        answers.append(json.loads(response.content))
        if "/orders/" in command:
            known["LINE"] = str(answers[-1]["orders"][0]["lines"][0]["id"])
        if "/preview" in command:
            known["DIGEST"] = next(p["digest"] for p in answers[-1]["plans"] if p["remedy"] == "refund")

    _order, _preview, opened, listed, events = answers
    assert [case["number"] for case in listed["cases"]] == [opened["case"]["number"]]
    assert opened["accepted"]["refunds"]
    assert set(events) == {"events", "next", "more"}
