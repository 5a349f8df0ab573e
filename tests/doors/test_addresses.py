"""An address made of its parts is the address Django makes."""

from typing import Any

import pytest
from django.template import Context, Engine, engines
from django.urls import NoReverseMatch, reverse

from savoir.web.components.addresses import Link, address

WORDS = ["SAV-3ZKY2G", "0", "-", "été", "a b", "a/b", "50%", "a.b", "a_b", "", "<b>", "é&x", "A" * 80]
CASES = ["desk:case", "desk:refusal", "desk:undo"]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("word", WORDS)
def test_a_word_stands_where_django_puts_it(name: str, word: str) -> None:
    try:
        wanted = reverse(name, args=[word])
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            address(name, word)
    else:
        assert address(name, word) == wanted


@pytest.mark.parametrize("number", [0, 7, 123456789012345])
def test_a_number_stands_where_django_puts_it(number: int) -> None:
    assert address("desk:case_by_id", number) == reverse("desk:case_by_id", args=[number])
    assert address("desk:file", "SAV-1", number) == reverse("desk:file", args=["SAV-1", number])
    assert address("desk:case", number) == reverse("desk:case", args=[number])


def test_what_no_address_has_is_refused_as_ever() -> None:
    wrong: list[tuple[str, tuple[object, ...]]] = [
        ("desk:nowhere", ()), ("desk:case", ()), ("desk:case_by_id", (-1,)), ("desk:case_by_id", ("x",)),
        ("desk:file", ("SAV-1",)), ("desk:queue", ("x",)),
    ]  # fmt: skip
    for name, args in wrong:
        with pytest.raises(NoReverseMatch):
            address(name, *args)
    assert address("desk:queue") == reverse("desk:queue")
    assert address("desk:case_by_id", "12") == reverse("desk:case_by_id", args=["12"])


def test_a_link_of_a_template_is_escaped_as_django_does() -> None:
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]  # the stubs know the base alone
    made: list[Any] = engine.get_template("desk/_case_aside.html").nodelist.get_nodes_by_type(Link)
    assert made
    drawn = made[0].render(Context({"customer": {"id": 7}}))
    assert drawn == reverse("desk:customer", args=[7])
    refused = Link(made[0].view_name, made[0].args, {}, None)
    with pytest.raises(NoReverseMatch):
        refused.render(Context({"customer": {"id": "x"}}))
