"""What the replay did, as figures that can be checked against each other."""

from collections import Counter
from dataclasses import dataclass

from savoir.commands.uci.lines import ReturnLine
from savoir.commands.uci.matching import Fate, Matching, Part
from savoir.kernel.values.money import Money, total
from savoir.orders.operations import ImportReport


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds until the first return could be played, and those of the play itself."""

    preparing: float
    playing: float
    processes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the product says after the replay."""

    refunded: Money
    settled: int
    executed_minor: int
    waiting_for_person: int
    refused: dict[str, int]
    spent: Spent
    fresh: int


def text_of(
    *, source: str, command: str, assumptions: dict[str, str], lines: list[ReturnLine], matching: Matching,
    accepted: dict[str, Part], outcome: Outcome, imported: ImportReport,
) -> str:  # fmt: skip
    """The report as Markdown."""
    rows = _counts(lines, matching)
    owed = total([part.amount for part in accepted.values()], "GBP")
    agrees = owed == outcome.refunded and outcome.executed_minor == owed.minor
    spent = outcome.spent
    speed = outcome.fresh / spent.playing if spent.playing else 0.0
    parts = [
        "# Replay of real returns", "",
        f"Source: {source} (UCI Online Retail, D. Chen 2015, CC BY 4.0). Command: `{command}`", "",
        _sales(imported), "",
        "| assumption | value |", "| --- | --- |",
        *[f"| {name} | {value} |" for name, value in assumptions.items()],
        "", "| what | lines | units | amount on the lines |", "| --- | ---: | ---: | ---: |", *rows, "",
        f"- Parts played (a line may go back against several sale lines): {len(matching.parts)}",
        f"- Accepted by rule: {len(accepted)}; refused by an operation: {sum(outcome.refused.values())}"
        f" {dict(outcome.refused) or ''}; waiting for a person: {outcome.waiting_for_person}",
        f"- Sum of matched and accepted amounts: {owed}",
        f"- Refunded by Savoir: {outcome.refunded} in {outcome.settled} refunds",
        f"- Executed by the stub provider: {Money(outcome.executed_minor, 'GBP')}",
        f"- The three agree to the penny: {'yes' if agrees else 'NO'}",
        f"- {outcome.fresh} cases played now in {spent.playing:.0f} s with {spent.processes} processes:"
        f" {speed:.1f} cases a second (sales, matching and payments before: {spent.preparing:.0f} s)",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _sales(imported: ImportReport) -> str:
    return (
        f"Sales: {imported.orders_read} orders read, {imported.orders_imported} mirrored now,"
        f" {imported.orders_rejected} rejected; {imported.lines_imported} lines;"
        f" {imported.rows_skipped} rows skipped"
    )


def _counts(lines: list[ReturnLine], matching: Matching) -> list[str]:
    by_key = {line.key: line for line in lines}
    counted = Counter(matching.fates.values())
    rows = [_row("read", lines)]
    for fate in Fate:
        if counted[fate]:
            rows.append(_row(fate.value, [by_key[k] for k, f in matching.fates.items() if f is fate]))
    for fate, refused in matching.refused.items():
        units = sum(quantity for _, quantity in refused)
        amount = total([line.unit_price * quantity for line, quantity in refused], "GBP")
        rows.append(f"| refused: {fate.value} | {len(refused)} | {units} | {amount} |")
    return rows


def _row(name: str, lines: list[ReturnLine]) -> str:
    amount = total([line.amount for line in lines], "GBP")
    return f"| {name} | {len(lines)} | {sum(line.quantity for line in lines)} | {amount} |"
