"""What `savoir policy replay` prints: the report of a replay line by line, then the cases that change."""

from collections.abc import Iterator, Mapping

from django.utils import translation
from django.utils.translation import gettext

from savoir.insights.values import ChangedCase, Figures, Replayed, Unknown
from savoir.policies.facts import FACTS

_MOST = 12
_MOST_WEEKS = 60
_LINE = "  %(said)s: %(before)s -> %(after)s"


def report(replayed: Replayed, *, minutes: int | None = None) -> Iterator[str]:
    """The report; `minutes` a person takes for a case, None = work is told in cases only."""
    whole = replayed.whole
    yield gettext("%(count)s lignes de dossiers rejouées") % {"count": replayed.cases}
    yield from _pairs(whole)
    yield from _money(whole)
    decided = whole["decided"]
    if decided:
        yield gettext("comme les équipes : avant %(before)s sur %(of)s, après %(after)s") % {
            "before": whole["b_agree"], "after": whole["a_agree"], "of": decided,
        }  # fmt: skip
    for name, rows in replayed.cuts.items():
        yield f"\n{_label(name)}"
        for one in sorted(rows, key=lambda row: -row["changed"])[:_MOST]:
            yield _cut(one)
    yield from _work(replayed, minutes)
    yield "\n" + gettext("%(complete)s lignes sur %(of)s ont tous les faits que lit le brouillon") % {
        "complete": replayed.complete, "of": replayed.cases,
    }  # fmt: skip
    yield from map(_lacking, replayed.unknown)


def _is_english() -> bool:
    return (translation.get_language() or "").startswith("en")


def _label(fact: str) -> str:
    return FACTS[fact].label_en if _is_english() else FACTS[fact].label_fr


def _pairs(whole: Figures) -> Iterator[str]:
    yield gettext("changent : %(changed)s ; gagnent %(gains)s, perdent %(loses)s, les deux %(mixed)s") % {
        name: whole[name] for name in ("changed", "gains", "loses", "mixed")
    }
    words = {
        "refunds": gettext("remboursements"), "persons": gettext("vus par une personne"),
        "refusals": gettext("refus à une personne"), "labels": gettext("étiquettes payées"),
    }  # fmt: skip
    for name, said in words.items():
        yield _LINE % {"said": said, "before": whole[f"b_{name}"], "after": whole[f"a_{name}"]}
    yield gettext("promesses : %(tighter)s plus courtes, %(looser)s plus longues") % {
        "tighter": whole["tighter"], "looser": whole["looser"],
    }  # fmt: skip


def _money(whole: Figures) -> Iterator[str]:
    words = {"money": gettext("remboursé"), "voucher": gettext("avoirs"), "label_cost": gettext("étiquettes")}
    for currency, sums in sorted(whole.money.items()):
        yield currency or gettext("devise inconnue")
        for name, said in words.items():
            before, after = (f"{sums[f'{side}_{name}_sum'] / 100:.2f}" for side in ("b", "a"))
            yield _LINE % {"said": said, "before": before, "after": after}


def _amounts(minor: Mapping[str, int], form: str) -> str:
    return ", ".join(
        f"{one / 100:{form}} {currency or gettext('devise inconnue')}" for currency, one in minor.items()
    )


def _cut(one: Figures) -> str:
    key = one.key[0] or gettext("inconnu")
    moved = _amounts(one.moved("money"), "+.2f")
    return f"  {key}: {one['cases']}, +{one['gains']} -{one['loses']} ±{one['mixed']}, {moved}"


def _work(replayed: Replayed, minutes: int | None) -> Iterator[str]:
    """Cases that a person sees, by week and team; the last `_MOST_WEEKS` rows."""
    if not replayed.work:
        return
    yield "\n" + gettext("Vus par une personne, par semaine et équipe")
    for one in replayed.work[-_MOST_WEEKS:]:
        team = one.team or gettext("sans équipe")
        said = f"{one.week // 100}-{one.week % 100:02} {team}"
        told = _LINE % {"said": said, "before": one.before, "after": one.after}
        yield told + (f" ({_hours(one.before, minutes)} -> {_hours(one.after, minutes)})" if minutes else "")


def _hours(cases: int, minutes: int) -> str:
    return f"{cases * minutes / 60:.1f} h"


def _lacking(lacking: Unknown) -> str:
    return gettext("inconnu : %(fact)s, %(cases)s lignes, %(stake)s en jeu") % {
        "fact": _label(lacking.fact), "cases": lacking.cases, "stake": _amounts(lacking.at_stake, ".2f"),
    }  # fmt: skip


def changed_lines(cases: tuple[ChangedCase, ...]) -> Iterator[str]:
    """The cases that change: case/line, effect, both answers with their rows' labels, what was decided."""
    label = 4 if _is_english() else 3
    for one in cases:
        before, after = [
            f"{', '.join(side.remedies) or '-'} ({'; '.join(str(row[label]) for row in side.rows) or '-'})"
            for side in (one.before, one.after)
        ]
        yield f"{one.case_id}/{one.line_id} {one.effect}: {before} -> {after} [{one.outcome} {one.remedy}]"
