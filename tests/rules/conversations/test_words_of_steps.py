"""Words are looked at before they are stored, and sentences are the same in both languages."""

import string
from datetime import UTC, date, datetime

import pytest
from tests.conversations.letters import WORDS

from savoir.cases.states import PromiseKind, Remedy
from savoir.conversations.rules import faults_of, message_id, sentences, stored, typed_text
from savoir.conversations.states import MESSAGE, MessageState, Step


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_hold_the_same_sentences_with_the_same_places():
    french, english = sentences.table("fr"), sentences.table("en")

    assert set(french) == set(english)
    assert {k for k in french if places(french[k]) != places(english[k])} == set()
    assert {k for k in french if french[k] == english[k]} <= {"closing.guide"}


def test_a_language_we_do_not_speak_gets_french():
    assert sentences.table("de") is sentences.table("fr")
    assert sentences.table("en-GB") is sentences.table("en")


@pytest.mark.parametrize("remedy", list(Remedy))
@pytest.mark.parametrize("part", ["title", "core", "label", "done", "last"])
def test_no_remedy_is_without_words(remedy, part):
    assert sentences.knows("fr", f"{remedy.value}.{part}")


@pytest.mark.parametrize("kind", list(PromiseKind))
def test_no_broken_promise_is_without_words(kind):
    assert sentences.knows("fr", f"delay.{kind.value}")


@pytest.mark.parametrize(
    ("step", "changed", "faults"),
    [
        (Step.ACKNOWLEDGEMENT, {"answer_by": None}, ("answer_by",)),
        (Step.ACKNOWLEDGEMENT, {"anser_by": 1}, ("anser_by",)),
        (Step.DECISION, {"amount_minor": None}, ("amount_minor",)),
        (Step.DECISION, {"remedy": "exchange", "amount_minor": None, "currency": None}, ()),
        (Step.ACCESS_LINK, {"link_secret": ""}, ("link_secret",)),
        (Step.CLOSING, {}, ()),
    ],
)
def test_missing_and_misspelled_words_are_named(step, changed, faults):
    assert faults_of(step, {**WORDS[step], **changed}) == faults


def test_words_are_stored_as_json_values():
    given = {
        "remedy": Remedy.REFUND, "promised_on": date(2026, 12, 7), "items": ("a", "b"), "means_last4": None,
        "promised_at": datetime(2026, 12, 7, 17, tzinfo=UTC), "amount_minor": 5900,
    }  # fmt: skip

    assert stored(given) == {
        "remedy": "refund", "promised_on": "2026-12-07", "items": ["a", "b"], "amount_minor": 5900,
        "promised_at": "2026-12-07T17:00:00+00:00",
    }  # fmt: skip


def test_typed_text_keeps_words_and_drops_tricks():
    assert (
        typed_text(" Bonjour\r\nClaire\x00\x07 \u202etxt.exe\u00a0! 👩‍🔧 ")
        == "Bonjour\nClaire txt.exe\u00a0! 👩‍🔧"
    )


def test_a_message_id_is_ascii_and_carries_the_reference():
    assert (
        message_id("SAV-7K2QX4", "ab12", "sav@élégance.example")
        == "<SAV-7K2QX4.ab12@xn--lgance-9uab.example>"
    )


def test_the_lifecycle_of_a_message_has_no_dead_end():
    assert MESSAGE.may(MessageState.KEPT, MessageState.WAITING)
    assert not MESSAGE.may(MessageState.SENT, MessageState.WAITING)
