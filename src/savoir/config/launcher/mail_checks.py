"""The doctor's look at the mail: the server takes us, and the domain's DNS says so to mailboxes."""

import os
from urllib.parse import urlsplit

from savoir.config.launcher import mail_address
from savoir.config.launcher.findings import Finding, broken, fine, warning
from savoir.config.launcher.wishes import Wishes
from savoir.connectors.mail.probe import probe
from savoir.connectors.mail.records import (
    EITHER,
    GAP,
    Names,
    RecordFinding,
    addresses_of,
    check_mail_records,
)
from savoir.connectors.mail.smtp import SmtpSettings
from savoir.kernel.values.saying import say, together

DOMAIN = "SAVOIR_MAIL_DOMAIN"
_MAKES = {"ok": fine, "warning": warning, "broken": broken}


def mail_findings(environment: Wishes, *, resolver: Names | None = None) -> list[Finding]:
    """Signing in at the mail server, then SPF, DKIM and DMARC of the sender's domain, when it is told."""
    found: list[Finding] = []
    if environment.smtp_url:
        found.append(_server(environment.smtp_url))
    domain = os.environ.get("SAVOIR_MAIL_DOMAIN", "")
    if not domain:
        words = say(
            "The sender's domain is not told: set {domain} to have SPF, DKIM and DMARC looked at.",
            domain=DOMAIN,
        )
        return [*found, warning("mail DNS", words)]
    records = check_mail_records(
        domain,
        selector=os.environ.get("SAVOIR_DKIM_SELECTOR", ""),
        include=os.environ.get("SAVOIR_SPF_INCLUDE", ""),
        resolver=resolver,
    )
    return [*found, *map(_record, records)]


def _server(url: str) -> Finding:
    try:
        found = mail_address.read(url)
        trouble = probe(SmtpSettings(
            host=found.host, port=found.port, security=found.security, username=found.username,
            password=found.password, ca_file=found.options.get("ca_file", ""), timeout_seconds=5.0,
        ))  # fmt: skip
    except ValueError as bent:
        return broken("mail login", bent.args[0])
    return broken("mail login", trouble) if trouble else fine("mail login", say("The mail server takes us."))


def _record(one: RecordFinding) -> Finding:
    """What to paste stands behind the sentence: name, type, value."""
    words = one.sentence
    if one.paste is not None:
        words = together(words, _paste(*one.paste))
    return _MAKES[one.level](one.subject, words)


def _paste(name: str, kind: str, value: str) -> str:
    if kind == EITHER:
        return say(
            "At your DNS provider: name {name}, type TXT or CNAME, with the value your mail provider shows.",
            name=name,
        )  # fmt: skip
    words = say(
        'At your DNS provider: name {name}, type {kind}, value "{value}"', name=name, kind=kind, value=value
    )
    return (
        together(words, say("Your mail provider says what stands for {gap}.", gap=GAP))
        if GAP in value
        else words
    )


def domain_finding(base_url: str, *, resolver: Names | None = None) -> Finding:
    """Whether the name of the site leads anywhere."""
    name = urlsplit(base_url).hostname or ""
    if name in ("localhost", "127.0.0.1", "::1", ""):
        return warning("domain", say("The site has no name of its own yet (SAVOIR_BASE_URL)."))
    addresses = addresses_of(name, resolver=resolver)
    if addresses is None:
        return warning(
            "domain", say("No name server answered for {name}: look again in a moment.", name=name)
        )
    if not addresses:
        words = say("{name} leads nowhere. At your DNS provider: type A, this server's address.", name=name)
        return broken("domain", words)
    return fine("domain", say("{name} leads to {addresses}.", name=name, addresses=", ".join(addresses)))
