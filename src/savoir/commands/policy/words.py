"""What the commands of policies say, in French and in English."""

from collections.abc import Mapping

from savoir.policies.facts import FACTS
from savoir.policies.tables import Fault, OutputSpec, WrongDocument

POINT_WORDS: Mapping[str, tuple[str, str]] = {
    "eligibility": ("Droits et solutions", "Rights and remedies"),
    "return_way": ("Retour et frais", "Return and postage"),
    "evidence": ("Preuves", "Evidence"),
    "refund_trigger": ("Remboursé quand", "Refunded when"),
    "promises": ("Promesses", "Promises"),
    "routing": ("Orientation", "Routing"),
    "gesture": ("Gestes", "Gestures"),
    "leeway": ("Marges", "Leeway"),
    "risk_look": ("Vigilance", "Risk look"),
    "disposition": ("Devenir", "Disposition"),
}
HIT_WORDS: Mapping[str, tuple[str, str]] = {
    "unique": ("une seule ligne répond", "one row only answers"),
    "first": ("la première ligne qui répond décide", "the first row that answers decides"),
    "any": ("les lignes qui répondent s’accordent", "rows that answer agree"),
    "collect": ("toutes les lignes qui répondent parlent", "all rows that answer speak"),
    "priority": ("la plus haute priorité décide", "the highest priority decides"),
}
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "document": ("document", "document"),
    "table": ("table {0}", "table {0}"),
    "row": ("ligne {0}", "row {0}"),
    "column": ("colonne {0}", "column {0}"),
    "faults": ("{count} faute(s) ; rien n’a été lu.", "{count} fault(s); nothing was read."),
    "counts": (
        "{name} : {tables} tables, {rows} lignes, {facts} faits, {examples} exemples ; empreinte {digest}",
        "{name}: {tables} tables, {rows} rows, {facts} facts, {examples} examples; digest {digest}",
    ),
    "example": ("exemple « {name} » : {output}", "example “{name}”: {output}"),
    "expected": (
        "    attendu {expected}, répondu {answered}",
        "    expected {expected}, answered {answered}",
    ),
    "fired": ("    lignes qui ont répondu : {rows}", "    rows that fired: {rows}"),
    "nothing": ("aucune", "none"),
    "examples": ("{passed} exemples sur {count} tiennent.", "{passed} of {count} examples hold."),
    "added": ("ajouté", "added"),
    "removed": ("retiré", "removed"),
    "changed": ("changé", "changed"),
    "moved": ("déplacé", "moved"),
    "same": ("Aucun écart.", "No difference."),
    "differs": ("{count} écart(s).", "{count} difference(s)."),
    "if": ("si", "if"),
    "then": ("alors", "then"),
    "always": ("toujours", "always"),
    "answers": ("répond :", "answers:"),
    "near": ("presque : {fact} vaut {value}, il faut {cell}", "nearly: {fact} is {value}, needs {cell}"),
    "unknown": ("inconnu", "unknown"),
    "answer": ("Réponse : {outputs}", "Answer: {outputs}"),
    "silence": ("Aucune ligne ne répond.", "No row answers."),
    "proof_proved": (
        "Prouvé : personne ne passe sous la loi.",
        "Proved: nobody falls below the law.",
    ),
    "proof_below": (
        "{count} constat(s) : cette version ne peut pas être publiée.",
        "{count} finding(s): this version can't be published.",
    ),
    "proof_open": (
        "Ouvert : {open} question(s) sans réponse à temps ; une personne doit trancher.",
        "Open: {open} question(s) not settled in time; a person has to.",
    ),
    "proof_asked": ("{questions} questions, {seconds} s.", "{questions} questions, {seconds} s."),
    "contradiction": (
        "Contradiction : ces lignes promettaient une seule réponse.",
        "Contradiction: these rows promised one answer.",
    ),
}


class Words:
    """The words of one language; `language` is "fr" or "en"."""

    def __init__(self, *, english: bool) -> None:
        self.language = "en" if english else "fr"
        self._at = int(english)

    def say(self, name: str, /, *places: object, **facts: object) -> str:
        """A sentence with its places filled in."""
        return _SENTENCES[name][self._at].format(*places, **facts)

    def point(self, point: str) -> str:
        """The heading of a decision point."""
        return POINT_WORDS[point][self._at]

    def hit(self, hit: str) -> str:
        """What a hit policy means."""
        return HIT_WORDS[hit][self._at]

    def fact(self, name: str) -> str:
        """The label of a fact."""
        return (FACTS[name].label_fr, FACTS[name].label_en)[self._at]

    def output(self, spec: OutputSpec) -> str:
        """The label of an output; its name where it has none."""
        return (spec.label_fr, spec.label_en)[self._at] or spec.name

    def label(self, part: object) -> str:
        """The label of a row, or of a row that fired."""
        return str(getattr(part, f"label_{self.language}"))

    def place(self, fault: Fault) -> str:
        """Where a fault stands, and what is wrong."""
        return fault.said(self.language)

    def faults(self, wrong: WrongDocument) -> str:
        """Every fault of a document on a line of its own, then how many there are."""
        lines = [self.place(fault) for fault in wrong.faults]
        return "\n".join([*lines, self.say("faults", count=len(lines))])
