"""What the law answers about things that came back: may they be destroyed, may they be posted."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from savoir.commands.law.answers import spoken
from savoir.commands.law.asking import Asked, Either
from savoir.commands.law.nearness import parts
from savoir.commands.law.words import spellings
from savoir.kernel.values.answers import YES
from savoir.law.dangerous_goods import COLISSIMO, QUESTIONS, Label, Mode, Parcel, label
from savoir.law.waste import Destruction, Fate, Goods, destruction

# A worked case tells the state of a thing: what it does not tell of its signs is not so.
_SOUND = dict.fromkeys(QUESTIONS, False) | {"diagnosable": True}
# A swollen battery may be told as one word; catalogs write what a thing is rather than its UN number.
_STATES = frozenset(QUESTIONS) - {"diagnosable"}
_NUMBERS: Mapping[str, str] = spellings({
    "UN3480":
        "lithium_battery battery battery_alone power_bank powerbank li_ion_battery spare_battery "
        "loose_battery li_ion_alone lithium_ion_battery",
    "UN3481":
        "battery_in_device phone laptop tablet earphones smartphone headphones watch smartwatch camera "
        "connected_watch drone vacuum_cleaner electric_toothbrush speaker phone_with_battery "
        "li_ion_in_equipment",
    "UN3556": "e_bike_battery scooter_battery ebike_battery e_scooter_battery e_bike e_scooter",
    "UN3090": "lithium_metal_battery button_cell", "UN3551": "sodium_ion_battery",
    "UN1266": "perfume eau_de_parfum eau_de_toilette fragrance", "UN1263": "nail_polish paint varnish",
    "UN1170": "hand_gel hydroalcoholic_gel", "UN1950": "aerosol deodorant_spray hairspray spray_can",
    "UN1057": "lighter", "UN2037": "gas_cartridge",
})  # fmt: skip
_UNDER_CONTRACT = ("contracted", "contracted_lq", "lq_contract", "contracted_carrier", "contract_carrier")
# A worked case of a parcel tells its whole way: by road and not overseas, unless it says otherwise.
_WAY: dict[str, Any] = {"mode": Mode.ROAD, "overseas": False, "carrier": "any", "recalled": False}

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
    told, state = _told(asked, Parcel), asked.told.get("state")
    item = parts(str(asked.told.get("item", "")))
    signs = {name: True for name in (state, *item) if name in _STATES}
    if state in ("damaged", "defective", "unknown") or asked.told.get("damaged"):
        signs = {"diagnosable": False}
    if "la_poste" in str(told.get("carrier")):
        told["carrier"] = COLISSIMO
    if told.get("carrier") in _UNDER_CONTRACT:
        told["contracted"] = True
    return label(Parcel(**(_SOUND | _WAY | told | signs | {"goods": _what(asked, told)})), asked.today)


def _what(asked: Asked, told: Mapping[str, Any]) -> str:
    """The UN number of what the case names, by itself or by the battery in it."""
    what = str(told.get("goods") or asked.told.get("item") or "")
    if what not in _NUMBERS and not told.get("goods") and asked.told.get("battery"):
        return _NUMBERS["battery_in_device"]
    if what in _NUMBERS or told.get("goods"):
        return _NUMBERS.get(what, what)
    said = [word for word in _NUMBERS if parts(word) <= parts(what)]  # "smartphone_swollen_battery"
    return _NUMBERS[max(said, key=lambda word: (_NUMBERS[word] == "UN3481", len(word)))] if said else what


def _provision(asked: Asked) -> str | None:
    """The special provision that holds (SV188, SV376, SV377), or the regime where none does."""
    return next(iter(_label(asked).regime.split()), None)


def _label_word(asked: Asked) -> Either:
    """Whether there is a label: a doubt gives none."""
    is_made = _label(asked).answer is YES
    return Either(("allowed", True) if is_made else ("blocked", "none", "forbidden", "refused", False, None))


def _flies(asked: Asked) -> bool:
    """Whether the parcel may go by air: the same parcel asked about with an air leg."""
    told = _told(asked, Parcel)
    flown = _SOUND | told | {"goods": _what(asked, told), "mode": Mode.AIR}
    return label(Parcel(**flown), asked.today).answer is YES


def _banned(asked: Asked) -> bool | str:
    allowed = spoken(_destruction(asked).answer)
    return not allowed if isinstance(allowed, bool) else allowed


GOODS: Mapping[str, Callable[[Asked], Any]] = {
    "destruction_banned": _banned,
    "label": _label_word,
    "special_provision": _provision,
    "air_allowed": _flies,
    "destruction_allowed": lambda asked: spoken(_destruction(asked).answer),
    "proof_until": lambda asked: _destruction(asked).proof_until,
    "proof_days": lambda asked: _destruction(asked).proof_days,
    "label_allowed": lambda asked: spoken(_label(asked).answer),
    "regime": lambda asked: _label(asked).regime or None,
    "marks": lambda asked: list(_label(asked).marks),
    "dangerous_goods_person": lambda asked: _label(asked).needs_person,
}
SAME_GOODS: Mapping[str, str] = spellings({
    "destruction_allowed": "destruction may_destroy recycling_allowed",
    "destruction_banned": "banned destruction_forbidden ban_applies",
    "label_allowed":
        "parcel_allowed consumer_label_allowed postable shipping_allowed carrier_allowed post_allowed "
        "parcel_label_allowed consumer_may_post return_label_allowed",
    "special_provision": "provision adr_provision", "air_allowed": "air air_transport_allowed may_fly",
    "proof_until": "proof_kept_until keep_proof_until proof_last_day",
    "dangerous_goods_person": "human specialist_collection",
})  # fmt: skip
