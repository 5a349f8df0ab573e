"""Each thing the doctor looks at, broken and mended: he says so in plain words, and is content again."""

import time
from dataclasses import dataclass
from typing import Final

from bench.machine.around import DOMAIN, MAIL_PASSWORD, RECORDS, SITE, SPF, Around
from bench.machine.guest import Guest
from bench.machine.record import Record

MOST_LOOKS: Final = 12
BETWEEN_LOOKS: Final = 10.0  # seconds
ENV: Final = "/etc/savoir/savoir.env"
_LIVE: Final = f"/etc/letsencrypt/live/{SITE}"
_OLD_CERTIFICATE: Final = f"""
from datetime import UTC, datetime, timedelta
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
key = serialization.load_pem_private_key(open("{_LIVE}/privkey.pem", "rb").read(), None)
name, now = x509.Name([]), datetime.now(UTC)
made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
made = made.serial_number(1).not_valid_before(now - timedelta(days=90))
made = made.not_valid_after(now - timedelta(days=1))
made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("{SITE}")]), False)
content = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
open("/srv/back/old.pem", "wb").write(content)
"""
_SITE_FILE: Final = "/etc/nginx/sites-available/savoir"


def _shown(file: str) -> str:
    return f"sed -i 's#ssl_certificate .*#ssl_certificate {file};#' {_SITE_FILE} && systemctl reload nginx"


@dataclass(frozen=True)
class Broken:
    """What is done to the server, how it is undone, what the doctor says meanwhile of which subject."""

    name: str
    do: str
    undo: str
    subject: str
    words: str


BREAKS: Final = (
    Broken("the web server in front is stopped", "systemctl stop nginx", "systemctl start nginx",
           "certificate", "Nobody speaks https"),
    Broken("the certificate ended yesterday",
           f"/opt/savoir/.venv/bin/python /srv/back/old.py && {_shown('/srv/back/old.pem')}",
           _shown(f"{_LIVE}/fullchain.pem"),
           "certificate", "Renew it: certbot renew"),
    Broken("another password at the mail server", f"sed -i s/{MAIL_PASSWORD}/falsch/ {ENV}",
           f"sed -i s/falsch/{MAIL_PASSWORD}/ {ENV}", "mail login", "refuses the name or password"),
    Broken("the worker is ended", "systemctl stop 'savoir-worker@*' && sleep 75",
           "systemctl start savoir-worker@a", "worker", "worker"),
)  # fmt: skip


def says(server: Guest, subject: str) -> str:
    """The doctor's line about a subject."""
    lines = server.run("savoir doctor").stdout.splitlines()
    return next((line for line in lines if line[8:].startswith(subject)), "")


def break_each(server: Guest, record: Record) -> None:
    """All of `BREAKS`, one after the other."""
    server.put("/srv/back/old.py", _OLD_CERTIFICATE)
    for one in BREAKS:
        did = server.run(one.do)
        told = says(server, one.subject) if did.returncode == 0 else did.stderr
        record.check(f"red: {one.name}", told.startswith("BROKEN") and one.words in told, told)
        server.run(one.undo)
    left = _left(server)
    for _again in range(MOST_LOOKS):
        if not left:
            break
        time.sleep(BETWEEN_LOOKS)
        left = _left(server)
    record.check("green again, all of them mended", not left, " ".join(left))


def _left(server: Guest) -> list[str]:
    """What is still red: a worker that was just started says so only once it has begun."""
    return [line for line in server.run("savoir doctor").stdout.splitlines() if line.startswith("BROKEN")]


def break_names(server: Guest, around: Around, record: Record) -> None:
    """The mail's permission leaves the domain's names."""
    around.say(*(line for line in RECORDS if line != SPF))
    told = says(server, "SPF")
    record.check("red: no SPF", told.startswith("BROKEN") and f"name {DOMAIN}" in told, told)
    around.say(*RECORDS)


def break_backup(server: Guest, other: Guest, record: Record) -> None:
    """The other machine does not know us any more."""
    keys = "~sav-backup/.ssh/authorized_keys"
    other.run(f"mv {keys} {keys}.away")
    failed = not server.says("systemctl start savoir-backup")
    told = says(server, "backup")
    record.check(
        "red: the other machine does not take the backup", failed and told.startswith("BROKEN"), told
    )
    other.run(f"mv {keys}.away {keys}")
    sent = server.says("systemctl start savoir-backup")
    told = says(server, "backup")
    record.check("green: it takes it again", sent and told.startswith("ok"), told)
