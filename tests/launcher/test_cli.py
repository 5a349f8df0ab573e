"""The `savoir` command speaks plainly: one sentence, a status, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from savoir.config import cli
from savoir.config.launcher import delegate
from savoir.config.launcher.cluster import Cluster


@pytest.fixture(autouse=True)
def _own_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAVOIR_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_the_database_is_started_told_and_stopped(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["db", "status"]) == 1
    assert cli.main(["db", "start"]) == 0
    assert Cluster(home).is_running()
    assert cli.main(["db", "status"]) == 0
    assert cli.main(["db", "stop"]) == 0
    assert not Cluster(home).is_running()
    words = capsys.readouterr().out
    assert "PostgreSQL 18 runs" in words
    assert str(home) in words


@pytest.mark.parametrize("command", ["start", "stop", "status"])
def test_the_embedded_database_is_left_alone_when_another_is_named(
    home: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.example/savoir")
    assert cli.main(["db", command]) == 1
    assert "DATABASE_URL names a database of yours" in capsys.readouterr().err
    assert not home.exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused_before_anything_starts(home: Path, port: str) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["up", "--port", port])
    assert refused.value.code == 2
    assert not home.exists()


def test_an_impossible_setting_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SAVOIR_MODE", "holiday")
    assert cli.main(["db", "start"]) == 1
    assert "SAVOIR_MODE" in capsys.readouterr().err
    assert not home.exists()


def test_a_backup_file_that_is_not_there_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["db", "restore", str(home / "absent.dump")]) == 1
    assert "absent.dump" in capsys.readouterr().err


def test_a_second_up_in_the_same_home_names_the_first(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hold = "import dataclasses, pathlib, sys; from savoir.config.environment import Environment; " + (
        "from savoir.config.launcher.running import sole\n"
        "with sole(dataclasses.replace(Environment(), home=pathlib.Path(sys.argv[1]))):\n"
        "    print('held', flush=True); sys.stdin.readline()"
    )
    source = str(Path(cli.__file__).resolve().parents[2])
    first = subprocess.Popen(
        [sys.executable, "-c", hold, str(home)],
        env=os.environ | {"PYTHONPATH": source},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    assert cli.main(["db", "restore", str(home / "any.dump")]) == 1
    assert f"pid {first.pid}" in capsys.readouterr().err
    first.communicate("\n")
    assert not (home / "data").exists()


def test_every_delegated_command_has_a_module_name_that_python_can_import() -> None:
    for command in cli.DELEGATED:
        assert delegate.module_name(command).rsplit(".", 1)[1].isidentifier()
    assert delegate.module_name("import") == "savoir.commands.import_"
