"""The doctor's look at this machine: port, disk, font, compiler of slips, settings."""

import importlib.util
import shutil
import socket
from pathlib import Path

from savoir.config.launcher import mail_address, ports
from savoir.config.launcher.findings import Finding, broken, fine, warning
from savoir.config.launcher.places import Places
from savoir.config.launcher.units import in_service, way_to_start
from savoir.config.launcher.wishes import Wishes

BROKEN_BELOW_BYTES = 500_000_000
WARN_BELOW_BYTES = 2_000_000_000
PACKAGE = Path(__file__).resolve().parents[2]

SMTP_PATIENCE_SECONDS = 3.0


def machine_findings(environment: Wishes, port: int) -> list[Finding]:
    """Everything that needs no database."""
    return [
        port_finding(port, is_production=environment.is_production),
        disk_finding(environment.home),
        font_finding(PACKAGE),
        typst_finding(),
        mail_finding(environment),
        secret_finding(environment),
    ]


def port_finding(port: int, *, is_production: bool = False) -> Finding:
    """Free, Savoir's own, or somebody else's; on a server a free one means that nobody serves."""
    if ports.is_free(port) and is_production:
        way_out = way_to_start("web", is_production=True)
        return broken("port", f"Nobody serves at port {port}: visitors read an error. {way_out}")
    if ports.is_free(port):
        return fine("port", f"Port {port} is free.")
    if ports.answers(port):
        return fine(
            "port", f"Port {port} is in use and answers; when it is not Savoir, choose another with --port."
        )
    if is_production:
        unit = f"savoir-web@{in_service(Path('/'))}"
        words = f"The web server at port {port} gave no answer within 2 s: it is busy, or stands still."
        return warning("port", f"{words} Look again in a minute; then: systemctl restart {unit}")
    return broken(
        "port", f"Port {port} is taken by another program. Choose another: savoir up --port {port + 1}"
    )


def disk_finding(home: Path) -> Finding:
    """Free space where the data lie."""
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    words = f"{free / 1e9:.1f} GB free in {place}."
    if free < BROKEN_BELOW_BYTES:
        return broken("disk", f"Only {words} PostgreSQL stops writing when it is full: make room.")
    if free < WARN_BELOW_BYTES:
        return warning("disk", f"{words} Plan for at least 2 GB.")
    return fine("disk", words)


def font_finding(package: Path) -> Finding:
    """Inter for the pages (woff2) and for the slips (TTF or OTF)."""
    kinds = {path.suffix for path in package.rglob("[Ii]nter*") if path.stat().st_size > 0}
    if ".woff2" not in kinds or not kinds & {".ttf", ".otf"}:
        return broken(
            "font", "The font Inter is missing: slips would come out in another one. Install again: bin/env"
        )
    return fine("font", "Inter is there, for pages and slips.")


def typst_finding() -> Finding:
    """The compiler that makes the slips."""
    if importlib.util.find_spec("typst") is None:
        return broken("slips", "The slip compiler (typst) is missing. Install again: bin/env")
    return fine("slips", "The slip compiler is there.")


def mail_finding(environment: Wishes) -> Finding:
    """Whether e-mail leaves this machine."""
    if environment.smtp_url:
        return _mail_server(environment.smtp_url)
    words = "No mail server is set: messages stay in the demo mailbox. Set SAVOIR_SMTP_URL."
    return broken("mail", words) if environment.is_production else warning("mail", words)


def _mail_server(url: str) -> Finding:
    """Whether the address is one we know how to use, and somebody answers there. Says no password."""
    try:
        found = mail_address.read(url)
    except ValueError as bent:
        return broken("mail", str(bent))
    place = f"{found.host}:{found.port}"
    try:
        socket.create_connection((found.host, found.port), timeout=SMTP_PATIENCE_SECONDS).close()
    except OSError as silent:
        why = type(silent).__name__
        return warning("mail", f"Nobody answers at {place} ({why}). Messages wait.")
    return fine("mail", f"E-mail leaves by {place}, which answers.")


def secret_finding(environment: Wishes) -> Finding:
    """A production has its operator's key, every other home one that it made itself."""
    if environment.secret_key:
        return fine("secret", "SAVOIR_SECRET_KEY is set.")
    if environment.is_production:
        return broken("secret", "SAVOIR_SECRET_KEY is missing. Make one: openssl rand -base64 48")
    key = Places(environment.home).key
    if not key.exists():
        return fine("secret", "The first start makes a secret key of this home's own.")
    if key.stat().st_mode & 0o077:
        return broken("secret", f"Others on this machine may read the secret key: chmod 600 {key}")
    return fine("secret", f"The secret key lies in {key}, readable by its owner only.")
