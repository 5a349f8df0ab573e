"""R14: the mail server is away for two hours: every message leaves afterwards, late but once, in order."""

from collections import defaultdict
from datetime import timedelta

import pytest

from savoir.conversations.models import Message
from savoir.conversations.ports import MailChannel, MailUnavailable, OutgoingMail
from savoir.kernel.jobs import drain
from savoir.kernel.ports import bind, bound
from savoir.kernel.tenancy import organization_block
from tests.faults.worlds import agree, broken
from tests.shop import NOON, Shop

HOUR = timedelta(hours=1)


class Server:
    """A mail server that is away for a while."""

    def __init__(self) -> None:
        self.is_away, self.refused = True, 0
        self.taken: list[str] = []

    def send(self, mail: OutgoingMail) -> None:
        """Take it, or not answer."""
        if self.is_away:
            self.refused += 1
            raise MailUnavailable("connection refused")
        self.taken.append(mail.message_id)


@pytest.mark.usefixtures("rail")
def test_two_hours_without_mail_and_then_each_message_once_in_order(shop: Shop) -> None:
    former, server = bound(MailChannel), Server()
    bind(MailChannel, lambda **_: server)
    with organization_block(shop.org_id):
        for _ in range(6):
            agree(shop)
    for minutes in range(0, 120, 10):
        drain(until=NOON + timedelta(minutes=minutes))
    assert (server.taken, server.refused > 12) == ([], True)
    assert broken(shop, NOON + 2 * HOUR) == {}
    server.is_away = False
    drain(until=NOON + 5 * HOUR)
    with organization_block(shop.org_id):
        rows = list(Message.objects.order_by("case_id", "id").values_list("case_id", "message_id", "state"))
    assert {state for _, _, state in rows} == {"sent"}
    assert sorted(server.taken) == sorted(message_id for _, message_id, _ in rows)
    promised, came = defaultdict(list), defaultdict(list)
    case_of = {message_id: case_id for case_id, message_id, _ in rows}
    for case_id, message_id, _ in rows:
        promised[case_id].append(message_id)
    for message_id in server.taken:
        came[case_of[message_id]].append(message_id)
    assert came == promised
    assert broken(shop, NOON + 5 * HOUR) == {}
    if former:
        bind(MailChannel, former)
