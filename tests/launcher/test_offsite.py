"""The nightly backup leaves the machine sealed, is tried, is kept by its names, and is told when old."""

import dataclasses
import errno
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from savoir.config.environment import Environment
from savoir.config.launcher import backup, offsite, sealing
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.findings import Health

NIGHT = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)  # a Sunday, and the first of a month


@pytest.fixture
def house(shared_cluster: Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """A home with a photo, a key, and a mounted disk."""
    (folder / "disk").mkdir()
    monkeypatch.setenv(offsite.TARGET, str(folder / "disk"))
    monkeypatch.setenv(offsite.KEY_FILE, str(folder / "key"))
    home = shared_cluster.places.home
    (home / "media").mkdir(exist_ok=True)
    (home / "media" / "photo.jpg").write_text("a canary of the shop")
    for note in (offsite.STATUS, offsite.FAILED):
        (home / note).unlink(missing_ok=True)
    return dataclasses.replace(Environment(), home=home)


def test_what_arrives_is_sealed_and_opens_to_a_dump(house: Environment, folder: Path) -> None:
    key = offsite.make_key(folder / "key")
    carried = offsite.run(house, now=NIGHT)
    disk = {path.name: path for path in (folder / "disk").iterdir()}
    assert sorted(disk) == sorted(carried.names)
    assert {name.split(".")[0] for name in disk} == {"savoir-day-7", "savoir-week-1", "savoir-month-11"}
    assert all(b"PGDMP" not in path.read_bytes() for path in disk.values())
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in disk.values())
    sealing.unseal(disk["savoir-day-7.dump.sealed"], folder / "opened", key)
    assert (folder / "opened").read_bytes().startswith(b"PGDMP")
    assert list(house.home.glob("backup*")) == [house.home / offsite.STATUS]


def test_the_doctor_tells_its_age(house: Environment, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offsite.backup_finding(house.home, now=NIGHT).health is Health.BROKEN
    offsite.make_key(folder / "key")
    offsite.run(house, now=NIGHT)
    ages = {
        timedelta(hours=1): Health.OK,
        timedelta(hours=30): Health.WARNING,
        timedelta(days=3): Health.BROKEN,
    }
    for age, health in ages.items():
        assert offsite.backup_finding(house.home, now=NIGHT + age).health is health
    monkeypatch.delenv(offsite.TARGET)
    assert "No backup leaves" in offsite.backup_finding(house.home, now=NIGHT).sentence


@pytest.mark.parametrize(
    ("target", "words"),
    [("/nowhere/at/all", "mounted"), ("ftp://x", "begins with"), ("command:false", "failed"), ("", "missing"),
     ("command:/no/such/program {file}", "can't be run")],
)  # fmt: skip
def test_a_night_that_failed_is_told_at_once(
    house: Environment, folder: Path, monkeypatch: pytest.MonkeyPatch, target: str, words: str
) -> None:
    offsite.make_key(folder / "key")
    monkeypatch.setenv(offsite.TARGET, target)
    with pytest.raises(LauncherFault, match=words):
        offsite.run(house, now=NIGHT)
    assert not (house.home / offsite.STATUS).exists()
    assert words in json.loads((house.home / offsite.FAILED).read_text())["why"]


def test_a_night_that_failed_is_red_although_the_one_before_is_young(
    house: Environment, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offsite.make_key(folder / "key")
    offsite.run(house, now=NIGHT)
    monkeypatch.setenv(offsite.TARGET, "command:sh -c 'printf \"two\\nlines\" >&2; false'")
    later = NIGHT + timedelta(hours=20)
    with pytest.raises(LauncherFault):
        offsite.run(house, now=later)
    found = offsite.backup_finding(house.home, now=later)
    assert found.health is Health.BROKEN
    assert "The one of 2026-11-01 22:30 UTC failed: sh failed: two lines The last" in found.sentence
    assert "The last backup left 20 hours ago" in found.sentence
    monkeypatch.setenv(offsite.TARGET, str(folder / "disk"))
    offsite.run(house, now=later)
    assert offsite.backup_finding(house.home, now=later).health is Health.OK


def test_a_disk_that_takes_nothing_is_named_and_keeps_what_it_had(
    house: Environment, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    offsite.make_key(folder / "key")
    (folder / "disk" / "savoir-day-7.dump.sealed").write_text("last week's")
    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(LauncherFault, match="disk does not take the backup: No space left on device"):
        offsite.run(house, now=NIGHT)
    assert [path.read_text() for path in (folder / "disk").iterdir()] == ["last week's"]
    assert not (house.home / offsite.STATUS).exists()


def test_a_command_carries_by_name(house: Environment, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offsite.make_key(folder / "key")
    monkeypatch.setenv(offsite.TARGET, f"command:cp {{file}} {folder}/disk/{{name}}")
    offsite.run(house, now=NIGHT + timedelta(days=1))
    assert sorted(path.name for path in (folder / "disk").iterdir()) == [
        "savoir-day-1.dump.sealed", "savoir-day-1.media.sealed",
    ]  # fmt: skip
    assert json.loads((house.home / offsite.STATUS).read_text())["target"] == "command"


def test_a_key_is_made_once(folder: Path) -> None:
    offsite.make_key(folder / "key")
    assert (folder / "key").stat().st_mode & 0o777 == 0o400
    with pytest.raises(LauncherFault, match="already"):
        offsite.make_key(folder / "key")


def test_a_backup_that_does_not_open_is_not_carried(
    house: Environment, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offsite.make_key(folder / "key")
    monkeypatch.setattr(sealing, "unseal", lambda source, target, key: target.write_bytes(b"other"))
    with pytest.raises(LauncherFault, match="did not open"):
        offsite.run(house, now=NIGHT)
    assert list((folder / "disk").iterdir()) == []


def test_names_keep_seven_days_five_weeks_twelve_months() -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(366)]
    names = {name for day in year for name in offsite.slots(day)}
    assert len(names) == 7 + 5 + 12
    assert backup.media_beside(Path("a")).name == "a.media.tar.gz"
