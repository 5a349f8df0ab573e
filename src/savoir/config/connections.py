"""Which connector answers which port, for which organization: account first, then environment, then demo."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from savoir.config.launcher import doctor, mail_address
from savoir.connectors.analytics.elsewhere import ReplaysElsewhere
from savoir.connectors.carriers.plain import PlainCarrier
from savoir.connectors.documents.typst_documents import TypstDocuments
from savoir.connectors.mail.mailbox import DemoChannel, MailboxSettings
from savoir.connectors.mail.null import NullChannel
from savoir.connectors.mail.smtp import SmtpChannel, SmtpSettings
from savoir.connectors.payments.stripe.rail import StripeRail
from savoir.connectors.payments.stripe.settings import StripeSettings
from savoir.connectors.payments.stub_shop.rail import ShopRail
from savoir.connectors.payments.stub_shop.settings import ShopSettings
from savoir.connectors.webhooks.channel import HttpWebhooks
from savoir.conversations.ports import Mailbox, MailChannel, OutgoingMail
from savoir.insights.ports import CaseHistory, ReplayEngine
from savoir.kernel.access import system_actor
from savoir.kernel.ports import MachineFinding, port
from savoir.kernel.tenancy import organization_block
from savoir.logistics.ports import Carrier
from savoir.organizations.operations import account_settings
from savoir.organizations.ports import AccountLetter
from savoir.organizations.queries import demo_organization
from savoir.resolutions.ports import RefundRail


def documents() -> TypstDocuments:
    """One typst compiler per process."""
    return TypstDocuments()


class ThisMachine:
    """The machine of this process, by what the hourly look wrote into its home."""

    def last_look(self) -> tuple[datetime | None, tuple[MachineFinding, ...]]:
        """See `kernel.ports.Installation`."""
        return doctor.last_look(Path(settings.ENVIRONMENT.home))


def installation() -> ThisMachine:
    """The only machine there is."""
    return ThisMachine()


def carrier(*, org_id: int, brand_id: int) -> Carrier:
    """Today's only carrier: the customer posts it himself with our slip."""
    return PlainCarrier()


def case_history(*, org_id: int) -> CaseHistory:
    """The past cases of an organization, in a folder of its own below the home."""
    from savoir.connectors.analytics.duck import DuckHistory  # 60 MB of engine, for who replays

    return DuckHistory(_analytics(org_id))


def replay_engine(*, org_id: int) -> ReplayEngine:
    """Replays over the same folder, by a process of their own."""
    return ReplaysElsewhere(_analytics(org_id))


def _analytics(org_id: int) -> Path:
    return settings.ENVIRONMENT.home / "analytics" / str(org_id)


def webhook_channel() -> HttpWebhooks:
    """One client per process: connections to the same address are kept for the next event."""
    return HttpWebhooks(to_loopback=settings.WEBHOOKS_TO_LOOPBACK)


def refund_rail(*, vendor: str, settings: Mapping[str, Any]) -> RefundRail:
    """The rail of an account. Raises LookupError for a vendor nobody connects."""
    return _rail(vendor, tuple(sorted(settings.items())))


@lru_cache(maxsize=64)
def _rail(vendor: str, entries: tuple[tuple[str, Any], ...]) -> RefundRail:
    if vendor == "stripe":
        return StripeRail(StripeSettings.from_mapping(dict(entries)))
    if vendor == "stub_shop":
        return ShopRail(ShopSettings.from_mapping(dict(entries)))
    raise LookupError(f"no refund rail is called {vendor}")


def mail_channel(*, org_id: int, brand_id: int | None = None) -> MailChannel:
    """The organization's own mail account, else the server of the environment, else the demo's mailbox.

    What was invented for a demo writes to people who are none: never by the server of the environment.
    """
    with organization_block(org_id):
        account = account_settings(actor=system_actor(org_id), port="mail", brand_id=brand_id)
    if account is not None:
        return _channel(account.vendor, account.settings)
    if settings.ENVIRONMENT.smtp_url and not _is_invented(org_id):
        return SmtpChannel(smtp_settings(settings.ENVIRONMENT.smtp_url))
    return DemoChannel(MailboxSettings(folder=str(mailbox_folder(org_id))))


def _is_invented(org_id: int) -> bool:
    invented = demo_organization() if settings.ENVIRONMENT.is_demo else None
    return invented is not None and invented.org_id == org_id


def demo_mailbox(*, org_id: int) -> Mailbox:
    """What the demo kept of an organization's mails; bound in a demo, and where no server is named."""
    return DemoChannel(MailboxSettings(folder=str(mailbox_folder(org_id))))


def mailbox_folder(org_id: int) -> Path:
    """Where the demo keeps the mails of an organization."""
    return Path(settings.ENVIRONMENT.home) / "mailbox" / str(org_id)


def letters_folder(org_id: int) -> Path:
    """Where a machine without a mail server keeps letters to those who sign in: on no page.

    One that opens the account of an administrator is not for every colleague who reads customers' mails.
    """
    return mailbox_folder(org_id) / "accounts"


def _channel(vendor: str, given: Mapping[str, Any]) -> MailChannel:
    if vendor == "smtp":
        return SmtpChannel(SmtpSettings.from_mapping(given))
    if vendor == "null":
        return NullChannel()
    if vendor == "mailbox":
        return DemoChannel(MailboxSettings.from_mapping(given))
    raise LookupError(f"no mail channel is called {vendor}")


def smtp_settings(url: str) -> SmtpSettings:
    """Read `smtp://user:password@host:587?ca_file=...` (`smtps` = TLS, `smtp+plain` = loopback relays).

    Raises ValueError for an address nobody can send to.
    """
    found = mail_address.read(url)
    return SmtpSettings(
        host=found.host, port=found.port, security=found.security, username=found.username,
        password=found.password, return_path=found.options.get("return_path", ""),
        ca_file=found.options.get("ca_file", ""),
    )  # fmt: skip


class AccountMailer:
    """Letters to people who sign in leave by the organization's mail channel, or wait in `letters_folder`."""

    def __init__(self, org_id: int) -> None:
        self._org_id = org_id

    def leaves(self) -> bool:
        """Whether a mail server takes them."""
        return isinstance(port(MailChannel, org_id=self._org_id), SmtpChannel)

    def send(self, letter: AccountLetter) -> None:
        """Raises what the channel raises."""
        channel: MailChannel = port(MailChannel, org_id=self._org_id)
        if isinstance(channel, DemoChannel):
            channel = DemoChannel(MailboxSettings(folder=str(letters_folder(self._org_id))))
        channel.send(
            OutgoingMail(
                message_id=letter.message_id, sender_name=letter.sender_name,
                sender_address=letter.sender_address, reply_to=letter.sender_address, to=letter.to,
                subject=letter.subject, text=letter.text, html="", language=letter.language,
            )
        )  # fmt: skip


def account_mail(*, org_id: int) -> AccountMailer:
    """The mailer of an organization's people."""
    return AccountMailer(org_id)
