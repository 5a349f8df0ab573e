"""A counter-example told as a person: who, what and when, what a row answers, what the law says."""

from collections.abc import Iterable, Mapping

from savoir.law.values import Component, Offer, Right
from savoir.policies.facts import FACTS, FactSpec, FactType, Value
from savoir.policies.proof.falling import Shown
from savoir.policies.proof.wording import (
    BANNED,
    CHANNELS,
    CITIZENS,
    CONTRACTS,
    DOCUMENTS,
    INTENTS,
    MONTHS_AFTER_DAYS,
    REASONS,
    REMEDIES,
    SILENT,
    TOLD,
    TRAITS,
    Pair,
)
from savoir.policies.tables import DEMANDS, NOT_ARRIVED, RowHit

_CLAIMS = frozenset({"claim", "repair"})
_OR = (" ou ", " or ")
_SAID = {
    Component.CHOICE: (
        ("laisse le marchand choisir", "lets the shop choose"),
        ("la loi donne ce choix au client", "the law gives this choice to the customer"),
    ),
    Component.PAYER: (
        ("fait payer le retour au client", "makes the customer pay the way back"),
        ("la loi le met à la charge du vendeur", "the law puts it on the seller"),
    ),
    Component.REFUND: (
        ("retient une part du remboursement", "withholds part of the refund"),
        ("la loi rend tout ce qui a été payé", "the law gives back all that was paid"),
    ),
    Component.MEANS: (
        ("coche un avoir d’avance", "ticks a store credit beforehand"),
        ("la loi rembourse par le même moyen, sauf accord exprès",
         "the law refunds by the same means, unless expressly agreed"),
    ),
}  # fmt: skip


def person(facts: Mapping[str, Value], deciding: Iterable[str] = ()) -> Pair:
    """Who asks, in French and English; `deciding`: facts that rows tested, told even if unusual."""
    parts = [_who(facts), *_sale(facts), *_traits(facts), *_rest(facts, deciding), _asks(facts)]
    return ", ".join(fr for fr, _ in parts if fr), ", ".join(en for _, en in parts if en)


def _who(facts: Mapping[str, Value]) -> Pair:
    country = str(facts.get("country", "FR"))
    fr, en = CITIZENS.get(country, (f"({country})", f"({country})"))
    if facts.get("buyer_kind") == "professional":
        staff = facts.get("employees")
        size = ("", "") if staff is None else (f" de {staff} salariés", f" with {staff} employees")
        return f"Une cliente professionnelle {fr}{size[0]}", f"A professional {en} customer{size[1]}"
    return f"Une cliente {fr}", f"A {en} customer"


def _sale(facts: Mapping[str, Value]) -> list[Pair]:
    channel = CHANNELS.get(str(facts.get("channel", "")), ("", ""))
    kind = CONTRACTS.get(str(facts.get("contract", "")), ("", ""))
    channel = (f"{channel[0]} {kind[0]}".strip(), f"{channel[1]} {kind[1]}".strip())
    received, months = facts.get("days_since_delivery"), facts.get("months_since_delivery")
    if received is None:
        return [channel]
    if facts.get("reason") in NOT_ARRIVED:
        when = (f"livré il y a {received} jours d’après le transporteur",
                f"delivered {received} days ago by the carrier’s word")  # fmt: skip
    elif isinstance(months, int) and int(received) > MONTHS_AFTER_DAYS:
        when = (f"reçu il y a {months} mois", f"received {months} months ago")
    else:
        when = (f"reçu il y a {received} jours", f"received {received} days ago")
    return [(f"{channel[0]} {when[0]}".strip(), f"{channel[1]} {when[1]}".strip())]


def _traits(facts: Mapping[str, Value]) -> list[Pair]:
    named = [words for name, words in TRAITS.items() if facts.get(name) is True]
    return [*named, *[words for name, words in SILENT.items() if facts.get(name) is not True]]


def _rest(facts: Mapping[str, Value], deciding: Iterable[str]) -> list[Pair]:
    names = [name for name in dict.fromkeys(deciding) if name in facts and name not in TOLD]
    return [_named(FACTS[name], facts[name]) for name in names]


