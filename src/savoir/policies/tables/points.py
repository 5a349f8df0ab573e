"""What each decision point answers: its outputs, their types, and what holds when no row speaks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from savoir.policies.facts import LARGEST_NUMBER, REMEDIES, RETURN_METHODS, ROLES, Point
from savoir.policies.facts.specs import is_code
from savoir.policies.facts.wanted import Wanted, unit, wanted

TRIGGERS = ("request", "posting", "receipt", "inspection")
DOCUMENTS = (
    "receipt", "serial_number", "video", "sworn_statement", "original_packaging", "unopened", "police_report",
    "carrier_reserves", "written_form", "written_reason",
)  # fmt: skip
BY_LAW = "by_law"
MOST_DAYS, MOST_HOURS, ALL_BASIS_POINTS = 3650, 2160, 10_000
MONTH_DAY = "(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"


class OutputType(StrEnum):
    """`codes` is an ordered list of codes without doubles; `number` whole, in its unit, 0 to its most;
    `month_day` a day of every year, "01-31"; `text` a code without a closed domain.
    """

    BOOLEAN = "boolean"
    CODE = "code"
    CODES = "codes"
    NUMBER = "number"
    MONTH_DAY = "month_day"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class OutputSpec:
    """One output. `default` holds when no row gave it; None = the policy is silent there."""

    name: str
    type: OutputType
    default: Any
    domain: tuple[str, ...] = ()
    unit: str = ""
    most: int = LARGEST_NUMBER
    label_fr: str = field(default="", compare=False)
    label_en: str = field(default="", compare=False)

    @property
    def expected(self) -> Wanted:
        """What a value looks like, in two languages, for an error."""
        match self.type:
            case OutputType.BOOLEAN:
                return wanted("true_false")
            case OutputType.NUMBER:
                return wanted("number_of", unit=unit(self.unit), most=self.most)
            case OutputType.CODE:
                return wanted("one_of", codes=", ".join(self.domain))
            case OutputType.MONTH_DAY:
                return wanted("month_day")
            case OutputType.TEXT:
                return wanted("code", most=100)
        return wanted("list_of", codes=", ".join(self.domain))

    def read(self, value: object) -> Any:
        """The frozen value. Raises ValueError when it can't be this output's."""
        match value:
            case bool():
                is_right = self.type is OutputType.BOOLEAN
            case int():
                is_right = self.type is OutputType.NUMBER and 0 <= value <= self.most
            case str():
                is_right = self._is_word(value)
            case list() if self.type is OutputType.CODES and self._are_codes(value):
                return tuple(value)
            case _:
                is_right = False
        if not is_right:
            raise ValueError(self.expected)
        return value

    def _is_word(self, value: str) -> bool:
        match self.type:
            case OutputType.CODE:
                return value in self.domain
            case OutputType.MONTH_DAY:
                return bool(re.fullmatch(MONTH_DAY, value))
        return self.type is OutputType.TEXT and is_code(value)

    def _are_codes(self, values: list[object]) -> bool:
        codes = [value for value in values if isinstance(value, str) and value in self.domain]
        return len(codes) == len(values) == len(set(codes))


@dataclass(frozen=True, slots=True)
class PointSpec:
    """A decision point: outputs by name, each with its default. When the output `main` is empty, `silent`
    overrides the rest; a point without `main` has none. `unanswered`: what it answers when no row fires.
    """

    point: str
    main: str
    outputs: Mapping[str, OutputSpec]
    silent: Mapping[str, Any]
    defaults: Mapping[str, Any]
    unanswered: Mapping[str, Any] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unanswered", MappingProxyType(self.answer({})))

    def answer(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """Every output: what rows gave, else its default."""
        answer = {**self.defaults, **given}
        return answer if not self.main or answer[self.main] else {**answer, **self.silent}


def point_spec(point: str, *outputs: OutputSpec, main: str = "", **silent: Any) -> PointSpec:
    """A point from its outputs."""
    by_name = MappingProxyType({spec.name: spec for spec in outputs})
    defaults = MappingProxyType({spec.name: spec.default for spec in outputs})
    return PointSpec(point, main, by_name, MappingProxyType(silent), defaults)


def _yes(name: str, fr: str, en: str, *, default: bool = False) -> OutputSpec:
    return OutputSpec(name, OutputType.BOOLEAN, default, label_fr=fr, label_en=en)


def _code(name: str, fr: str, en: str, domain: tuple[str, ...], default: str | None = None) -> OutputSpec:
    return OutputSpec(name, OutputType.CODE, default, domain, label_fr=fr, label_en=en)


def _codes(name: str, fr: str, en: str, domain: tuple[str, ...]) -> OutputSpec:
    return OutputSpec(name, OutputType.CODES, (), domain, label_fr=fr, label_en=en)


def _number(name: str, fr: str, en: str, unit: str, most: int, default: int | None = None) -> OutputSpec:
    return OutputSpec(name, OutputType.NUMBER, default, unit=unit, most=most, label_fr=fr, label_en=en)


def _days(name: str, fr: str, en: str, default: int | None = None) -> OutputSpec:
    return _number(name, fr, en, "days", MOST_DAYS, default)


def _amount(name: str, fr: str, en: str, default: int | None = None) -> OutputSpec:
    return _number(name, fr, en, "minor units", LARGEST_NUMBER, default)


def _share(name: str, fr: str, en: str) -> OutputSpec:
    return _number(name, fr, en, "basis points", ALL_BASIS_POINTS, 0)


_ELIGIBILITY = point_spec(
    Point.ELIGIBILITY,
    _codes("remedies", "Solutions offertes", "Remedies offered", (*REMEDIES, BY_LAW)),
    _days("window_days", "Délai offert", "Period granted"),
    OutputSpec("window_until", OutputType.MONTH_DAY, None, label_fr="Délai prolongé jusqu’au",
               label_en="Period extended until"),
    _code("choice_by", "Qui choisit", "Who chooses", ("customer", "merchant"), "customer"),
    _code("preselected", "Solution cochée d’avance", "Remedy ticked beforehand", REMEDIES),
    _code("replacement", "Remplacé par", "Replaced by", ("new", "as_sold", "refurbished"), "new"),
    _code("referral", "Renvoyé vers", "Referred to", ("none", "manufacturer"), "none"),
    _code("refund_of", "Montant remboursé", "Amount refunded", ("paid", "recomputed"), "paid"),
    _share("fee_share", "Retenue sur le remboursement", "Share withheld from the refund"),
    _amount("fee_amount", "Frais retenus", "Fee withheld", 0),
    _yes("keep_item", "L’article est laissé au client", "The customer keeps the item"),
    _yes("needs_person", "Une personne répond", "A person answers"),
    main="remedies", needs_person=True,  # no remedy is a refusal, and a refusal comes from a person
)  # fmt: skip
_RETURN_WAY = point_spec(
    Point.RETURN_WAY,
    _code("return_method", "Mode de retour", "Way of return", RETURN_METHODS, "own_post"),
    _code("return_paid_by", "Retour payé par", "Return paid by", ("merchant", "customer")),
    _amount("return_cost", "Coût de notre étiquette", "Cost of our label"),
)
_EVIDENCE = point_spec(
    Point.EVIDENCE,
    _yes("photo_required", "Photo demandée", "Photo asked for"),
    _codes("documents", "Pièces exigées", "Papers demanded", DOCUMENTS),
)
_TRIGGER = point_spec(
    Point.REFUND_TRIGGER,
    _code("trigger", "Remboursé dès", "Refunded at", TRIGGERS, "posting"),
    _days("promised_days", "Délai de remboursement", "Days to refund", 14),  # L221-24: at the latest
    _yes("legal_cap", "Jamais après la date légale", "Never after the legal date", default=True),
)
_PROMISES = point_spec(
    Point.PROMISES,
    _number("answer_hours", "Première réponse sous", "First answer within", "hours", MOST_HOURS),
    _days("remedy_days", "Remède apporté sous", "Remedy brought within"),
    _days("dispatch_days", "Expédié sous (jours ouvrés)", "Sent within (business days)"),
)
_ROUTING = point_spec(
    Point.ROUTING,
    OutputSpec("team", OutputType.TEXT, None, label_fr="Équipe", label_en="Team"),
    _code("handled_by", "Traité par", "Handled by",
          ("agents", "store", "supplier", "repair_center", "call_center"), "agents"),
    _code("urgency", "Priorité", "Priority", ("normal", "high", "urgent"), "normal"),
)  # fmt: skip
_GESTURE = point_spec(
    Point.GESTURE,
    _code("gesture", "Geste", "Gesture", ("none", "store_credit", "price_reduction", "free_return"), "none"),
    _amount("gesture_amount", "Montant du geste", "Amount of the gesture", 0),
    _share("gesture_share", "Part du prix", "Share of the price"),
)
_LEEWAY = point_spec(
    Point.LEEWAY,
    _yes("alone", "Accordé seul", "Granted alone"),
    _code("approver", "Sinon accordé par", "Else granted by", ROLES),
)
_RISK_LOOK = point_spec(
    Point.RISK_LOOK,
    _yes("look", "Une personne regarde", "A person looks"),
    _days("look_within_days", "Regardé sous", "Looked at within", 2),
)
_DISPOSITION = point_spec(
    Point.DISPOSITION,
    _code("disposition", "Devenir de l’article", "What becomes of it",
          ("restock", "refurbish", "return_to_vendor", "second_life", "donate", "recycle", "destroy",
           "quarantine")),
    _yes("person_confirms", "Une personne confirme", "A person confirms"),
)  # fmt: skip
POINTS: Mapping[str, PointSpec] = MappingProxyType(
    {
        spec.point: spec
        for spec in (
            _ELIGIBILITY, _RETURN_WAY, _EVIDENCE, _TRIGGER, _PROMISES, _ROUTING, _GESTURE, _LEEWAY,
            _RISK_LOOK, _DISPOSITION,
        )
    }
)  # fmt: skip
# A version decides at least these; at any other point without a table, the defaults hold.
NEEDED_POINTS = frozenset({Point.ELIGIBILITY, Point.REFUND_TRIGGER})
