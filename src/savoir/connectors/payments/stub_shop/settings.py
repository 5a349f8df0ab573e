"""What a shop account needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from savoir.connectors.settings import SettingsRefused, read


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """`base_url` of the shop's API (http only on loopback), `token` its bearer token, seconds."""

    base_url: str
    token: str = field(repr=False)
    timeout_seconds: float = 10.0

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """Read a connector account's settings. Raises SettingsRefused naming the entry."""
        settings = read(cls, mapping)
        if not settings.base_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise SettingsRefused("base_url must be https")
        return settings
