"""Another machine as the place of backups: tried before anything else, with a key of the service's own."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from savoir.config.launcher import targets
from savoir.config.launcher.faults import LauncherFault

THERE = "rsync:backup@elsewhere.example:/savoir"


class System:
    """Takes notes; `refuses`: the other machine does not take us."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.ran: list[str] = []
        self._refuses = refuses

    def __call__(self, step: Sequence[str]) -> None:
        self.ran.append(" ".join(step))
        if self._refuses and "rsync" in step:
            raise LauncherFault("rsync failed")


def test_another_machine_is_tried_with_a_key_of_the_services_own(tmp_path: Path) -> None:
    system = System()
    targets.reach(THERE, tmp_path, system)
    made, carried = [step for step in system.ran if step.startswith("runuser -u savoir -- ")]
    assert "ssh-keygen" in made
    assert carried.endswith(
        "/var/lib/savoir/.ssh/id_ed25519.pub backup@elsewhere.example:/savoir/savoir-tried"
    )
    assert "BatchMode=yes" in carried, "nobody sits at the terminal of a night"
    assert "accept-new" in carried, "what the machine shows at first is known afterwards"


def test_the_key_that_the_other_machine_knows_stays(tmp_path: Path) -> None:
    key = tmp_path / "var/lib/savoir/.ssh/id_ed25519"
    key.parent.mkdir(parents=True)
    key.write_text("a key")
    again = System()
    targets.reach(THERE, tmp_path, again)
    assert not any("ssh-keygen" in step for step in again.ran)


def test_a_machine_that_does_not_take_us_is_told_which_line_it_lacks(tmp_path: Path) -> None:
    key = tmp_path / "var/lib/savoir/.ssh/id_ed25519.pub"
    key.parent.mkdir(parents=True)
    key.write_text("ssh-ed25519 AAAA savoir\n")
    with pytest.raises(LauncherFault, match="authorized_keys:\n\nssh-ed25519 AAAA savoir\n"):
        targets.reach(THERE, tmp_path, System(refuses=True))


@pytest.mark.parametrize("target", ["rsync:host", "rsync:", "rsync:user@host:", "sftp:user@host:/x"])
def test_a_target_that_names_no_place_is_refused(target: str) -> None:
    with pytest.raises(LauncherFault):
        targets.check(target)
