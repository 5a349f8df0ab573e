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
from savoir.kernel.values.saying import say, together

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
        words = say("Nobody serves at port {port}: visitors read an error.", port=port)
        return broken("port", together(words, way_out))
    if ports.is_free(port):
        return fine("port", say("Port {port} is free.", port=port))
    if ports.answers(port):
        words = say(
            "Port {port} is in use and answers; when it is not Savoir, choose another with --port.", port=port
        )
        return fine("port", words)
    if is_production:
        unit = f"savoir-web@{in_service(Path('/'))}"
        words = say(
            "The web server at port {port} gave no answer within 2 s: it is busy, or stands still.", port=port
        )
        way_out = say("Look again in a minute; then: systemctl restart {unit}", unit=unit)
        return warning("port", together(words, way_out))
    words = say(
        "Port {port} is taken by another program. Choose another: savoir up --port {other}",
        port=port, other=port + 1,
    )  # fmt: skip
    return broken("port", words)


def disk_finding(home: Path) -> Finding:
    """Free space where the data lie."""
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    words = say("{free} GB free in {place}.", free=f"{free / 1e9:.1f}", place=place)
    if free < BROKEN_BELOW_BYTES:
        return broken("disk", together(words, say("PostgreSQL stops writing when it is full: make room.")))
    if free < WARN_BELOW_BYTES:
        return warning("disk", together(words, say("Plan for at least 2 GB.")))
    return fine("disk", words)


def font_finding(package: Path) -> Finding:
    """Inter for the pages (woff2) and for the slips (TTF or OTF)."""
    kinds = {path.suffix for path in package.rglob("[Ii]nter*") if path.stat().st_size > 0}
    if ".woff2" not in kinds or not kinds & {".ttf", ".otf"}:
        words = say("The font Inter is missing: slips would come out in another one. Install again: bin/env")
        return broken("font", words)
    return fine("font", say("Inter is there, for pages and slips."))


def typst_finding() -> Finding:
    """The compiler that makes the slips."""
    if importlib.util.find_spec("typst") is None:
        return broken("slips", say("The slip compiler (typst) is missing. Install again: bin/env"))
    return fine("slips", say("The slip compiler is there."))


def mail_finding(environment: Wishes) -> Finding:
    """Whether e-mail leaves this machine."""
    if environment.smtp_url:
        return _mail_server(environment.smtp_url)
    words = say("No mail server is set: messages stay in the demo mailbox. Set SAVOIR_SMTP_URL.")
    return broken("mail", words) if environment.is_production else warning("mail", words)


def _mail_server(url: str) -> Finding:
    """Whether the address is one we know how to use, and somebody answers there. Says no password."""
    try:
        found = mail_address.read(url)
    except ValueError as bent:
        return broken("mail", bent.args[0])
    place = f"{found.host}:{found.port}"
    try:
        socket.create_connection((found.host, found.port), timeout=SMTP_PATIENCE_SECONDS).close()
    except OSError as silent:
        why = type(silent).__name__
        return warning("mail", say("Nobody answers at {place} ({why}). Messages wait.", place=place, why=why))
    return fine("mail", say("E-mail leaves by {place}, which answers.", place=place))


def secret_finding(environment: Wishes) -> Finding:
    """A production has its operator's key, every other home one that it made itself."""
    if environment.secret_key:
        return fine("secret", say("SAVOIR_SECRET_KEY is set."))
    if environment.is_production:
        return broken("secret", say("SAVOIR_SECRET_KEY is missing. Make one: openssl rand -base64 48"))
    key = Places(environment.home).key
    if not key.exists():
        return fine("secret", say("The first start makes a secret key of this home's own."))
    if key.stat().st_mode & 0o077:
        words = say("Others on this machine may read the secret key: chmod 600 {key}", key=key)
        return broken("secret", words)
    return fine("secret", say("The secret key lies in {key}, readable by its owner only.", key=key))
