"""`savoir policy replay FILE`: a draft on all past cases, beside the version in force."""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext

from savoir.commands.brands import BrandUnclear, brand_named, unclear_words
from savoir.commands.policy.files import FileUnreadable, read_compiled
from savoir.insights import operations, queries
from savoir.insights.values import ChangedCase, Figures, Replayed, Span
from savoir.kernel.access import system_actor
from savoir.kernel.tenancy import organization_block
from savoir.policies.facts import FACTS
from savoir.policies.queries import version_at
from savoir.policies.tables import Compiled, WrongDocument

DONE, REFUSED, UNREADABLE = 0, 1, 2
_MOST = 12


def main(arguments: list[str]) -> int:
    """Print the report. Status 0: replayed; 1: nothing to replay; 2: the file cannot be read or is wrong."""
    given = _parser().parse_args(arguments)
    with translation.override(given.language):
        try:
            return _run(given, read_compiled(given.file))
        except (FileUnreadable, WrongDocument) as fault:
            print(f"savoir policy: {fault}", file=sys.stderr)
            return UNREADABLE
        except BrandUnclear as unclear:
            print(f"savoir: {unclear_words(unclear)}", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir policy replay", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="the draft")
    parser.add_argument("--against", type=Path, metavar="FILE", help="instead of the version in force")
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="only cases asked from it on")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="only cases asked before it")
    parser.add_argument("--page", type=int, default=1, metavar="N", help="which 50 of the changed cases")
    parser.add_argument("--org", default="", metavar="SLUG", help="organization (when there are several)")
    parser.add_argument("--brand", default="", metavar="SLUG", help="brand (when there are several)")
    language = "en" if os.environ.get("LANG", "").startswith("en") else "fr"
    parser.add_argument("--language", choices=["fr", "en"], default=language)
    return parser


def _run(given: argparse.Namespace, draft: Compiled) -> int:
    org_id, brand_id = brand_named(given.org, given.brand)
    span = Span(brand_id, given.since, given.until)
    with organization_block(org_id):
        actor = system_actor(org_id)
        before = _before(given, org_id, brand_id)
        if before is None:
            missing = gettext("Cette marque n’a pas de version en vigueur : indiquez --against.")
            print(missing, file=sys.stderr)
            return REFUSED
        operations.rewrite_extract(actor=actor)
        replayed = queries.replay(actor=actor, before=before, after=draft, span=span)
        page = max(0, given.page - 1)
        changed = queries.changed_cases(actor=actor, before=before, after=draft, span=span, page=page)
    for line in (*report(replayed), *_changed(changed)):
        print(line)
    return DONE


def _before(given: argparse.Namespace, org_id: int, brand_id: int) -> Compiled | None:
    if given.against:
        return read_compiled(given.against)
    card = version_at(actor=system_actor(org_id), brand_id=brand_id, at=datetime.now(UTC))
    return card.compiled if card else None


def report(replayed: Replayed) -> Iterator[str]:
    """The report, line by line."""
    whole = replayed.whole
    yield gettext("%(count)s lignes de dossiers rejouées") % {"count": replayed.cases}
    yield from _pairs(whole)
    decided = whole["decided"]
    if decided:
        yield gettext("comme les équipes : avant %(before)s sur %(of)s, après %(after)s") % {
            "before": whole["b_agree"], "after": whole["a_agree"], "of": decided,
        }  # fmt: skip
    for name, rows in replayed.cuts.items():
        yield f"\n{FACTS[name].label_en if _english() else FACTS[name].label_fr}"
        for one in sorted(rows, key=lambda row: -row["changed"])[:_MOST]:
            yield _cut(one)
    for lacking in replayed.unknown:
        fact = FACTS[lacking.fact]
        yield gettext("inconnu : %(fact)s, %(cases)s lignes, %(stake).2f en jeu") % {
            "fact": fact.label_en if _english() else fact.label_fr, "cases": lacking.cases,
            "stake": lacking.at_stake / 100,
        }  # fmt: skip


def _english() -> bool:
    return (translation.get_language() or "").startswith("en")


def _pairs(whole: Figures) -> Iterator[str]:
    yield gettext("changent : %(changed)s ; gagnent %(gains)s, perdent %(loses)s, les deux %(mixed)s") % {
        name: whole[name] for name in ("changed", "gains", "loses", "mixed")
    }
    words = {
        "refunds": gettext("remboursements"), "persons": gettext("vus par une personne"),
        "refusals": gettext("refus à une personne"), "labels": gettext("étiquettes payées"),
    }  # fmt: skip
    for name, said in words.items():
        yield f"  {said}: {whole[f'b_{name}']} -> {whole[f'a_{name}']}"
    sums = {"money": gettext("remboursé"), "voucher": gettext("avoirs"), "label_cost": gettext("étiquettes")}
    for name, said in sums.items():
        yield f"  {said}: {whole[f'b_{name}_sum'] / 100:.2f} -> {whole[f'a_{name}_sum'] / 100:.2f}"


def _cut(one: Figures) -> str:
    moved = (one["a_money_sum"] - one["b_money_sum"]) / 100
    key = one.key[0] or gettext("inconnu")
    return f"  {key}: {one['cases']}, +{one['gains']} -{one['loses']} ±{one['mixed']}, {moved:+.2f}"


def _changed(cases: tuple[ChangedCase, ...]) -> Iterator[str]:
    label = 4 if _english() else 3
    for one in cases:
        before, after = [
            f"{', '.join(side.remedies) or '-'} ({'; '.join(str(row[label]) for row in side.rows) or '-'})"
            for side in (one.before, one.after)
        ]
        yield f"{one.case_id}/{one.line_id} {one.effect}: {before} -> {after} [{one.outcome} {one.remedy}]"
