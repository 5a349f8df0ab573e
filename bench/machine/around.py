"""The world around the server: names, a certificate authority that asks back, mail with a password, git."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.machine import network
from bench.machine.authority import Pair, sign

DOMAIN: Final = "boutique-essai.test"
SITE: Final = f"sav.{DOMAIN}"
ACME: Final = f"https://acme.{DOMAIN}:14000/dir"
MAIL_USER, MAIL_PASSWORD = f"sav@{DOMAIN}", "Sel-et-poivre-7"
GIT: Final = f"git://git.{DOMAIN}/savoir"
SPF: Final = f'@ TXT "v=spf1 include:spf.{DOMAIN} -all"'
_KEY: Final = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7Yy9kD8" + "A" * 150 + "IDAQAB"
RECORDS: Final = (
    f"@ A {network.SERVER}", f"sav A {network.SERVER}", f"ns A {network.AROUND}", f"mail A {network.AROUND}",
    f"acme A {network.AROUND}", f"git A {network.AROUND}", f"ailleurs A {network.OTHER}", "@ MX 10 mail", SPF,
    f'spf TXT "v=spf1 ip4:{network.AROUND} -all"', f'cle1._domainkey TXT "v=DKIM1; k=rsa; p={_KEY}"',
    f'_dmarc TXT "v=DMARC1; p=quarantine; rua=mailto:sav@{DOMAIN}"',
)  # fmt: skip
_OPTIONS: Final = """options {{ directory "{place}"; listen-on {{ {here}; }}; listen-on-v6 {{ none; }};
  pid-file "{place}/named.pid"; session-keyfile "{place}/session.key"; recursion yes;
  allow-recursion {{ any; }};
  forwarders {{ {beyond}; }}; forward only; dnssec-validation no; }};
controls {{ }};
zone "{domain}" {{ type primary; file "{place}/zone"; }};
"""


@dataclass
class Around:
    """Programs of the network, with their files below `place`."""

    place: Path
    programs: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)
    serial: int = 1

    def begin(self, authority: Pair, repository: Path) -> None:
        """Start all of them; `repository` is the folder above the bare clone `savoir`."""
        self._begin_names()
        self._begin_authority(sign(authority, self.place, f"acme.{DOMAIN}"))
        mail = sign(authority, self.place, f"mail.{DOMAIN}")
        told = [str(mail.certificate), str(mail.key), MAIL_USER, MAIL_PASSWORD, str(self.place / "mails")]
        self._start("mail", [sys.executable, "-m", "bench.machine.mail_server", network.AROUND, *told])
        self._start("git", ["git", "daemon", "--export-all", f"--base-path={repository}", "--reuseaddr",
                            f"--listen={network.AROUND}", str(repository)])  # fmt: skip
        time.sleep(2.0)
        dead = [name for name, process in self.programs.items() if process.poll() is not None]
        if dead:
            raise SystemExit(f"Did not start: {', '.join(dead)}. See {self.place}/{dead[0]}.log")

    def _begin_names(self) -> None:
        told = _OPTIONS.format(
            place=self.place, here=network.AROUND, beyond=network.WAY_OUT_NAMES, domain=DOMAIN
        )
        (self.place / "named.conf").write_text(told)
        self._write_zone(RECORDS)
        self._start("named", ["named", "-g", "-4", "-c", str(self.place / "named.conf")])

    def _begin_authority(self, pair: Pair) -> None:
        told = {
            "listenAddress": f"{network.AROUND}:14000", "managementListenAddress": f"{network.AROUND}:15000",
            "certificate": str(pair.certificate), "privateKey": str(pair.key), "httpPort": 80, "tlsPort": 443,
            "ocspResponderURL": "", "externalAccountBindingRequired": False,
        }  # fmt: skip
        (self.place / "pebble.json").write_text(json.dumps({"pebble": told}))
        self._start("pebble", [
            "env", "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0",
            "pebble", "-config", str(self.place / "pebble.json"),
            "-dnsserver", f"{network.AROUND}:53",
        ])  # fmt: skip

    def say(self, *records: str) -> None:
        """Let the domain's names be these from now on."""
        self._write_zone(records)
        self.programs["named"].send_signal(signal.SIGHUP)
        time.sleep(1.0)

    def _write_zone(self, records: tuple[str, ...]) -> None:
        self.serial += 1
        head = f"$TTL 1\n$ORIGIN {DOMAIN}.\n@ SOA ns sav {self.serial} 60 60 600 1\n@ NS ns\n"
        (self.place / "zone").write_text(head + "".join(f"{record}\n" for record in records))

    def _start(self, name: str, command: list[str]) -> None:
        said = (self.place / f"{name}.log").open("ab")
        self.programs[name] = subprocess.Popen(command, stdout=said, stderr=said)

    def end(self) -> None:
        """End them all."""
        for process in self.programs.values():
            process.terminate()
        for process in self.programs.values():
            process.wait(10)
        self.programs.clear()
