"""What a Stripe account needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from savoir.connectors.settings import read


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """`api_key` a secret or restricted key with refund rights; `webhook_secrets` one or two, by spaces.

    `account` is a connected account ("" for the key's own); `base_url` points at a stub; seconds.
    """

    api_key: str = field(repr=False)
    webhook_secrets: str = field(default="", repr=False)
    account: str = ""
    base_url: str = "https://api.stripe.com"
    timeout_seconds: float = 10.0

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Self:
        """Read a connector account's settings. Raises SettingsRefused naming the entry."""
        return read(cls, mapping)
