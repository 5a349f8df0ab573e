"""SPF, DKIM and DMARC in plain words, asked of a name server of the test's own."""

import socketserver
import threading
from collections.abc import Iterator

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from savoir.connectors.mail.records import addresses_of, check_mail_records

GOOD = {
    ("lenoir.example.", "TXT"): ['"v=spf1 include:spf.mailer.example ~all"', '"google-site-verification=1"'],
    ("s1._domainkey.lenoir.example.", "TXT"): ['"v=DKIM1; k=rsa; p=MIIB"'],
    ("_dmarc.lenoir.example.", "TXT"): ['"v=DMARC1; p=quarantine"'],
    ("sav.lenoir.example.", "A"): ["192.0.2.7"],
}
Zone = dict[tuple[str, str], list[str]]


class _Answers(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, line = self.request
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = question.name.to_text().lower(), dns.rdatatype.to_text(question.rdtype)
        zone: Zone = self.server.zone  # type: ignore[attr-defined]  # the server below carries it
        reply = dns.message.make_response(query)
        if (name, kind) in zone:
            reply.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *zone[name, kind]))
        elif not any(known == name for known, _ in zone):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        line.sendto(reply.to_wire(), self.client_address)


@pytest.fixture
def names() -> Iterator[tuple[Zone, dns.resolver.Resolver]]:
    """A zone to write into, and who answers from it."""
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Answers) as server:
        server.zone = dict(GOOD)  # type: ignore[attr-defined]  # read by the handler
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        yield server.zone, resolver  # type: ignore[attr-defined]  # set above
        server.shutdown()


def _levels(resolver: dns.resolver.Resolver, **given: str) -> dict[str, str]:
    asked = {"selector": "s1", "include": "spf.mailer.example"} | given
    return {
        one.subject: one.level for one in check_mail_records("lenoir.example", resolver=resolver, **asked)
    }


def test_a_domain_in_order_is_green(names: tuple[Zone, dns.resolver.Resolver]) -> None:
    _, resolver = names
    assert _levels(resolver) == {"SPF": "ok", "DKIM": "ok", "DMARC": "ok"}
    assert addresses_of("sav.lenoir.example", resolver=resolver) == ("192.0.2.7",)
    assert addresses_of("nowhere.example", resolver=resolver) == ()


@pytest.mark.parametrize(
    ("name", "records", "subject", "level"),
    [
        ("lenoir.example.", [], "SPF", "broken"),
        ("lenoir.example.", ['"v=spf1 +all"'], "SPF", "broken"),
        ("lenoir.example.", ['"v=spf1 -all"', '"v=spf1 ~all"'], "SPF", "broken"),
        ("lenoir.example.", ['"v=spf1 mx -all"'], "SPF", "warning"),
        ("s1._domainkey.lenoir.example.", [], "DKIM", "broken"),
        ("s1._domainkey.lenoir.example.", ['"v=DKIM1; p="'], "DKIM", "broken"),
        ("_dmarc.lenoir.example.", [], "DMARC", "broken"),
        ("_dmarc.lenoir.example.", ['"v=DMARC1; p=perhaps"'], "DMARC", "broken"),
        ("_dmarc.lenoir.example.", ['"v=DMARC1; p=none"'], "DMARC", "ok"),
    ],
)
def test_what_is_missing_or_bent_is_named(
    names: tuple[Zone, dns.resolver.Resolver], name: str, records: list[str], subject: str, level: str
) -> None:
    zone, resolver = names
    zone.pop((name, "TXT"))
    if records:
        zone[name, "TXT"] = records
    expected = {"SPF": "ok", "DKIM": "ok", "DMARC": "ok"} | {subject: level}
    assert _levels(resolver) == expected


def test_what_to_paste_at_the_dns_provider_is_said(names: tuple[Zone, dns.resolver.Resolver]) -> None:
    zone, resolver = names
    zone.clear()
    spf, _, dmarc = check_mail_records("lenoir.example", include="spf.mailer.example", resolver=resolver)
    assert spf.paste == ("lenoir.example", "TXT", "v=spf1 include:spf.mailer.example ~all")
    assert dmarc.paste is not None
    assert dmarc.paste[0] == "_dmarc.lenoir.example"


def test_a_silent_name_server_is_no_missing_record() -> None:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], 9, 0.2
    found = check_mail_records("lenoir.example", selector="s1", resolver=resolver)
    assert {one.level for one in found} == {"warning"}
