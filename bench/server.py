"""The how-to of a server, walked on a fresh virtual machine: `bin/bench server [PLACE]`, an hour or two.

Debian 12 with systemd, names and certificates that are really asked, mail with a password, backups to a
second machine: install, break and mend, update under load, reboot, restore; minutes of each, and what held.
Needs root, qemu, and a machine that reaches its package registries. PLACE (5 GB) keeps the image and what was
noted.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

from bench.machine import authority, image, needs, network, releases

ROOT: Final = Path(__file__).resolve().parents[1]
USUAL_PLACE: Final = Path("/var/tmp/savoir-server")


def prepared(place: Path) -> None:
    """Images of both machines, a key that opens them, and the repository they clone."""
    place.mkdir(parents=True, exist_ok=True)
    key = place / "key"
    if not key.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    trusted = authority.make_authority(place)
    debian = image.unpack_debian(place, trusted.certificate)
    for name, address in (("sav", network.SERVER), ("ailleurs", network.OTHER)):
        image.make_image(debian, place, name=name, address=address, key=key)
    for folder in ("around", "repositories"):
        (place / folder).mkdir(exist_ok=True)
    releases.publish(ROOT, place / "repositories" / "savoir")


def main(arguments: list[str]) -> int:
    """Walk; 2 when something is missing here, 1 when something did not hold."""
    if missing := needs.missing():
        print("The walk can't begin:", *missing, sep="\n  ", file=sys.stderr)
        return 2
    place = Path(arguments[0] if arguments else USUAL_PLACE).resolve()
    prepared(place)
    print(f"Processor: {needs.accelerator(next(place.glob('vmlinuz-*')))}", flush=True)
    network.remove()
    out = network.make()
    try:
        walk = network.inside([sys.executable, "-m", "bench.machine.walk", str(place)])
        return subprocess.run(walk, cwd=ROOT, check=False).returncode
    finally:
        out.terminate()
        out.wait()
        network.remove()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
