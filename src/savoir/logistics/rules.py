"""Rules of the thing: what an inspection bears out, what should become of it, which bin, how fast."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from statistics import median

from savoir.cases.states import HOLDING_INTENTS, Intent, Reason
from savoir.kernel.values.answers import NO, YES
from savoir.logistics.states import DispositionKind, Finding, Grade, Turn, Why
from savoir.logistics.values import Checks, Proposal, Ruled, Thing

_K, _F = DispositionKind, Finding
STOCK_KINDS = frozenset({_K.RESTOCK, _K.REFURBISH, _K.SECOND_LIFE})
AS_IT_IS = frozenset({_K.RESTOCK, _K.SECOND_LIFE, _K.DONATE})  # to somebody else, with nothing put right
BREAK = timedelta(minutes=10)
_BIN_LETTERS = {
    _K.RESTOCK: "S", _K.REFURBISH: "F", _K.RETURN_TO_VENDOR: "R", _K.SECOND_LIFE: "L", _K.DONATE: "D",
    _K.RECYCLE: "Y", _K.DESTROY: "X", _K.QUARANTINE: "Q",
}  # fmt: skip
_BINS_OF_A_KIND = 24
_SEEN_FIRST = frozenset({"wrong_item", "recalled", "maybe_recalled", "dangerous"})
_AGENTS = frozenset({Why.WRONG_ITEM, Why.RECALLED, Why.DISPUTED})
_AS_NEW = frozenset({_F.CONFORM, _F.UNUSED, _F.DEFECT_NOT_FOUND})
_HANDLED_TOO_MUCH = frozenset({_F.USED, _F.DAMAGED, _F.PART_MISSING, _F.WRONG_ITEM})
_SAYS_FAULT = frozenset({Reason.DEFECTIVE, Reason.DAMAGED_ON_ARRIVAL, Reason.MISSING_PART, Reason.WRONG_ITEM,
                         Reason.NOT_AS_DESCRIBED, Reason.NEVER_ARRIVED})  # fmt: skip
_BEARS_A_CLAIM_OUT = frozenset({_F.CONFORM, _F.DEFECT_PROVEN, _F.DAMAGED, _F.PART_MISSING, _F.WRONG_ITEM})


def bears_out(*, intent: Intent, finding: Finding, checks: Checks, reason: Reason = Reason.OTHER) -> bool:
    """Whether what was found bears out what the case says; "no" is for a person to judge, never a refusal.

    Change of mind: nothing beyond what trying it on in a shop allows (C. conso L221-23, last paragraph).
    Claim: the fault is there; a recalled thing need show none. Another thing than the slip announces bears
    nothing out.
    """
    if not checks.right_item:
        return False
    if reason is Reason.RECALLED:
        return True
    if intent in HOLDING_INTENTS:
        return finding not in _HANDLED_TOO_MUCH
    return checks.defect_proven or finding in _BEARS_A_CLAIM_OUT


def inspected_facts(
    *, grade: Grade, finding: Finding, defect_proven: bool, serial: str = "", sold: Iterable[str] = ()
) -> dict[str, str | bool]:
    """What an inspection tells the rules, by names of the registry.

    `serial`: read on the thing, `sold`: those that were sold; whether they agree is unknown without both.
    """
    told: dict[str, str | bool] = {
        "grade": grade.value, "finding": finding.value, "defect_proven": defect_proven,
    }  # fmt: skip
    numbers = {number.upper() for number in sold}
    return {**told, "serial_matches": serial in numbers} if serial and numbers else told


def is_withdrawn(*, intent: Intent, reason: Reason) -> bool:
    """Whether a line comes back without a fault being claimed: only then may a loss of value count."""
    return intent in HOLDING_INTENTS and reason not in _SAYS_FAULT


def is_beyond_trial(*, finding: Finding, checks: Checks) -> bool:
    """Whether units were handled beyond what it takes to see their nature, characteristics and working
    (C. conso L221-23): the right thing, used, damaged or not whole, and no fault proved in it.
    """
    is_ours = checks.right_item and not checks.defect_proven
    return is_ours and finding in _HANDLED_TOO_MUCH - {_F.WRONG_ITEM}


def contradiction(*, finding: Finding, checks: Checks) -> str:
    """The code of the check that the finding contradicts, "" when they agree."""
    if (finding is _F.WRONG_ITEM) == checks.right_item:
        return "right_item"
    if finding is _F.DEFECT_PROVEN and not checks.defect_proven:
        return "defect_proven"
    if finding is _F.DEFECT_NOT_FOUND and checks.defect_proven:
        return "defect_proven"
    if finding in (_F.USED, _F.DAMAGED) and not checks.used_or_damaged:
        return "used_or_damaged"
    if finding is _F.UNUSED and checks.used_or_damaged:
        return "used_or_damaged"
    return ""


def propose_disposition(
    *, grade: Grade, finding: Finding, thing: Thing, ruled: Ruled | None = None
) -> Proposal:
    """What should become of inspected units; what the brand's rules name goes before our own usage.

    Nobody's rules send on what is another's thing, recalled or dangerous: a person sees that first.

    Never destruction, whatever the grade: unsold goods are reused, given or recycled (C. env. L541-15-8), and
    what is beyond use or not what it should be waits for a person. An unknown flag fires nothing.
    """
    kind, ground = _beyond_sale(grade, finding, thing) or _still_good(grade, finding, thing)
    needs_person = kind in (_K.QUARANTINE, _K.RECYCLE)
    if ruled is not None and ground not in _SEEN_FIRST:
        kind, ground = (_K.QUARANTINE, "two_people") if ruled.kind is _K.DESTROY else (ruled.kind, "rules")
        needs_person = ruled.person_confirms or kind in (_K.QUARANTINE, _K.RECYCLE)
    return Proposal(kind=kind, bin_code=bin_code(kind, thing), ground=ground, needs_person=needs_person)


def _beyond_sale(grade: Grade, finding: Finding, thing: Thing) -> tuple[DispositionKind, str] | None:
    if finding is _F.WRONG_ITEM:
        return _K.QUARANTINE, "wrong_item"
    if thing.recalled is not NO:
        return _K.QUARANTINE, "recalled" if thing.recalled is YES else "maybe_recalled"
    if thing.dangerous_goods and (grade is Grade.D or finding in (_F.DAMAGED, _F.DEFECT_PROVEN)):
        return _K.QUARANTINE, "dangerous"
    if finding is _F.DEFECT_PROVEN and thing.supplier:
        return _K.RETURN_TO_VENDOR, "defect_of_supplier"
    if grade is Grade.D:
        return _K.RECYCLE, "beyond_use"
    if thing.perishable:
        return _K.RECYCLE, "perishable"
    if thing.hygiene_sealed and grade is not Grade.A:
        return _K.RECYCLE, "hygiene_unsealed"
    return None


def _still_good(grade: Grade, finding: Finding, thing: Thing) -> tuple[DispositionKind, str]:
    if finding in (_F.PART_MISSING, _F.DEFECT_PROVEN):
        return _K.REFURBISH, "to_complete" if finding is _F.PART_MISSING else "to_repair"
    if thing.second_hand:
        return _K.SECOND_LIFE, "second_hand"
    if finding in _AS_NEW and grade is Grade.A:
        return _K.RESTOCK, "as_new"
    if finding in _AS_NEW and grade is Grade.B:
        return _K.RESTOCK, "opened_complete"
    return _K.SECOND_LIFE, "traces_of_use"


def why_aside(*, ground: str, asked: Why | None, before_agent: bool) -> Why:
    """Why units wait in quarantine: a destruction somebody asked for says it first, then what must be seen
    before anything else, then a case that an agent has before him.

    `ground`: of the proposal that put them there, "" where a person chose quarantine.
    """
    if asked is not None:
        return asked
    if ground in _SEEN_FIRST:
        return Why(ground)
    if before_agent:
        return Why.DISPUTED
    return Why.TWO_PEOPLE if ground == Why.TWO_PEOPLE else Why.CHOSEN


def turn_of(why: Why, *, before_agent: bool, supplier: str = "") -> Turn:
    """Who has the next word. For a recalled thing its supplier answers; an agent where none is known. When no
    agent has the case before him any more, he has said his, and the dock finds another bin.
    """
    if why is Why.ASKED:
        return Turn.APPROVER
    if why is Why.RECALLED and supplier:
        return Turn.SUPPLIER
    return Turn.AGENT if why in _AGENTS and before_agent else Turn.DOCK


def bin_code(kind: DispositionKind, thing: Thing) -> str:
    """The bin, e.g. `R-14`: a letter per kind, then one of 24 by supplier (return to vendor) or product.

    The same thing goes to the same bin every day, so that one supplier's goods leave together.
    """
    key = thing.supplier if kind is _K.RETURN_TO_VENDOR else thing.product_key
    number = int.from_bytes(blake2b(key.encode(), digest_size=4).digest()) % _BINS_OF_A_KIND + 1
    return f"{_BIN_LETTERS[kind]}-{number:02d}"


_AZERTY_DIGITS = str.maketrans("&é\"'(-è_çà", "1234567890")


def read_bin(text: str) -> str:
    """A bin as scanned or typed, in its canonical spelling; an AZERTY layout is read back ("r)&'" is R-14).

    What is no bin comes back cleaned and in capitals.
    """
    typed = "".join(text.split())
    letter, rest = typed[:1].upper(), typed[1:]
    digits = (rest[1:] if rest[:1] in ("-", ")", "°") else rest).translate(_AZERTY_DIGITS)
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 2:
        return typed.upper()
    return f"{'Q' if letter == 'A' else letter}-{int(digits):02d}"


def cleaned(text: str, longest: int) -> str:
    """What a person or scanner typed, without control characters (a database refuses NUL), cut to length."""
    kept = "".join(sign for sign in text if sign.isprintable() or sign == "\n")
    return kept.strip()[:longest]


def seconds_per_parcel(arrivals: Mapping[str, Iterable[datetime]]) -> int | None:
    """Median seconds between two parcels of one station; a gap above ten minutes is a break and left out."""
    gaps = [
        (later - earlier).total_seconds()
        for instants in arrivals.values()
        for ordered in [sorted(instants)]
        for earlier, later in pairwise(ordered)
        if later - earlier <= BREAK
    ]
    return round(median(gaps)) if gaps else None
