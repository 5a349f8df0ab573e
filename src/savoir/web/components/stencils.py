"""Templates for rows that come by the dozen: rendered once per language with marks, then filled by joining.

Django's engine looks every variable up again in every row, which takes longer than asking the database for
them. A stencil is an ordinary template whose places are plain values: `{{ name }}`, no filter, no condition.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import override

_SPECIAL = re.compile("[&<>\"']")
_PLACE = re.compile("\ue000([a-z_]+)\ue001")  # signs of the private use area: no text of ours holds them


@cache
def _parts(template: str, names: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Text, name, text, name ... text of a rendered stencil."""
    with override(language):
        made = get_template(template).render({name: f"\ue000{name}\ue001" for name in names})
    return tuple(_PLACE.split(made.strip()))


def stenciled(template: str, rows: Iterable[Mapping[str, object]], *, language: str) -> SafeString:
    """The template once for each row, one after the other. Values are escaped unless they are HTML already.

    Every row names the same places. Raises KeyError for a place that a row leaves open.
    """
    made: list[str] = []
    parts: tuple[str, ...] = ()
    for row in rows:
        parts = parts or _parts(template, tuple(row), language)
        made.append(parts[0])
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            value = row[name]
            made.append(value if type(value) is SafeString else _escaped(value))
            made.append(text)
    return SafeString("".join(made))


def _escaped(value: object) -> str:
    text = str(value)
    return escape(text) if _SPECIAL.search(text) and not isinstance(value, SafeString) else text
