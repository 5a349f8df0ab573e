"""What each decision point answers: its outputs, their types, and what holds when no row speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from savoir.policies.facts import REMEDIES, RETURN_METHODS, Point

TRIGGERS = ("request", "posting", "receipt", "inspection")
MOST_DAYS = 3650


def _are_days(value: int) -> bool:
    return not isinstance(value, bool) and 0 <= value <= MOST_DAYS


class OutputType(StrEnum):
    """`codes` is an ordered list of codes without doubles; `days` a whole number of days or none."""

    BOOLEAN = "boolean"
    CODE = "code"
    CODES = "codes"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class OutputSpec:
    """One output. `default` holds when no row gave it; None = the policy is silent there."""

    name: str
    type: OutputType
    default: Any
    domain: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What a value looks like, in English, for an error."""
        match self.type:
            case OutputType.BOOLEAN:
                return "true or false"
            case OutputType.DAYS:
                return f"a whole number of days, 0 to {MOST_DAYS}"
            case OutputType.CODE:
                return f"one of {', '.join(self.domain)}"
        return f"a list without doubles of {', '.join(self.domain)}"

    def read(self, value: object) -> Any:
        """The frozen value. Raises ValueError when it can't be this output's."""
        match value:
            case bool() if self.type is OutputType.BOOLEAN:
                return value
            case int() if self.type is OutputType.DAYS and _are_days(value):
                return value
            case str() if self.type is OutputType.CODE and value in self.domain:
                return value
            case list() if self.type is OutputType.CODES and self._are_codes(value):
                return tuple(value)
        raise ValueError(self.expected)

    def _are_codes(self, values: list[object]) -> bool:
        codes = [value for value in values if isinstance(value, str) and value in self.domain]
        return len(codes) == len(values) == len(set(codes))


@dataclass(frozen=True, slots=True)
class PointSpec:
    """A decision point: outputs by name, each with its default. When the output `main` is empty, `silent`
    overrides the rest.
    """

    point: Point
    main: str
    outputs: Mapping[str, OutputSpec]
    silent: Mapping[str, Any]
    defaults: Mapping[str, Any]

    def answer(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Every output: what rows gave, else its default."""
        answer = {**self.defaults, **given}
        return answer if answer[self.main] else {**answer, **self.silent}


def _point(point: Point, *outputs: OutputSpec, **silent: Any) -> PointSpec:
    """The first output is the main one."""
    by_name = MappingProxyType({spec.name: spec for spec in outputs})
    defaults = MappingProxyType({spec.name: spec.default for spec in outputs})
    return PointSpec(point, outputs[0].name, by_name, MappingProxyType(silent), defaults)


_ELIGIBILITY = _point(
    Point.ELIGIBILITY,
    OutputSpec("remedies", OutputType.CODES, (), REMEDIES),
    OutputSpec("window_days", OutputType.DAYS, None),
    OutputSpec("return_method", OutputType.CODE, "own_post", RETURN_METHODS),
    OutputSpec("return_paid_by", OutputType.CODE, None, ("merchant", "customer")),
    OutputSpec("needs_person", OutputType.BOOLEAN, False),
    OutputSpec("photo_required", OutputType.BOOLEAN, False),
    OutputSpec("keep_item", OutputType.BOOLEAN, False),
    needs_person=True,  # no remedy is a refusal, and a refusal comes from a person
)
_TRIGGER = _point(
    Point.REFUND_TRIGGER,
    OutputSpec("trigger", OutputType.CODE, "posting", TRIGGERS),
    OutputSpec("promised_days", OutputType.DAYS, 14),  # L221-24: fourteen days at the latest
)
POINTS: Mapping[str, PointSpec] = MappingProxyType({spec.point: spec for spec in (_ELIGIBILITY, _TRIGGER)})
