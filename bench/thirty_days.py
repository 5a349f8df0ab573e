"""What a window of 30 days instead of 14 costs a shop, on the credit notes of a FILE of real sales.

Run: `python -m bench.thirty_days FILE [CHART.svg]`. FILE is the UCI Online Retail file (D. Chen, 2015,
CC BY 4.0). Each credit note of 2011 is matched to an earlier sale as in `savoir replay uci`, becomes a past
case of the extract, and is answered by two policies in the engine of `savoir policy replay`, French law under
both. Assumed, since the file does not say: parcels arrive three days after the invoice, every customer is a
consumer who bought at a distance, was told of his right and changed his mind. Amounts are what was paid.
"""

import csv
import gzip
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench import ready
from savoir.commands.uci.lines import NOT_GOODS, return_lines
from savoir.commands.uci.matching import Part, match
from savoir.connectors.analytics.duck import DuckHistory
from savoir.insights.rules import law_said
from savoir.insights.values import PastCase, Replayed, Span
from savoir.kernel.values.money import Money
from savoir.law.values import Basis
from savoir.orders.queries import SoldLine
from savoir.policies import tables
from savoir.policies.proof.people import law_facts_of
from savoir.policies.tables import Compiled

ZONE, CURRENCY, YEAR = "Europe/London", "GBP", "2011"
DELIVERED_AFTER = timedelta(days=3)
BANDS = ((0, 14, "#0f766e"), (15, 30, "#4f46e5"), (31, 90, "#94a3b8"))
WIDTH, HEIGHT, LEFT, BASE, LAST = 920, 320, 60, 270, 90


def window(days: int) -> Compiled:
    """A policy that refunds whoever asks within so many days of delivery, and says nothing after."""
    asked = {"days_since_delivery": {"op": "at_most", "values": [days]}}
    rows = [
        ("eligibility", {"remedies": ["refund"]}), ("refund_trigger", {"trigger": "posting"}),
    ]  # fmt: skip
    row = {"id": "R1", "label_fr": f"{days} jours", "label_en": f"{days} days", "when": asked}
    made = [
        {"id": point, "point": point, "hit": "first", "columns": ["days_since_delivery"],
         "rows": [{**row, "then": then}]}
        for point, then in rows
    ]  # fmt: skip
    return tables.compile({"format": 2, "name": f"{days} days", "tables": made})


