"""XML from outside, read without entities, without network and within limits."""

from pathlib import Path

from lxml import etree

LARGEST_FILE = 8 * 1024 * 1024


class UnreadableXml(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """A file is no XML that is read here; the words name the file and the reason."""


def read_xml(path: Path, root: str, namespace: str) -> etree._Element:
    """The root element of a file: its local name must be `root`, its namespace hold the words `namespace`.

    Raises UnreadableXml: no file, above LARGEST_FILE bytes, no XML, a DOCTYPE (where entities would be
    declared), nested beyond what libxml2 admits, or another root.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as fault:
        raise UnreadableXml(f"{path.name}: {fault.strerror}") from fault
    if len(content) > LARGEST_FILE:
        raise UnreadableXml(f"{path.name}: larger than {LARGEST_FILE // 1024 // 1024} MB")
    found = _parsed(path.name, content)
    name = etree.QName(found)
    if name.localname != root or namespace not in (name.namespace or ""):
        raise UnreadableXml(f"{path.name}: begins with <{name.localname}>, expected <{root}> of {namespace}")
    return found


def _parsed(name: str, content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        found = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        raise UnreadableXml(f"{name}: no XML: {fault.msg}") from fault
    if found.getroottree().docinfo.internalDTD is not None:
        raise UnreadableXml(f"{name}: has a DOCTYPE, which is not read: it could declare entities")
    return found


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The child elements of that local name, whatever their namespace."""
    return [child for child in element if isinstance(child.tag, str) and local(child) == name]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first of them; None without one."""
    return next(iter(children(element, name)), None)


def text_of(element: etree._Element | None, name: str) -> str:
    """The tight text of a child; "" without one."""
    found = None if element is None else child(element, name)
    return "" if found is None else (found.text or "").strip()


def attribute(element: etree._Element, name: str) -> str:
    """An attribute without a namespace; "" without one."""
    return str(element.get(name) or "").strip()
