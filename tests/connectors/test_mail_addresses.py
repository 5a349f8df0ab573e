"""`SAVOIR_SMTP_URL` and an account's settings: which server, which port, TLS from when."""

import smtplib
from typing import Any

import pytest

from savoir.config import cli
from savoir.config.connections import smtp_settings
from savoir.connectors.mail.smtp import SmtpChannel, SmtpSettings
from savoir.conversations.ports import MailUnavailable

from .mails import MAIL


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://smtp.example", 587, "starttls"),
        ("smtp+tls://smtp.example", 587, "starttls"),
        ("smtps://smtp.example", 465, "tls"),
        ("smtps://smtp.example?ca_file=/ca.pem", 465, "tls"),
        ("smtps://smtp.example:587", 587, "tls"),
        ("smtp://smtp.example:25", 25, "starttls"),
        ("smtp+plain://localhost", 587, "plain"),
        ("smtp+plain://localhost:25", 25, "plain"),
    ],
)
def test_a_port_left_out_is_the_usual_one(url: str, port: int, security: str) -> None:
    found = smtp_settings(url)
    assert (found.port_reached, found.security) == (port, security)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://smtp.example", "smtp://", "smtp.example", "smtp://smtp.example:99999",
        "smtp+plain://user:secret@smtp.example",
    ],
)  # fmt: skip
def test_an_address_nobody_can_send_to_is_refused_before_anything_starts(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=r"SAVOIR_SMTP_URL"):
        smtp_settings(url)
    monkeypatch.setenv("SAVOIR_SMTP_URL", url)
    for command in ("up", "demo"):
        assert cli.main([command]) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert "SAVOIR_SMTP_URL" in told.err
        assert "secret" not in told.err


def test_user_and_password_may_hold_any_sign() -> None:
    found = smtp_settings("smtps://a%40b.example:p%3Ass@smtp.example")
    assert (found.username, found.password, found.host) == ("a@b.example", "p:ss", "smtp.example")


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("plain", 587)])
def test_an_account_without_a_port_has_the_usual_one(security: str, port: int) -> None:
    found = SmtpSettings.from_mapping({"host": "smtp.example", "security": security})
    assert found.port_reached == port


def test_the_mail_goes_where_tls_is_spoken_from_the_first_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    knocked: list[tuple[str, int]] = []

    def nobody(host: str, port: int, *_rest: Any, **_options: Any) -> smtplib.SMTP_SSL:
        knocked.append((host, port))
        raise ConnectionRefusedError

    monkeypatch.setattr(smtplib, "SMTP_SSL", nobody)
    with pytest.raises(MailUnavailable):
        SmtpChannel(smtp_settings("smtps://smtp.example")).send(MAIL)
    assert knocked == [("smtp.example", 465)]
