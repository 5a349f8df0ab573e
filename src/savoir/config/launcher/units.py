"""Which instance of web and worker is in service, and how the doctor says to start it."""

from pathlib import Path
from typing import Final

from savoir.kernel.values.saying import say

UNITS: Final = "etc/systemd/system"


def in_service(root: Path) -> str:
    """The instance of web and worker that is enabled: an update changes it. "a" at first."""
    return "b" if (root / UNITS / "multi-user.target.wants" / "savoir-web@b.service").is_symlink() else "a"


def way_to_start(part: str, *, is_production: bool, root: Path = Path("/")) -> str:
    """The command that starts `web` or `worker` again, and where a server says why it ended."""
    if not is_production:
        return say("Start it: savoir up")
    unit = f"savoir-{part}@{in_service(root)}"
    return say("Start it: systemctl start {unit}. Why it ended: journalctl -u {unit}", unit=unit)
