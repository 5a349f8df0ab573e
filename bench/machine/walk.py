"""The walk itself, inside the network: `python -m bench.machine.walk PLACE`, begun by `bench.server`."""

import re
import ssl
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.machine import breaking, howto, needs, network, releases, visitor
from bench.machine.around import ACME, DOMAIN, GIT, MAIL_PASSWORD, SITE, Around
from bench.machine.authority import make_authority
from bench.machine.guest import Guest
from bench.machine.image import Image
from bench.machine.record import Record

PASSWORD: Final = "trois-bocaux-sur-la-planche"
OWNER: Final = f"ada@{DOMAIN}"
ANSWERS: Final = f"""domain = "{SITE}"
mail_domain = "{DOMAIN}"
smtp_url = "smtp+tls://sav%40{DOMAIN}:{MAIL_PASSWORD}@mail.{DOMAIN}:587"
backup_target = "rsync:sav-backup@ailleurs.{DOMAIN}:/srv/savoir"
certificate_email = "essai@{DOMAIN}"
dkim_selector = "cle1"
spf_include = "spf.{DOMAIN}"
acme_server = "{ACME}"
"""
FOUND: Final = (
    f"savoir found 'Boutique Essai' --address boutique-essai --trade home --sender sav@{DOMAIN} "
    f"--street '1 rue de la Clef' --postcode 59000 --city Lille --admin {OWNER} --admin-name 'Ada Essai'"
)
INSTALL: Final = "/opt/savoir/bin/savoir install --answers /srv/back/answers.toml"
SERVES: Final = "5/5 It answers."
UNITS: Final = "savoir-postgres savoir-backup.timer savoir-doctor.timer nginx certbot.timer"


