"""The mapping file: which of their columns is which of ours, and how their texts are written (TOML)."""

import re
import tomllib
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from savoir.orders.intake.faults import MappingRefused
from savoir.orders.intake.fields import KEY, NAMES
from savoir.orders.intake.shape import Shape, read_shape

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1")
_TEMPLATE = re.compile(r"([^{}]*)\{([^{}]+)\}([^{}]*)")
_TABLES = frozenset({"columns", "constants", "templates", "read", "skip", "payment", "delivery",
                     "shape", "fields", "values"})  # fmt: skip
_DAYS = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Skip:
    """Rows whose `column` fits `pattern` are no sales: they are counted and left out."""

    column: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Template:
    """A text around a column of theirs: `"{CustomerID}@shop.example"`. An empty cell makes an empty text."""

    before: str
    column: str
    after: str

    def around(self, cell: str) -> str:
        """The whole text for one cell."""
        return f"{self.before}{cell}{self.after}" if cell else ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read one kind of file. Empty `columns`: their columns carry our names.

    `decimal` "" accepts comma and point; `date_format` "" reads ISO 8601; `zone` is the place of times
    without one; `rounds_prices` rounds a price of too many decimals half up instead of rejecting it;
    `pays_total` and `delivers_all` make one payment of the total, and one delivery of everything, for
    orders that name none. `shape`: a shop's standard export, read by `intake.shops` instead of `columns`.
    """

    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    skips: tuple[Skip, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    date_format: str = ""
    zone: str = "Europe/Paris"
    rounds_prices: bool = False
    pays_total: bool = False
    delivers_all: bool = False
    delivered_after_days: int | None = None
    shape: Shape | None = None
    digest: str = ""

    def source_of(self, name: str) -> str:
        """Their name of our column `name`."""
        return self.columns.get(name, name)


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file. Raises MappingRefused naming the entry at fault, OSError when it is not there."""
    return parse_mapping(path.read_bytes())


def shipped_mapping(name: str) -> Mapping:
    """A mapping that comes with Savoir (`uci-online-retail`). KeyError for an unknown name."""
    file = resources.files("savoir.orders.intake") / "mappings" / f"{name}.toml"
    if not file.is_file():
        raise KeyError(name)
    return parse_mapping(file.read_bytes())


def parse_mapping(content: bytes) -> Mapping:
    """Read the bytes of a mapping file. Raises MappingRefused."""
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingRefused("file", code="not_toml", detail=str(error)) from error
    unknown = sorted(set(document) - _TABLES)
    if unknown:
        raise MappingRefused(unknown[0], code="unknown_entry")
    read, payment, delivery = (_table(document, name) for name in ("read", "payment", "delivery"))
    return Mapping(
        columns=_names(document, "columns"), constants=_names(document, "constants"),
        templates=_templates(document), skips=_skips(document),
        encoding=_one_of(read, "encoding", ("", *ENCODINGS)),
        delimiter=_one_of(read, "delimiter", ("", ",", ";", "\t")),
        decimal=_one_of(read, "decimal", ("", ",", ".")), date_format=str(read.get("date_format", "")),
        zone=_zone(str(read.get("zone", "Europe/Paris"))), rounds_prices=_flag(read, "rounds_prices"),
        pays_total=_flag(payment, "one_per_order"), delivers_all=_flag(delivery, "one_per_order"),
        delivered_after_days=_days(delivery), shape=read_shape(document), digest=sha256(content).hexdigest(),
    )  # fmt: skip


def _table(document: dict[str, Any], name: str) -> dict[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise MappingRefused(name, code="not_a_table")
    return table


def _names(document: dict[str, Any], name: str) -> dict[str, str]:
    table = _table(document, name)
    unknown = sorted(set(table) - NAMES)
    if unknown:
        raise MappingRefused(f"{name}.{unknown[0]}", code="unknown_entry")
    return {ours: str(theirs) for ours, theirs in table.items()}


def _templates(document: dict[str, Any]) -> dict[str, Template]:
    found: dict[str, Template] = {}
    for name, text in _names(document, "templates").items():
        parts = _TEMPLATE.fullmatch(text)
        if parts is None:
            raise MappingRefused(f"templates.{name}", code="not_a_template")
        found[name] = Template(*parts.groups())
    return found


def _skips(document: dict[str, Any]) -> tuple[Skip, ...]:
    entries = document.get("skip", [])
    try:
        return tuple(Skip(str(entry["column"]), re.compile(entry["pattern"])) for entry in entries)
    except (KeyError, TypeError, re.error) as error:
        raise MappingRefused("skip", code="not_a_pattern", detail=str(error)) from error


def _one_of(table: dict[str, Any], name: str, words: tuple[str, ...]) -> str:
    word = table.get(name, "")
    if word not in words:
        raise MappingRefused(f"read.{name}", code="unknown_value")
    return str(word)


def _flag(table: dict[str, Any], name: str) -> bool:
    return table.get(name, False) is True


def _days(table: dict[str, Any]) -> int | None:
    days = table.get("delivered_after_days")
    if days is not None and not _DAYS.fullmatch(str(days)):
        raise MappingRefused("delivery.delivered_after_days", code="unknown_value")
    return None if days is None else int(days)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise MappingRefused("read.zone", code="unknown_value") from error
    return name


def keys_of(mapping: Mapping) -> str:
    """Our column that names the order: its external id, or its number when no id is mapped."""
    if mapping.shape is not None:
        return "order_number"
    return KEY if KEY in mapping.columns or KEY in mapping.constants else "order_number"
