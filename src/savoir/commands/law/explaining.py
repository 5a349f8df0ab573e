"""What the law answers on given facts, with its reasons, as lines to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from savoir.commands.law.asking import Asked
from savoir.commands.law.comparing import shown
from savoir.kernel.values.answers import NO, YES
from savoir.law.clocks import scale_of
from savoir.law.late import outlook
from savoir.law.parameters import article
from savoir.law.readings import contract_day
from savoir.law.values import Ban, Basis, Party, Remedy, Right
from savoir.law.words import date_en, date_fr, say


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: int
    yes: str
    no: str
    unknown: str
    first: str
    last: str
    missing: str
    remedies: str
    choice: str
    way_back: str
    proof: str
    refund: str
    refund_by: str
    send_back: str
    remedy_by: str
    bans: str
    person: str
    late: str
    colon: str


FRENCH = Words(
    0, "oui", "non", "il manque des faits", "Commence le", "Jusqu’au", "À savoir", "Vous pouvez demander",
    "le choix revient", "Retour payé par", "La preuve incombe", "Au moins", "Remboursé au plus tard le",
    "À renvoyer au plus tard le", "Réparé ou remplacé au plus tard le", "Le vendeur ne peut pas",
    "Une personne décide avant tout refus.",
    "En retard, la somme augmente de", "\u00a0:",
)  # fmt: skip
ENGLISH = Words(
    1, "yes", "no", "facts are missing", "Begins on", "Until", "To be known", "You may ask for",
    "the choice is with",
    "Way back paid by", "To be proven by", "At least", "Refunded at the latest on",
    "To be sent back at the latest on",
    "Repaired or replaced at the latest on", "The seller may not", "A person decides before any refusal.",
    "Late, the sum grows by", ":",
)  # fmt: skip
_PARTIES = {Party.CONSUMER: ("le consommateur", "the consumer"), Party.SELLER: ("le vendeur", "the seller")}
_TO = {Party.CONSUMER: ("au consommateur", "the consumer"), Party.SELLER: ("au vendeur", "the seller")}
_AHEAD = timedelta(days=95)
BASES = {
    Basis.WITHDRAWAL: ("Rétractation", "Withdrawal"),
    Basis.CONFORMITY: ("Garantie légale de conformité", "Statutory guarantee of conformity"),
    Basis.HIDDEN_DEFECTS: ("Vices cachés", "Hidden defects"), Basis.DELIVERY: ("Livraison", "Delivery"),
    Basis.COMMERCIAL_WARRANTY: ("Garantie commerciale", "Commercial warranty"),
    Basis.COVER: ("Extension ou assurance achetée", "Purchased cover"), Basis.RECALL: ("Rappel", "Recall"),
}  # fmt: skip
REMEDIES = {
    Remedy.REFUND: ("le remboursement", "a refund"), Remedy.REPAIR: ("la réparation", "a repair"),
    Remedy.REPLACEMENT: ("le remplacement", "a replacement"),
    Remedy.PRICE_REDUCTION: ("une réduction du prix", "a price reduction"),
}  # fmt: skip
BANS = {
    Ban.ASK_A_REASON: ("demander une raison", "ask for a reason"),
    Ban.DEMAND_ORIGINAL_PACKAGING: ("exiger l’emballage d’origine", "demand the original packaging"),
    Ban.DEMAND_UNOPENED: ("exiger un article non ouvert", "demand an unopened item"),
    Ban.IMPOSE_A_FORM: ("imposer son formulaire", "impose a form"),
    Ban.IMPOSE_A_VOUCHER: ("imposer un avoir", "impose a voucher"),
    Ban.CHARGE_A_FEE: ("prélever des frais", "charge a fee"),
    Ban.WAIT_FOR_INSPECTION: ("attendre l’examen du colis", "wait for an inspection"),
    Ban.SEND_TO_THE_BRAND: ("renvoyer vers la marque", "send the customer to the brand"),
    Ban.DEMAND_PROOF_OF_ORIGIN: ("faire prouver l’origine du défaut", "demand proof of the defect's origin"),
    Ban.DEMAND_CARRIER_RESERVES: ("exiger des réserves au livreur", "demand reserves made to the carrier"),
    Ban.DEMAND_POLICE_REPORT: ("exiger une plainte à la police", "demand a police report"),
    Ban.DEMAND_THE_RECEIPT: ("exiger le ticket de caisse", "demand the till receipt"),
    Ban.DEMAND_A_RUNNING_GUARANTEE: ("exiger une garantie en cours", "demand a running guarantee"),
    Ban.USE_THE_COVER_FIRST: ("faire jouer l’assurance d’abord", "have the insurance used first"),
    Ban.FIXED_DEDUCTION: ("appliquer une décote forfaitaire", "apply a fixed deduction"),
    Ban.IMPOSE_REFURBISHED: ("imposer un article reconditionné", "impose a refurbished item"),
    Ban.IMPOSE_MEDIATION: ("imposer le médiateur", "impose mediation"),
    Ban.LINK_THE_ODR_PLATFORM: (
        "renvoyer vers la plateforme européenne fermée",
        "link to the closed platform",
    ),
}


def explain(asked: Asked, *, words: Words = FRENCH) -> Iterator[str]:
    """Every basis: the answer and its sentence, days, remedies, who pays, what is missing, the articles."""
    for right in asked.rights.each:
        answer = words.yes if right.answer is YES else words.no if right.answer is NO else words.unknown
        yield f"{BASES[right.basis][words.language]} ({right.basis}){words.colon} {answer}"
        yield f"  {say(right)[words.language]}"
        yield from _dates(right, words)
        if right.answer is not NO:
            yield from _terms(right, words)
        late = list(_lateness(asked, right, words))
        yield from [f"  {words.late}{words.colon}", *late] if late else []
        if right.missing:
            yield f"  {words.missing}{words.colon} {', '.join(right.missing)}"
        if right.needs_person:
            yield f"  {words.person}"
        for code in right.articles:
            told = article(code)
            yield f"  {code}{words.colon} {told.en if words.language else told.fr}"
        yield ""


def _dates(right: Right, words: Words) -> Iterator[str]:
    write = date_en if words.language else date_fr
    named = (
        (words.first, right.first_day), (words.last, right.last_day), (words.refund_by, right.refund_due_on),
        (words.send_back, right.send_back_last_day), (words.remedy_by, right.remedy_due_on),
    )  # fmt: skip
    for name, day in named:
        if day is not None:
            yield f"  {name} {write(day)} ({day.isoformat()})"


def _lateness(asked: Asked, right: Right, words: Words) -> Iterator[str]:
    """What a refund that is due costs day by day when it comes late, ninety days ahead of the day asked."""
    due, on = right.refund, right.refund_due_on
    kind = scale_of(right.basis.value, asked.facts.country or "")
    if due is None or on is None or kind is None:
        return
    signed = contract_day(asked.facts, asked.today)
    steps = outlook(due, on, max(on, asked.today) + _AHEAD, kind, contract_on=signed)
    for day, told in steps:
        points = told.basis_points or told.interest_basis_points
        grown = f"{shown(told.surcharge)} {due.currency}"
        yield f"    {day.isoformat()}  {points / 100:g} %  {grown}  {told.article}"


def _terms(right: Right, words: Words) -> Iterator[str]:
    n = words.language
    if right.remedies:
        told = ", ".join(REMEDIES[remedy][n] for remedy in right.remedies)
        yield f"  {words.remedies}{words.colon} {told} ({words.choice} {_TO[right.choice_by][n]})"
    if right.refund is not None:
        yield f"  {words.refund} {shown(right.refund)} {right.refund.currency}"
    yield f"  {words.way_back} {_PARTIES[right.return_paid_by][n]}"
    if right.proof_on is not None:
        yield f"  {words.proof} {_TO[right.proof_on][n]}"
    if right.merchant_may_not:
        told = ", ".join(BANS[ban][n] for ban in sorted(right.merchant_may_not))
        yield f"  {words.bans}{words.colon} {told}"
