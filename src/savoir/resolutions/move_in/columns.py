"""The columns of the sheet, in French and in English, and the words that its cells may hold."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from savoir.cases.states import Intent, Reason, Remedy

LONGEST: Final = 2_000  # characters of a cell; the customer's own words are the longest


class FormerState(StrEnum):
    """Where a case stood in the other system."""

    OPEN = "open"
    WAITING = "waiting_for_parcel"
    RECEIVED = "received"


# Our name, the French one of the template, and whether it must be filled.
COLUMNS: Final[tuple[tuple[str, str, bool], ...]] = (
    ("case_number", "numero_dossier", True),
    ("order_number", "numero_commande", True),
    ("item", "article", False),
    ("quantity", "quantite", False),
    ("state", "etat", True),
    ("opened_on", "ouvert_le", True),
    ("intent", "demande", False),
    ("reason", "motif", False),
    ("remedy", "solution", False),
    ("words", "message", False),
    ("return_number", "numero_retour", False),
    ("tracking_number", "numero_suivi", False),
    ("authorized_on", "autorise_le", False),
    ("received_on", "recu_le", False),
    ("refunded_amount", "montant_rembourse", False),
    ("refund_reference", "reference_remboursement", False),
    ("language", "langue", False),
)
NAMES: Final = frozenset(name for name, _, _ in COLUMNS)
REQUIRED: Final = tuple(name for name, _, is_required in COLUMNS if is_required)
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def folded(text: str) -> str:
    """A heading or a word as it is compared: no accents, small letters, words joined by `_`."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return _NOT_A_LETTER.sub("_", plain.lower()).strip("_")


HEADINGS: Final[Mapping[str, str]] = {
    **{name: name for name in NAMES}, **{french: name for name, french, _ in COLUMNS},
}  # fmt: skip

STATES: Final[Mapping[str, FormerState]] = {
    **{word.value: word for word in FormerState},
    **dict.fromkeys(("ouvert", "en_cours", "a_traiter"), FormerState.OPEN),
    **dict.fromkeys(("attend_le_colis", "en_attente_du_colis", "retour_attendu"), FormerState.WAITING),
    **dict.fromkeys(("recu", "colis_recu"), FormerState.RECEIVED),
}
INTENTS: Final[Mapping[str, Intent]] = {
    **{word.value: word for word in Intent},
    "retractation": Intent.WITHDRAWAL, "retour": Intent.RETURN, "echange": Intent.EXCHANGE,
    "reclamation": Intent.CLAIM, "garantie": Intent.CLAIM, "reparation": Intent.REPAIR,
    "annulation": Intent.CANCELLATION,
}  # fmt: skip
REASONS: Final[Mapping[str, Reason]] = {
    **{word.value: word for word in Reason},
    "change_d_avis": Reason.CHANGED_MIND, "trop_petit": Reason.TOO_SMALL, "trop_grand": Reason.TOO_LARGE,
    "en_panne": Reason.DEFECTIVE, "defectueux": Reason.DEFECTIVE, "arrive_abime": Reason.DAMAGED_ON_ARRIVAL,
    "piece_manquante": Reason.MISSING_PART, "mauvais_article": Reason.WRONG_ITEM, "retard": Reason.LATE,
    "non_conforme": Reason.NOT_AS_DESCRIBED, "jamais_arrive": Reason.NEVER_ARRIVED, "autre": Reason.OTHER,
}  # fmt: skip
REMEDIES: Final[Mapping[str, Remedy]] = {
    **{word.value: word for word in Remedy},
    "remboursement": Remedy.REFUND, "remplacement": Remedy.REPLACEMENT, "reparation": Remedy.REPAIR,
    "echange": Remedy.EXCHANGE, "avoir": Remedy.STORE_CREDIT, "bon_d_achat": Remedy.STORE_CREDIT,
}  # fmt: skip
