"""The mailbox of a demonstration: its letters page by page, each in a sandbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from savoir.conversations.ports import Mailbox, MailPart
from savoir.kernel.ports import bind, bound
from tests.doors.desks import Desk, SignIn, desk_of
from tests.shop import Shop


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


@dataclass(frozen=True)
class Letter:
    """A mail of the mailbox, listed and read."""

    key: str = "k1"
    sent_at: datetime = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    to: str = "claire@exemple.fr"
    subject: str = "Votre échange est accepté"
    attachments: int = 0
    text: str = "Bonjour Claire"
    html: str = '<p>Bonjour</p><script>go()</script><img src="cid:qr">'
    parts: tuple[MailPart, ...] = (MailPart("qr.png", "image/png", b"png", "qr"),)

    @property
    def kept(self) -> "Letter":
        return self


@dataclass
class Box:
    """A mailbox with some letters, k1 the oldest."""

    count: int = 1

    def list_mails(self, *, limit: int, before: str = "") -> tuple[Letter, ...]:
        last = int(before.removeprefix("k")) - 1 if before else self.count
        return tuple(Letter(f"k{n}", subject=f"Lettre {n}") for n in range(last, 0, -1))[:limit]

    def read_mail(self, key: str) -> Letter:
        if key != "k1":
            raise KeyError(key)
        return Letter()


@pytest.fixture
def mailbox() -> Iterator[Box]:
    former, box = bound(Mailbox), Box()
    bind(Mailbox, lambda **_: box)
    yield box
    bind(Mailbox, former)  # type: ignore[arg-type]  # nothing was bound before


def test_letters_go_over_several_pages_and_an_old_one_is_opened_from_any(desk: Desk, mailbox: Box) -> None:
    mailbox.count = 120
    page = desk.get("courriers/").content.decode()
    assert (page.count("data-row"), "Lettre 120" in page, "Lettre 70" in page) == (50, True, False)
    assert 'href="?avant=k71"' in page
    last = desk.get("courriers/?avant=k21&courrier=k1").content.decode()
    assert (last.count("data-row"), "Votre échange est accepté" in last) == (20, True)
    assert "?avant=" not in last
    assert 'href="?courrier=k20&amp;avant=k21"' in last
    assert desk.get("courriers/?courrier=../secret").status_code == 200, "a key of none opens none"


def test_a_kept_mail_is_read_in_a_sandbox(desk: Desk, mailbox: Box) -> None:
    page = desk.get("courriers/?courrier=k1").content.decode()
    assert "Votre échange est accepté" in page
    assert "<script>go()" not in page

    mail = desk.get("courriers/k1/")
    assert mail.status_code == 200
    assert "sandbox" in mail["Content-Security-Policy"]
    assert "default-src 'none'" in mail["Content-Security-Policy"]
    assert "data:image/png;base64," in mail.content.decode()
    assert desk.get("courriers/k2/").status_code == 404


def test_without_a_demo_mailbox_there_is_no_page(desk: Desk) -> None:
    former = bound(Mailbox)
    bind(Mailbox, None)  # type: ignore[arg-type]  # as where a mail server is named
    try:
        assert desk.get("courriers/").status_code == 404
        assert "/desk/courriers/" not in desk.get().content.decode()
    finally:
        bind(Mailbox, former)  # type: ignore[arg-type]  # back to what it was
