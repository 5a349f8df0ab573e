"""What words to a customer demand of him that the law forbids, read by their usual phrases.

It reads only what is asked: a sentence that says a thing is not needed demands nothing. Words it does not
know pass; they are no refusal, for nothing may be refused without a ground.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from savoir.law.codes import Ban

_GAP = r"[^.!?]{0,60}"
_PHRASES: Mapping[Ban, tuple[str, ...]] = MappingProxyType({
    Ban.DEMAND_ORIGINAL_PACKAGING: (
        r"(emballage|boite|carton|conditionnement) (d'origine|initiale?)", r"original (packaging|box)",
    ),
    Ban.DEMAND_POLICE_REPORT: (
        r"depot de plainte", r"(deposer|porter|portez|deposez) plainte", r"police report",
    ),
    Ban.DEMAND_CARRIER_RESERVES: (
        rf"reserves{_GAP}(livreur|transporteur|livraison)", r"reserves on the delivery (note|slip)",
    ),
    Ban.SEND_TO_THE_BRAND: (
        rf"(contact|adress|envoy|retourn|tourn)\w*{_GAP}(fabricant|constructeur|la marque)",
        rf"(contact|send|return|turn){_GAP}the (manufacturer|maker|brand)",
    ),
    Ban.CHARGE_A_FEE: (
        r"frais de (remise en stock|dossier|reconditionnement|traitement|restockage)",
        r"(restocking|handling) fee",
    ),
    Ban.IMPOSE_A_VOUCHER: (
        r"(uniquement|seulement|exclusivement) (en|par|sous forme d'un) (un )?(avoir|bon d'achat)",
        r"only (as|by|in) (a |an )?(store credit|voucher)",
    ),
    Ban.WAIT_FOR_INSPECTION: (
        rf"rembours\w*{_GAP}(apres|une fois|des){_GAP}(controle|inspection|verification|expertise)",
        rf"refund\w*{_GAP}after{_GAP}(inspect|check)",
    ),
    Ban.DEMAND_THE_RECEIPT: (
        rf"(ticket de caisse|facture d'origine){_GAP}(obligatoire|indispensable|exige)",
        rf"original receipt{_GAP}(required|mandatory)",
    ),
    Ban.ASK_A_REASON: (r"(motif|raison)s? de votre retractation", r"justifi\w* votre retractation"),
    Ban.FIXED_DEDUCTION: (r"(decote|retenue|abattement) (forfaitaire|de \d+ ?%)", r"fixed deduction"),
})  # fmt: skip
_READ = {ban: re.compile("|".join(phrases)) for ban, phrases in _PHRASES.items()}
_SENTENCE = re.compile(r"[^.!?\n]+")
_NEEDLESS = re.compile(
    r"\b(pas|sans|inutile|aucune?|ni|jamais|meme si|plutot que|n'est|not|no|without|needn't|never|even if)\b"
)


@lru_cache(maxsize=512)
def demands_in(text: str) -> frozenset[Ban]:
    """The demands of a text in French or English, accents and case aside; a sentence that denies has none."""
    sentences = [found[0] for found in _SENTENCE.finditer(_plain(text))]
    asked = [one for one in sentences if not _NEEDLESS.search(one)]
    return frozenset(ban for ban, phrase in _READ.items() if any(phrase.search(one) for one in asked))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(sign for sign in folded if not unicodedata.combining(sign)).split(" "))
