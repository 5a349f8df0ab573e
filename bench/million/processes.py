"""Processes seen from outside: whether they answer, what they used."""

import os
import socket
import time
from pathlib import Path

PATIENCE = 60
TICK = os.sysconf("SC_CLK_TCK")


def wait_for(port: int) -> None:
    """Until the server takes connections. TimeoutError after a while."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the web server did not come up")


def cpu_of(pid: int) -> float:
    """CPU-ms of a process and its children, so far."""
    whole = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parts = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(folder.name) == pid or int(parts[1]) == pid:
            whole += int(parts[11]) + int(parts[12])
    return 1000 * whole / TICK


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
