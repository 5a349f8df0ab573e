"""Images of fresh Debian 12 machines, as a cheap provider hands them out: systemd, sshd, a key for root."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.machine import network

SUITE: Final = "bookworm"
SIZE: Final = "20G"
_PACKAGES: Final = (
    "linux-image-cloud-amd64,systemd-sysv,systemd-timesyncd,libpam-systemd,dbus,openssh-server,"
    "ca-certificates,iproute2,ifupdown,curl,sudo"
)
_OWN_AUTHORITIES: Final = Path("/usr/local/share/ca-certificates")
# What a house behind a proxy or mirror of packages tells its programs: passed on as it is.
_PASSED_ON: Final = (
    "PIP_",
    "UV_",
    "SSL_CERT_",
    "REQUESTS_CA_BUNDLE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
)


@dataclass(frozen=True)
class Image:
    """A machine that was never started: its disk, and the kernel to start it with."""

    disk: Path
    kernel: Path
    initrd: Path


def unpack_debian(place: Path, authority: Path) -> Path:
    """The files of a fresh Debian below `place`, made once; the `authority` is one that everybody trusts."""
    root, made = place / "debian", place / "debian.made"
    if not made.exists():
        shutil.rmtree(root, ignore_errors=True)
        command = ["mmdebstrap", "--variant=important", f"--include={_PACKAGES}", SUITE, str(root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        made.touch()
    trusted = root / "usr/local/share/ca-certificates"
    for file in (*_OWN_AUTHORITIES.glob("*.crt"), authority):
        shutil.copy(file, trusted / file.with_suffix(".crt").name)
    subprocess.run(["chroot", str(root), "update-ca-certificates"], check=True, capture_output=True)
    return root


def make_image(root: Path, place: Path, *, name: str, address: str, key: Path) -> Image:
    """A disk of its own for one machine with that name, address and root's key."""
    _settle(root, name=name, address=address, key=key)
    disk = place / f"{name}.raw"
    disk.unlink(missing_ok=True)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", str(root), str(disk), SIZE], check=True)
    boot = root / "boot"
    kernel, initrd = next(boot.glob("vmlinuz-*")), next(boot.glob("initrd.img-*"))
    return Image(disk, Path(shutil.copy(kernel, place)), Path(shutil.copy(initrd, place)))


def _settle(root: Path, *, name: str, address: str, key: Path) -> None:
    told = {
        "etc/hostname": f"{name}\n",
        "etc/hosts": f"127.0.0.1 localhost\n127.0.1.1 {name}\n::1 localhost ip6-localhost\n",
        "etc/fstab": "/dev/vda / ext4 defaults 0 1\n",
        "etc/resolv.conf": f"nameserver {network.AROUND}\n",
        "etc/network/interfaces": (
            "auto lo\niface lo inet loopback\nauto eth0\niface eth0 inet static\n"
            f"    address {address}/24\n    gateway {network.WAY_OUT}\n"
        ),
        "root/.ssh/authorized_keys": key.with_suffix(".pub").read_text(),
        "etc/environment": "".join(f'{name}="{value}"\n' for name, value in _passed_on().items()),
    }
    for file, content in told.items():
        path = root / file
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(content)
    (root / "etc/machine-id").write_text("")


def _passed_on() -> dict[str, str]:
    """Settings of this machine's package clients that hold on another one: no folder of this one's disk."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(_PASSED_ON) and not _names_own_folder(value)
    }


def _names_own_folder(value: str) -> bool:
    return value.startswith(("/", "file:")) and not value.startswith("/etc/ssl/")
