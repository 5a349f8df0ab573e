"""A server as the book installs it: behind a link, updated by its own commands, asked as the proxy asks."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from savoir.config import cli, server_commands
from savoir.config.instances import HEADER
from savoir.config.launcher import ports, units, update
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.this_machine import ThisMachine
from savoir.config.service import ENTRANCE

SITE = "sav.lenoir.example"
TREE = server_commands.CLONE
INSTALL = ("install", "--no-systemctl", "--domain", SITE, "--mail-domain", "lenoir.example",
           "--smtp-url", "smtp://smtp.lenoir.example:587", "--backup-target", "/mnt/backup")  # fmt: skip


def _script(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(("#!/bin/sh", *lines, "")))
    path.chmod(0o755)


def _release(folder: Path, log: Path) -> Path:
    """A release with our `bin/savoir` and samples; what an update calls of it writes down that it was."""
    (folder / "bin").mkdir(parents=True)
    shutil.copy(TREE / "bin" / "savoir", folder / "bin")
    shutil.copytree(TREE / "deploy", folder / "deploy")
    for name in ("env", "savoir-as-service"):
        _script(folder / "bin" / name, f'echo "$0 $*" >> {log}')
    _script(folder / ".venv" / "bin" / "python", f'exec {sys.executable} "$@"')
    return folder


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """`opt/savoir` is a link to the first release, as the page on installing says; systemctl takes notes."""
    _release(tmp_path / "opt" / "savoir-releases" / "first", tmp_path / "log")
    (tmp_path / "opt" / "savoir").symlink_to(tmp_path / "opt" / "savoir-releases" / "first")
    _script(tmp_path / "path" / "systemctl", f'echo "systemctl $*" >> {tmp_path}/log',
            f'[ "$1" != is-active ] || [ ! -e {tmp_path}/no-worker ] || exit 1',
            '[ "$1" != is-enabled ] || [ "$3" = savoir-web@a ]')  # fmt: skip
    monkeypatch.setenv("PATH", f"{tmp_path}/path:{os.environ['PATH']}")
    return tmp_path


class _Site(BaseHTTPRequestHandler):
    """Answers 200 at the entrance, under its name and over https; 400 to whoever asks otherwise."""

    def do_GET(self) -> None:
        asked = (self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"])
        self.send_response(200 if asked == (ENTRANCE, SITE, "https") else 400)
        self.send_header(HEADER, "b")
        self.end_headers()

    def log_message(self, *_given: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[int]:
    with HTTPServer((ports.HOST, 0), _Site) as web:
        thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield web.server_port
        web.shutdown()
        thread.join()


@pytest.mark.parametrize("called", ["opt/savoir", "opt/savoir-releases/first"])
def test_units_name_the_link_however_it_was_called(server: Path, called: str) -> None:
    command = [str(server / called / "bin" / "savoir"), *INSTALL, "--root", str(server / "root")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for unit in (server / "root" / units.UNITS).glob("*.service"):
        words = unit.read_text()
        assert f"WorkingDirectory={server}/opt/savoir\n" in words
        assert "savoir-releases" not in words
    assert "savoir-releases" not in done.stdout


def test_an_environment_names_the_release_and_not_the_link() -> None:
    """Else the former release runs the new program on the way back."""
    script = (TREE / "bin" / "env").read_text()
    first = next(line for line in script.splitlines() if line.startswith("root="))
    assert "cd -P" in first
    assert "pwd -P" in first


def test_what_root_installs_is_compiled_for_the_user_who_runs_it(tmp_path: Path) -> None:
    """He can't write beside the sources: each start took three times the work (5.9 s instead of 2.0)."""
    script = (TREE / "bin" / "env").read_text()
    body = script.split("compile_programs() {", 1)[1].split("\n}", 1)[0].split("\n", 1)[1]
    for folder in ("packages", "src"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "word.py").write_text("x = 1\n")
    (tmp_path / "packages" / "template.py").write_text("{{ not python }} !\n")
    told = f"venv={Path(sys.executable).parents[1]} root={tmp_path}; set -eu -- {tmp_path}/packages\n{body}"
    subprocess.run(["sh", "-c", told], check=True)
    assert len(list(tmp_path.rglob("word.*.pyc"))) == 2, "and what is no program stops nothing"


