"""The doctor looks at the certificate where visitors get it, not in a folder of root's."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from savoir.config.launcher import certificates, ports
from savoir.config.launcher.findings import Health

DAY = timedelta(days=1)
SITE = "sav.lenoir.example"  # leads nowhere: the machine itself is asked, as behind a router
Serve = Callable[..., str]


def _pair(folder: Path, ends_in: timedelta, names: tuple[str, ...]) -> Path:
    """A key and its certificate in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a site")])
    builder = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - 90 * DAY).not_valid_after(now + ends_in)
    if names:
        alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        builder = builder.add_extension(alternative, critical=False)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "pair.pem"
    file.write_bytes(private + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def _site(pair: Path) -> Iterator[str]:
    """One visitor is served; gives the address of the site."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    with socket.create_server((ports.HOST, 0)) as door:

        def serve() -> None:
            line, _visitor = door.accept()
            with line, context.wrap_socket(line, server_side=True) as secured:
                secured.recv(1)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://{SITE}:{door.getsockname()[1]}"
        thread.join()


@pytest.fixture
def served(folder: Path) -> Iterator[Serve]:
    """A site with a certificate that ends in so many days and bears these names."""
    with ExitStack() as sites:
        yield lambda ends_in, *names: sites.enter_context(_site(_pair(folder, ends_in, names)))


@pytest.mark.parametrize(
    ("ends_in", "health", "words"),
    [
        (60 * DAY, Health.OK, "Valid until"),
        (20 * DAY, Health.WARNING, "certbot renew"),
        (-DAY, Health.BROKEN, "It ended on"),
    ],
)
def test_the_certificates_last_day_is_told(
    served: Serve, ends_in: timedelta, health: Health, words: str
) -> None:
    finding = certificates.certificate_finding(served(ends_in, SITE))
    assert finding.health is health
    assert words in finding.sentence


@pytest.mark.parametrize(
    ("names", "health"),
    [(("www.lenoir.example", "*.lenoir.example"), Health.OK), (("lenoir.example",), Health.BROKEN),
     (("*.example",), Health.BROKEN), ((), Health.BROKEN)],
)  # fmt: skip
def test_the_certificate_bears_the_name_of_the_site(
    served: Serve, names: tuple[str, ...], health: Health
) -> None:
    assert certificates.certificate_finding(served(60 * DAY, *names)).health is health


def test_a_site_that_does_not_speak_https_is_broken() -> None:
    finding = certificates.certificate_finding(f"https://{SITE}:{ports.any_free_port()}")
    assert finding.health is Health.BROKEN
    assert "nginx -t" in finding.sentence
    assert certificates.certificate_finding("").health is Health.BROKEN
