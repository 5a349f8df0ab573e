"""Orders of a JSON or XML text one after the other, whatever its length: one order in memory."""

import json
from collections.abc import Iterator
from typing import IO, Any, TextIO
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from savoir.orders.intake.faults import ImportRefused
from savoir.orders.intake.source import Source, opened, opened_bytes

_CHUNK = 1 << 16
LONGEST_ORDER = 4_000_000
_LISTS = ("orders", "data")


def json_orders(text: TextIO) -> Iterator[tuple[int, Any]]:
    """Orders of a JSON list, of `{"orders": [...]}`, or one after the other. Raises ImportRefused."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
    buffer, line, is_open = "", 1, False
    while True:
        chunk = text.read(_CHUNK)
        buffer += chunk
        if not is_open:
            buffer, is_open = _entered(buffer, at_end=not chunk)
        while is_open:
            rest = buffer.lstrip(" \t\r\n,")
            line += buffer[: len(buffer) - len(rest)].count("\n")
            buffer = rest
            found = _next(decoder, buffer, line, at_end=not chunk)
            if found is None:
                break
            tree, length = found
            yield line, tree
            line += buffer[:length].count("\n")
            buffer = buffer[length:]
        if not chunk:
            return


def _entered(buffer: str, *, at_end: bool) -> tuple[str, bool]:
    """Step into the list of orders; a wrapper's head is a few signs long."""
    rest = buffer.lstrip()
    if rest[:1] == "[":
        return rest[1:], True
    for name in _LISTS:
        head, sign, tail = rest.partition("[")
        if sign and head.replace(" ", "").replace("\n", "").replace("\r", "") == f'{{"{name}":':
            return tail, True
    is_known = len(rest) > 40 or at_end
    return (rest, True) if is_known else (buffer, False)


def _next(decoder: json.JSONDecoder, buffer: str, line: int, *, at_end: bool) -> tuple[Any, int] | None:
    """The next order and its length; None at the end of the list, or when more must be read."""
    if not buffer or buffer[0] in "]}":
        return None
    try:
        return decoder.raw_decode(buffer)
    except RecursionError as error:
        raise ImportRefused(code="not_json", line=line) from error
    except ValueError as error:
        if at_end or len(buffer) > LONGEST_ORDER:
            raise ImportRefused(code="not_json", line=line) from error
    return None


def xml_orders(raw: IO[bytes]) -> Iterator[tuple[int, Any]]:
    """The `<order>` elements of an XML text as trees, counted from 1. Raises ImportRefused."""
    parser: Any = XMLPullParser(["start", "end"])
    count, inside, head = 0, 0, b""
    try:
        for chunk in iter(lambda: raw.read(_CHUNK), b""):
            head = _without_doctype(head, chunk)
            parser.feed(chunk)
            for event, element in parser.read_events():
                if element.tag != "order":
                    continue
                inside += 1 if event == "start" else -1
                if event == "end" and inside == 0 and len(element):
                    count += 1
                    yield count, tree_of(element)
                    element.clear()
        parser.close()
    except ParseError as error:
        raise ImportRefused(code="not_xml", line=error.position[0]) from error


def _without_doctype(tail: bytes, chunk: bytes) -> bytes:
    """A document type could define entities that unfold without end, and no shop's export has one.

    Two-byte encodings could hide it. Returns the end of the chunk, to see what lies across two.
    """
    if b"\x00" in chunk or b"<!DOCTYPE" in tail + chunk or b"<!ENTITY" in tail + chunk:
        raise ImportRefused(code="not_xml", line=1)
    return chunk[-16:]


def tree_of(element: Element, depth: int = 0) -> Any:
    """An element as a dictionary: texts of leaves, lists where a name stands several times."""
    if not len(element) or depth > 8:
        return (element.text or "").strip()
    tree: dict[str, Any] = {}
    for child in element:
        value = tree_of(child, depth + 1)
        if child.tag in tree:
            former = tree[child.tag]
            tree[child.tag] = [*(former if isinstance(former, list) else [former]), value]
        else:
            tree[child.tag] = value
    return tree


def orders_of(source: Source) -> Iterator[tuple[int, Any]]:
    """The orders of a JSON or XML file."""
    if source.kind == "xml":
        with opened_bytes(source) as raw:
            yield from xml_orders(raw)
    else:
        with opened(source) as text:
            yield from json_orders(text)
