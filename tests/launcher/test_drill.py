"""The demo shop is saved, its home destroyed, restored into a new one: everything is there."""

import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from savoir.config import drill
from savoir.config.environment import Environment
from savoir.config.launcher import backup, running, secret
from savoir.config.launcher.account import current_account
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.places import Places

pytestmark = pytest.mark.long


def _in_home(home: Path, *arguments: str) -> None:
    variables = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    variables |= {"SAVOIR_HOME": str(home), "SAVOIR_MODE": "demo"}
    done = subprocess.run(
        [sys.executable, *arguments], env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def demo() -> Iterator[Environment]:
    """The demo shop in a home of its own, its database running; both tests read the same one."""
    folder = Path(tempfile.mkdtemp(prefix="svd", dir="/tmp"))
    folder.chmod(0o755)
    home = folder / "home"
    environment = dataclasses.replace(Environment(), home=home)
    Cluster(home).start()
    secret.ensure_key(Places(home).key, current_account(home))
    _in_home(home, "-m", "savoir.config.cli", "db", "migrate")
    _in_home(
        home, "-m", "savoir.config.launcher.delegate", "demo", "--provider", "http://127.0.0.1:9",
        "--address", "http://localhost:8000",
    )  # fmt: skip
    yield environment
    Cluster(home).stop()
    shutil.rmtree(folder)


def test_a_restore_that_loses_rows_and_files_is_not_trusted(
    demo: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: when rows or a photo are missing in what came back, the drill says so."""
    real = backup.restore
    lost: list[Path] = []

    def lossy(environment: Environment, file: Path, *, replaces: bool) -> backup.Saved:
        saved = real(environment, file, replaces=replaces)
        Cluster(environment.home).run_sql("savoir", "DELETE FROM cases_attachment")
        lost.append(next(path for path in (environment.home / "media").rglob("*") if path.is_file()))
        lost[0].unlink()
        return saved

    monkeypatch.setattr(backup, "restore", lossy)
    drilled = drill.drill(demo, say=lambda words: None)
    assert any("cases_attachment" in fault for fault in drilled.faults)
    assert any(fault.endswith(f"{lost[0].name} did not come back") for fault in drilled.faults)
    assert drill.report(drilled) == 1


def test_saved_destroyed_restored_and_all_is_there(demo: Environment, folder: Path) -> None:
    drilled = drill.drill(demo, say=lambda words: None)
    assert drilled.faults == ()
    assert (drilled.tables > 40, drilled.rows > 1000, drilled.files > 3) == (True, True, True)
    assert drill.report(drilled) == 0

    file = folder / "kept.dump"
    backup.backup(demo, file)
    before = drill.counts(demo)
    Cluster(demo.home).stop()
    shutil.rmtree(demo.home)
    demo.home.mkdir()

    reborn = dataclasses.replace(demo, home=folder / "reborn")
    with running.database(reborn):
        backup.restore(reborn, file, replaces=False)
        assert drill.counts(reborn) == before
        _in_home(reborn.home, "-m", "savoir.config.cli", "invariants")
