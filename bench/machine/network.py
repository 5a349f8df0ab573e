"""A network of its own for the walk: a bridge in a namespace, with a way out for package registries.

10.77.0.1   name server, certificate authority, mail server, git: this machine's programs
10.77.0.2   the way out (slirp4netns), 10.77.0.3 its name server
10.77.0.10  the server      10.77.0.20  the other machine, where backups go
"""

import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

NAMESPACE: Final = "savoir-server"
BRIDGE: Final = "br0"
AROUND, WAY_OUT, WAY_OUT_NAMES = "10.77.0.1", "10.77.0.2", "10.77.0.3"
SERVER, OTHER = "10.77.0.10", "10.77.0.20"
TAPS: Final = {SERVER: "tap-server", OTHER: "tap-other"}
_SLIRP_TAP: Final = "tap-out"
_NAMES: Final = Path("/etc/netns") / NAMESPACE  # `ip netns exec` lays what is here over /etc


def inside(command: Sequence[str]) -> list[str]:
    """The command, run in the network."""
    return ["ip", "netns", "exec", NAMESPACE, *command]


def make() -> "subprocess.Popen[bytes]":
    """Make it; ends with the process returned, then `remove`."""
    subprocess.run(["ip", "netns", "add", NAMESPACE], check=True)
    _NAMES.mkdir(parents=True, exist_ok=True)
    (_NAMES / "resolv.conf").write_text(f"nameserver {AROUND}\n")
    for step in (
        ["link", "set", "lo", "up"],
        ["link", "add", BRIDGE, "type", "bridge"],
        ["addr", "add", f"{AROUND}/24", "dev", BRIDGE],
        ["link", "set", BRIDGE, "up"],
    ):
        _ip(step)
    for tap in TAPS.values():
        _ip(["tuntap", "add", tap, "mode", "tap"])
        _join(tap)
    out = _open_way_out()
    _join(_SLIRP_TAP)
    _ip(["addr", "flush", "dev", _SLIRP_TAP])
    return out


def _open_way_out() -> "subprocess.Popen[bytes]":
    place = f"/run/netns/{NAMESPACE}"
    out = subprocess.Popen(
        ["slirp4netns", "--netns-type=path", "--configure", "--mtu=1400", "--cidr=10.77.0.0/24",
         "--disable-host-loopback", place, _SLIRP_TAP],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(100):
        if _has(_SLIRP_TAP):
            time.sleep(0.5)
            return out
        time.sleep(0.1)
    out.kill()
    raise SystemExit("slirp4netns made no way out of the network.")


def _has(device: str) -> bool:
    asked = ["ip", "-n", NAMESPACE, "link", "show", device]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _join(device: str) -> None:
    _ip(["link", "set", device, "master", BRIDGE])
    _ip(["link", "set", device, "up"])


def remove() -> None:
    """Take it away with all its devices."""
    if Path(f"/run/netns/{NAMESPACE}").exists():
        subprocess.run(["ip", "netns", "del", NAMESPACE], check=False)
    shutil.rmtree(_NAMES, ignore_errors=True)


def _ip(words: Sequence[str]) -> None:
    subprocess.run(["ip", "-n", NAMESPACE, *words], check=True)
