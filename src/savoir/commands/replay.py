"""`savoir replay uci FILE`: real sales and returns through the operations that portal and dock use."""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

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
from savoir.orders.operations import ImportReport, import_orders, shipped_mapping
from savoir.orders.queries import payments, sold_lines
from savoir.resolutions.queries import totals_of_organization


def main(argv: list[str]) -> int:
    """Run the replay; 0 when refunded, executed and matched amounts agree to the penny."""
    given = _parser().parse_args(argv)
    if given.processes < 1:
        sys.stderr.write("savoir replay: --processes is a number from 1 on\n")
        return 2
    stub = port(PaymentStub, name="uci")
    began = time.monotonic()
    if not is_founded():
        stub.forget()
    try:
        shop = replay_shop(policy=given.policy, zone=given.zone, base_url=stub.start())
        return _replay(given, shop, stub, began)
    finally:
        stub.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir replay", description=__doc__)
    parser.add_argument("kind", choices=["uci"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--month", default="", help='only the returns of one month, as "2010-12"')
    parser.add_argument("--limit", type=int, default=0, help="at most so many return lines")
    parser.add_argument("--policy", default="replay-1y", help="starter policy in force for every sale")
    parser.add_argument("--zone", default="Europe/London", help="zone of the file's naive times")
    parser.add_argument("--processes", type=int, default=processes_here(), help="how many play at once")
    parser.add_argument("--report", type=Path, help="write the report to this file too")
    return parser


def _replay(given: argparse.Namespace, shop: ReplayShop, stub: PaymentStub, began: float) -> int:
    imported = _import(given.file, shop)
    lines = list(return_lines(given.file, zone=given.zone, month=given.month))
    lines = lines[: given.limit] if given.limit else lines
    matching = _match(shop, lines)
    _enter_payments(shop, stub, matching)
    playing = time.monotonic()
    played = _play(shop, matching, given.processes)
    ended = time.monotonic()
    spent = Spent(preparing=playing - began, playing=ended - playing, processes=given.processes)
    outcome = _outcome(shop, stub, played, spent)
    report = text_of(
        source=given.file.name, command=_command(given), assumptions=_assumptions(given), lines=lines,
        matching=matching, accepted=played.accepted, outcome=outcome, imported=imported,
    )  # fmt: skip
    sys.stdout.write(report)
    if given.report:
        given.report.write_text(report, encoding="utf-8")
    return 0 if "penny: yes" in report else 1


def _command(given: argparse.Namespace) -> str:
    """How to make the same report again."""
    chosen = [f"--month {given.month}"] if given.month else []
    chosen += [f"--limit {given.limit}"] if given.limit else []
    return " ".join([
        "savoir replay uci", given.file.name, *chosen, f"--policy {given.policy} --zone {given.zone}",
        f"--processes {given.processes}",
    ])  # fmt: skip


def _assumptions(given: argparse.Namespace) -> dict[str, str]:
    return {
        "consumer law": "every customer treated as a consumer in France", "currency": "GBP",
        "naive times": given.zone, "delivered": "invoice + 3 days",
        "a return is asked": "at its own time, never before the parcel was there",
        "posted, received": "1 and 4 days after the request", "line": "invoice + running number",
        "policy": given.policy,
        "order of play": "by date within a customer; customers dealt to shares, each on its own clock",
        "match": "same customer and article, sold before; same price first, newest first",
        "money": "what was paid at the sale", "mail": "null channel",
        "commits": "not flushed to disk one by one: the replay may be run again",
        "provider": "the stub, over HTTP",
    }  # fmt: skip


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )


def _import(path: Path, shop: ReplayShop) -> ImportReport:
    with _bar() as bar:
        tasks = {name: bar.add_task(name, total=None) for name in ("read", "write")}
        return import_orders(
            actor=system_actor(shop.org_id), brand_id=shop.brand_id, source=path,
            mapping=shipped_mapping("uci-online-retail"), now=datetime.now(UTC),
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


def _outcome(shop: ReplayShop, stub: PaymentStub, played: Played, spent: Spent) -> Outcome:
    with organization_block(shop.org_id):
        totals = totals_of_organization(actor=system_actor(shop.org_id), currency="GBP")
    return Outcome(
        refunded=totals.settled, settled=totals.settled_count,
        executed_minor=stub.refunded_minor(totals.settled_references),
        waiting_for_person=played.waiting, refused=played.refused, spent=spent, fresh=played.fresh,
    )  # fmt: skip