class Walk:
    """A server, the machine its backups go to, the world around them, and what is noted."""

    def __init__(self, place: Path) -> None:
        self.place, self.record = place, Record()
        self.around = Around(place / "around")
        kernel, initrd = next(place.glob("vmlinuz-*")), next(place.glob("initrd.img-*"))
        self.server = Guest(Image(place / "sav.raw", kernel, initrd), network.SERVER, place / "key")
        self.other = Guest(
            Image(place / "ailleurs.raw", kernel, initrd), network.OTHER, place / "key", cores=1, memory=1024
        )
        self.key = ""

    def begin(self) -> None:
        """Both machines and the world around them."""
        self.around.begin(make_authority(self.place), self.place / "repositories")
        with self.record.step("the two machines start"):
            self.server.start()
            self.other.start()

    def program(self) -> None:
        """Section 2 of the how-to, line by line; and the other machine's lines of section 1."""
        for line in howto.commands("1.", GIT):
            self.must(self.other, line)
        with self.record.step("2. program"):
            self.must(self.server, "apt-get update")
            for line in howto.commands("2.", GIT):
                self.must(self.server, f"export DEBIAN_FRONTEND=noninteractive; {line}")

    def install(self) -> None:
        """Section 3: at first the other machine doesn't know us, and the refusal says what to paste there."""
        self.server.put("/srv/back/answers.toml", ANSWERS)
        with self.record.step("3. install, until it names the line for the other machine"):
            refused = self.server.run(INSTALL)
        is_named = self.allow(refused.stderr)
        self.record.check("the refusal names the line to paste", is_named, refused.stderr[-300:])
        with self.record.step("3. install, with certificate and first backup"):
            said = self.must(self.server, INSTALL)
        self.key = re.split(r"shown once:\s+", said)[1].split()[0]

    def allow(self, said: str) -> bool:
        """Paste the line that was said into the other machine's file of keys; whether there was one."""
        line = next((one for one in said.splitlines() if one.startswith("ssh-ed25519 ")), "")
        keys = "~sav-backup/.ssh"
        self.must(self.other, f"mkdir -p {keys} && echo '{line}' >>{keys}/authorized_keys")
        return bool(line)

    def look(self, name: str) -> None:
        """The doctor is content with everything, and the site answers under its certificate."""
        with self.record.step(f"doctor, {name}"):
            told = self.server.run("savoir doctor").stdout.splitlines()
        others = [line for line in told[:-1] if not line.startswith("ok")]
        self.record.check(f"doctor: all well, {name}", not others and len(told) > 15, " ".join(others))

    def trusted(self) -> ssl.SSLContext:
        """What browsers trust."""
        return visitor.trust(self.place / "authority.crt")

    def found(self) -> None:
        """A shop, its owner's password, signing in, the page of the installation."""
        with self.record.step("a shop is founded"):
            link = self.must(self.server, FOUND).splitlines()[-1].strip()
        with visitor.browser(self.trusted()) as browser:
            visitor.fill(browser, link, password=PASSWORD)
        self.must(self.server, "systemctl start savoir-doctor")
        self.signs_in("the owner signs in and sees the installation")

    def signs_in(self, name: str) -> None:
        """By e-mail and password, as far as the page of the installation."""
        with visitor.browser(self.trusted()) as browser:
            visitor.fill(browser, visitor.ENTRANCE, email=OWNER, password=PASSWORD)
            page = browser.get(f"{visitor.ADDRESS}/console/installation/")
        self.record.check(name, page.status_code == 200 and SITE in page.text, str(page.url))

    def renew(self) -> None:
        """The certificate is renewed as certbot's timer does it, and nginx shows the new one."""
        served = f"openssl s_client -connect {SITE}:443 </dev/null 2>/dev/null | openssl x509 -noout -serial"
        before = self.server.run(served).stdout
        with self.record.step("certbot renews"):
            self.must(self.server, "certbot renew --force-renewal --no-random-sleep-on-renew")
        after = self.server.run(served).stdout
        self.record.check("nginx shows the renewed certificate", before != after != "", f"{before}{after}")

    def update(self, branch: str, *, ends: str) -> None:
        """While somebody outside asks without pause; `ends`: what it says at its end."""
        self.page_within(300)
        asking = visitor.Asking(self.trusted())
        asking.start()
        with self.record.step(f"update to {branch}"):
            done = self.server.run(f"savoir update --wait {self.patience()} {GIT}#{branch}")
        told = asking.stop()
        self.record.check(f"nobody was refused during the update to {branch}", not asking.failures, told)
        said = done.stdout + done.stderr
        held = done.returncode == int(ends != SERVES) and ends in said
        self.record.check(f"{branch}: {ends}", held, said[-400:])

    def hears_of_the_way_back(self) -> None:
        """Until a later update is well the doctor says that the last one was not."""
        told = breaking.says(self.server, "update")
        self.record.check(
            "red: the update that went back", told.startswith("BROKEN") and "did not answer" in told, told
        )

    def patience(self) -> int:
        """Seconds a release may take to be well: a translated processor is slow without its fault."""
        return 60 if needs.accelerator(self.server.image.kernel) == "kvm" else 600

    def reboot(self) -> None:
        """The provider's button: all comes back by itself."""
        with self.record.step("reboot, until a page comes"):
            self.server.reboot()
            came = self.page_within(600)
        self.record.check("after the reboot a page comes", came)
        running = self.server.run(f"systemctl is-active {UNITS} savoir-web@* savoir-worker@*").stdout.split()
        self.record.check("after the reboot every unit runs", set(running) == {"active"}, " ".join(running))

    def page_within(self, seconds: float) -> bool:
        """Whether the entrance comes in that time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if visitor.comes(self.trusted()):
                return True
            time.sleep(1.0)
        return False

    def must(self, guest: Guest, words: str) -> str:
        """What a command says; the walk ends when it fails."""
        done = guest.run(words)
        if done.returncode:
            raise SystemExit(f"{guest.address}: {words}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done.stdout

    def end(self) -> None:
        """Everything off."""
        for guest in (self.server, self.other):
            guest.end()
        self.around.end()


def _steps(walk: Walk) -> tuple[Callable[[], None], ...]:
    from bench.machine import restoring

    return (
        walk.begin, walk.program, walk.install, lambda: walk.look("after the install"), walk.found,
        walk.renew,
        lambda: breaking.break_names(walk.server, walk.around, walk.record),
        lambda: breaking.break_backup(walk.server, walk.other, walk.record),
        lambda: breaking.break_each(walk.server, walk.record),
        lambda: walk.update(releases.UNREADABLE, ends="Nothing was switched"),
        lambda: walk.update(releases.SPOILED, ends="the former one runs on"),
        walk.hears_of_the_way_back,
        lambda: walk.update(releases.LATER, ends=SERVES),
        walk.reboot, lambda: walk.look("after the reboot"), lambda: restoring.restore(walk),
    )  # fmt: skip


def main(arguments: list[str]) -> int:
    """Walk; 1 when a check did not hold or a step could not be done."""
    walk = Walk(Path(arguments[0]))
    try:
        for step in _steps(walk):
            step()
    finally:
        walk.end()
        status = walk.record.keep(walk.place / "walked.json")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
