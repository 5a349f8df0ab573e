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
        for place in range(1, len(parts), 2):
            value = row[parts[place]]
            made.append(value if isinstance(value, SafeString) else escape(str(value)))
            made.append(parts[place + 1])
    return SafeString("".join(made))
