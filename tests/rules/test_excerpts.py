"""The piece of a message around a word: short, marked, whole words, whatever is in it."""

import pytest

from savoir.conversations.rules import excerpt_of

LONG = "avant " * 60 + "la bouilloire réparée fuit " + "après " * 60


def test_a_long_message_is_cut_around_the_word() -> None:
    parts = excerpt_of(LONG, "reparees")
    said = "".join(part.text for part in parts)
    assert [part.text for part in parts if part.is_hit] == ["réparée"]
    assert said.startswith("… avant")
    assert said.endswith("après …")
    assert len(said) < 220


@pytest.mark.parametrize("asked", ["", "zyzzyva", "%", "le"])
def test_without_a_hit_it_is_the_beginning(asked: str) -> None:
    (part,) = excerpt_of("Bonjour,\n\n  tout va bien.", asked)
    assert (part.text, part.is_hit) == ("Bonjour, tout va bien.", False)


def test_an_empty_message_has_no_piece() -> None:
    assert excerpt_of(" \n", "mot") == ()
