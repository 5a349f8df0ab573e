"""`savoir update` under load, with the units of this tree and real processes: no request is refused."""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from savoir.cases.models import Case
from savoir.config.launcher import ports, update
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.this_machine import ThisMachine
from savoir.kernel.tenancy import organization_block
from tests.api.programs import new_key
from tests.databases import ROOT
from tests.faults import fake_systemd, nemesis, releases
from tests.faults.worlds import DAY, broken
from tests.shop import Shop, make_shop, sell

pytestmark = [pytest.mark.long, pytest.mark.concurrency]
PATIENCE = 120.0
UNITS = ("savoir-web@a", "savoir-worker@a", "savoir-web@b", "savoir-worker@b")
BROKEN = 'raise RuntimeError("this release does not load")\n'


def script(path: Path, *lines: str) -> None:
    """A command of a release, or of the machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)


def make_release(folder: Path, *, is_broken: bool = False) -> Path:
    """A program that loads `savoir` from its own folder; its tables are those of the former one."""
    for name in ("env", "savoir-as-service"):
        script(folder / "bin" / name, "exit 0")
    here = '"$(cd -P "$(dirname "$0")/../.." && pwd -P)"'
    script(folder / "bin" / "env", f"mkdir -p {folder}/.venv", 'cp -r "$(dirname "$0")/../venv/." '
           '"$(dirname "$0")/../.venv/"')  # fmt: skip
    script(folder / "venv" / "bin" / "python", f'PYTHONPATH={here} exec {sys.executable} "$@"')
    shutil.copytree(ROOT / "src" / "savoir", folder / "savoir", ignore=shutil.ignore_patterns("__pycache__"))
    if is_broken:
        urls = folder / "savoir" / "config" / "urls.py"
        assert urls.is_file(), "a file nobody reads breaks nothing"
        urls.write_text(BROKEN)
    return folder


@pytest.fixture
def shop(own_database: str) -> Shop:
    """A shop of real commits."""
    return make_shop()


@pytest.fixture
def server(
    shop: Shop, own_database: str, template: tuple[Cluster, str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:  # fmt: skip
    """The first release in service behind a link, as instance a of web and worker."""
    first = make_release(tmp_path / "savoir-releases" / "first")
    shutil.copytree(first / "venv", first / ".venv")
    (tmp_path / "savoir").symlink_to(first)
    for name in ("state", "home", "path"):
        (tmp_path / name).mkdir()
    told = nemesis.environment(template[0], tmp_path / "home", own_database) | {
        "SAVOIR_API_RATE": "1000000", "SAVOIR_DB_ROLE": "app", "STATE": str(tmp_path / "state"),
        "UNITS": str(ROOT / "deploy" / "systemd"), "LINK": str(tmp_path / "savoir"),
        "PORT": str(ports.any_free_port()),
    }  # fmt: skip
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    command = f'PYTHONPATH={ROOT / "src"}:{ROOT} exec {sys.executable} -m tests.faults.fake_systemd "$@"'
    script(tmp_path / "path" / "systemctl", command)
    monkeypatch.setenv("PATH", f"{tmp_path}/path:{os.environ['PATH']}")
    subprocess.run(["systemctl", "enable", "--now", *UNITS[:2]], check=True)
    yield tmp_path
    subprocess.run(["systemctl", "stop", *UNITS], check=True)


def lines_of(shop: Shop, how_many: int) -> list[int]:
    """What was sold and may be asked back: each line by one call only."""
    delivered = datetime.now(UTC) - 3 * DAY
    with organization_block(shop.org_id):
        sales = [sell(shop, lines=50, delivered_at=delivered) for _ in range(how_many // 50)]
    return [line for sale in sales for line in sale.line_ids]


def nothing() -> None:
    """Meanwhile."""


def updated(server: Path, source: Path) -> update.Updated:
    """The update, as the command does it."""
    machine = ThisMachine("localhost", int(os.environ["PORT"]))
    return update.update(
        str(source), link=server / "savoir", machine=machine, home=server / "home", wait_seconds=PATIENCE,
        say=lambda words: None,
    )  # fmt: skip


@pytest.fixture
def callers(shop: Shop, server: Path) -> Iterator[releases.Callers]:
    """Programs that open cases without pause, by a connection each, never trying again."""
    port = int(os.environ["PORT"])
    ours = releases.Callers(port, new_key(shop), lines_of(shop, 6000))
    nemesis.wait_until(lambda: ports.served_by(port, "localhost", "/entree/") == "a", PATIENCE, nothing)
    ours.begin(2)
    nemesis.wait_until(lambda: ours.heard("a") > 10, PATIENCE, nothing)
    yield ours
    ours.end()


def in_service(server: Path) -> set[str]:
    """Units that run."""
    return {unit for unit in UNITS if fake_systemd.pid_of(unit, server / "state")}


def test_a_later_release_takes_over_and_no_request_is_refused(
    shop: Shop, server: Path, callers: releases.Callers, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    told = updated(server, make_release(server / "later"))
    took, heard = time.monotonic() - began, callers.heard("b")
    nemesis.wait_until(lambda: callers.heard("b") >= heard + 20, PATIENCE, nothing)
    callers.end()
    with capsys.disabled():
        sys.stdout.write(f"\nsavoir update: {took:.1f} s; {callers.told()}\n")
    assert (told.went_back, in_service(server)) == (False, {"savoir-web@b", "savoir-worker@b"})
    assert (callers.failed, callers.heard("a") > 10) == (Counter(), True)
    with organization_block(shop.org_id):
        assert Counter(Case.objects.values_list("reference", flat=True)) == Counter(callers.opened)
    assert broken(shop, datetime.now(UTC)) == {}


def test_a_release_that_does_not_load_is_never_asked_and_the_former_one_goes_on(
    server: Path, callers: releases.Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "PATIENCE", 12.0)
    told = updated(server, make_release(server / "later", is_broken=True))
    heard = callers.heard("a")
    nemesis.wait_until(lambda: callers.heard("a") >= heard + 10, 60.0, nothing)
    callers.end()
    assert (told.went_back, (server / "savoir").resolve().name) == (True, "first")
    assert in_service(server) == {"savoir-web@a", "savoir-worker@a"}
    assert (callers.failed, callers.heard("b")) == (Counter(), 0)
