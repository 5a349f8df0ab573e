"""Words that differ from a known one in grammar alone: `trader_offered_collection`.

Two spellings are one word when they hold the same parts, whatever their order, tense or number. One whose
parts belong to words of two meanings is none of them: it stays unknown. A `not` is a part like others.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from types import MappingProxyType

from savoir.commands.law.words import spellings

_FILLING = frozenset({
    "the", "a", "an", "is", "was", "were", "has", "have", "been", "be", "of", "on", "at", "in", "into",
    "with", "for", "date",
})  # fmt: skip
# Parts of words that mean the same in every row, and forms no rule of endings finds.
_PARTS: Mapping[str, str] = spellings({
    "seller": "trader merchant vendor retailer", "consumer": "customer buyer client purchaser",
    "info": "information", "warranty": "guarantee", "pct": "percent percentage",
    "need": "required needed necessary mandatory needs",
    "allow": "allowed permitted permissible possible may", "immediate": "immediately",
    "express": "expressly", "separate": "separately", "sole": "solely", "full": "fully",
    "disproportionate": "disproportionately", "give": "supplied given gave provided provide", "send": "sent",
    "tell": "told", "pay": "paid", "begin": "begun began started start",
    "choose": "chosen chose chooses choice", "withdraw": "withdrawn withdrawal", "bear": "borne bears",
    "know": "known", "take": "taken", "write": "written", "break": "broken", "buy": "bought purchased",
    "bring": "brought", "hold": "held", "lose": "lost", "find": "found", "make": "made", "mark": "marked",
    "sell": "sold", "hand": "handed",
    "reimburse": "refund refunded repaid repay reimbursed repayment reimbursement refunds",
    "deliver": "delivery delivered deliveries", "repair": "repaired repairs repairing",
    "replace": "replaced replacement replacing", "terminate": "terminated termination",
    "perform": "performed performance executed", "inform": "informed",
    "announce": "announced announcement disclosed stated mentioned indicated", "agree": "agreed agreement",
    "collect": "collected collection collects",
    "immobilise": "immobilised immobilized immobilisation immobilization",
    "personalise": "personalised personalized", "ship": "shipped shipment",
    "return": "returned returns returning", "appear": "appeared appears appearance",
    "receive": "received receipt receives", "refuse": "refused refuses refusal",
    "confirm": "confirmed confirmation confirms",
    "acknowledge": "acknowledged acknowledgement acknowledgment ack acknowledges",
    "request": "requested requests asked ask", "impose": "imposed imposes", "require": "requires",
    "extend": "extended extension extends extending", "suspend": "suspended suspension suspends",
    "install": "installation installed", "remove": "removed removal",
    "cost": "costs fee fees charge charges", "exclude": "excluded excludes exclusion",
    "discover": "discovered discovery", "complain": "complaint complained",
    "offer": "offered offers offering", "propose": "proposed proposes", "fail": "failed failure fails",
    "persist": "persists persisted persisting", "clean": "cleaned cleanable", "intervene": "intervention",
    "review": "reviewed reviews", "dispatch": "dispatched", "post": "posted", "month": "months",
    "year": "years", "day": "days", "item": "items",
    "one": "single", "several": "multiple many two three", "parcel": "parcels lots lot",
    "part": "parts", "employee": "employees",
    "market": "markets", "automate": "automated automatic automatically",
})  # fmt: skip


def parts(word: str) -> frozenset[str]:
    """What a spelling is made of, its grammar and order put aside; empty for words of filling alone."""
    found = word.lower().replace("-", "_").split("_")
    return frozenset(_PARTS.get(part, part) for part in found if part and part not in _FILLING)


def near(words: Iterable[str], meaning: Callable[[str], Hashable]) -> Mapping[frozenset[str], str]:
    """For each set of parts a known spelling that has it; none where spellings of two meanings share it."""
    found: dict[frozenset[str], str] = {}
    torn: set[frozenset[str]] = set()
    for word in words:
        key = parts(word)
        if key in found and meaning(found[key]) != meaning(word):
            torn.add(key)
        found.setdefault(key, word)
    return MappingProxyType({key: word for key, word in found.items() if key and key not in torn})
