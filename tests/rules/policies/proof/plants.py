"""A lawful version, small and whole, and how to plant something unlawful in it."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from savoir.policies import tables
from savoir.policies.tables import Compiled

MIND = "dans withdrawal, return, exchange, cancellation"
FAULTS = "dans claim, repair"
Json = dict[str, Any]


def row(name: str, when: Mapping[str, str], **then: Any) -> Json:
    """A row; its sentences are its name."""
    return {
        "id": name,
        "label_fr": f"Règle {name}",
        "label_en": f"Rule {name}",
        "when": dict(when),
        "then": then,
    }


def table(name: str, point: str, rows: list[Json], hit: str = "first") -> Json:
    """A table whose columns are those its rows ask for."""
    columns = list(dict.fromkeys(column for one in rows for column in one["when"]))
    return {"id": name, "point": point, "hit": hit, "columns": columns, "rows": rows}


OFFERS = table("offre", "eligibility", [
    row("rappel", {"reason": "= recalled"}, remedies=["by_law"]),
    row("livraison", {"reason": "dans never_arrived, late"}, remedies=["by_law"]),
    row("retractation", {"intent": MIND, "withdrawal_open": "oui"}, remedies=["refund", "exchange"],
        window_days=14),
    row("grace", {"intent": MIND, "withdrawal_open": "non", "days_since_delivery": "<= 30"},
        remedies=["exchange", "store_credit"], window_days=30),
    row("trop-tard", {"intent": MIND, "withdrawal_open": "non"}, remedies=[], needs_person=True),
    row("panne", {"intent": FAULTS}, remedies=["by_law"]),
    row("reste", {}, remedies=["by_law"], needs_person=True),
])  # fmt: skip
BESIDE = (
    table("retour", "return_way", [
        row("change-avis", {
            "intent": MIND, "reason": "dans changed_mind, too_small, too_large, other",
            "return_cost_announced": "oui",
        }, return_method="own_post", return_paid_by="customer"),
        row("autres", {}, return_method="own_post", return_paid_by="merchant"),
    ]),
    table("preuves", "evidence", [
        row("photo", {"intent": FAULTS}, photo_required=True, documents=["serial_number"]),
        row("rien", {}, documents=[]),
    ]),
    table("argent", "refund_trigger", [row("poste", {}, trigger="posting", promised_days=7)]),
    table("promesses", "promises", [row("toutes", {}, answer_hours=72, remedy_days=21)]),
)  # fmt: skip


def lawful() -> Json:
    """Fourteen days by law and thirty by grace; claims as the law gives; the customer posts at her cost only
    what she was told she would.
    """
    return deepcopy({"format": 2, "name": "Boutique loyale", "tables": [OFFERS, *BESIDE]})


def planted(name: str, *rows: Json, at: int = 0) -> Compiled:
    """The lawful version with rows put into one of its tables, before the row of this place."""
    document = lawful()
    target = next(one for one in document["tables"] if one["id"] == name)
    target["rows"][at:at] = rows
    target["columns"] = list(dict.fromkeys([*target["columns"], *[c for one in rows for c in one["when"]]]))
    return tables.compile(document)
