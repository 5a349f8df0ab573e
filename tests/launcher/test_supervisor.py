"""Web and worker under one parent: what dies comes back, what should end ends, nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from savoir.config.launcher.cluster import Cluster

SOURCE = Path(__file__).resolve().parents[2] / "src"
PART = """
import os, pathlib, signal, subprocess, sys
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    inner = subprocess.Popen(["sleep", "300"])
    pathlib.Path(sys.argv[1] + ".inner").write_text(str(inner.pid))
draft = pathlib.Path(sys.argv[1] + ".draft")
draft.write_text(str(os.getpid()))
draft.rename(sys.argv[1])
while True:
    signal.pause()
"""
SUPERVISE = """
import json, os, pathlib, sys
from savoir.config.launcher.supervisor import Part, Supervisor
plan = json.loads(sys.argv[1])
parts = [Part(name, command, dict(os.environ)) for name, command in plan["parts"]]
ready = lambda: all(pathlib.Path(path).exists() for path in plan["files"])
sys.exit(Supervisor(parts).run(ready, lambda: print("welcome", flush=True), plan["seconds"]))
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def supervise(folder: Path) -> Iterator[Start]:
    """Starts a supervisor with parts `web` and `worker`, which write their pid into the folder."""
    started: list[subprocess.Popen[str]] = []

    def start(
        *words: str, files: tuple[str, ...] = ("web", "worker"), seconds: float = 20
    ) -> subprocess.Popen[str]:
        parts = [
            (name, [sys.executable, "-c", PART, str(folder / name), *words]) for name in ("web", "worker")
        ]
        plan = json.dumps(
            {"parts": parts, "files": [str(folder / name) for name in files], "seconds": seconds}
        )
        environment = os.environ | {"PYTHONPATH": str(SOURCE)}
        child = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, plan], env=environment, stdout=subprocess.PIPE, text=True
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.kill()
        child.communicate()


def pid_in(path: Path) -> int:
    return int(path.read_text())


def welcomed(supervisor: subprocess.Popen[str]) -> bool:
    assert supervisor.stdout is not None
    return supervisor.stdout.readline() == "welcome\n"


def test_a_killed_part_comes_back_and_the_other_is_not_disturbed(
    supervise: Start, folder: Path, eventually: Callable
) -> None:
    supervisor = supervise()
    assert welcomed(supervisor)
    web, worker = pid_in(folder / "web"), pid_in(folder / "worker")
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: pid_in(folder / "worker") != worker)
    assert pid_in(folder / "web") == web
    assert supervisor.poll() is None


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_signal_ends_everything_cleanly(
    supervise: Start, folder: Path, is_gone: Callable, number: signal.Signals
) -> None:
    supervisor = supervise()
    assert welcomed(supervisor)
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=20) == 0
    assert is_gone(pid_in(folder / "web"))
    assert is_gone(pid_in(folder / "worker"))


@pytest.mark.long
def test_a_second_signal_ends_even_a_stubborn_part_and_its_children(
    supervise: Start, folder: Path, is_gone: Callable, eventually: Callable
) -> None:
    supervisor = supervise("stubborn")
    assert welcomed(supervisor)
    supervisor.terminate()
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(timeout=15) == 0
    for name in ("web", "worker", "web.inner", "worker.inner"):
        eventually(lambda name=name: is_gone(pid_in(folder / name)))


@pytest.mark.long
@pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel tells children of a killed parent on Linux only"
)
def test_a_killed_supervisor_leaves_no_orphan(
    supervise: Start, folder: Path, is_gone: Callable, eventually: Callable
) -> None:
    supervisor = supervise()
    assert welcomed(supervisor)
    supervisor.kill()
    supervisor.wait()
    for name in ("web", "worker"):
        eventually(lambda name=name: is_gone(pid_in(folder / name)))


def test_what_never_gets_ready_ends_with_a_sentence(
    supervise: Start, folder: Path, is_gone: Callable
) -> None:
    supervisor = supervise(files=("web", "worker", "never"), seconds=1.5)
    words, _ = supervisor.communicate(timeout=20)
    assert supervisor.returncode == 1
    assert "did not answer" in words
    assert is_gone(pid_in(folder / "web"))


OWN = """
import sys, pathlib, dataclasses, signal
from savoir.config.environment import Environment
from savoir.config.launcher import running
with running.database(dataclasses.replace(Environment(), home=pathlib.Path(sys.argv[1]))):
    print("up", flush=True)
    sys.stdin.readline()
"""


def own(home: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", OWN, str(home)],
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "up\n"
    return child


@pytest.mark.long
def test_the_database_ends_with_the_command_that_started_it_even_killed(
    home: Path, eventually: Callable
) -> None:
    cluster = Cluster(home)
    owner = own(home)
    assert cluster.is_running()
    owner.kill()
    owner.communicate()
    eventually(lambda: not cluster.is_running())


@pytest.mark.long
def test_a_database_that_ran_before_stays(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start()
    guest = own(home)
    guest.communicate("\n")
    assert guest.returncode == 0
    assert cluster.is_running()
