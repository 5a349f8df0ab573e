"""Settings of connector accounts: refused by the name of the entry, secrets never shown."""

import pytest

from savoir.connectors.mail.mailbox import MailboxSettings
from savoir.connectors.mail.smtp import SmtpSettings
from savoir.connectors.payments.stripe.settings import StripeSettings
from savoir.connectors.payments.stub_shop.settings import ShopSettings
from savoir.connectors.settings import SettingsRefused


def test_what_is_given_is_read_and_the_rest_has_its_default():
    assert StripeSettings.from_mapping({"api_key": "sk_1"}).base_url == "https://api.stripe.com"
    assert StripeSettings.from_mapping({"api_key": "sk_1", "timeout_seconds": 5}).timeout_seconds == 5.0
    assert SmtpSettings.from_mapping({"host": "mail.example", "port": 465, "security": "tls"}).port == 465
    assert MailboxSettings.from_mapping({"folder": "mails"}).folder == "mails"


@pytest.mark.parametrize(
    ("kind", "mapping", "named"),
    [
        (StripeSettings, {}, "api_key"), (StripeSettings, {"api_key": ""}, "api_key"),
        (StripeSettings, {"api_key": "sk_x", "colour": "red"}, "colour"),
        (StripeSettings, {"api_key": 7}, "api_key"),
        (ShopSettings, {"base_url": "http://shop.example", "token": "t"}, "base_url"),
        (SmtpSettings, {"host": "h", "security": "none"}, "security"),
        (SmtpSettings, {"host": "h", "port": "25"}, "port"),
        (SmtpSettings, {"host": "mail.example", "security": "plain", "username": "u"}, "plain"),
        (MailboxSettings, {}, "folder"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named(kind, mapping, named):
    with pytest.raises(SettingsRefused) as refusal:
        kind.from_mapping(mapping)
    assert named in str(refusal.value)
    assert "sk_x" not in str(refusal.value)


def test_secrets_do_not_show_when_settings_are_printed():
    shown = repr(StripeSettings(api_key="sk_live_9", webhook_secrets="whsec_9"))
    shown += repr(SmtpSettings(host="h", password="hunter2")) + repr(ShopSettings("https://s", "tok9"))
    for secret in ("sk_live_9", "whsec_9", "hunter2", "tok9"):
        assert secret not in shown
