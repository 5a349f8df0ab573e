"""Whether returned goods may be destroyed, and the order in which they find a use.

Regulation (EU) 2024/1781 article 25 with Delegated Regulation (EU) 2026/296; C. env. L541-15-8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from savoir.kernel.values.answers import NEEDS_FACTS, NO, YES, Answer, every
from savoir.kernel.values.days import months
from savoir.law.parameters import parameter
from savoir.law.readings import FRENCH
from savoir.law.values import Finding

_BAN, _LIST, _PROOF = "Reg. (EU) 2024/1781 art. 25", "Reg. (EU) 2026/296 art. 2", "Reg. (EU) 2026/296 art. 3"
_STATEMENT, _UNSOLD = "Reg. (EU) 2026/296 art. 4", "C. env. L541-15-8"
_FOOD, _HIERARCHY = "C. env. L541-15-6", "C. env. L541-1"
# Annex VII by prefix of the Combined Nomenclature: apparel and accessories, footwear (but no parts, 6406).
ANNEX_VII = ("4203", "61", "62", "6504", "6505", "6401", "6402", "6403", "6404", "6405")


class FirmSize(StrEnum):
    """Size of a firm, Recommendation 2003/361/EC."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Fate(StrEnum):
    """What is meant to be done; for the Union recycling is destroying, preparing for reuse is not."""

    DESTROY = "destroy"
    RECYCLE = "recycle"
    REUSE = "reuse"


class Route(StrEnum):
    """Where a returned item goes, best use first."""

    RESELL_AS_NEW = "resell_as_new"
    REFURBISH = "refurbish"
    PARTS = "parts"
    DONATE = "donate"
    RECYCLE = "recycle"
    DESTROY = "destroy"


# The closed list of article 2, each with the proof to keep.
GROUNDS: Mapping[str, str] = MappingProxyType({
    "dangerous": "a", "non_compliant": "b", "ip_infringement": "c", "license_expired": "d",
    "marks_not_removable": "e", "damaged_beyond_repair": "f", "defective_by_design": "g",
    "offered_without_taker": "h", "donated_without_recipient": "i", "reuse_without_recipient": "j",
})  # fmt: skip
_LAST_RESORT = "offered_without_taker"
_MEDIUM_FROM, _EXEMPT = FirmSize.MEDIUM, (FirmSize.MICRO, FirmSize.SMALL)
_EXCEPTIONS = ("health_risk", "recovery_forbidden", "recovery_unsustainable")


@dataclass(frozen=True, kw_only=True)
class Goods:
    """Goods nobody bought or that came back; None = unknown.

    `unsold`: never sold, or returned by withdrawal, statutory or voluntary; `ground`: a name of `GROUNDS`,
    anything else is no ground; `other_ground`: one of a to g applies; `taker`: somebody would take
    it as a gift; `keeps_months`: how long hygiene or baby goods may still be used.
    """

    country: str | None = None
    cn_code: str | None = None
    firm: FirmSize | None = None
    unsold: bool | None = None
    new: bool | None = None
    food: bool | None = None
    edible: bool | None = None
    hygiene_or_baby: bool | None = None
    keeps_months: int | None = None
    taker: bool | None = None
    ground: str | None = None
    other_ground: bool | None = None
    entities_offered: int | None = None
    weeks_offered: int | None = None
    health_risk: bool | None = None
    recovery_forbidden: bool | None = None
    recovery_unsustainable: bool | None = None


class Destruction(NamedTuple):
    """`answer`: whether it is lawful. `proof`: notices of what to keep until `proof_until`, both only
    under the ban of the Union; an authority gets it within `proof_days`.
    """

    answer: Answer
    articles: tuple[str, ...]
    proof: tuple[str, ...]
    proof_until: date | None
    proof_days: int | None
    needs_person: bool
    missing: tuple[str, ...]


def in_annex_vii(cn_code: str) -> bool:
    """Whether a code of the Combined Nomenclature, dots and blanks ignored, stands in Annex VII."""
    digits = "".join(letter for letter in cn_code if letter.isdigit())
    return digits.startswith(ANNEX_VII)


def _is_banned(goods: Goods, on: date) -> tuple[Answer, tuple[str, ...]]:
    """Whether the ban of the Union holds for these goods of this firm on that day."""
    ban = parameter("destruction_ban", on)
    if on < ban.since or goods.firm in _EXEMPT or goods.unsold is False:
        return NO, ()
    if goods.firm is _MEDIUM_FROM and on < parameter("destruction_ban_medium", on).since:
        return NO, ()
    if goods.cn_code is not None and not in_annex_vii(goods.cn_code):
        return NO, ()
    lacking = tuple([name for name in ("cn_code", "firm", "unsold") if getattr(goods, name) is None])
    return (NEEDS_FACTS if lacking else YES), lacking


def _by_union(goods: Goods, on: date) -> Finding:
    """Whether the Union allows it: not banned, or on a ground of the closed list."""
    banned, lacking = _is_banned(goods, on)
    if banned is NO:
        return Finding(YES, _BAN)
    allowed = _grounded(goods, on)
    if allowed.answer is YES or banned is YES:
        return allowed
    return Finding(NEEDS_FACTS, _BAN, (*lacking, *allowed.missing))


