"""What a replay answers: counts, sums by currency, the cases that change. Nothing personal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """What a replay counts of some lines, before (`b_`) and after (`a_`). `cut`: the fact they share, `key`
    its value, "" = unknown; neither = all of them.

    `numbers`: lines, by name. `money`: sums in minor units by name (`b_money_sum`), a mapping for each
    currency, "" = not known which; they are never added up.
    """

    cut: str
    key: tuple[str, ...]
    numbers: Mapping[str, int]
    money: Mapping[str, Mapping[str, int]]

    def __getitem__(self, name: str) -> int:
        return self.numbers[name]

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "Figures":
        """From its JSON."""
        return cls(form["cut"], tuple(form["key"]), form["numbers"], form["money"])

    def moved(self, name: str) -> Mapping[str, int]:
        """After minus before of a sum (`money`, `voucher`, `label_cost`), by currency."""
        return {
            one: sums[f"a_{name}_sum"] - sums[f"b_{name}_sum"] for one, sums in sorted(self.money.items())
        }


@dataclass(frozen=True, slots=True)
class Workload:
    """Lines that a person answers in an ISO week (202648), by the team each version sends them to."""

    week: int
    team: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class SideAnswer:
    """What one version answers on a case: remedies after the floor, whether a person answers, the rows."""

    remedies: tuple[str, ...]
    person: bool
    customer_pays: bool
    money: int
    rows: tuple[tuple[str, str, int, str, str], ...]

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "SideAnswer":
        """From its JSON."""
        rows = tuple([(one[0], one[1], one[2], one[3], one[4]) for one in form["rows"]])
        return cls(**{**form, "remedies": tuple(form["remedies"]), "rows": rows})


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case whose answer changes. `effect`: gains, loses or mixed, for the customer; `line_value` and the
    money of both answers in minor units of `currency`, "" = not known.
    """

    case_id: int
    line_id: int
    effect: str
    line_value: int
    currency: str
    before: SideAnswer
    after: SideAnswer
    outcome: str
    remedy: str

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "ChangedCase":
        """From its JSON. Raises KeyError for what is none."""
        sides = {name: SideAnswer.read(form[name]) for name in ("before", "after")}
        return cls(**{**form, **sides})


@dataclass(frozen=True, slots=True)
class Unknown:
    """How often a fact the draft reads was not known, and what was paid in those cases.

    `at_stake` in minor units by currency, "" = not known which.
    """

    fact: str
    cases: int
    at_stake: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """Which cases: of a brand (None = all), asked from a day on, before another."""

    brand_id: int | None = None
    since: date | None = None
    until: date | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        days = {"since": self.since, "until": self.until}
        return {"brand_id": self.brand_id} | {name: day and day.isoformat() for name, day in days.items()}

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "Span":
        """From its JSON."""
        since, until = (day and date.fromisoformat(day) for day in (form["since"], form["until"]))
        return cls(form["brand_id"], since, until)


@dataclass(frozen=True, slots=True)
class Replayed:
    """A draft beside the version before it, on all cases of a span. `complete`: cases that lack no fact the
    draft reads.
    """

    cases: int
    whole: Figures
    cuts: Mapping[str, tuple[Figures, ...]]
    work: tuple[Workload, ...]
    unknown: tuple[Unknown, ...]
    complete: int
    span: Span = field(default_factory=Span)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"span": self.span.plain()}

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> "Replayed":
        """From its JSON. Raises KeyError for what is none."""
        cuts = {name: tuple(map(Figures.read, rows)) for name, rows in form["cuts"].items()}
        work = tuple([Workload(**one) for one in form["work"]])
        unknown = tuple([Unknown(**one) for one in form["unknown"]])
        return cls(
            form["cases"], Figures.read(form["whole"]), cuts, work, unknown, form["complete"],
            Span.read(form["span"]),
        )  # fmt: skip
