"""The types of a DMN model: `itemDefinition` and `typeRef`, down to the kinds a column may have."""

from collections.abc import Mapping

from lxml import etree

from savoir.policies.exchange.feel import BeyondScope, Simple, literals
from savoir.policies.exchange.forms import ANY_TYPE, Kind, Type
from savoir.policies.exchange.xml import attribute, child, children, text_of

_OPEN = frozenset({"", "any", "context"})
_BEYOND = frozenset(
    {
        "time", "datetime", "date and time", "dateandtime", "duration", "days and time duration",
        "years and months duration", "daytimeduration", "yearmonthduration", "function",
    }
)  # fmt: skip
_DEEPEST = 30


class Types:
    """Looks types up by name; an alias leads to what it names."""

    def __init__(self, definitions: etree._Element) -> None:
        self.items: Mapping[str, etree._Element] = {
            attribute(item, "name"): item for item in children(definitions, "itemDefinition")
        }

    def named(self, name: str, depth: int = 0) -> Type:
        """The type of that name. Raises BeyondScope for durations, times, functions and unknown names."""
        if depth > _DEEPEST:
            raise BeyondScope(f"types within types, too deep: {name}")
        if name in self.items:
            return self._item(self.items[name], depth)
        tight = name.rsplit(":", 1)[-1].strip()
        if tight in self.items:
            return self._item(self.items[tight], depth)
        if tight in set(Kind):
            return Type(Kind(tight))
        if tight.lower() in _OPEN:
            return ANY_TYPE
        if tight.lower() in _BEYOND:
            raise BeyondScope(f"values of the type {tight}")
        raise BeyondScope(f"a type the model does not define: {tight[:60]}")

    def _item(self, item: etree._Element, depth: int) -> Type:
        is_list = attribute(item, "isCollection") == "true"
        parts = children(item, "itemComponent")
        if parts:
            inside = {attribute(part, "name"): self._item(part, depth + 1) for part in parts}
            return Type(None, inside, (), is_list)
        if child(item, "functionItem") is not None:
            raise BeyondScope("values of the type function")
        beneath = self.named(text_of(item, "typeRef"), depth + 1)
        return Type(
            beneath.kind, beneath.parts, _allowed(item) or beneath.allowed, is_list or beneath.is_list
        )


def _allowed(item: etree._Element) -> tuple[Simple, ...]:
    """The values an item allows, when they are listed one by one; () for spans, which give no order."""
    try:
        return literals(text_of(child(item, "allowedValues"), "text"))
    except BeyondScope:
        return ()
