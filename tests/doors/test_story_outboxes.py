"""The story says that nothing leaves only while nothing can, and speaks of the shop by its own names."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from savoir.config.connections import mail_channel
from savoir.config.story import Stagehand
from savoir.connectors.mail.mailbox import DemoChannel
from savoir.connectors.mail.smtp import SmtpChannel
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand, ConnectorAccount, Organization
from savoir.organizations.operations import connect_account, disable_account
from tests.doors.stages import Props

NOTHING_LEAVES = "Rien ne part, ni argent ni message"


@pytest.fixture
def demo(props: Props) -> Props:
    """Its provider is the one beside it, and its stagehand looks for himself."""
    with organization_block(props.shop.org_id):
        ConnectorAccount.objects.all().delete()
    _connect(props, "refund_rail.provider", "stripe", base_url="http://127.0.0.1:9")
    props.keeps_all = Stagehand(props.shop.org_id).keeps_all  # type: ignore[method-assign]  # the real answer
    return props


@pytest.fixture
def mail_server(settings: Any) -> Iterator[None]:
    """The operator named one."""
    object.__setattr__(settings.ENVIRONMENT, "smtp_url", "smtp+plain://127.0.0.1:9")
    yield
    object.__setattr__(settings.ENVIRONMENT, "smtp_url", "")


def _connect(props: Props, port: str, vendor: str, **settings: Any) -> int:
    with organization_block(props.shop.org_id):
        return connect_account(
            actor=system_actor(props.shop.org_id), brand_id=None, port=port, vendor=vendor, label=port,
            settings={"api_key": "sk_test_nothing"} | settings, now=timezone.now(),
        )  # fmt: skip


def _page() -> str:
    return Client().get("/").content.decode()


def test_names_of_the_shop_come_from_its_own_data(props: Props) -> None:
    with organization_block(props.shop.org_id):
        Organization.objects.filter(id=props.shop.org_id).update(name="Maison Belin")
        Brand.objects.update(name="Belin Vaisselle")
    text = _page()
    assert "Démonstration · Maison Belin" in text
    assert "Belin Vaisselle</p>" in text
    assert "Lenoir Électro" not in text


@pytest.mark.usefixtures("mail_server")
def test_mails_of_the_invented_shop_stay_here_even_beside_a_mail_server(demo: Props, mode: Any) -> None:
    org_id = demo.shop.org_id
    assert isinstance(mail_channel(org_id=org_id), DemoChannel)
    assert NOTHING_LEAVES in _page()
    mode("production")
    assert isinstance(mail_channel(org_id=org_id), SmtpChannel), "no demo at all"
    mode("demo")
    Organization.objects.filter(id=org_id).update(is_demo=False)
    assert isinstance(mail_channel(org_id=org_id), SmtpChannel), "one's own shop, tried in a demo's home"
    with organization_block(org_id):
        assert not Stagehand(org_id).keeps_all()


@pytest.mark.parametrize(
    ("kind", "vendor", "given"),
    [("mail", "smtp", {"host": "smtp.example.com"}), ("refund_rail.other", "stripe", {}),
     ("refund_rail.other", "stripe", {"base_url": "https://api.stripe.example"})],
)  # fmt: skip
def test_that_nothing_leaves_is_said_only_while_it_is_true(
    demo: Props, kind: str, vendor: str, given: dict[str, str]
) -> None:
    assert NOTHING_LEAVES in _page()
    account = _connect(demo, kind, vendor, **given)
    text = _page()
    assert NOTHING_LEAVES not in text
    assert "Un compte extérieur est branché" in text
    with organization_block(demo.shop.org_id):
        disable_account(actor=system_actor(demo.shop.org_id), account_id=account, now=timezone.now())
    assert NOTHING_LEAVES in _page()


def test_an_account_that_no_key_opens_may_lead_anywhere(demo: Props, settings: Any) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    with organization_block(demo.shop.org_id):
        assert not Stagehand(demo.shop.org_id).keeps_all()