def _as_called(server: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> Callable[[], int]:
    """`savoir update SOURCE` on this server, without a word of where its link lies."""
    settings = server / "savoir.env"
    settings.write_text(f"SAVOIR_BASE_URL='https://{SITE}'\n")
    source = _release(server / "source", server / "log")
    (server / "home").mkdir()
    monkeypatch.setenv("SAVOIR_ROOT", str(server / "opt" / "savoir"))
    monkeypatch.setenv("SAVOIR_HOME", str(server / "home"))
    monkeypatch.setattr(update, "LOOKS", 1)
    monkeypatch.setattr(server_commands, "ThisMachine", partial(ThisMachine, port=port))
    return lambda: cli.main(["update", str(source), "--settings", str(settings)])


def test_an_update_switches_the_link_that_the_units_name(
    server: Path, site: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _as_called(server, monkeypatch, site)() == 0
    new = (server / "opt" / "savoir").resolve()
    assert (new.parent, new.name == "first") == (server / "opt" / "savoir-releases", False)
    assert (server / "log").read_text().splitlines() == [
        f"{new}/bin/env ", "systemctl start savoir-backup",
        f"{new}/bin/savoir-as-service db migrate",
        f"{new}/bin/savoir-as-service manage collectstatic --no-input",
        "systemctl is-enabled --quiet savoir-web@a",
        "systemctl restart savoir-web@b savoir-worker@b",
        "systemctl is-active --quiet savoir-worker@b",
        "systemctl enable savoir-web@b savoir-worker@b",
        "systemctl disable --now savoir-web@a savoir-worker@a",
    ]  # fmt: skip


def test_a_page_that_does_not_come_or_a_dead_worker_is_not_well(server: Path, site: int) -> None:
    machines = [
        ThisMachine(SITE, site),
        ThisMachine("localhost", site),
        ThisMachine(SITE, ports.any_free_port()),
    ]
    for machine in machines:
        machine.begin()
    assert [machine.is_healthy() for machine in machines] == [True, False, False], "400; nobody listens"
    assert [machine.serves() for machine in machines] == [True, False, False]
    (server / "no-worker").touch()
    assert not machines[0].is_healthy()
    assert not machines[0].serves()


def test_an_answer_of_the_former_one_says_nothing_of_the_later_one(server: Path, site: int) -> None:
    """Both listen at the port: the site of this test says that it is b, and here b is in service."""
    machine = ThisMachine(SITE, site)
    log = server / "log"
    _script(server / "path" / "systemctl", f'echo "systemctl $*" >> {log}',
            '[ "$1" != is-enabled ] || [ "$3" = savoir-web@b ]')  # fmt: skip
    machine.begin()
    assert (machine.is_healthy(), machine.serves()) == (False, True)
    log.unlink()
    machine.take_back()
    assert log.read_text().splitlines() == [
        "systemctl enable --now savoir-web@b savoir-worker@b",
        "systemctl disable --now savoir-web@a savoir-worker@a",
    ], "the former one is seen to run before the later one ends"


def test_a_command_that_fails_is_named_and_claims_nothing(server: Path) -> None:
    _script(server / "path" / "systemctl", "exit 1")
    with pytest.raises(LauncherFault, match="run savoir install once"):
        ThisMachine(SITE).begin()
    with pytest.raises(LauncherFault, match=r"'systemctl start savoir-backup' failed: see above\.$"):
        ThisMachine(SITE).save(server)
    with pytest.raises(LauncherFault, match="can't be run"):
        ThisMachine(SITE).prepare(server / "nowhere")


def test_a_plain_clone_is_what_it_is(tmp_path: Path) -> None:
    assert update.link_of(tmp_path) == tmp_path
    (tmp_path / "a-releases" / "one").mkdir(parents=True)
    assert update.link_of(tmp_path / "a-releases" / "one") == tmp_path / "a-releases" / "one"
