"""Teams that rules name and the house has not, as the page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from savoir.policies.queries import LostRow

MOST_ROWS, SHOWN = 200, 3


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that names the team, in the reader's language."""

    row: LostRow
    label: str
    brand: str
    url: str


@dataclass(frozen=True, slots=True)
class LostTeam:
    """A code nobody has: the newest rows that name it, how many `more` do, and the cases that wait for it.
    `ended_id`: the team of that code that has ended, None when there was none.
    """

    code: str
    rows: tuple[NamedRow, ...]
    more: int
    cases: int
    make_url: str
    ended_id: int | None


def lost_teams(
    rows: Sequence[LostRow], waiting: Mapping[str, int], brands: Mapping[int, str],
    ended: Mapping[str, int], language: str,
) -> tuple[LostTeam, ...]:  # fmt: skip
    """One entry for each code; `rows` are in the order of their codes."""
    found = [(code, list(named)) for code, named in groupby(rows, key=lambda row: row.code)]
    is_english = language.startswith("en")
    return tuple(
        LostTeam(
            code=code, more=max(len(named) - SHOWN, 0), cases=waiting.get(code, 0), ended_id=ended.get(code),
            make_url=f"{reverse('console:team_new')}?{urlencode({'code': code})}",
            rows=tuple(
                NamedRow(row, row.label_en if is_english else row.label_fr, brands.get(row.brand_id, ""),
                         f"{reverse('console:policy_version', args=[row.version_id])}?table={row.table}")
                for row in named[:SHOWN]
            ),
        )
        for code, named in found
    )  # fmt: skip
