"""What the file does not say and the replay has to assume: options of the command, rows of the report."""

import re
from dataclasses import dataclass, fields, replace
from zoneinfo import available_timezones

from savoir.kernel.values.digests import digest
from savoir.kernel.values.money import minor_digits
from savoir.orders.operations import Mapping, shipped_mapping
from savoir.policies.queries import starter_names

SLUG = "replay-uci"
MOST_DAYS = 60
FILE_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Whose law protects the customers, what they paid in, where the clocks hang, when goods arrived."""

    country: str = "FR"
    currency: str = "GBP"
    zone: str = "Europe/London"
    delivered_after: int = 3
    policy: str = "replay-1y"

    def __post_init__(self) -> None:
        """Refuse, by a ValueError that names the option, what nothing can be played with."""
        if self.zone not in available_timezones():
            raise ValueError(f"--zone {self.zone}: no such time zone, as in Europe/London")
        if not re.fullmatch(r"[A-Z]{2}", self.country):
            raise ValueError(f"--country {self.country}: two capital letters, as in FR")
        if not re.fullmatch(r"[A-Z]{3}", self.currency) or minor_digits(self.currency) != FILE_DECIMALS:
            raise ValueError(f"--currency {self.currency}: one with two decimals, as in GBP")
        if not 0 <= self.delivered_after <= MOST_DAYS:
            raise ValueError(f"--delivered-after {self.delivered_after}: days from 0 to {MOST_DAYS}")
        if self.policy not in starter_names():
            raise ValueError(f"--policy {self.policy}: one of {', '.join(starter_names())}")

    @property
    def slug(self) -> str:
        """The organization it takes place in: other assumptions never mix with these."""
        if self == Assumptions():
            return SLUG
        return f"{SLUG}-{digest(self)[:8]}"

    def mapping(self) -> Mapping:
        """How the sales are read."""
        shipped = shipped_mapping("uci-online-retail")
        return replace(
            shipped, constants={**shipped.constants, "country": self.country, "currency": self.currency},
            zone=self.zone, delivered_after_days=self.delivered_after,
        )  # fmt: skip

    def options(self) -> str:
        """The same as options of the command."""
        return " ".join(f"--{one.name.replace('_', '-')} {getattr(self, one.name)}" for one in fields(self))

    def rows(self) -> dict[str, str]:
        """For the report; what is no option is how the replay plays."""
        return {
            "consumer law": f"every customer treated as a consumer in {self.country}",
            "currency": self.currency, "naive times": self.zone,
            "delivered": f"invoice + {self.delivered_after} days",
            "a return is asked": "at its own time, never before the parcel was there",
            "posted, received": "1 and 4 days after the request", "line": "invoice + running number",
            "policy": self.policy,
            "order of play": "by date within a customer; customers dealt to shares, each on its own clock",
            "match": "same customer and article, sold before; same price first, newest first",
            "money": "what was paid at the sale", "mail": "null channel",
            "commits": "not flushed to disk one by one: the replay may be run again",
            "provider": "the stub, over HTTP",
        }  # fmt: skip
