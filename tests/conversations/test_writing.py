"""What people write to each other about a case."""

from datetime import timedelta

import pytest

from savoir.cases.operations import hand_to_person
from savoir.cases.queries import case_card
from savoir.cases.states import SnoozeReason
from savoir.conversations import operations
from savoir.conversations.queries import messages_of_case, preview_step
from savoir.conversations.states import Direction, MessageState, Step
from savoir.kernel.errors import Invalid, NotAllowed, NotFound
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from tests.conversations.letters import NOW, REFUND
from tests.conversations.written import open_case, said, tell, work
from tests.shop import Shop


def test_an_agent_writes_and_the_customer_reads_his_name(shop: Shop, channel) -> None:
    case = open_case(shop)
    with organization_block(shop.org_id):
        operations.write_to_customer(
            actor=shop.agent, case_reference=case.reference, text="Bonjour,\r\n\r\nC’est réglé.\r\n", now=NOW
        )
    work()

    (mail,) = channel.taken
    assert mail.subject == "Votre dossier SAV-7K2QX4"
    assert "Bonjour,\n\nC’est réglé." in mail.text
    assert f"{shop.agent.name} vous lit." in mail.text
    (kept,) = said(shop, case)
    assert (kept.text, kept.author_id) == ("Bonjour,\n\nC’est réglé.", shop.agent.id)


def test_two_letters_of_an_agent_are_two(shop: Shop, channel) -> None:
    case = open_case(shop)
    for _ in range(2):
        with organization_block(shop.org_id):
            operations.write_to_customer(
                actor=shop.agent, case_reference=case.reference, text="Oui.", now=NOW
            )
    work()
    assert len({mail.message_id for mail in channel.taken}) == 2


def test_a_note_stays_inside(shop: Shop, channel) -> None:
    case = open_case(shop)
    with organization_block(shop.org_id):
        operations.add_note(actor=shop.agent, case_reference=case.reference, text="Rappeler mardi", now=NOW)
        customer = shop.customer(case.order_id, verified=True)
        assert messages_of_case(actor=customer, case_id=case.id) == ()

    assert (work(), channel.tried) == (0, [])
    assert [(m.direction, m.text, m.may_retry) for m in said(shop, case)] == [
        (Direction.NOTE, "Rappeler mardi", False)
    ]


def test_the_same_words_within_a_minute_are_one_message_later_ones_are_two(shop: Shop, channel) -> None:
    case = open_case(shop)
    customer = shop.customer(case.order_id, verified=True)
    ids = []
    with organization_block(shop.org_id):
        for seconds in (0, 30, 59, 120):
            ids.append(
                operations.receive_from_customer(
                    actor=customer, case_reference=case.reference, text="Où en est-on ?",
                    now=NOW + timedelta(seconds=seconds),
                )
            )  # fmt: skip
        kinds = [event.kind for event in events_of("case", case.id)]
    assert ids[0] == ids[1] == ids[2] != ids[3]
    assert kinds.count("customer_wrote") == 2


def test_the_customer_writes_and_it_is_recorded_without_his_words(shop: Shop, channel) -> None:
    case = open_case(shop)
    customer = shop.customer(case.order_id, verified=True)
    with organization_block(shop.org_id):
        message_id = operations.receive_from_customer(
            actor=customer, case_reference=case.reference, text="<b>Elle</b> est déchirée", now=NOW
        )
        recorded = events_of("case", case.id)[0]
        assert (recorded.kind, recorded.payload) == ("customer_wrote", {"message_id": message_id})
        (mine,) = messages_of_case(actor=customer, case_id=case.id)
    assert (mine.direction, mine.text, mine.state) == (
        Direction.IN,
        "<b>Elle</b> est déchirée",
        MessageState.KEPT,
    )
    assert not mine.may_retry
    with organization_block(shop.org_id), pytest.raises(NotFound):
        operations.retry_message(actor=shop.agent, message_id=message_id, now=NOW)


def test_a_customer_who_only_typed_his_number_neither_reads_nor_writes(shop: Shop, channel) -> None:
    case = open_case(shop)
    guest = shop.customer(case.order_id)
    with organization_block(shop.org_id):
        with pytest.raises(NotAllowed):
            messages_of_case(actor=guest, case_id=case.id)
        with pytest.raises(NotAllowed):
            operations.receive_from_customer(
                actor=guest, case_reference=case.reference, text="Bonjour", now=NOW
            )
    assert said(shop, case) == ()


def test_a_customer_sees_only_his_own_case(shop: Shop, channel) -> None:
    his, another = open_case(shop), open_case(shop, reference="SAV-8AAAAA")
    tell(shop, another, Step.RECEIVED)
    customer = shop.customer(his.order_id, verified=True)

    with organization_block(shop.org_id), pytest.raises(NotFound):
        messages_of_case(actor=customer, case_id=another.id)
    with organization_block(shop.org_id), pytest.raises(NotFound):
        operations.receive_from_customer(actor=customer, case_reference="SAV-8AAAAA", text="Hé", now=NOW)
    assert len(said(shop, another)) == 1


@pytest.mark.parametrize("text", ["", "  \n ", "\u202e\x00", "x" * 10_001])
def test_empty_and_endless_texts_are_refused(shop: Shop, channel, text) -> None:
    case = open_case(shop)
    with organization_block(shop.org_id), pytest.raises(Invalid):
        operations.write_to_customer(actor=shop.agent, case_reference=case.reference, text=text, now=NOW)
    assert (said(shop, case), work()) == ((), 0)


def test_the_dock_writes_to_nobody(shop: Shop, channel) -> None:
    case = open_case(shop)
    with organization_block(shop.org_id), pytest.raises(NotAllowed):
        operations.write_to_customer(actor=shop.dock, case_reference=case.reference, text="Hé", now=NOW)
    assert said(shop, case) == ()


@pytest.mark.parametrize(("language", "core"), [("fr", "Comme vous l’avez choisi"), ("en", "As you chose")])
def test_the_agent_sees_what_leaves_and_his_edit_leaves_instead(shop: Shop, channel, language, core) -> None:
    case = open_case(shop, language=language)
    with organization_block(shop.org_id):
        subject, text = preview_step(
            actor=shop.agent, case_id=case.id, step=Step.DECISION, words=REFUND, now=NOW
        )
    assert core in text
    tell(shop, case, Step.DECISION, agent_text=text.replace(core, "J’ai insisté"))
    work()

    (mail,) = channel.taken
    assert mail.subject == subject
    assert "J’ai insisté" in mail.text
    assert core not in mail.text


def test_a_language_the_brand_does_not_speak_becomes_its_own(shop: Shop, channel) -> None:
    tell(shop, open_case(shop, language="de"), Step.RECEIVED)
    work()
    assert channel.taken[0].language == "fr"


def test_another_reason_for_standing_aside_is_said_in_words_or_nothing_happens(shop: Shop, channel) -> None:
    case = open_case(shop)
    given = {"case_reference": case.reference, "until": NOW + timedelta(hours=20), "now": NOW}
    with organization_block(shop.org_id):
        hand_to_person(actor=shop.system, case_id=case.id, now=NOW)
    before = said(shop, case)
    with pytest.raises(Invalid), organization_block(shop.org_id):
        operations.snooze_with_note(actor=shop.agent, reason=SnoozeReason.OTHER, note=" ", **given)
    with organization_block(shop.org_id):
        assert case_card(actor=shop.agent, reference=case.reference).snoozed_until is None
    assert said(shop, case) == before
