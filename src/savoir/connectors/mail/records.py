"""What DNS says about who may send a domain's mail: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489)."""

from collections.abc import Sequence
from dataclasses import dataclass

import dns.exception
import dns.resolver

from savoir.kernel.values.saying import say

_PATIENCE_SECONDS = 3.0
GAP = "<...>"  # what only the mail provider knows
EITHER = "TXT or CNAME"
Names = dns.resolver.Resolver  # who answers; a test brings its own, with a patience of its own


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """One record: `level` is ok, warning or broken; `paste` is (name, type, value) for the DNS provider."""

    subject: str
    level: str
    sentence: str
    paste: tuple[str, str, str] | None = None


def check_mail_records(
    domain: str, *, selector: str = "", include: str = "", resolver: dns.resolver.Resolver | None = None
) -> tuple[RecordFinding, ...]:
    """The three records of a sender's domain. `selector` names the DKIM key, `include` the mail server's SPF.

    A name server that does not answer is a warning, never a missing record.
    """
    asked = resolver or _machines_own()
    return _spf(asked, domain, include), _dkim(asked, domain, selector), _dmarc(asked, domain)


def addresses_of(name: str, *, resolver: Names | None = None) -> tuple[str, ...] | None:
    """IPv4 and IPv6 addresses of a name; () for none, None when no name server answers."""
    asked = resolver or _machines_own()
    found: list[str] = []
    for kind in ("A", "AAAA"):
        try:
            found += [row.to_text() for row in asked.resolve(name, kind)]
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            continue
        except dns.exception.DNSException:
            return None
    return tuple(found)


def _machines_own() -> Names:
    """The name servers of this machine, each question answered within three seconds or not at all."""
    own = Names()
    own.lifetime = _PATIENCE_SECONDS
    return own


def _texts(resolver: dns.resolver.Resolver, name: str) -> Sequence[str] | None:
    """TXT records of a name; () when it has none, None when nobody answers."""
    try:
        answer = resolver.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except dns.exception.DNSException:
        return None
    return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]


def _silent(subject: str, name: str) -> RecordFinding:
    return RecordFinding(
        subject, "warning", say("No name server answered for {name}: look again in a moment.", name=name)
    )


def _spf(resolver: dns.resolver.Resolver, domain: str, include: str) -> RecordFinding:
    texts = _texts(resolver, domain)
    if texts is None:
        return _silent("SPF", domain)
    found = [text for text in texts if text.lower().startswith("v=spf1")]
    wanted = f"include:{include or GAP}"
    paste = (domain, "TXT", f"v=spf1 {wanted} ~all")
    if not found:
        words = say("{domain} does not say who may send its mail: many mailboxes refuse it.", domain=domain)
        return RecordFinding("SPF", "broken", words, paste)
    if len(found) > 1:
        words = say("{domain} has {count} SPF records: keep one.", domain=domain, count=len(found))
        return RecordFinding("SPF", "broken", words, paste)
    if "+all" in found[0].split():
        words = say("The SPF record of {domain} lets anybody send (+all).", domain=domain)
        return RecordFinding("SPF", "broken", words, paste)
    if include and f"include:{include}" not in found[0].split():
        words = say(
            "The SPF record of {domain} does not name {include}: add include:{include} to it.",
            domain=domain, include=include,
        )  # fmt: skip
        return RecordFinding("SPF", "warning", words, paste)
    return RecordFinding("SPF", "ok", say("{domain} says who may send its mail.", domain=domain))


def _dkim(resolver: dns.resolver.Resolver, domain: str, selector: str) -> RecordFinding:
    if not selector:
        words = say(
            "Which DKIM key signs is not told: set SAVOIR_DKIM_SELECTOR to the name your mail provider gave."
        )
        return RecordFinding("DKIM", "warning", words)
    name = f"{selector}._domainkey.{domain}"
    texts = _texts(resolver, name)
    if texts is None:
        return _silent("DKIM", name)
    key = next((part for text in texts for part in _tags(text) if part.startswith("p=")), "")
    if not key:
        return RecordFinding(
            "DKIM", "broken",
            say("{name} holds no key: signatures can't be checked, mail lands in spam.", name=name),
            (name, EITHER, "the value your mail provider shows"),
        )  # fmt: skip
    if key == "p=":
        return RecordFinding("DKIM", "broken", say("The key of {name} was revoked (p= is empty).", name=name))
    return RecordFinding(
        "DKIM", "ok", say("{name} holds the key that signatures are checked with.", name=name)
    )


def _dmarc(resolver: dns.resolver.Resolver, domain: str) -> RecordFinding:
    name = f"_dmarc.{domain}"
    texts = _texts(resolver, name)
    if texts is None:
        return _silent("DMARC", name)
    found = next((text for text in texts if text.startswith("v=DMARC1")), "")
    policy = next((part[2:] for part in _tags(found) if part.startswith("p=")), "")
    if policy not in ("none", "quarantine", "reject"):
        return RecordFinding(
            "DMARC", "broken",
            say("{domain} does not say what to do with forged mail: large mailboxes want it.", domain=domain),
            (name, "TXT", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}"),
        )  # fmt: skip
    if policy == "none":
        words = say(
            "{domain} only watches (p=none): after a month without surprise, say p=quarantine.", domain=domain
        )
        return RecordFinding("DMARC", "ok", words)
    return RecordFinding(
        "DMARC", "ok", say("Forged mail of {domain} is held back (p={policy}).", domain=domain, policy=policy)
    )


def _tags(text: str) -> list[str]:
    return [part.strip().replace(" ", "") for part in text.split(";")]
