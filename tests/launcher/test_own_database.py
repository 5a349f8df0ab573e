"""A PostgreSQL of the house's own: every word of its address counts, and one that is away is one sentence."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db.backends.base.base import NO_DB_ALIAS

from savoir.config import cli
from savoir.config.environment import DatabaseAddress, Environment
from savoir.config.launcher import database_checks, reaching
from savoir.config.postgres.base import DatabaseWrapper

_URL = "postgresql://savoir_app:mot%2Fde%40passe@base.example:6543/savoir?sslmode=verify-full&sslrootcert=/etc/ca.pem"


@pytest.fixture
def without_ssl() -> Iterator[int]:
    """The port of a server that answers the question for encryption with no, as one in the middle would."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=_refuse, args=[server], daemon=True).start()
        yield server.getsockname()[1]


def _refuse(server: socket.socket) -> None:
    while True:
        try:
            line, _from = server.accept()
        except OSError:
            return
        with line:
            line.recv(8)
            line.sendall(b"N")


def test_an_address_is_read_whole() -> None:
    address = DatabaseAddress.parse(_URL)
    assert (address.name, address.user, address.host, address.port) == (
        "savoir", "savoir_app", "base.example", "6543",
    )  # fmt: skip
    assert address.password == "mot/de@passe"
    assert dict(address.options) == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    assert "mot/de@passe" not in repr(address)


def test_a_folder_of_the_socket_is_a_host() -> None:
    address = DatabaseAddress.parse("postgresql://savoir_app:x@/savoir?host=/var/lib/savoir/run&port=5433")
    assert (address.host, address.port, address.options) == ("/var/lib/savoir/run", "5433", ())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:hunter2@base.example/savoir?sslmod=verify-full",
        "mysql://app:hunter2@base.example/savoir",
        "postgresql://app:hunter%2@base.example/savoir",
    ],
)
def test_what_is_no_address_is_said_without_its_password(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert cli.main(["invariants"]) == 1
    said = capsys.readouterr().err
    assert "DATABASE_URL" in said
    assert "sslmode=verify-full" in said
    assert "hunter" not in said


def test_django_opens_its_lines_by_every_word_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "savoir.config.postgres.base.settings", SimpleNamespace(ENVIRONMENT=Environment(database_url=_URL))
    )
    given = _wrapper().get_connection_params()
    assert (given["sslmode"], given["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert (given["host"], given["password"]) == ("base.example", "mot/de@passe")


def _wrapper() -> DatabaseWrapper:
    plain: dict[str, Any] = {
        "NAME": "", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}, "TIME_ZONE": None,
        "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False,
    }  # fmt: skip
    return DatabaseWrapper(plain, NO_DB_ALIAS)


@pytest.mark.parametrize("mode", ["require", "verify-full"])
def test_who_demands_encryption_speaks_to_nobody_without_it(
    without_ssl: int, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = Environment(database_url=f"postgresql://a:b@127.0.0.1:{without_ssl}/savoir?sslmode={mode}")
    with pytest.raises(psycopg.OperationalError, match="does not support SSL"):
        reaching.line(house)
    monkeypatch.setattr("savoir.config.postgres.base.settings", SimpleNamespace(ENVIRONMENT=house))
    with pytest.raises(Exception, match="does not support SSL"):
        _wrapper().connect()


@pytest.mark.parametrize("command", [["invariants"], ["db", "migrate"], ["apikey", "list"], ["up"]])
def test_a_database_that_is_away_is_one_sentence(
    home: Path, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("SAVOIR_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", f"postgresql://savoir_app:hunter2@127.0.0.1:{port}/savoir")
    assert cli.main(command) == 1
    said = capsys.readouterr().err
    assert said.startswith("savoir: Your database can't be reached: ")
    assert "savoir doctor" in said
    assert "Traceback" not in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("host", "is_encrypted", "options", "level", "word"),
    [
        ("/var/lib/savoir/run", False, (), "ok", "this machine"),
        ("localhost", False, (), "ok", "this machine"),
        ("base.example", False, (("sslmode", "disable"),), "broken", "in the clear"),
        ("base.example", True, (), "warning", "nobody checks"),
        ("base.example", True, (("sslmode", "require"),), "warning", "nobody checks"),
        ("base.example", True, (("sslmode", "verify-full"),), "ok", "proved who it is"),
    ],
)
def test_the_doctor_says_how_the_line_is_kept(
    host: str, is_encrypted: bool, options: tuple[tuple[str, str], ...], level: str, word: str
) -> None:
    line: Any = SimpleNamespace(pgconn=SimpleNamespace(ssl_in_use=is_encrypted))
    address = DatabaseAddress("savoir", "savoir_app", "x", host, "5432", options)
    found = database_checks.line_finding(line, address)
    assert (found.health.value, word in found.sentence) == (level, True)
