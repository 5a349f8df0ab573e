"""What words to a customer demand of him that the law forbids, read by their usual phrases.

A thing named is not yet demanded: its sentence must ask for it, or refuse without it. What is denied, left
to him, or over and told is no demand. Words it does not know pass; they are no refusal, for nothing may be
refused without a ground.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from savoir.law.codes import Ban

_GAP = r"[^.!?]{0,60}"
_BEFORE = r"(?:(?!avant|before)[^.!?]){0,60}"  # nothing is awaited there
_THINGS: Mapping[Ban, str] = MappingProxyType({
    Ban.DEMAND_ORIGINAL_PACKAGING:
        r"(emballage|boite|carton|conditionnement) (d'origine|initiale?)|original (packaging|box)",
    Ban.DEMAND_POLICE_REPORT: r"depot de plainte|(deposer|porter|portez|deposez) plainte|police report",
    Ban.DEMAND_CARRIER_RESERVES:
        rf"reserves{_GAP}(livreur|transporteur|livraison)|reserves on the delivery (note|slip)",
    Ban.DEMAND_THE_RECEIPT: r"ticket de caisse|facture d'origine|original receipt",
    Ban.ASK_A_REASON: r"(motif|raison)s? de votre retractation|justifi(er|ez) votre retractation",
})  # fmt: skip
_ASKS = (
    r"\b(doi(t|vent)|dev(ez|ra|ront|rez)|faut|faudra|merci d(e|')(?! ?(l'|les? |la |nous )?avoir)|veuillez"
    r"|exige\w*|obligatoires?|indispensables?|necessaires?|requise?s?|(avez|aviez|pouvez)-vous|demandons"
    r"|attendons|joi(gn|ndre)\w*|(renvoy|retourn|envoy|remett|depos|port|present|utilis|indiqu|justifi)ez"
    r"|fournissez|rendez|quel(le)?s?|must|needs?|required|mandatory|please|have to|(do|did) you)\b"
    r"|^ ?(return|send)\b"
)
_NOTHING = (
    r"(?<!ne )\brefus(ons|e|ee|es)\b|\b(pas|aucune?) (de |d')?(rembours|retour|reprise|echange)\w*"
    r"|\bne (pouvons|rembours|repren|accept)|n'accept|\bno (refund|return|exchange)|\bcan(not|'t)\b"
)
_FEE = r"frais de (remise en stock|dossier|reconditionnement|traitement|restockage)|(restocking|handling) fee"
_TAKES = (
    r"\b(retenons|reten(us?|ue?s)|dedui\w*|moins|preleve\w*|factur\w*|appliqu\w*"
    r"|(a|devez|faut) (payer|regler)|a votre charge|comptez|keep|deduct\w*|charge|less|minus)\b"
)
_DEEDS: Mapping[Ban, str] = MappingProxyType({
    Ban.SEND_TO_THE_BRAND:
        rf"((contact|adress|envoy|retourn|tourn|rapproch)ez|(devez|veuillez|merci de|faut|invitons){_GAP}"
        rf"(contact|adress|envoy|retourn|tourn|rapproch)\w*){_GAP}(fabricant|constructeur|la marque)"
        r"|(^ ?|please |must |need to |have to |should )(contact|send|return|turn)"
        rf"{_GAP}the (manufacturer|maker|brand)",
    Ban.CHARGE_A_FEE: rf"{_TAKES}{_GAP}({_FEE})|({_FEE}){_GAP}{_TAKES}",
    Ban.IMPOSE_A_VOUCHER:
        r"(uniquement|seulement|exclusivement) (en|par|sous forme d'un) (un )?(avoir|bon d'achat)"
        r"|only (as|by|in) (a |an )?(store credit|voucher)",
    Ban.WAIT_FOR_INSPECTION:
        rf"rembours\w*{_BEFORE}\b(apres|une fois|des){_BEFORE}(controle|inspection|verification|expertise)"
        rf"|refund\w*{_BEFORE}after{_BEFORE}(inspect|check)\w*",
    Ban.FIXED_DEDUCTION:
        r"(decote|retenue|abattement) (forfaitaire|de \d+ ?%)[^.!?]{0,20}"
        r"\b(appliqu|pratiqu|sera|est dedui|est prele)\w*"
        r"|\b(appliqu|pratiqu|dedui|retenons|preleve|subi|moins)\w*[^.!?]{0,30}(decote|retenue|abattement)"
        r" (forfaitaire|de \d+ ?%)|(keep|apply|deduct|minus|less)\w*[^.!?]{0,20}fixed deduction"
        r"|fixed deduction[^.!?]{0,20}(appl|kept|made)\w*",
})  # fmt: skip
_READ = {ban: re.compile(phrase) for ban, phrase in {**_THINGS, **_DEEDS}.items()}
_SENTENCE = re.compile(r"[^.!?\n]+")
_ASKED, _WITHOUT, _REFUSED = (re.compile(one) for one in (_ASKS, r"\b(sans|without)\b", _NOTHING))
_NEEDLESS = re.compile(
    r"\b(pas|sans|inutile|aucune?|ni|jamais|rien|meme si|plutot que|n'est|facultati\w*|suffi\w*|si possible"
    r"|si vous ((l'|les )avez|avez (encore|toujours|garde)|le souhaitez|preferez)|s'il vous (en )?reste"
    r"|comme vous l'avez|a votre demande|souhaitez (le |la |l'|les )?(garder|conserver)|n'importe|n'exig\w*"
    r"|a la place de|a nous de|nous-memes?|not|no|without|needn't|never|even if|optional|enough"
    r"|if you (still have|have it|like|prefer)|as you (asked|wished))\b"
)
_TOLD = re.compile(
    r"\b((est|sont) (deja )?partie?s?|avons|a ete|ont ete|etait|etaient|avez (deja )?(joint|envoye|depose)\w*"
    r"|was|were|has been|have (already )?(been|sent|refunded)|left|we checked)\b"
)


@lru_cache(maxsize=512)
def demands_in(text: str) -> Mapping[Ban, str]:
    """The demands of a text in French or English, accents and case aside, each with its words as written."""
    found: dict[Ban, str] = {}
    plain, places = _plain(text)
    for sentence in _SENTENCE.finditer(plain):
        for ban, phrase in _READ.items():
            words = phrase.search(sentence[0])
            if words and _demands(sentence[0], ban):
                start, end = (sentence.start() + at for at in words.span())
                found.setdefault(ban, text[places[start] : places[end - 1] + 1])
    return MappingProxyType(found)


def _demands(sentence: str, ban: Ban) -> bool:
    """Whether what a sentence names is demanded there."""
    if ban in _THINGS and _WITHOUT.search(sentence) and _REFUSED.search(sentence):
        return True
    if _NEEDLESS.search(sentence):
        return False
    return bool(_ASKED.search(sentence)) if ban in _THINGS else not _TOLD.search(sentence)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text without accents, capitals and long spaces, and the place of each of its signs in the text."""
    signs: list[tuple[str, int]] = []
    for place, written in enumerate(text):
        for sign in unicodedata.normalize("NFKD", written.replace("’", "'")).casefold():
            is_more = sign == " " and signs and signs[-1][0] == " "
            if not unicodedata.combining(sign) and not is_more:
                signs.append((sign, place))
    return "".join(sign for sign, _ in signs), [place for _, place in signs]
