"""Mail leaves whole, once per answer, and nobody writes a header of his own into it."""

import ssl
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP as SMTP_POLICY

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from savoir.connectors.mail.compose import compose
from savoir.connectors.mail.mailbox import DemoChannel, MailboxSettings
from savoir.connectors.mail.null import NullChannel
from savoir.connectors.mail.smtp import SmtpChannel, SmtpSettings
from savoir.conversations.ports import MailChannel, MailRefused, MailUnavailable

from .mails import MAIL, NOW, QR, SLIP


class Server:
    """What the SMTP server of a test says, and what it got."""

    def __init__(self, *, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        self.rcpt, self.data = rcpt, data
        self.got: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        if self.data.startswith("close"):
            server.transport.close()
        if not self.data.startswith("250"):
            return self.data
        self.got.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.data


class LoopbackController(Controller):
    """A controller on a free port."""

    @property
    def bound_port(self) -> int:
        return self.server.sockets[0].getsockname()[1]

    def _trigger_server(self):
        self.port = self.bound_port
        super()._trigger_server()


@contextmanager
def serving(handler, **options):
    controller = LoopbackController(handler, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.bound_port
    finally:
        controller.stop()


def channel(port: int, **changes) -> SmtpChannel:
    given = {"host": "127.0.0.1", "port": port, "security": "plain", "timeout_seconds": 3.0, **changes}
    return SmtpChannel(SmtpSettings.from_mapping(given), clock=lambda: NOW)


def read(raw: bytes):
    return message_from_bytes(raw, policy=SMTP_POLICY)


def test_the_server_gets_both_bodies_the_picture_and_the_slip():
    handler = Server()
    with serving(handler) as port:
        smtp: MailChannel = channel(port)
        smtp.send(MAIL)
    ((sender, recipients, raw),) = handler.got
    message = read(raw)
    assert (sender, recipients) == ("retours@maison-lenoir.example", ["camille@client.example"])
    assert str(message["Subject"]) == MAIL.subject
    assert message["Message-ID"] == MAIL.message_id
    assert message["From"].addresses[0].display_name == MAIL.sender_name
    assert message["Reply-To"] == MAIL.reply_to
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL.text
    assert "À déposer avant" in message.get_body(("html",)).get_content()
    structure = [part.get_content_type() for part in message.walk()]
    assert structure == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
        "image/png", "application/pdf",
    ]  # fmt: skip
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == SLIP.file_name
    assert attachment.get_content() == SLIP.content
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<qr@savoir>"
    assert picture.get_content_disposition() == "inline"


def test_every_line_fits_a_seven_bit_server():
    raw = compose(MAIL, now=NOW).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_retry_carries_the_same_message_id():
    handler = Server()
    with serving(handler) as port:
        smtp = channel(port)
        smtp.send(MAIL)
        smtp.send(MAIL)
    assert {read(raw)["Message-ID"] for _, _, raw in handler.got} == {MAIL.message_id}


@pytest.mark.parametrize("place", ["rcpt", "data"])
def test_later_is_unavailable(place):
    handler = Server(**{place: "451 4.7.1 greylisted, camille@client.example"})
    with serving(handler) as port, pytest.raises(MailUnavailable) as later:
        channel(port).send(MAIL)
    assert str(later.value) == "451 4.7.1"
    assert handler.got == []


@pytest.mark.parametrize(("place", "says", "code"), [
    ("rcpt", "550 5.1.1 <camille@client.example> unknown user", "550 5.1.1"), ("data", "554 spam", "554"),
])  # fmt: skip
def test_a_definite_no_is_refused_with_its_code_and_no_address(place, says, code):
    handler = Server(**{place: says})
    with serving(handler) as port, pytest.raises(MailRefused) as refusal:
        channel(port).send(MAIL)
    assert refusal.value.code == code
    assert handler.got == []


def test_a_line_that_breaks_during_the_mail_is_unavailable():
    handler = Server(data="close")
    with serving(handler) as port, pytest.raises(MailUnavailable):
        channel(port).send(MAIL)
    assert handler.got == []


def test_no_server_at_all_is_unavailable():
    with serving(Server()) as port:
        pass
    with pytest.raises(MailUnavailable):
        channel(port).send(MAIL)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    cert = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.now(UTC) + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    chain, private = folder / "cert.pem", folder / "key.pem"
    chain.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    return str(chain), context


def check_password(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password == b"right")


def test_starttls_with_a_password(certificate):
    chain, context = certificate
    handler = Server()
    options = {
        "tls_context": context,
        "require_starttls": True,
        "authenticator": check_password,
        "auth_required": True,
    }
    with serving(handler, **options) as port:
        secure = {"host": "localhost", "security": "starttls", "ca_file": chain, "username": "u"}
        channel(port, **secure, password="right").send(MAIL)
        with pytest.raises(MailUnavailable):
            channel(port, **secure, password="wrong").send(MAIL)
    assert len(handler.got) == 1


def test_a_certificate_nobody_vouches_for_gets_no_mail(certificate):
    handler = Server()
    with serving(handler, tls_context=certificate[1]) as port, pytest.raises(MailUnavailable):
        channel(port, host="localhost", security="starttls").send(MAIL)
    assert handler.got == []


def test_a_server_without_starttls_gets_no_mail_in_the_open():
    handler = Server()
    with serving(handler) as port, pytest.raises(MailUnavailable):
        channel(port, security="starttls").send(MAIL)
    assert handler.got == []


@pytest.fixture(params=["smtp", "null", "mailbox"])
def any_channel(request, tmp_path):
    if request.param == "null":
        null = NullChannel()
        yield null, lambda: null.sent
    elif request.param == "mailbox":
        demo = DemoChannel(MailboxSettings(str(tmp_path / "mails")), clock=lambda: NOW)
        yield demo, lambda: len(demo.list_mails())
    else:
        handler = Server()
        with serving(handler) as port:
            yield channel(port), lambda: len(handler.got)


def test_each_channel_takes_a_mail(any_channel):
    outlet, count = any_channel
    outlet.send(MAIL)
    assert count() == 1


@pytest.mark.parametrize("changes", [
    {"subject": "Bonjour\r\nBcc: all@client.example"}, {"subject": "Bonjour\nX: y"},
    {"to": "camille@client.example, other@client.example"}, {"to": "Camille <camille@client.example>"},
    {"to": ""}, {"to": "camille"}, {"to": "a@b@c.example"}, {"to": "a b@client.example"},
    {"to": "a..b@client.example"},
    {"to": "camille@client.example\r\nBcc: x@y.example"},
])  # fmt: skip
def test_no_channel_lets_a_header_be_smuggled(any_channel, changes):
    outlet, count = any_channel
    with pytest.raises(MailRefused):
        outlet.send(replace(MAIL, **changes))
    assert count() == 0


@pytest.mark.parametrize("changes", [
    {"sender_name": "Lenoir\r\nBcc: x@y.example"}, {"message_id": "<a@b>\r\nX: y"},
    {"message_id": "no-brackets@b"},
    {"reply_to": "x@y.example\nX: y"}, {"language": "fr\r\nX: y"},
    {"parts": (replace(SLIP, file_name="a.pdf\r\nX: y"),)}, {"parts": (replace(SLIP, media_type="pdf"),)},
    {"parts": (replace(QR, content_id="a\r\nX: y"),)},
])  # fmt: skip
def test_no_other_header_can_be_bent(changes):
    with pytest.raises(MailRefused):
        compose(replace(MAIL, **changes), now=NOW)


def test_a_mail_without_html_attaches_its_picture():
    message = compose(replace(MAIL, html=""), now=NOW)
    assert [part.get_filename() for part in message.iter_attachments()] == [QR.file_name, SLIP.file_name]


def test_an_international_domain_leaves_in_ascii():
    assert (
        str(compose(replace(MAIL, to="camille@café.example"), now=NOW)["To"]) == "camille@xn--caf-dma.example"
    )
