"""One update: the new program beside the old one; whatever fails, something answers."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from savoir.config.launcher import doctor, update
from savoir.config.launcher.faults import LauncherFault


class Machine:
    """A machine of the test: does what it is told, fails where it is told, notes the order."""

    def __init__(
        self, link: Path, *, fails: tuple[str, ...] = (), heals: frozenset[str] = frozenset({"old", "new"})
    ) -> None:
        self.link, self.fails, self.heals = link, fails, heals
        self.ran: list[str] = []
        self.running = ["old"]

    def _do(self, word: str) -> None:
        self.ran.append(word)
        if word in self.fails:
            raise LauncherFault(f"{word} failed")

    def prepare(self, release: Path) -> None:
        self._do("prepare")

    def save(self, release: Path) -> None:
        self._do("save")

    def migrate(self, release: Path) -> None:
        self._do("migrate")

    def collect(self, release: Path) -> None:
        self._do(f"collect {(release / 'version').read_text()}")

    def begin(self) -> None:
        self._do(f"begin {self.named}")
        self.running.append(self.named)

    def hand_over(self) -> None:
        self._do("hand over")
        self.running.pop(0)

    def drop_later(self) -> None:
        del self.running[1:]

    def take_back(self) -> None:
        self._do(f"take back {self.named}")
        self.running = [self.named]

    @property
    def named(self) -> str:
        """What the services would begin now."""
        return (self.link / "version").read_text()

    @property
    def runs(self) -> str:
        """What is in service."""
        return " and ".join(self.running)

    def is_healthy(self) -> bool:
        assert len(self.running) == 2, "the former one serves while the later one is asked"
        return self.running[-1] in self.heals

    def serves(self) -> bool:
        return self.running[0] in self.heals


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A server whose first release is in service; a newer program lies ready."""
    for name, version in (("savoir-releases/first", "old"), ("new", "new")):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "version").write_text(version)
    (tmp_path / "new" / ".venv").mkdir()
    (tmp_path / "home").mkdir()
    (tmp_path / "savoir").symlink_to(tmp_path / "savoir-releases" / "first")
    return tmp_path


def _update(
    server: Path, machine: Machine, say: Callable[[str], None] = lambda words: None
) -> update.Updated:
    return update.update(
        str(server / "new"), link=server / "savoir", machine=machine, home=server / "home", wait_seconds=0.0,
        say=say, pause=lambda seconds: None,
    )  # fmt: skip


def test_the_new_program_runs_after_a_backup(server: Path) -> None:
    machine = Machine(server / "savoir")
    told = _update(server, machine)
    assert (machine.ran, machine.runs, told.went_back) == (
        ["prepare", "save", "migrate", "collect new", "begin new", "hand over"], "new", False,
    )  # fmt: skip
    assert not (server / "savoir" / ".venv").exists()
    assert (server / "savoir-releases" / "first").is_dir()
    assert told.after in (server / "home" / update.NOTE).read_text()


@pytest.mark.parametrize("step", ["prepare", "save", "migrate", "collect new"])
def test_what_fails_before_the_switch_changes_nothing_that_runs(server: Path, step: str) -> None:
    machine = Machine(server / "savoir", fails=(step,))
    with pytest.raises(LauncherFault, match=rf"{step} failed\. Nothing was switched"):
        _update(server, machine)
    assert machine.runs == "old"
    assert ("collect old" in machine.ran) == (step == "collect new"), "its list of files is its own again"
    assert not any(word.startswith("begin") for word in machine.ran)
    assert [path.name for path in (server / "savoir-releases").iterdir()] == ["first"]


@pytest.mark.parametrize("trouble", ["silent", "begin new", "hand over"])
def test_a_release_that_does_not_answer_goes_back(server: Path, trouble: str) -> None:
    heals = frozenset({"old", "new"} if trouble == "hand over" else {"old"})
    machine = Machine(server / "savoir", fails=(trouble,), heals=heals)
    told = _update(server, machine)
    assert (told.went_back, machine.runs, machine.ran[-2:]) == (True, "old", ["collect old", "take back old"])
    assert ("hand over" in machine.ran) == (trouble == "hand over"), "the former one is never ended before"


def test_a_worker_that_dies_again_and_again_is_not_well(server: Path) -> None:
    """Whenever it was just started again it seems to run."""

    class Flapping(Machine):
        asked = 0

        def is_healthy(self) -> bool:
            self.asked += 1
            return self.asked % update.LOOKS != 0

    machine = Flapping(server / "savoir")
    assert (_update(server, machine).went_back, machine.runs) == (True, "old")


@pytest.mark.parametrize("fails", [(), ("begin new", "collect old", "take back old")])
def test_when_neither_answers_the_way_out_is_said(server: Path, fails: tuple[str, ...]) -> None:
    machine = Machine(server / "savoir", fails=fails, heals=frozenset())
    with pytest.raises(LauncherFault, match="db restore") as said:
        _update(server, machine)
    assert "Nothing was switched" not in str(said.value)
    assert machine.ran[-1] == "take back old"
    assert "neither" in doctor.update_finding(server / "home").sentence


def test_a_disk_that_is_full_leaves_no_half_release(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: Path, target: Path, **_given: object) -> None:
        target.mkdir()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(LauncherFault, match=r"No space left on device\. Nothing was switched"):
        _update(server, Machine(server / "savoir"))
    assert [path.name for path in (server / "savoir-releases").iterdir()] == ["first"]


def test_what_an_update_does_not_put_in_place_is_named(server: Path) -> None:
    for folder, words in (("savoir-releases/first", "old"), ("new", "new")):
        (server / folder / "deploy" / "systemd").mkdir(parents=True)
        (server / folder / "deploy" / "systemd" / "savoir-web@.service").write_text(words)
        (server / folder / "deploy" / "systemd" / "savoir-worker@.service").write_text("same")
    said: list[str] = []
    _update(server, Machine(server / "savoir"), said.append)
    changed = [words for words in said if words.startswith("Changed")]
    assert ["savoir-web@.service" in words for words in changed] == [True]


def test_three_releases_are_kept_the_running_ones_always(server: Path) -> None:
    for n in range(4):
        (server / "savoir-releases" / f"2020010{n}-000000").mkdir()
    told = _update(server, Machine(server / "savoir"))
    assert {path.name for path in (server / "savoir-releases").iterdir()} == {
        "first", told.after, "20200103-000000",
    }  # fmt: skip


def test_a_plain_clone_is_told_how_to_become_a_release(server: Path) -> None:
    (server / "savoir").unlink()
    (server / "savoir").mkdir()
    with pytest.raises(LauncherFault, match="ln -s"):
        _update(server, Machine(server / "savoir"))


def test_a_source_that_is_nowhere_changes_nothing(server: Path) -> None:
    machine = Machine(server / "savoir")
    with pytest.raises(LauncherFault, match="git clone failed"):
        update.update(
            str(server / "nowhere.git"), link=server / "savoir", machine=machine, home=server / "home",
            say=lambda words: None,
        )  # fmt: skip
    assert machine.ran == []
