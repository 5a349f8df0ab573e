"""Addresses of pages, with what is the same in each of one kind worked out once.

Django searches, fills and quotes a name's pattern anew for every link, some 25 us each and twenty a page. A
plain word (letters, digits, hyphens) or a number stands in an address as it is: the pattern is asked once
with others in its place. Everything else is Django's `reverse`.
"""

import re
from functools import cache
from typing import Any, Final

from django.template.context import Context
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape

_PLAIN: Final = re.compile(r"[A-Za-z0-9-]+", re.ASCII)
_PROBES: Final = {str: "Qx0-{}-0xQ", int: "90817263540{}"}


def address(name: str, *args: Any) -> str:
    """The path of the view of that name, as `reverse(name, args=args)`. Raises NoReverseMatch."""
    kinds = tuple(type(arg) for arg in args)
    parts = _parts(name, kinds) if all(map(_stands_as_it_is, args)) else None
    if parts is None:
        return reverse(name, args=args)
    made = parts[0]
    for arg, after in zip(args, parts[1:], strict=True):
        made += f"{arg}{after}"
    return made


def _stands_as_it_is(arg: object) -> bool:
    if type(arg) is str:
        return _PLAIN.fullmatch(arg) is not None
    return type(arg) is int and arg >= 0


@cache
def _parts(name: str, kinds: tuple[type, ...]) -> tuple[str, ...] | None:
    """What stands before, between and after values of these kinds; None when Django must say."""
    probes = [_PROBES[kind].format(at) for at, kind in enumerate(kinds)]
    try:
        rest = reverse(name, args=[kind(probe) for kind, probe in zip(kinds, probes, strict=True)])
    except NoReverseMatch:
        return None
    parts = []
    for probe in probes:
        before, found, rest = rest.partition(probe)
        if not found:
            return None
        parts.append(before)
    return (*parts, rest)


class Link(URLNode):
    """`{% url "name" a b %}`: the name is written out, and no other view of the program has it."""

    def render(self, context: Context) -> str:
        """The address, escaped."""
        made = address(self.view_name.var, *(arg.resolve(context) for arg in self.args))
        return conditional_escape(made) if context.autoescape else made


def is_link(node: URLNode) -> bool:
    """Whether a Link draws the same as this node: a name in quotes, values by their places."""
    name = node.view_name
    is_written_out = isinstance(name.var, str) and not name.filters
    return type(node) is URLNode and not node.asvar and not node.kwargs and is_written_out
