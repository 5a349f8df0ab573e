"""What a drill says of the files that came back, while the shop goes on working."""

from pathlib import Path

import pytest

from savoir.config import drill


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """A home with two photos, and what came back of it: the same."""
    for home in ("here", "there"):
        (tmp_path / home / "media" / "1").mkdir(parents=True)
        for name in ("a.jpg", "b.jpg"):
            (tmp_path / home / "media" / "1" / name).write_text(name)
    return tmp_path / "here", tmp_path / "there"


def test_a_file_that_is_lost_or_altered_is_named(homes: tuple[Path, Path]) -> None:
    here, there = homes
    before = drill.digests(here)
    assert drill.compared_files(before, here, there) == []
    (there / "media" / "1" / "a.jpg").unlink()
    (there / "media" / "1" / "b.jpg").write_text("other")
    assert drill.compared_files(before, here, there) == [
        "file 1/a.jpg did not come back",
        "file 1/b.jpg did not come back as it was",
    ]


def test_without_any_file_back_each_one_is_missed(homes: tuple[Path, Path], tmp_path: Path) -> None:
    """An archive that was empty: nothing is there to be compared, and nothing is well."""
    here, _there = homes
    assert len(drill.compared_files(drill.digests(here), here, tmp_path / "nothing")) == 2


def test_what_came_or_went_meanwhile_is_no_fault(homes: tuple[Path, Path]) -> None:
    here, there = homes
    before = drill.digests(here)
    (here / "media" / "new.jpg").write_text("saved")
    (there / "media" / "new.jpg").write_text("saved")
    (here / "media" / "later.jpg").write_text("too late for this backup")
    (here / "media" / "1" / "a.jpg").unlink()
    (there / "media" / "1" / "a.jpg").unlink()
    (here / "media" / "1" / "b.jpg").unlink()
    assert drill.compared_files(before, here, there) == []
