"""The demo's mailbox: what was sent, whole, once, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from savoir.connectors.mail.mailbox import DemoChannel, MailboxSettings
from savoir.conversations.ports import MailUnavailable

from .mails import MAIL, NOW


def test_the_mailbox_shows_newest_first_and_opens_a_mail_whole(tmp_path):
    hour = [NOW]
    demo = DemoChannel(MailboxSettings(str(tmp_path / "mails")), clock=lambda: hour[0])
    assert demo.list_mails() == ()
    demo.send(MAIL)
    hour[0] += timedelta(hours=1)
    demo.send(replace(MAIL, message_id="<SAV-4217.2@retours.example>", subject="Reçu", parts=()))
    newest, oldest = demo.list_mails()
    assert (newest.subject, oldest.subject) == ("Reçu", MAIL.subject)
    assert (newest.attachments, oldest.attachments) == (0, 1)
    opened = demo.read_mail(oldest.key)
    assert opened.text == MAIL.text
    assert opened.html.strip() == MAIL.html
    assert opened.language == "fr"
    assert opened.parts == MAIL.parts
    assert opened.kept.sent_at == NOW


def test_the_mailbox_goes_back_in_time_page_by_page(tmp_path):
    hour = [NOW]
    demo = DemoChannel(MailboxSettings(str(tmp_path)), clock=lambda: hour[0])
    for n in range(5):
        demo.send(replace(MAIL, message_id=f"<SAV-4217.{n}@retours.example>", subject=f"Lettre {n}"))
        hour[0] += timedelta(minutes=1)
    (tmp_path / "leftover.eml").write_text("not one of ours")
    first = demo.list_mails(limit=2)
    second = demo.list_mails(limit=2, before=first[-1].key)
    last = demo.list_mails(limit=2, before=second[-1].key)
    assert [mail.subject for page in (first, second, last) for mail in page] == [
        "Lettre 4", "Lettre 3", "Lettre 2", "Lettre 1", "Lettre 0",
    ]  # fmt: skip
    assert demo.list_mails(before=last[-1].key) == ()


def test_the_mailbox_keeps_a_retried_mail_once(tmp_path):
    demo = DemoChannel(MailboxSettings(str(tmp_path)), clock=lambda: NOW)
    demo.send(MAIL)
    demo.send(MAIL)
    assert len(demo.list_mails()) == 1


@pytest.mark.parametrize(
    "key", ["", "../secret", "20261124T140400000000-zzzz", "20261124T140400000000-0123456789abcdef"]
)
def test_the_mailbox_opens_nothing_but_its_mails(tmp_path, key):
    demo = DemoChannel(MailboxSettings(str(tmp_path)), clock=lambda: NOW)
    with pytest.raises(KeyError):
        demo.read_mail(key)


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(MailUnavailable):
        DemoChannel(MailboxSettings(str(tmp_path / "file" / "mails")), clock=lambda: NOW).send(MAIL)