def _named(spec: FactSpec, value: Value) -> Pair:
    if spec.type is FactType.BOOLEAN:
        return (
            f"{spec.label_fr} : {'oui' if value else 'non'}",
            f"{spec.label_en}: {'yes' if value else 'no'}",
        )
    if spec.unit == "minor units":
        amount = int(value) / 100
        fr = f"{amount:.2f}".replace(".", ",")
        return f"{spec.label_fr} : {fr} €", f"{spec.label_en}: €{amount:.2f}"
    return f"{spec.label_fr} : {value}", f"{spec.label_en}: {value}"


def _asks(facts: Mapping[str, Value]) -> Pair:
    reason, intent = str(facts.get("reason", "")), str(facts.get("intent", ""))
    if reason in REASONS and intent in _CLAIMS and reason != "other":
        return REASONS[reason]
    return INTENTS.get(intent, ("", ""))


def below(shown: Shown, who: Pair) -> Pair:
    """The whole sentence: the person, the row, and the article."""
    deed, law = _deed(shown)
    rows_fr, rows_en = _rows(shown.hits)
    fr = f"{who[0]} : {rows_fr} {deed[0]} ; {law[0]} ({shown.gap.article})."
    en = f"{who[1]}: {rows_en} {deed[1]}; {law[1]} ({shown.gap.article})."
    return fr, en


def _rows(hits: tuple[RowHit, ...]) -> Pair:
    if not hits:
        return "aucune ligne ne répond, et la valeur par défaut", "no row answers, and the default"
    numbers = ", ".join(str(hit.number) for hit in hits)
    first = hits[0]
    if len(hits) == 1:
        return (f"la ligne {numbers} de « {first.table} » ({first.label_fr})",
                f"row {numbers} of “{first.table}” ({first.label_en})")  # fmt: skip
    return (  # one subject, as the verbs of a row are written
        f"l’ensemble des lignes {numbers} de « {first.table} »",
        f"the set of rows {numbers} of “{first.table}”",
    )


def _deed(shown: Shown) -> tuple[Pair, Pair]:
    """What the rows do, and what the law says of it."""
    part, offer, right = shown.gap.component, shown.answer.offer, shown.answer.right
    if part in _SAID:
        return _SAID[part]
    if part is Component.LAST_DAY:
        told, due = offer.last_day, right.last_day
        return ((f"ferme le délai le {told}", f"closes the period on {told}"),
                (f"la loi le laisse ouvert jusqu’au {due}", f"by law it ends on {due}"))  # fmt: skip
    if part is Component.DEMANDS:
        return _demanded(shown), ("la loi l’interdit", "the law forbids it")
    return _offered(offer), _due(right)


def _offered(offer: Offer) -> Pair:
    given = [REMEDIES[name.value] for name in offer.remedies]
    if not given:
        return "refuse", "refuses"
    french = _and(given, 0)
    only = "n’offre qu’" if french.startswith("un") else "n’offre que "
    return f"{only}{french}", f"offers only {_and(given, 1)}"


def _due(right: Right) -> Pair:
    due = [REMEDIES[name.value] for name in right.remedies] or [("un droit", "a right")]
    return f"la loi accorde {_joined(due, 0, _OR)}", f"the law gives {_joined(due, 1, _OR)}"


def _demanded(shown: Shown) -> Pair:
    if shown.output in BANNED:
        return BANNED[shown.output]
    forbidden = shown.answer.right.merchant_may_not
    asked = shown.answer.verdict.outputs.get("documents") or ()
    named = [DOCUMENTS[name] for name in asked if name in DEMANDS and DEMANDS[name] in forbidden]
    return f"exige {_and(named, 0)}", f"demands {_and(named, 1)}"


def _and(words: list[Pair], language: int) -> str:
    return _joined(words, language, (" et ", " and "))


def _joined(words: list[Pair], language: int, joints: Pair) -> str:
    told = [pair[language] for pair in words]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])}{joints[language]}{told[-1]}"
