"""The doctor's look at the site's certificate, where visitors get it: certbot's folder is root's alone."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509

from savoir.config.launcher.findings import Finding, broken, fine, warning
from savoir.kernel.values.saying import say

NOTICE: Final = timedelta(days=21)
PATIENCE_SECONDS: Final = 3.0
_HTTPS: Final = 443


def certificate_finding(base_url: str) -> Finding:
    """Whether the site's certificate bears its name, and the day it ends.

    Asked by the name; where a router does not lead back inside, on this machine. Who signed it is not asked:
    a house may be its own authority.
    """
    site = urlsplit(base_url)
    name, port = site.hostname or "", site.port or _HTTPS
    served = _served(name, name, port) or _served("127.0.0.1", name, port)
    if served is None:
        words = say(
            "Nobody speaks https at {name}:{port}. See: nginx -t; systemctl status nginx",
            name=name,
            port=port,
        )
        return broken("certificate", words)
    found = x509.load_der_x509_certificate(served)
    if not _bears(found, name):
        words = say("The certificate served is not the one of {name}: see certbot certificates", name=name)
        return broken("certificate", words)
    return _until(found.not_valid_after_utc)


def _until(ends: datetime) -> Finding:
    left, day = ends - datetime.now(UTC), f"{ends:%Y-%m-%d}"
    if left <= timedelta(0):
        return broken("certificate", say("It ended on {day}. Renew it: certbot renew", day=day))
    if left < NOTICE:
        words = say("It ends on {day}, in {left} days. Renew it: certbot renew", day=day, left=left.days)
        return warning("certificate", words)
    return fine("certificate", say("Valid until {day}.", day=day))


def _served(address: str, name: str, port: int) -> bytes | None:
    """What a TLS server shows who asks for `name`; None when nobody speaks TLS there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((address, port), timeout=PATIENCE_SECONDS) as line,
            context.wrap_socket(line, server_hostname=name) as secured,
        ):
            return secured.getpeercert(binary_form=True)
    except (OSError, ValueError):  # also a name that is none
        return None


def _bears(certificate: x509.Certificate, name: str) -> bool:
    """By its alternative names; one star stands for one label."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    known = {one.lower() for one in names.get_values_for_type(x509.DNSName)}
    return bool(known & {name, f"*.{name.partition('.')[2]}"})
