"""A version that somebody writes in the demo and that cannot be published: three habits the law forbids."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from savoir.kernel.access import Actor
from savoir.policies import operations as policies
from savoir.policies.queries import starter, version_card

_MIND: Final = "dans withdrawal, return, exchange"
_BEFORE: Final = "retractation"  # the row of the starter that says what the law says
_ROWS: Final[tuple[dict[str, Any], ...]] = (
    {
        "id": "sept-jours",
        "label_fr": "Retours acceptés pendant 7 jours",
        "label_en": "Returns accepted for 7 days",
        "when": {"intent": _MIND, "withdrawal_open": "oui", "days_since_delivery": "> 7"},
        "then": {"remedies": [], "needs_person": True},
    },
    {
        "id": "boite-ouverte",
        "label_fr": "Boîte ouverte : la moitié est retenue",
        "label_en": "Opened box: half of the price is kept",
        "when": {"intent": _MIND, "withdrawal_open": "oui", "unsealed": "oui"},
        "then": {"remedies": ["refund"], "fee_share": 5000},
    },
    {
        "id": "bon-d-achat",
        "label_fr": "En solde : remboursement en bon d’achat",
        "label_en": "On sale: refunds as vouchers",
        "when": {"intent": _MIND, "withdrawal_open": "oui", "on_sale": "oui"},
        "then": {"remedies": ["store_credit"]},
    },
)


def unlawful(document: dict[str, Any]) -> dict[str, Any]:
    """A starter's document with the three rows before the one that says what the law says."""
    return {**document, "tables": [_with_rows(table) for table in document["tables"]]}


def _with_rows(table: dict[str, Any]) -> dict[str, Any]:
    places = [place for place, row in enumerate(table["rows"]) if row["id"] == _BEFORE]
    if not places:
        return table
    rows, [at] = table["rows"], places
    asked = (column for row in _ROWS for column in row["when"])
    return {
        **table, "columns": _once([*table["columns"], *asked]), "rows": [*rows[:at], *_ROWS, *rows[at:]],
    }  # fmt: skip


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def draft(author: Actor, *, brand_id: int, of: str, now: datetime) -> None:
    """Write it for a brand, beginning with the starter `of`, and have it proved."""
    document = unlawful(starter(name=of))
    version_id = policies.draft_version(actor=author, brand_id=brand_id, document=document, now=now)
    digest = version_card(actor=author, version_id=version_id).digest
    policies.ask_proof(actor=author, version_id=version_id, digest=digest, now=now)
