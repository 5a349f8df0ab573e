"""What a case page lets choose from: the same for many pages, drawn once."""

from functools import cache, lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import override

from savoir.web.desk import words


@cache
def motive_options(language: str) -> SafeString:
    """Why an agent decides otherwise than proposed, as options of a list."""
    with override(language):
        return format_html_join("", '<option value="{}">{}</option>', words.OTHER_MOTIVES.items())


@lru_cache(maxsize=1024)
def member_options(members: tuple[tuple[int, str], ...], chosen: int | None) -> SafeString:
    """Colleagues by id and name as options of a list, the one of id `chosen` selected."""
    selected = SafeString(" selected")
    return format_html_join(
        "", '<option value="{}"{}>{}</option>',
        ((number, selected if number == chosen else "", name) for number, name in members),
    )  # fmt: skip
