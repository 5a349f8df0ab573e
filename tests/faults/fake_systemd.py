"""`systemctl` of a test: starts and ends what the units of this tree say, as processes of their own.

Told by its environment: UNITS (folder of units), LINK (what /opt/savoir is called here), PORT (for 8000) and
STATE (a folder: a file with the process id for each unit that runs, an empty one for each that is enabled).
The users and the walls around a service are systemd's own affair and not tried here.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

STATE = Path(os.environ.get("STATE", "."))
END_SECONDS = 60.0


def _read(unit: str) -> dict[str, list[str]]:
    """The lines of a unit by their names; `%i` is the instance."""
    name, _, instance = unit.partition("@")
    words = (Path(os.environ["UNITS"]) / f"{name}@.service").read_text(encoding="utf-8")
    words = words.replace("\\\n", " ").replace("%i", instance)
    words = words.replace("/opt/savoir", os.environ["LINK"]).replace("8000", os.environ["PORT"])
    told: dict[str, list[str]] = {}
    for line in words.splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            told.setdefault(key, []).append(value)
    return told


def pid_of(unit: str, state: Path = STATE) -> int:
    """The process of a unit, 0 when none lives: one that nobody has buried yet is dead."""
    try:
        pid = int((state / f"{unit}.pid").read_text())
        words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0
    return 0 if words[0] == "Z" else pid


def start(unit: str) -> None:
    """Start it, unless it runs. What is no instance (the backup) is done at once, and tried elsewhere."""
    if pid_of(unit) or "@" not in unit:
        return
    told = _read(unit)
    own = dict(word.split("=", 1) for line in told["Environment"] for word in line.split())
    with (STATE / "journal").open("ab") as journal:
        child = subprocess.Popen(
            told["ExecStart"][0].split(), env=os.environ | own, cwd=told["WorkingDirectory"][0],
            stdin=subprocess.DEVNULL, stdout=journal, stderr=journal, start_new_session=True,
        )  # fmt: skip
    (STATE / f"{unit}.pid").write_text(str(child.pid))


def stop(unit: str) -> None:
    """Ask it to end and wait; then not ask."""
    if (pid := pid_of(unit)) == 0:
        return
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + END_SECONDS
    while pid_of(unit):
        if time.monotonic() > deadline:
            os.killpg(pid, signal.SIGKILL)
        time.sleep(0.05)


def main(arguments: list[str]) -> int:
    """One command; its exit status."""
    verb, units = arguments[0], [word for word in arguments[1:] if not word.startswith("-")]
    if verb == "is-active":
        return 0 if all(pid_of(unit) for unit in units) else 3
    if verb == "is-enabled":
        return 0 if all((STATE / f"{unit}.enabled").exists() for unit in units) else 1
    for unit in units:
        if verb == "enable":
            (STATE / f"{unit}.enabled").touch()
        if verb == "disable":
            (STATE / f"{unit}.enabled").unlink(missing_ok=True)
        if verb in ("stop", "restart") or (verb == "disable" and "--now" in arguments):
            stop(unit)
        if verb == "restart" or (verb in ("start", "enable") and (verb == "start" or "--now" in arguments)):
            start(unit)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