def sold_lines(path: Path) -> Iterator[SoldLine]:
    """Every line of goods sold to a customer with a number, delivered three days after its invoice."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        for number, row in enumerate(csv.DictReader(text), 1):
            units = int(row["Quantity"])
            price = Money(round(float(row["UnitPrice"]) * 100), CURRENCY)
            is_goods = row["CustomerID"] and not NOT_GOODS.match(row["StockCode"])
            if units > 0 and price.minor > 0 and is_goods and row["InvoiceNo"].isdigit():
                at = datetime.strptime(row["InvoiceDate"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZoneInfo(ZONE))
                yield SoldLine(
                    row["CustomerID"], row["StockCode"], number, number, at, at + DELIVERED_AFTER, units,
                    price, price * units,
                )  # fmt: skip


def days_of(part: Part) -> int:
    """Days from delivery to the credit note."""
    received = part.sold.delivered_at or part.sold.contract_at
    return (part.at.date() - received.date()).days


def case_of(number: int, part: Part) -> PastCase:
    """A credit note as a case of somebody who changed his mind."""
    asked_on, days = part.at.date(), days_of(part)
    facts: dict[str, Any] = {
        "intent": "withdrawal", "reason": "changed_mind", "channel": "web", "country": "FR",
        "currency": CURRENCY, "buyer_kind": "consumer", "seller": "brand", "contract": "goods",
        "withdrawal_information_given": True, "return_cost_announced": True, "delivered": True,
        "delivered_on": (asked_on - timedelta(days=days)).isoformat(), "days_since_delivery": days,
        "contract_on": part.sold.contract_at.date().isoformat(), "line_value": part.amount.minor,
        "asked_on": asked_on.isoformat(),
    }  # fmt: skip
    law = law_said(law_facts_of(facts, asked_on), Basis.WITHDRAWAL, "", asked_on)
    return PastCase(case_id=number, line_id=number, brand_id=1, asked_on=asked_on, facts=facts, law=law,
                    outcome="accepted", remedy="refund")  # fmt: skip


def replayed(parts: Iterable[Part]) -> Replayed:
    """14 days beside 30 on the credit notes of the year."""
    cases = [case_of(number, part) for number, part in enumerate(parts, 1)]
    with tempfile.TemporaryDirectory() as folder:
        history = DuckHistory(Path(folder))
        history.rewrite(cases)
        return history.replay(window(14), window(30), Span(since=date(int(YEAR), 1, 1)))


def chart(parts: list[Part]) -> str:
    """Returns credited by days since delivery, as SVG; a bar a day."""
    by_day = [sum(days_of(part) == day for part in parts) for day in range(LAST + 1)]
    step, top = (WIDTH - LEFT - 20) / (LAST + 1), max(by_day)
    bars = [
        f'<rect x="{LEFT + day * step:.1f}" y="{BASE - 220 * count / top:.1f}" width="{step - 1.5:.1f}"'
        f' height="{220 * count / top:.1f}" fill="{colour}"><title>day {day}: {count} returns</title></rect>'
        for low, high, colour in BANDS for day, count in enumerate(by_day) if low <= day <= high
    ]  # fmt: skip
    ticks = [
        f'<text x="{LEFT + (day + 0.5) * step:.1f}" y="{BASE + 18}" text-anchor="middle">{day}</text>'
        for day in (0, 14, 30, 60, 90)
    ]
    scale = f'<text x="{LEFT - 6}" y="{BASE - 216}" text-anchor="end">{top:,.0f}</text>'
    title = "Returns credited in 2011, by days from delivery to the credit note"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="13"><title>{title}</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/><text x="{LEFT}" y="26">{title}</text>'
        f'{"".join(bars)}<path d="M{LEFT} {BASE}H{WIDTH - 20}" stroke="#334155"/>'
        f"{''.join(ticks)}{scale}</svg>\n"
    )


def tell(found: Replayed, last: datetime) -> None:
    """Print what the replay says."""
    whole, money = found.whole, found.whole.money[CURRENCY]
    print(f"matched parts of credit notes in {YEAR}: {found.cases}, last of {last:%d %B}")
    print(f"refunded under 14 days: {whole['b_refunds']}, {money['b_money_sum'] / 100:,.2f} {CURRENCY}")
    print(f"refunded under 30 days: {whole['a_refunds']}, {money['a_money_sum'] / 100:,.2f} {CURRENCY}")
    print(f"customers who gain: {whole['gains']}; who lose: {whole['loses']}; both: {whole['mixed']}")
    print(f"answers a person gives: {whole['b_persons']} under 14 days, {whole['a_persons']} under 30")


def main(path: Path, picture: Path | None) -> None:
    """Print the figures; write the chart."""
    lines = list(return_lines(path, zone=ZONE, currency=CURRENCY))
    sold = list(sold_lines(path))
    sales = sum(line.paid.minor for line in sold if line.contract_at.year == int(YEAR)) / 100
    print(f"goods sold in {YEAR} to customers with a number: {sales:,.2f} {CURRENCY}")
    parts = [part for part in match(lines, sold).parts if part.at.year == int(YEAR)]
    tell(replayed(parts), max(part.at for part in parts))
    print(f"the largest return: {max(part.amount.minor for part in parts) / 100:,.2f} {CURRENCY}")
    for low, high, _ in BANDS:
        some = [part for part in parts if low <= days_of(part) <= high]
        print(f"day {low} to {high}: {len(some)}, {sum(part.amount.minor for part in some) / 100:,.2f}")
    early = [part for part in parts if days_of(part) < 0]
    late = [part for part in parts if days_of(part) > LAST]
    print(f"before delivery: {len(early)}; after day {LAST}: {len(late)}")
    if picture is not None:
        picture.write_text(chart(parts), encoding="utf-8")


if __name__ == "__main__":
    assert ready.ROOT
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
