"""The key that signs sessions: the operator's, else a random one that each home makes once and keeps."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from savoir.config import cli
from savoir.config.environment import Environment
from savoir.config.launcher import machine_checks, running, secret
from savoir.config.launcher.account import current_account
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.findings import Health
from savoir.config.launcher.places import Places

SOURCE = Path(__file__).resolve().parents[2] / "src"
SIGN = "from django.core.signing import dumps; print(dumps('somebody'))"
OPEN = "import sys; from django.core.signing import loads; print(loads(sys.argv[1]))"
MAKE = """
import sys
from savoir.config.environment import Environment
from savoir.config.launcher import running
sys.stdin.read(1)
running.ensure_key(Environment.read())
"""


def _environment(home: Path, **given: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SAVOIR_", "DATABASE_"))
    }
    ours = {"SAVOIR_HOME": str(home), "DJANGO_SETTINGS_MODULE": "savoir.config.settings"}
    return kept | ours | {"PYTHONPATH": str(SOURCE)} | given


def _python(home: Path, script: str, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """What a program of this home does that was just started."""
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(
        command, env=_environment(home, **given), capture_output=True, text=True, check=False
    )


@pytest.fixture
def kept(home: Path) -> Path:
    """A home that made its key."""
    running.ensure_key(Environment(home=home))
    return home


def test_a_home_makes_a_key_of_its_own_that_only_its_owner_reads(kept: Path, folder: Path) -> None:
    path = Places(kept).key
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_uid == current_account(kept).uid
    assert len(secret.read_key(path)) >= 50
    other = folder / "other"
    running.ensure_key(Environment(home=other))
    assert secret.read_key(Places(other).key) != secret.read_key(path)


def test_what_was_signed_is_known_after_a_restart(kept: Path) -> None:
    token = _python(kept, SIGN).stdout.strip()
    running.ensure_key(Environment(home=kept))
    assert _python(kept, OPEN, token).stdout.strip() == "somebody"


def test_nobody_signs_for_a_home_from_its_path(kept: Path, folder: Path) -> None:
    token = _python(kept, SIGN).stdout.strip()
    key = Places(kept).key
    key.unlink()
    running.ensure_key(Environment(home=kept))
    assert "BadSignature" in _python(kept, OPEN, token).stderr


@pytest.mark.long
def test_several_starts_at_once_agree_on_one_key(home: Path) -> None:
    home.mkdir()
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE],
            env=_environment(home),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for start in starts:
        assert start.stdin is not None
        start.stdin.write(b".")
        start.stdin.flush()
    assert [start.communicate()[1] for start in starts] == [b""] * 4
    assert [path.name for path in home.iterdir()] == ["secret_key"]
    assert len(secret.read_key(Places(home).key)) >= 50


@pytest.mark.long
def test_settings_are_read_without_a_key_but_nothing_is_signed(home: Path) -> None:
    assert _python(home, "import django; django.setup()").returncode == 0
    assert "SECRET_KEY setting must not be empty" in _python(home, SIGN).stderr
    assert not home.exists()


def test_the_operators_key_comes_first(kept: Path, folder: Path) -> None:
    token = _python(kept, SIGN, SAVOIR_SECRET_KEY="chosen").stdout.strip()
    assert "BadSignature" in _python(kept, OPEN, token).stderr
    assert _python(kept, OPEN, token, SAVOIR_SECRET_KEY="chosen").stdout.strip() == "somebody"
    running.ensure_key(Environment(home=folder / "given", secret_key="chosen"))
    assert not (folder / "given").exists()


def test_a_production_makes_no_key_and_starts_nothing_without_one(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LauncherFault, match="SAVOIR_SECRET_KEY is missing"):
        running.ensure_key(Environment(home=home, mode="production"))
    monkeypatch.setenv("SAVOIR_HOME", str(home))
    monkeypatch.setenv("SAVOIR_MODE", "production")
    monkeypatch.delenv("SAVOIR_SECRET_KEY", raising=False)
    assert cli.main(["up", "--port", "65531"]) == 1
    assert "openssl rand -base64 48" in capsys.readouterr().err
    assert not home.exists()


def test_a_production_ignores_the_key_of_a_home(kept: Path) -> None:
    assert "SECRET_KEY setting must not be empty" in _python(kept, SIGN, SAVOIR_MODE="production").stderr


def test_the_doctor_names_a_key_that_others_may_read(home: Path) -> None:
    demo = Environment(home=home)
    assert "first start" in machine_checks.secret_finding(demo).sentence
    assert not home.exists()
    running.ensure_key(demo)
    assert str(Places(home).key) in machine_checks.secret_finding(demo).sentence
    Places(home).key.chmod(0o644)
    finding = machine_checks.secret_finding(demo)
    assert finding.health is Health.BROKEN
    assert "chmod 600" in finding.sentence
    assert machine_checks.secret_finding(replace(demo, secret_key="chosen")).health is Health.OK
