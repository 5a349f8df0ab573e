"""`savoir replay uci FILE`: real sales and returns through the operations that portal and dock use."""

import argparse
import sys
import time
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from savoir.commands.uci.assumptions import Assumptions
from savoir.commands.uci.lines import ReturnLine, return_lines
from savoir.commands.uci.matching import Matching, match
from savoir.commands.uci.playing import Played
from savoir.commands.uci.ports import PaymentStub
from savoir.commands.uci.report import Outcome, Spent, text_of
from savoir.commands.uci.shares import play, processes_here
from savoir.commands.uci.shop import ReplayShop, is_founded, replay_shop
from savoir.kernel.access import system_actor
from savoir.kernel.ports import port
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import total
from savoir.orders.operations import ImportReport, import_orders
from savoir.orders.queries import payments, sold_lines
from savoir.resolutions.queries import totals_of_organization

ASSUMED = {
    "country": "whose consumer law protects every customer",
    "currency": "what the prices are in",
    "zone": "zone of the file's naive times",
    "delivered_after": "days from the invoice to the customer's door",
    "policy": "starter policy in force for every sale",
}


def main(argv: list[str]) -> int:
    """Run the replay; 0 when refunded, executed and matched amounts agree to the penny."""
    given = _parser().parse_args(argv)
    try:
        assumed = Assumptions(**{one.name: getattr(given, one.name) for one in fields(Assumptions)})
        if given.processes < 1:
            raise ValueError(f"--processes {given.processes}: a number from 1 on")
    except ValueError as refused:
        sys.stderr.write(f"savoir replay: {refused}\n")
        return 2
    stub = port(PaymentStub, name=assumed.slug)
    began = time.monotonic()
    if not is_founded(assumed):
        stub.forget()
    try:
        shop = replay_shop(assumed, base_url=stub.start())
        return _replay(given, assumed, shop, stub, began)
    finally:
        stub.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir replay", description=__doc__)
    parser.add_argument("kind", choices=["uci"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--month", default="", help='only the returns of one month, as "2010-12"')
    parser.add_argument("--limit", type=int, default=0, help="at most so many return lines")
    for name, words in ASSUMED.items():
        usual = getattr(Assumptions(), name)
        parser.add_argument(f"--{name.replace('_', '-')}", default=usual, type=type(usual), help=words)
    parser.add_argument("--processes", type=int, default=processes_here(), help="how many play at once")
    parser.add_argument("--report", type=Path, help="write the report to this file too")
    return parser


def _replay(
    given: argparse.Namespace, assumed: Assumptions, shop: ReplayShop, stub: PaymentStub, began: float
) -> int:
    imported = _import(given.file, shop, assumed)
    lines = list(return_lines(given.file, zone=assumed.zone, currency=assumed.currency, month=given.month))
    lines = lines[: given.limit] if given.limit else lines
    matching = _match(shop, lines)
    _enter_payments(shop, stub, matching)
    playing = time.monotonic()
    played = _play(shop, matching, given.processes)
    ended = time.monotonic()
    spent = Spent(preparing=playing - began, playing=ended - playing, processes=given.processes)
    outcome = _outcome(shop, stub, played, spent, assumed.currency)
    report = text_of(
        source=given.file.name, command=_command(given, assumed), assumptions=assumed, lines=lines,
        matching=matching, accepted=len(played.accepted), outcome=outcome, imported=imported,
    )  # fmt: skip
    sys.stdout.write(report)
    if given.report:
        given.report.write_text(report, encoding="utf-8")
    return 0 if outcome.agrees else 1


def _command(given: argparse.Namespace, assumed: Assumptions) -> str:
    """How to make the same report again."""
    chosen = [f"--month {given.month}"] if given.month else []
    chosen += [f"--limit {given.limit}"] if given.limit else []
    return " ".join([
        "savoir replay uci", given.file.name, *chosen, assumed.options(), f"--processes {given.processes}",
    ])  # fmt: skip


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )


def _import(path: Path, shop: ReplayShop, assumed: Assumptions) -> ImportReport:
    with _bar() as bar:
        tasks = {name: bar.add_task(name, total=None) for name in ("read", "write")}
        return import_orders(
            actor=system_actor(shop.org_id), brand_id=shop.brand_id, source=path,
            mapping=assumed.mapping(), now=datetime.now(UTC),
            progress=lambda step, done, of: bar.update(tasks[step], completed=done, total=of or None),
        )  # fmt: skip


def _match(shop: ReplayShop, lines: list[ReturnLine]) -> Matching:
    pairs = {(line.customer, line.article) for line in lines if line.is_goods and line.customer}
    with organization_block(shop.org_id):
        sold = sold_lines(actor=system_actor(shop.org_id), brand_id=shop.brand_id, pairs=pairs)
    return match(lines, sold)


def _enter_payments(shop: ReplayShop, stub: PaymentStub, matching: Matching) -> None:
    """Tell the stub of the payments that may be refunded."""
    with organization_block(shop.org_id):
        for order_id in dict.fromkeys(part.sold.order_id for part in matching.parts):
            for card in payments(actor=system_actor(shop.org_id), order_id=order_id):
                stub.add_payment(card.provider_reference, card.amount)


def _play(shop: ReplayShop, matching: Matching, processes: int) -> Played:
    with _bar() as bar:
        task = bar.add_task("returns", total=len(matching.parts))
        return play(
            shop.org_id, matching.parts, processes=processes, progress=lambda step: bar.advance(task, step)
        )


def _outcome(shop: ReplayShop, stub: PaymentStub, played: Played, spent: Spent, currency: str) -> Outcome:
    with organization_block(shop.org_id):
        totals = totals_of_organization(actor=system_actor(shop.org_id), currency=currency)
    return Outcome(
        owed=total([part.amount for part in played.accepted.values()], currency),
        refunded=totals.settled, settled=totals.settled_count,
        executed_minor=stub.refunded_minor(totals.settled_references),
        waiting_for_person=played.waiting, refused=played.refused, spent=spent, fresh=played.fresh,
    )  # fmt: skip
