"""One virtual machine: start it, speak to it by ssh, end it."""

import shlex
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.machine import needs, network
from bench.machine.image import Image

CORES, MEMORY_MB = 2, 4096
BOOT_SECONDS: Final = 600
_SSH: Final = ("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
               "-o", "ConnectTimeout=5", "-o", "ServerAliveInterval=10")  # fmt: skip


@dataclass
class Guest:
    """A machine at an address; `key` opens its root."""

    image: Image
    address: str
    key: Path
    cores: int = CORES
    memory: int = MEMORY_MB
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> float:
        """Start it and wait until it takes commands: seconds."""
        began = time.monotonic()
        tap = network.TAPS[self.address]
        number = self.address.rpartition(".")[2]
        console = self.image.disk.with_suffix(".console").open("ab")
        self.process = subprocess.Popen([
            "qemu-system-x86_64", *_processor(self.image.kernel), "-smp", str(self.cores),
            "-m", str(self.memory), "-nodefaults",
            "-serial", "stdio", "-monitor", "none", "-display", "none",
            "-kernel", str(self.image.kernel), "-initrd", str(self.image.initrd),
            "-append", "root=/dev/vda rw console=ttyS0 net.ifnames=0",
            "-drive", f"file={self.image.disk},format=raw,if=virtio,cache=writeback,discard=unmap",
            "-netdev", f"tap,id=n,ifname={tap},script=no,downscript=no",
            "-device", f"virtio-net-pci,netdev=n,mac=52:54:00:77:00:{int(number):02x}",
            "-device", "virtio-rng-pci",
        ], stdin=subprocess.DEVNULL, stdout=console, stderr=console)  # fmt: skip
        self.wait()
        return time.monotonic() - began

    def wait(self) -> None:
        """Until it takes commands. SystemExit when it does not within ten minutes."""
        deadline = time.monotonic() + BOOT_SECONDS
        while not self.says("true"):
            if time.monotonic() > deadline:
                raise SystemExit(
                    f"{self.address} does not start: see {self.image.disk.with_suffix('.console')}"
                )
            time.sleep(0.5)

    def run(self, words: str, *, given: str = "") -> "subprocess.CompletedProcess[str]":
        """What root's shell there says; never raises."""
        told = f"set -a; . /etc/environment; set +a; {words}"
        command = ["ssh", "-i", str(self.key), *_SSH, f"root@{self.address}", told]
        return subprocess.run(command, input=given, capture_output=True, text=True, check=False)

    def says(self, words: str) -> bool:
        """Whether root's shell there ends with status 0."""
        return self.run(words).returncode == 0

    def put(self, path: str, content: str) -> None:
        """Write a file there, for root only, in a folder of its own."""
        folder, file = shlex.quote(str(Path(path).parent)), shlex.quote(path)
        if self.run(f"umask 077; mkdir -p {folder}; cat > {file}", given=content).returncode:
            raise SystemExit(f"{path} could not be written at {self.address}.")

    def reboot(self) -> float:
        """As a provider's button for a clean restart: seconds until it takes commands again."""
        began, before = time.monotonic(), self.run("cat /proc/sys/kernel/random/boot_id").stdout
        self.run("systemctl reboot")
        while self.run("cat /proc/sys/kernel/random/boot_id").stdout in ("", before):
            if time.monotonic() - began > BOOT_SECONDS:
                raise SystemExit(f"{self.address} does not come back.")
            time.sleep(0.5)
        return time.monotonic() - began

    def end(self) -> None:
        """Off, cleanly when it can."""
        if self.process is None:
            return
        self.run("systemctl poweroff")
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def _processor(kernel: Path) -> list[str]:
    """Translated code is quicker without the wide registers that a real processor is quicker with."""
    if needs.accelerator(kernel) == "kvm":
        return ["-accel", "kvm", "-cpu", "host"]
    return ["-accel", "tcg,thread=multi,tb-size=1024", "-cpu", "Nehalem,+aes,+pclmulqdq,+rdrand"]
