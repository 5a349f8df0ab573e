"""Pages keep the content policy, names say what they mean, exemptions say why."""

import pytest

from .conftest import House
from .test_sizes import exception

PAGE = "src/savoir/web/templates/web/page.html"


@pytest.mark.parametrize(
    ("markup", "rule"),
    [
        ('<p class="a" style="color: red">', "style attribute"),
        ("<style>p {}</style>", "style element"),
        ("<script>go()</script>", "inline script"),
        ('<button type="button" onclick="go()">', "inline handler"),
        ('<button hx-on:click="go()">', "inline handler"),
        ('<a href="javascript:go()">', "script address"),
        ('<script src="https://elsewhere.example/a.js"></script>', "outside address"),
        ('<link rel="stylesheet" href="//elsewhere.example/a.css">', "outside address"),
        ("<p>{{ words|safe }}</p>", "|safe"),
        ("{% autoescape off %}", "autoescape off"),
    ],
)
def test_a_page_against_the_content_policy_is_seen(house: House, markup: str, rule: str) -> None:
    house.write(PAGE, f"<main>\n{markup}\n</main>\n")

    found = house.found("texts")
    assert found.startswith(f"{PAGE}:2 ")
    assert rule in found


def test_a_clean_page_passes(house: House) -> None:
    house.write(
        PAGE,
        "{# style= and onclick= are not allowed here #}\n"
        '<link rel="stylesheet" href="{% static \'a.css\' %}">\n'
        '<script src="{% static \'a.js\' %}" defer></script>\n<script type="application/json">{}</script>\n'
        '<a href="https://elsewhere.example/" data-once="1">{{ words }}</a>\n',
    )

    assert house.found("texts") == ""


@pytest.mark.parametrize("file", ["conversations/mail/step.html", "conversations/_mail_button.html"])
def test_mails_may_carry_styles_but_still_escape(house: House, file: str) -> None:
    mail = f"src/savoir/conversations/templates/{file}"
    house.write(mail, '<p style="margin: 0">{{ words }}</p>\n')
    assert house.found("texts") == ""

    house.write(mail, "<p>{{ words|safe }}</p>\n")
    assert "|safe outside the listed set" in house.found("texts")


def test_unescaped_markup_needs_a_line_with_its_reason(house: House) -> None:
    house.module("web.icons", "from django.utils.safestring import mark_safe\n")
    assert "src/savoir/web/icons.py:1 mark_safe outside the listed set" in house.found("texts")

    house.write(
        "gates/exceptions.toml", exception("texts", "src/savoir/web/icons.py", "safe", "our own drawings")
    )
    assert house.found("texts") == ""


@pytest.mark.parametrize(
    "code",
    [
        "class CaseManager: ...",
        "def date_helper(): ...",
        "class DateUtils: ...",
        "def handle_data(): ...",
        "def process_refund(): ...",
        "async def case_info(): ...",
    ],
)
def test_vague_names_are_seen(house: House, code: str) -> None:
    house.module("orders.operations", f"{code}\n")

    assert "is a vague name" in house.found("texts")


def test_a_vague_module_is_seen_and_clear_names_pass(house: House) -> None:
    house.module("orders.operations", "class Processing: ...\ndef inform(): ...\ndef process_view(): ...\n")
    assert house.found("texts") == ""

    house.module("orders.utils")
    assert house.found("texts") == "src/savoir/orders/utils.py is a vague name for a module"


@pytest.mark.parametrize(
    "comment", ["# noqa", "# noqa: S101", "# type: ignore[misc]", "# noqa: S101, E501  #"]
)
def test_an_exemption_without_a_reason_is_seen(house: House, comment: str) -> None:
    house.module("orders.operations", f'a = "# noqa"\nb = 1  {comment}\n')

    assert "operations.py:2" in house.found("texts")


@pytest.mark.parametrize(
    "comment", ["# noqa: S101 - the clone is ours", "# type: ignore[misc]  # untyped decorator of the vendor"]
)
def test_an_exemption_with_a_reason_passes(house: House, comment: str) -> None:
    house.module("orders.operations", f"a = 1  {comment}\n")

    assert house.found("texts") == ""


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME"])
def test_work_put_off_is_seen(house: House, word: str) -> None:
    house.write("src/savoir/web/static/web/page.css", f"p {{}}\n/* {word}: contrast */\n")

    assert f"page.css:2 {word}" in house.found("texts")