def _grounded(goods: Goods, on: date) -> Finding:
    ground = goods.ground
    if ground is None:
        return Finding(NEEDS_FACTS, _LIST, ("ground",))
    if ground not in GROUNDS:
        return Finding(NO, _LIST)
    return _offered(goods, on) if ground == _LAST_RESORT else Finding(YES, _LIST)


def _offered(goods: Goods, on: date) -> Finding:
    """The last resort: three entities of the social economy or eight weeks on a page, and none of a to g."""
    if goods.other_ground:
        return Finding(NO, _LIST)
    entities, weeks = goods.entities_offered, goods.weeks_offered
    if (entities or 0) < parameter("destruction_entities", on).value and (
        (weeks or 0) < parameter("destruction_weeks", on).value
    ):
        offers = {"entities_offered": entities, "weeks_offered": weeks}
        lacking = tuple([name for name, known in offers.items() if known is None])
        return Finding(NEEDS_FACTS if lacking else NO, _LIST, lacking)
    if goods.other_ground is None:
        return Finding(NEEDS_FACTS, _LIST, ("other_ground",))
    return Finding(YES, _LIST)


def _by_france(goods: Goods, fate: Fate, on: date) -> Finding:
    """Whether France allows it: unsold new goods are given, reused or recycled (L541-15-8)."""
    if goods.country is not None and goods.country not in FRENCH:
        return Finding(NEEDS_FACTS, _UNSOLD, ("country",))
    if goods.food:
        if goods.edible is None:
            return Finding(NEEDS_FACTS, _FOOD, ("edible",))
        return Finding(NO if goods.edible else YES, _FOOD)
    if goods.unsold is False or goods.new is False:
        return Finding(YES, _UNSOLD)
    known = {name: getattr(goods, name) for name in _EXCEPTIONS}
    if any(known.values()):
        return Finding(YES, _UNSOLD)
    gift = _gift(goods, on)
    if fate is Fate.RECYCLE:
        return gift
    asked = ("food", "unsold", "new", *_EXCEPTIONS)
    lacking = tuple([name for name in asked if getattr(goods, name) is None])
    return Finding(NEEDS_FACTS if lacking else NO, _UNSOLD, lacking)


def _gift(goods: Goods, on: date) -> Finding:
    """Hygiene and baby goods are given first, unless they end too soon or nobody takes them."""
    short = goods.keeps_months is not None and goods.keeps_months < parameter("gift_months", on).value
    if goods.hygiene_or_baby is False or short or goods.taker is False:
        return Finding(YES, _UNSOLD)
    asked = ("hygiene_or_baby", "keeps_months", "taker")
    lacking = tuple([name for name in asked if getattr(goods, name) is None])
    return Finding(NEEDS_FACTS if lacking else NO, _UNSOLD, lacking)


def destruction(goods: Goods, on: date, *, fate: Fate = Fate.DESTROY) -> Destruction:
    """Whether goods may be destroyed (or recycled) on a day: by both laws, never on a machine's word.

    "End of season" and "came back from a customer" are no grounds.
    """
    if fate is Fate.REUSE:
        return Destruction(YES, (_HIERARCHY,), (), None, None, False, ())
    findings = (_by_union(goods, on), _by_france(goods, fate, on))
    answer = every([finding.answer for finding in findings])
    deciding = [finding.article for finding in findings if finding.answer is answer]
    missing = () if answer is NO else tuple(name for finding in findings for name in finding.missing)
    proof, until, within = _proof(goods, on) if answer is YES else ((), None, None)
    articles = (*deciding, *((_PROOF, _STATEMENT) if proof else ()))
    return Destruction(
        answer, tuple(dict.fromkeys(articles)), proof, until, within, True, tuple(dict.fromkeys(missing))
    )


def _proof(goods: Goods, on: date) -> tuple[tuple[str, ...], date | None, int | None]:
    if _is_banned(goods, on)[0] is NO:
        return (), None, None
    kept = months(on, parameter("destruction_proof_months", on).value)
    notices = (f"destruction_{GROUNDS[goods.ground or '']}", "destruction_statement")
    return notices, kept, parameter("destruction_proof_days", on).value


@dataclass(frozen=True, kw_only=True)
class Item:
    """A returned item as it was seen; None = unknown, which shuts no route but destruction.

    `safe`: neither recalled nor dangerous nor against the rules for its kind.
    """

    as_new: bool | None = None
    mendable: bool | None = None
    parts_useful: bool | None = None
    safe: bool | None = None
    givable: bool | None = None
    recyclable: bool | None = None


def routes(item: Item, ended: Destruction | None = None) -> tuple[Route, ...]:
    """The routes still open, best use first (L541-1); destruction only where it was found lawful."""
    is_safe = item.safe is not False
    is_open = {
        Route.RESELL_AS_NEW: is_safe and item.as_new is not False,
        Route.REFURBISH: item.mendable is not False,
        Route.PARTS: item.parts_useful is not False,
        Route.DONATE: is_safe and item.givable is not False,
        Route.RECYCLE: item.recyclable is not False,
        Route.DESTROY: ended is not None and ended.answer is YES,
    }
    return tuple(route for route, still in is_open.items() if still)
