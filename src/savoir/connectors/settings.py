"""Reads the settings of a connector account into its typed dataclass; refuses by the name of the entry."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, get_type_hints

T = TypeVar("T")


class SettingsRefused(ValueError):  # noqa: N818 - errors name the refused fact (house rule 7)
    """An entry is missing, unknown or of another type. The text names entries, never their values."""


def read(kind: type[T], mapping: Mapping[str, Any]) -> T:
    """Return `kind` (a dataclass of str, int, float, bool) filled from `mapping`. Raises SettingsRefused."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]  # T is a dataclass by contract
    unknown = sorted(set(mapping) - set(known))
    if unknown:
        raise SettingsRefused(f"unknown settings: {', '.join(unknown)}")
    missing = sorted(
        name for name, field in known.items()
        if field.default is MISSING and (name not in mapping or mapping[name] == "")
    )  # fmt: skip
    if missing:
        raise SettingsRefused(f"missing settings: {', '.join(missing)}")
    hints = get_type_hints(kind)
    return kind(**{name: _fitting(name, value, hints[name]) for name, value in mapping.items()})


def _fitting(name: str, value: Any, wanted: type[Any]) -> Any:
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise SettingsRefused(f"setting {name} is not of type {wanted.__name__}")
    return value
