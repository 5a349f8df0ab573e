"""A decision travels over SMTP: the server is away, comes back, and Claire reads one mail, whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from savoir.conversations.ports import MailChannel
from savoir.conversations.states import MessageState, Step
from savoir.kernel.ports import bind, bound
from tests.connectors.test_mail_channels import Server, channel, read, serving
from tests.conversations.letters import NOW
from tests.conversations.written import card, open_case, tasks, tell, work
from tests.shop import Shop

HOUR = timedelta(hours=1)


@contextmanager
def leaving_by(port: int) -> Iterator[None]:
    """Every mail leaves by the SMTP server at this port of the loopback."""
    former = bound(MailChannel)
    bind(MailChannel, lambda **_: channel(port))
    try:
        yield
    finally:
        if former:
            bind(MailChannel, former)


def closed_port() -> int:
    """A port where a server was a moment ago."""
    with serving(Server()) as port:
        return port


def test_a_decision_waits_for_the_server_and_arrives_whole(shop: Shop) -> None:
    message_id = tell(shop, open_case(shop), Step.DECISION, link_secret="s3cr3t")
    with leaving_by(closed_port()):
        work()
    assert card(shop, message_id).state is MessageState.WAITING

    busy = Server(data="451 4.7.1 greylisted")
    with serving(busy) as port, leaving_by(port):
        work(NOW + timedelta(seconds=30))
    assert (card(shop, message_id).state, busy.got) == (MessageState.WAITING, [])

    ready = Server()
    with serving(ready) as port, leaving_by(port):
        work(NOW + HOUR)
        work(NOW + 2 * HOUR)
    ((sender, to, raw),) = ready.got
    mail = read(raw)
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert (sender, to[0].split("@")[1]) == ("sav@lenoir.example", "exemple.fr")
    assert mail["Subject"] == "Votre remboursement de 59,00\u00a0€ est accepté"
    assert mail["Content-Language"] == "fr"
    for body in (text, html):
        assert "au plus tard lundi\u00a07\u00a0décembre" in body
        assert "RA-30522" in body
        assert "/acces/s3cr3t/" in body
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html
    assert (card(shop, message_id).state, tasks(shop)) == (MessageState.SENT, [])


def test_an_address_nobody_has_goes_to_a_person_at_once(shop: Shop) -> None:
    message_id = tell(shop, open_case(shop), Step.RECEIVED)
    strict = Server(rcpt="550 5.1.1 unknown")
    with serving(strict) as port, leaving_by(port):
        work()
        work(NOW + HOUR)

    assert (card(shop, message_id).failure, strict.got) == ("550 5.1.1", [])
    assert [task[:2] for task in tasks(shop)] == [("mail_refused", message_id)]
