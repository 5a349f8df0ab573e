"""Whether the mail server takes us, told without sending anything."""

from savoir.connectors.mail.probe import probe
from savoir.connectors.mail.smtp import SmtpSettings
from tests.connectors.test_mail_channels import Server, serving
from tests.stories.test_mail_delivery import closed_port


def test_a_server_that_takes_us_gets_no_mail() -> None:
    server = Server()
    with serving(server) as port:
        assert probe(SmtpSettings(host="127.0.0.1", port=port, security="plain")) == ""
    assert server.got == []


def test_what_stops_us_is_said_with_the_way_out_and_no_password() -> None:
    closed = SmtpSettings(host="127.0.0.1", port=closed_port(), security="plain", password="s3cret")
    assert "can't be reached" in probe(closed)
    with serving(Server()) as port:
        no_tls = probe(SmtpSettings(host="127.0.0.1", port=port, security="starttls", password="s3cret"))
        no_login = probe(
            SmtpSettings(host="127.0.0.1", port=port, security="plain", username="sav", password="s3cret")
        )
    assert "STARTTLS" in no_tls
    assert no_login
    assert "s3cret" not in no_tls + no_login
