"""What the law answers about things that came back: may they be destroyed, may they be posted."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from savoir.commands.law.answers import spoken
from savoir.commands.law.asking import Asked
from savoir.law.dangerous_goods import QUESTIONS, Label, Parcel, label
from savoir.law.waste import Destruction, Fate, Goods, destruction

# A worked case tells the state of a thing: what it does not tell of its signs is not so.
_SOUND = dict.fromkeys(QUESTIONS, False) | {"diagnosable": True}
# A swollen battery may be told as one word; catalogs write what a thing is rather than its UN number.
_STATES = frozenset(QUESTIONS) - {"diagnosable"}
_NUMBERS = {
    "lithium_battery": "UN3480", "battery": "UN3480", "battery_alone": "UN3480",
    "battery_in_device": "UN3481",
    "phone": "UN3481", "laptop": "UN3481", "tablet": "UN3481", "earphones": "UN3481",
    "e_bike_battery": "UN3556",
    "perfume": "UN1266", "nail_polish": "UN1263", "paint": "UN1263", "hand_gel": "UN1170",
    "aerosol": "UN1950",
    "lighter": "UN1057", "gas_cartridge": "UN2037",
}  # fmt: skip

_NO_EXCEPTION = ("health_risk", "recovery_forbidden", "recovery_unsustainable", "food")


def _told(asked: Asked, kind: type[Goods] | type[Parcel]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in asked.told.items() if name in names}


def _destruction(asked: Asked) -> Destruction:
    told: dict[str, Any] = {"country": asked.facts.country, "firm": asked.told.get("firm_size")} | _told(
        asked, Goods
    )
    if "cn_code" in told:
        told["cn_code"] = str(told["cn_code"])
    usual: dict[str, Any] = dict.fromkeys(_NO_EXCEPTION, False) | {"unsold": True, "new": True}
    return destruction(Goods(**(usual | told)), asked.today, fate=asked.told.get("fate") or Fate.DESTROY)


def _label(asked: Asked) -> Label:
    told = _told(asked, Parcel)
    state, what = asked.told.get("state"), str(told.get("goods") or asked.told.get("item") or "")
    signs = {name: True for name in (state,) if name in _STATES}
    if state in ("damaged", "defective", "unknown"):
        signs = {"diagnosable": False}
    return label(Parcel(**(_SOUND | told | signs | {"goods": _NUMBERS.get(what, what)})), asked.today)


GOODS: Mapping[str, Callable[[Asked], Any]] = {
    "destruction_allowed": lambda asked: spoken(_destruction(asked).answer),
    "proof_until": lambda asked: _destruction(asked).proof_until,
    "proof_days": lambda asked: _destruction(asked).proof_days,
    "label_allowed": lambda asked: spoken(_label(asked).answer),
    "regime": lambda asked: _label(asked).regime or None,
    "marks": lambda asked: list(_label(asked).marks),
    "dangerous_goods_person": lambda asked: _label(asked).needs_person,
}
SAME_GOODS: Mapping[str, str] = {
    "destruction": "destruction_allowed", "may_destroy": "destruction_allowed",
    "parcel_allowed": "label_allowed",
    "consumer_label_allowed": "label_allowed", "postable": "label_allowed",
    "shipping_allowed": "label_allowed",
    "carrier_allowed": "label_allowed", "proof_kept_until": "proof_until", "human": "dangerous_goods_person",
}  # fmt: skip
