"""The figures of a replay as its page shows them: tiles, bars, sums, curves, tables."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from savoir.insights.queries import ReplayCard
from savoir.insights.values import Figures, Replayed, Unknown, Workload
from savoir.policies.facts import FACTS
from savoir.web.console.policies.codes import in_words
from savoir.web.console.policies.sheets import label_of
from savoir.web.console.replays.amounts import (
    amounts,
    count,
    decimal,
    share,
    signed,
    signed_amount,
    signed_round,
    signed_share,
)
from savoir.web.console.replays.charts import Side, Step, sides, steps
from savoir.web.console.replays.words import CHANNELS, MONEY, NUMBERS

MOST_BARS, MOST_LACKING = 7, 8
HOUR = 60
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure at the top; `level`: gain, lose or "". Several `values`: one for each currency."""

    label: Words
    values: tuple[str, ...]
    note: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Purse:
    """The money of one currency, step by step."""

    currency: str
    rows: tuple[tuple[Step, str], ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A count of both versions beside each other."""

    label: Words
    before: str
    after: str
    moved: str


def tiles(report: Replayed, minutes: int) -> tuple[Tile, ...]:
    """Six figures, the first that anybody asks for."""
    whole, cases = report.whole, report.cases
    told = _("%(share)s de %(cases)s réponses") % {
        "share": share(whole["changed"], cases), "cases": count(cases),
    }  # fmt: skip
    mixed = _("et %(n)s gagnent et perdent à la fois") % {"n": count(whole["mixed"])}
    return (
        Tile(_("Réponses qui changent"), (count(whole["changed"]),), told),
        Tile(_("Le client gagne"), (count(whole["gains"]),), _mostly(report), "gain"),
        Tile(_("Le client perd"), (count(whole["loses"]),), mixed, "lose"),
        Tile(_("Coût pour la maison"), _cost(whole), _("remboursements, étiquettes et bons d’achat")),
        _refusals(whole), _work(report, minutes),
    )  # fmt: skip


def _mostly(report: Replayed) -> str:
    best = max(report.cuts["category"], key=lambda row: row["gains"], default=None)
    if best is None or not best["gains"]:
        return _("sur ces dossiers")
    return _("surtout %(category)s") % {"category": key_of("category", best)}


def _cost(whole: Figures) -> tuple[str, ...]:
    parts = [whole.moved(name) for name in MONEY]
    sums = {one: sum(part[one] for part in parts) for one in parts[0]}
    return tuple([signed_round(minor, one) for one, minor in sums.items()]) or ("0",)


def _refusals(whole: Figures) -> Tile:
    before, after = whole["b_refusals"], whole["a_refusals"]
    told = _("sur %(before)s, soit %(share)s") % {
        "before": count(before), "share": signed_share(after - before, before),
    }  # fmt: skip
    return Tile(_("Refus dits par une personne"), (signed(after - before),), told if before else "")


def _work(report: Replayed, minutes: int) -> Tile:
    before, after = report.whole["b_persons"], report.whole["a_persons"]
    weeks = len({one.week for one in report.work}) or 1
    if not minutes:
        told = _("réponses données par une personne, sur %(before)s") % {"before": count(before)}
        return Tile(_("Travail des équipes"), (signed(after - before),), told)
    moved = (after - before) * minutes / HOUR / weeks
    sign = "+" if moved > 0 else "\u2212" if moved < 0 else ""
    told = _("par semaine, sur %(hours)s h") % {"hours": decimal(before * minutes / HOUR / weeks)}
    return Tile(_("Travail des équipes"), (f"{sign}{decimal(abs(moved))}\u00a0h",), told)


def key_of(cut: str, row: Figures) -> str:
    """What the lines of a row share, in words."""
    return cut_words(cut, row.key[0])


def cut_words(cut: str, key: str) -> str:
    """A reason, category, channel or country in words; "" = not known."""
    if not key:
        return _("Inconnu")
    if cut == "channel":
        return str(CHANNELS.get(key, key))
    said = in_words(key) if cut == "reason" else key
    return said[:1].upper() + said[1:]


def bars(report: Replayed, cut: str) -> tuple[tuple[Side, str, str], ...]:
    """Who gains and who loses, the most changed first, the rest together; with both counts in words."""
    rows = sorted([row for row in report.cuts[cut] if row["changed"]], key=lambda row: -row["changed"])
    told = [(key_of(cut, row), row["loses"], row["gains"]) for row in rows[:MOST_BARS]]
    if rest := rows[MOST_BARS:]:
        told.append((_("Autres"), sum(row["loses"] for row in rest), sum(row["gains"] for row in rest)))
    return tuple([(one, signed(-one.loses), signed(one.gains)) for one in sides(told)])


def purses(report: Replayed) -> tuple[Purse, ...]:
    """What the house pays more or less, a drawing for each currency."""
    moved = {name: report.whole.moved(name) for name in MONEY}
    return tuple(
        [Purse(currency, tuple([(step, signed_amount(step.minor, currency)) for step in steps(
            [(str(words), moved[name][currency]) for name, words in MONEY.items()], _("En tout")
        )])) for currency in moved["money"]]
    )  # fmt: skip


def numbers(report: Replayed) -> tuple[Number, ...]:
    """Counts of both versions; the last but the promises says how often each agrees with people."""
    whole = report.whole
    pairs = [(words, whole[f"b_{name}"], whole[f"a_{name}"]) for name, words in NUMBERS.items()]
    return tuple([Number(words, count(b), count(a), signed(a - b)) for words, b, a in pairs])


def agreement(card: ReplayCard, report: Replayed) -> str:
    """How often each version answers as people really decided."""
    whole = report.whole
    if not whole["decided"]:
        return _("Aucun de ces dossiers n’a encore été décidé par une personne ou par le client.")
    words = _("Les équipes ont décidé comme la %(before)s dans %(b)s des cas, comme la %(after)s dans %(a)s.")
    return words % {
        "before": card.before_number, "after": card.after_number,
        "b": share(whole["b_agree"], whole["decided"]), "a": share(whole["a_agree"], whole["decided"]),
    }  # fmt: skip


def lacking(report: Replayed) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Facts that were not known: label, how often, and what was at stake."""
    return tuple([_lacks(one) for one in report.unknown[:MOST_LACKING]])


def _lacks(one: Unknown) -> tuple[str, str, tuple[str, ...]]:
    return label_of(FACTS[one.fact]), count(one.cases), amounts(one.at_stake)


def teams(report: Replayed, minutes: int) -> Iterator[tuple[Workload, str, str, str]]:
    """Work by week and team, the newest first: the row, its team, and both counts in words."""
    for one in reversed(report.work):
        told = [decimal(n * minutes / HOUR) if minutes else count(n) for n in (one.before, one.after)]
        yield one, one.team or _("Sans équipe"), told[0], told[1]
