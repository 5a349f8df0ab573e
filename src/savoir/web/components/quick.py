"""Django's template language with its common cases in fewer steps: a name, an attribute, a text to escape.

Django asks of every `{{ case.reference }}` whether it may be indexed, called, localized or translated, which
takes longer than what it answers. Here a plain name in the context, a key of a plain dict and an attribute of
an object that has no keys are read directly; whatever is anything else (a callable, a list's place, what is
missing below the first name, an error of a property) is read by Django, from the beginning.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, Final, cast

from django.conf import settings
from django.template.base import (
    FilterExpression,
    Lexer,
    NodeList,
    Parser,
    Template,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.context import Context
from django.utils.safestring import SafeData, SafeString
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # the stubs lack it

_ABSENT: Final = object()
_ELSE: Final = object()
_Step = tuple[Callable[..., Any], Sequence[tuple[bool, Any]], bool, bool, bool]


def read(context: Context, lookups: Sequence[str]) -> Any:
    """What the dotted name stands for; `_ABSENT`: the context has no such name, `_ELSE`: Django decides."""
    first = lookups[0]
    for scope in reversed(context.dicts):
        if first in scope:
            current = scope[first]
            break
    else:
        return _ABSENT
    for bit in lookups[1:]:
        if callable(current):
            return _ELSE
        if type(current) is dict:
            current = current.get(bit, _ELSE)
        elif hasattr(type(current), "__getitem__"):
            return _ELSE
        else:
            try:
                current = getattr(current, bit)
            except Exception:  # noqa: BLE001 - Django reads it again, and says what is to happen
                return _ELSE
    return _ELSE if callable(current) else current


class Expression(FilterExpression):
    """A name or a constant, with its filters."""

    __slots__ = ("names", "steps")

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        is_plain = isinstance(self.var, Variable) and not self.var.translate
        self.names: Sequence[str] | None = self.var.lookups if is_plain else None
        self.steps = tuple(_step(function, args) for function, args in self.filters)

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """As Django resolves it."""
        found = self.var
        if self.names is not None:
            found = read(context, self.names)
            if found is _ABSENT and not cast(Template, context.template).engine.string_if_invalid:
                found = None if ignore_failures else ""
        if found is _ELSE or found is _ABSENT or (self.is_var and self.names is None):
            return super().resolve(context, ignore_failures)
        return _filtered(found, self.steps, context) if self.steps else found


def _step(function: Callable[..., Any], args: Sequence[tuple[bool, Any]]) -> _Step:
    """A filter with what Django asks about it each time."""
    asked = ("expects_localtime", "needs_autoescape", "is_safe")
    at_home, escapes, is_safe = (bool(getattr(function, name, False)) for name in asked)
    constant = [(is_name, value if is_name else _as_html(value)) for is_name, value in args]
    return function, constant, at_home, escapes, is_safe


def _filtered(value: Any, steps: Iterable[_Step], context: Context) -> Any:
    for function, args, at_home, escapes, is_safe in steps:
        given = [arg.resolve(context) if is_name else arg for is_name, arg in args]
        if at_home:
            value = template_localtime(value, context.use_tz)
        made = function(value, *given, autoescape=context.autoescape) if escapes else function(value, *given)
        value = _as_html(made) if is_safe and isinstance(value, SafeData) else made
    return value


def _as_html(value: Any) -> Any:
    """A text that a filter made of HTML, and says is HTML still."""
    return value if hasattr(value, "__html__") else SafeString(value)


class Shown(VariableNode):
    """`{{ ... }}`: a text is escaped, HTML stands as it is; numbers, days and the rest are left to Django."""

    def render(self, context: Context) -> Any:
        """The text of the value in this context."""
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return escape(value)
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return render_value_in_context(value, context)


class _Parser(Parser):
    """Makes our expressions, whichever tag asks for one."""

    def compile_filter(self, token: str) -> Expression:
        return Expression(token, self)


class QuickTemplate(Template):
    """A template whose names are read in fewer steps; one that is debugged is Django's own."""

    def compile_nodelist(self) -> NodeList:
        """Parse and compile the source. Raises TemplateSyntaxError."""
        if self.engine.debug:
            return super().compile_nodelist()
        libraries, builtins = self.engine.template_libraries, self.engine.template_builtins
        parser = _Parser(Lexer(self.source).tokenize(), libraries, builtins, self.origin)
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes
