"""What the replay did, as figures that can be checked against each other."""

from collections import Counter
from dataclasses import dataclass

from savoir.commands.uci.assumptions import Assumptions
from savoir.commands.uci.lines import ReturnLine
from savoir.commands.uci.matching import Fate, Matching
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
    """What the product says after the replay. `owed`: matched and accepted, counted from the file alone."""

    owed: Money
    refunded: Money
    settled: int
    executed_minor: int
    waiting_for_person: int
    refused: dict[str, int]
    spent: Spent
    fresh: int

    @property
    def agrees(self) -> bool:
        """Whether the three books say the same to the penny."""
        return self.owed == self.refunded and self.executed_minor == self.owed.minor


def text_of(
    *, source: str, command: str, assumptions: Assumptions, lines: list[ReturnLine], matching: Matching,
    accepted: int, outcome: Outcome, imported: ImportReport,
) -> str:  # fmt: skip
    """The report as Markdown."""
    rows = _counts(lines, matching, assumptions.currency)
    spent = outcome.spent
    speed = outcome.fresh / spent.playing if spent.playing else 0.0
    parts = [
        "# Replay of real returns", "",
        f"Source: {source} (UCI Online Retail, D. Chen 2015, CC BY 4.0). Command: `{command}`", "",
        _sales(imported), "",
        "| assumption | value |", "| --- | --- |",
        *[f"| {name} | {value} |" for name, value in assumptions.rows().items()],
        "", "| what | lines | units | amount on the lines |", "| --- | ---: | ---: | ---: |", *rows, "",
        f"- Parts played (a line may go back against several sale lines): {len(matching.parts)}",
        f"- Accepted by rule: {accepted}; refused by an operation: {sum(outcome.refused.values())}"
        f" {dict(outcome.refused) or ''}; waiting for a person: {outcome.waiting_for_person}",
        f"- Sum of matched and accepted amounts: {outcome.owed}",
        f"- Refunded by Savoir: {outcome.refunded} in {outcome.settled} refunds",
        f"- Executed by the stub provider: {Money(outcome.executed_minor, assumptions.currency)}",
        f"- The three agree to the penny: {'yes' if outcome.agrees else 'NO'}",
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


def _counts(lines: list[ReturnLine], matching: Matching, currency: str) -> list[str]:
    by_key = {line.key: line for line in lines}
    counted = Counter(matching.fates.values())
    rows = [_row("read", lines, currency)]
    for fate in Fate:
        if counted[fate]:
            rows.append(
                _row(fate.value, [by_key[k] for k, f in matching.fates.items() if f is fate], currency)
            )
    for fate, refused in matching.refused.items():
        units = sum(quantity for _, quantity in refused)
        amount = total([line.unit_price * quantity for line, quantity in refused], currency)
        rows.append(f"| refused: {fate.value} | {len(refused)} | {units} | {amount} |")
    return rows


def _row(name: str, lines: list[ReturnLine], currency: str) -> str:
    amount = total([line.amount for line in lines], currency)
    return f"| {name} | {len(lines)} | {sum(line.quantity for line in lines)} | {amount} |"
