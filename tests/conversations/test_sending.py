"""A milestone is told exactly once, whatever the mail server does."""

from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest

from savoir.connectors.mail.compose import compose
from savoir.conversations import operations
from savoir.conversations.models import Message
from savoir.conversations.operations import MessageAlreadySent, MessageWithheld
from savoir.conversations.ports import MailRefused, MailUnavailable
from savoir.conversations.states import MessageState, Step
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Customer
from tests.conversations.letters import NOW
from tests.conversations.written import card, open_case, said, tasks, tell, work
from tests.shop import Shop, make_shop

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("step", [step for step in Step if step is not Step.FREE_TEXT])
def test_every_milestone_leaves_in_the_customer_s_language(shop: Shop, channel, step, language) -> None:
    case = open_case(shop, language=language)
    message_id = tell(shop, case, step)
    work()

    (mail,) = channel.taken
    compose(mail, now=NOW)  # no server would refuse its headers
    assert (mail.to.split("@")[1], mail.language) == ("exemple.fr", language)
    assert f'<html lang="{language}">' in mail.html
    assert ("Bonjour Claire Martin," if language == "fr" else "Hello Claire Martin,") in mail.text
    assert mail.message_id.startswith("<SAV-7K2QX4.")
    sent = card(shop, message_id)
    assert (sent.state, sent.sent_at, sent.subject) == (MessageState.SENT, NOW, mail.subject)
    assert not channel.inside_a_block


def test_the_same_milestone_is_told_once(shop: Shop, channel) -> None:
    case = open_case(shop)
    first = tell(shop, case, Step.RECEIVED, "parcel-1")
    again = tell(shop, case, Step.RECEIVED, "parcel-1", complete=False)
    other = tell(shop, case, Step.RECEIVED, "parcel-2")
    work()

    assert first == again != other
    assert len(channel.taken) == 2
    assert tell(shop, case, Step.RECEIVED, "parcel-1") == first
    work(NOW + HOUR)
    assert len(channel.taken) == 2


def test_what_is_sent_is_in_the_case_s_history_without_words(shop: Shop, channel) -> None:
    case = open_case(shop)
    message_id = tell(shop, case, Step.RECEIVED)
    work()

    with organization_block(shop.org_id):
        facts = [(e.kind, e.payload) for e in events_of("case", case.id)]
    assert facts == [("message_sent", {"message_id": message_id, "step": "received"})]


def test_a_server_that_is_away_gets_the_same_mail_later(shop: Shop, channel) -> None:
    channel.troubles = [MailUnavailable("no session"), MailUnavailable("421"), MailUnavailable("421")]
    case = open_case(shop)
    message_id = tell(shop, case, Step.DECISION)
    work()
    assert card(shop, message_id).state is MessageState.WAITING
    work(NOW + HOUR)

    assert len(channel.tried) == 4
    assert {replace(mail, parts=()) for mail in channel.tried} == {replace(channel.taken[0], parts=())}
    assert card(shop, message_id).state is MessageState.SENT
    assert tasks(shop) == []


def test_after_three_days_a_person_gets_the_task(shop: Shop, channel) -> None:
    channel.troubles = [MailUnavailable("no session")] * 1000
    case = open_case(shop)
    message_id = tell(shop, case, Step.DECISION)
    work(NOW + timedelta(days=2, hours=23))
    assert (card(shop, message_id).state, tasks(shop)) == (MessageState.WAITING, [])
    work(NOW + timedelta(days=3, hours=1))

    assert (card(shop, message_id).state, card(shop, message_id).failure) == (
        MessageState.REFUSED,
        "unavailable",
    )
    ((code, subject, detail),) = tasks(shop)
    assert (code, subject, detail["reference"]) == ("mail_unavailable", message_id, "SAV-7K2QX4")
    assert len(channel.tried) < 100  # at most one try an hour once it lasts


def test_a_refused_address_is_a_person_s_and_the_retry_keeps_the_message(shop: Shop, channel) -> None:
    channel.troubles = [MailRefused("550 5.1.1")]
    case = open_case(shop)
    message_id = tell(shop, case, Step.RECEIVED)
    work()
    assert card(shop, message_id).may_retry
    assert tasks(shop) == [("mail_refused", message_id, {
        "reference": "SAV-7K2QX4", "case_id": case.id, "step": "received", "code": "550 5.1.1",
    })]  # fmt: skip

    with organization_block(shop.org_id):
        Customer.objects.filter(id=case.customer_id).update(email="claire.neuf@exemple.fr")
        operations.retry_message(actor=shop.agent, message_id=message_id, now=NOW + HOUR)
    work(NOW + HOUR)

    (mail,) = channel.taken
    assert (mail.to, mail.message_id) == ("claire.neuf@exemple.fr", channel.tried[0].message_id)
    assert (tasks(shop), card(shop, message_id).failure) == ([], "")


def test_without_an_address_the_message_is_kept_and_said(shop: Shop, channel) -> None:
    case = open_case(shop, email="")
    message_id = tell(shop, case, Step.DECISION)
    work()

    kept = card(shop, message_id)
    assert (channel.tried, kept.state, kept.failure) == ([], MessageState.KEPT, "no_address")
    assert "Votre remboursement" in kept.text  # it can be read to him on the phone
    assert [task[:2] for task in tasks(shop)] == [("mail_without_address", message_id)]


