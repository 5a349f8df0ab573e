"""Who takes a case and who looks first, as the rows of a policy say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from savoir.cases.states import Handler, Urgency
from savoir.policies.tables import RowHit


@dataclass(frozen=True, slots=True)
class FiredRow:
    """A policy row that fired, as people read it."""

    table: str
    row_id: str
    number: int
    label_fr: str
    label_en: str

    @classmethod
    def of(cls, hit: RowHit) -> "FiredRow":
        """The same row, away from its table."""
        return cls(hit.table, hit.row_id, hit.number, hit.label_fr, hit.label_en)


@dataclass(frozen=True, slots=True)
class Look:
    """A person looks before the answer leaves, on the day `by` at the latest; `row` None = rows at odds."""

    by: date
    row: FiredRow | None


@dataclass(frozen=True, slots=True)
class Routing:
    """Who takes a case: the code of a `team`, "" for none; `row` None = no row speaks."""

    team: str
    handled_by: Handler
    urgency: Urgency
    row: FiredRow | None


@dataclass(frozen=True, slots=True)
class RoutedCase:
    """Who has a case, and why. `team_wanted` is the code of a team that the house has not: the agents have it
    then. `row` None: a person said so, or no row did. `look`: who must look first, None when nobody must.
    """

    team_id: int | None
    team_name: str
    team_wanted: str
    handled_by: Handler
    urgency: Urgency
    row: FiredRow | None
    look: Look | None


@dataclass(frozen=True, slots=True)
class FoundOnLine:
    """What one inspection found on units of a case line, by names of the registry; unknown ones left out."""

    line_id: int
    facts: Mapping[str, str | bool]
