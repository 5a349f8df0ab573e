"""What the walk on a fresh machine needs of the one it runs on, and what is missing, in plain words."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

PROGRAMS: Final = {
    "qemu-system-x86_64": "qemu-system-x86", "mmdebstrap": "mmdebstrap", "mke2fs": "e2fsprogs",
    "ip": "iproute2",
    "slirp4netns": "slirp4netns", "named": "bind9", "pebble": "pebble", "git": "git", "ssh": "openssh-client",
    "ssh-keygen": "openssh-client", "openssl": "openssl", "curl": "curl",
}  # fmt: skip
DEVICES: Final = ("/dev/net/tun",)
TRIAL_SECONDS: Final = 8


def missing() -> list[str]:
    """One sentence for each thing that is not here; empty when the walk can begin."""
    found = [] if os.geteuid() == 0 else ["Run it as root: it makes a network of its own and an image."]
    packages = sorted({package for program, package in PROGRAMS.items() if shutil.which(program) is None})
    if packages:
        found.append(f"Programs are missing: apt-get install -y --no-install-recommends {' '.join(packages)}")
    found += [f"{device} is not here." for device in DEVICES if not os.path.exists(device)]
    return found


@cache
def accelerator(kernel: Path) -> str:
    """`kvm` when it really starts a kernel here, else `tcg`: each instruction translated.

    The device may be there and start none: a machine that is a guest itself, of a host that lends nothing on.
    """
    command = [
        "timeout", str(TRIAL_SECONDS), "qemu-system-x86_64", "-accel", "kvm", "-nodefaults",
        "-display", "none", "-serial", "stdio", "-no-reboot", "-m", "512", "-kernel", str(kernel),
        "-append", "console=ttyS0 earlyprintk=ttyS0 panic=-1",
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, check=False).stdout
    return "kvm" if b"Linux version" in said else "tcg"