def test_a_sent_message_is_not_sent_again(shop: Shop, channel) -> None:
    case = open_case(shop)
    message_id = tell(shop, case, Step.RECEIVED)
    work()

    with organization_block(shop.org_id), pytest.raises(MessageAlreadySent):
        operations.retry_message(actor=shop.agent, message_id=message_id, now=NOW)
    work(NOW + HOUR)
    assert len(channel.taken) == 1


def test_a_letter_whose_deed_was_undone_never_leaves(shop: Shop, channel) -> None:
    case = open_case(shop)
    message_id = tell(shop, case, Step.DECISION)
    with organization_block(shop.org_id):
        assert operations.withhold_step(actor=shop.system, case_id=case.id, step=Step.DECISION) == 1

    with organization_block(shop.org_id), pytest.raises(MessageWithheld):
        operations.retry_message(actor=shop.agent, message_id=message_id, now=NOW)
    work(NOW + HOUR)

    kept = card(shop, message_id)
    assert (channel.taken, kept.state, kept.may_retry) == ([], MessageState.KEPT, False)


def test_a_fault_of_ours_ends_as_a_task_and_can_be_tried_again(shop: Shop, channel) -> None:
    channel.troubles = [OSError("a bug")] * 5
    case = open_case(shop)
    message_id = tell(shop, case, Step.RECEIVED)
    work()
    work(NOW + HOUR)
    assert [task[:2] for task in tasks(shop)] == [("mail_not_made", message_id)]

    with organization_block(shop.org_id):
        operations.retry_message(actor=shop.agent, message_id=message_id, now=NOW + HOUR)
    work(NOW + 2 * HOUR)
    assert (len(channel.taken), tasks(shop)) == (1, [])


def test_the_return_code_travels_as_a_picture_in_the_mail(shop: Shop, channel) -> None:
    tell(shop, open_case(shop), Step.DECISION)
    work()

    (mail,) = channel.taken
    (picture,) = mail.parts
    assert picture.content.startswith(b"\x89PNG")
    assert (picture.file_name, picture.media_type) == ("RA-30522.png", "image/png")
    assert f'src="cid:{picture.content_id}"' in mail.html


def test_a_one_time_secret_leaves_in_the_mail_and_stays_nowhere(shop: Shop, channel) -> None:
    case = open_case(shop)
    message_id = tell(shop, case, Step.DECISION, link_secret="s3cr3t-0f-claire")
    work()

    (mail,) = channel.taken
    slug = shop.brand_slug
    assert f"/sav/{slug}/acces/s3cr3t-0f-claire/" in mail.html
    assert f"/sav/{slug}/acces/s3cr3t-0f-claire/" in mail.text
    with organization_block(shop.org_id):
        row = Message.objects.get(id=message_id)
    assert "s3cr3t" not in f"{row.words}{row.body_text}{row.body_html}"


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=go()>', "{{ 7|add:7 }} {name}"]
)
def test_hostile_words_are_words(shop: Shop, channel, hostile) -> None:
    case = open_case(shop, name=hostile)
    tell(shop, case, Step.REFUSAL, reason=hostile, items=[hostile], agent_name=hostile)
    work()

    (mail,) = channel.taken
    assert mail.text.count(hostile) >= 2
    assert escape(hostile, quote=False) in unescape_quotes(mail.html)
    assert "<script" not in mail.html
    assert "<img src=x" not in mail.html


def unescape_quotes(html: str) -> str:
    return html.replace("&quot;", '"')


@pytest.mark.parametrize(
    "name", ["Claire\r\nBcc: all@evil.example", "Claire\nSubject: gain", "Claire\u2028Bcc: all@evil.example"]
)
def test_nobody_writes_a_header_through_a_name(shop: Shop, channel, name) -> None:
    case = open_case(shop, name=name)
    tell(shop, case, Step.ACKNOWLEDGEMENT, items=[name])
    work()

    message = compose(channel.taken[0], now=NOW)
    assert message["Bcc"] is None
    assert message.get_all("Subject") == ["Nous avons bien reçu votre demande SAV-7K2QX4"]


def test_words_that_do_not_fit_are_refused_and_nothing_is_kept(shop: Shop, channel) -> None:
    case = open_case(shop)
    with pytest.raises(Invalid) as refused:
        tell(shop, case, Step.DECISION, amount_minor=None)
    assert refused.value.facts["words"] == ("amount_minor",)
    assert (said(shop, case), work()) == ((), 0)


def test_a_customer_never_speaks_for_the_brand(shop: Shop, channel) -> None:
    case = open_case(shop)
    customer = shop.customer(case.order_id, verified=True)
    with organization_block(shop.org_id), pytest.raises(NotAllowed):
        operations.send_step(
            actor=customer, case_id=case.id, step=Step.CLOSING, occasion="1", words={}, now=NOW
        )
    assert said(shop, case) == ()


def test_another_organization_has_no_such_message(shop: Shop, channel) -> None:
    channel.troubles = [MailRefused("550")]
    message_id = tell(shop, open_case(shop), Step.RECEIVED)
    work()
    other = make_shop("other")

    with organization_block(other.org_id), pytest.raises(NotFound):
        operations.retry_message(actor=other.agent, message_id=message_id, now=NOW)
    assert card(shop, message_id).state is MessageState.REFUSED
