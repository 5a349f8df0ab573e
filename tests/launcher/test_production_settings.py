"""The settings of a production, as `deploy/savoir.env.sample` gives them, in Django's own judgment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("SAVOIR_", "DATABASE_", "DJANGO_")  # what other tests of this process set is none of a production's
KEY = "N8uVvJ0mWqk3cZ1yT6bXfR4hLs7pGd2eQa9iKoUw5tMxEnBjCrHgFzYlPvDsA"


def sample() -> dict[str, str]:
    """What the sample sets."""
    lines = (ROOT / "deploy" / "savoir.env.sample").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def checked(folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """`savoir manage check --deploy` on the sample's machine, where a warning of Python is a fault too."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    told = sample() | {"SAVOIR_HOME": str(folder / "home"), "SAVOIR_SECRET_KEY": KEY} | given
    command = [sys.executable, "-W", "error", "-m", "savoir.config.cli"]
    command += ["manage", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(
        command,
        env=kept | told | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_production_is_checked_without_a_warning(folder: Path) -> None:
    done = checked(folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "no issues (0 silenced)" in done.stdout
    assert not (folder / "home").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SAVOIR_SECRET_KEY": ""}, "security.W009"),
        pytest.param({"SAVOIR_SECRET_KEY": "short"}, "security.W009", marks=pytest.mark.long),
        pytest.param({"SAVOIR_MODE": "demo"}, "security.W012", marks=pytest.mark.long),
    ],
)
def test_the_check_sees_what_is_no_production(folder: Path, given: dict[str, str], said: str) -> None:
    done = checked(folder, **given)
    assert done.returncode != 0
    assert said in done.stderr + done.stdout
