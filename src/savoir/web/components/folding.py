"""Templates with what never changes drawn once: texts, translations, icons, addresses without arguments.

Django translates, looks up and joins every constant anew at every page: half of the nodes of a page of
the desk. This loader reads a template as Django does and then makes one piece of the constants that stand
beside each other; the piece is drawn by its own nodes the first time a language asks for it.
"""

from collections.abc import Iterable
from typing import Any

from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, TextNode
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import ExtendsNode
from django.template.loaders import base, cached
from django.templatetags.i18n import LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from savoir.web.components.templatetags.savoir import icon, icon_sprite

_LANGUAGE = "savoir language"
PURE = (icon, icon_sprite)  # simple tags that answer the same for the same words


class _Folding(base.Loader):
    """Compiles as Django does, then folds."""

    def get_template(self, template_name: str, skip: Any = None) -> Any:
        """The compiled template. Raises TemplateDoesNotExist."""
        template = super().get_template(template_name, skip)
        fold(template.nodelist)
        return template


class Loader(cached.Loader, _Folding):
    """Django's cached loader over ours: no other thread meets a template that is being folded."""


class Folded(Node):
    """Constants that stand beside each other, drawn once in each language."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes = tuple(nodes)
        self._drawn: dict[str | None, SafeString] = {}
        self.token, self.origin = self._nodes[0].token, self._nodes[0].origin

    def render(self, context: Context) -> SafeString:
        """The text in the language of the page, which is asked for once."""
        page = context.render_context.dicts[0]
        language = page.get(_LANGUAGE)
        if language is None:
            language = page[_LANGUAGE] = get_language()
        drawn = self._drawn.get(language)
        if drawn is None:
            drawn = SafeString("".join(str(node.render_annotated(context)) for node in self._nodes))
            self._drawn[language] = drawn
        return drawn


def fold(nodes: NodeList) -> None:
    """Make one node of neighbors that are constant, here and in every list below."""
    for node in nodes:
        if isinstance(node, LanguageNode):
            raise TemplateSyntaxError("a page speaks one language")
        for below in _lists_of(node):
            fold(below)
    if any(isinstance(node, ExtendsNode) for node in nodes):
        return  # Django reads this list itself: blocks of the page by their types
    folded: list[Node] = []
    beside: list[Node] = []
    for node in [*nodes, None]:
        if node is not None and is_constant(node):
            beside.append(node)
            continue
        folded.extend(_one(beside))
        beside = []
        folded.extend([node] if node is not None else [])
    nodes[:] = folded


def _one(beside: list[Node]) -> list[Node]:
    """Text alone is as quick as it gets, a single constant gains by being kept."""
    return [Folded(beside)] if any(not isinstance(node, TextNode) for node in beside) else beside


def _lists_of(node: Node) -> Iterable[NodeList]:
    if hasattr(node, "conditions_nodelists"):
        return [below for _, below in node.conditions_nodelists]
    found = (getattr(node, name, None) for name in node.child_nodelists)
    return [below for below in found if isinstance(below, NodeList)]


def is_constant(node: Node) -> bool:
    """Whether a node draws the same at every page of one language."""
    if isinstance(node, TextNode | CommentNode | LoadNode):
        return True
    if isinstance(node, TranslateNode):
        is_plain = not node.message_context or _is_literal(node.message_context)
        return not node.asvar and is_plain and _is_literal(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and _is_literal(node.path)
    if isinstance(node, URLNode):
        return not node.asvar and not node.args and not node.kwargs and _is_literal(node.view_name)
    return isinstance(node, SimpleNode) and _is_pure(node)


def _is_pure(node: SimpleNode) -> bool:
    is_plain = node.func in PURE and node.target_var is None and not node.takes_context
    return is_plain and all(map(_is_literal, [*node.args, *node.kwargs.values()]))


def _is_literal(expression: FilterExpression) -> bool:
    """A word in quotes, without filters."""
    if expression.filters:
        return False
    variable = expression.var
    return isinstance(variable, str) or getattr(variable, "lookups", None) is None
