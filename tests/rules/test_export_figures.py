"""The money of an exported order: whatever way a shop writes it, the shares add up to what was paid."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from savoir.orders.intake.faults import Bad
from savoir.orders.intake.shops.cells import amount, instant, plain, whole
from savoir.orders.intake.shops.packed import lines_in
from savoir.orders.intake.shops.settling import Figures, PricedLine, settle

_LINES = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 50_000)), min_size=1, max_size=6).map(
    lambda rows: tuple(PricedLine(quantity, quantity * unit) for quantity, unit in rows)
)


def _paid(lines: tuple[PricedLine, ...], prices: tuple[tuple[int, int], ...]) -> list[int]:
    return [unit * line.quantity - off for line, (unit, off) in zip(lines, prices, strict=True)]


@given(lines=_LINES, off=st.integers(0, 100), shipping=st.integers(0, 2_000))
@settings(max_examples=200, deadline=None)
def test_a_discount_of_the_order_is_shared_to_the_cent(
    lines: tuple[PricedLine, ...], off: int, shipping: int
) -> None:
    gross = sum(line.before for line in lines)
    discount = gross * off // 100
    found = settle(lines, Figures("EUR", total=gross - discount + shipping, subtotal=gross - discount,
                                  discount=discount, shipping=shipping))  # fmt: skip
    assert found is not None
    paid = _paid(lines, found.lines)
    assert (sum(paid), found.delivery, found.beyond) == (gross - discount, shipping, 0)
    assert all(0 <= part <= line.before + line.quantity for part, line in zip(paid, lines, strict=True))
    assert all(unit >= 0 and off >= 0 for unit, off in found.lines)


@given(lines=_LINES.filter(lambda rows: sum(r.before for r in rows) > 1_000), shipping=st.integers(0, 2_000))
@settings(max_examples=200, deadline=None)
def test_tax_on_top_goes_to_lines_and_delivery(lines: tuple[PricedLine, ...], shipping: int) -> None:
    net = sum(line.before for line in lines)
    tax = (net + shipping) // 5
    found = settle(
        lines, Figures("EUR", total=net + shipping + tax, subtotal=net, shipping=shipping, taxes=tax)
    )
    assert found is not None
    assert sum(_paid(lines, found.lines)) + found.delivery == net + shipping + tax


@given(lines=_LINES, total=st.integers(0, 10**7), subtotal=st.integers(0, 10**7))
@settings(max_examples=300, deadline=None)
def test_figures_that_fit_nothing_are_never_made_to_fit(
    lines: tuple[PricedLine, ...], total: int, subtotal: int
) -> None:
    found = settle(lines, Figures("EUR", total=total, subtotal=subtotal))
    gross = sum(line.before for line in lines)
    if found is None:
        return
    goods = sum(_paid(lines, found.lines))
    assert abs(goods - gross) <= len(lines) + 1 + len(lines)
    assert goods + found.delivery + found.beyond == total


def test_lines_taken_out_of_an_order_again_are_nobodys_guess() -> None:
    lines = (PricedLine(1, 5_000), PricedLine(1, 3_000))
    assert settle(lines, Figures("EUR", total=5_000, subtotal=5_000)) is None


def test_a_discount_on_delivery_lowers_delivery() -> None:
    found = settle(
        (PricedLine(1, 5_000),), Figures("EUR", total=5_000, subtotal=5_000, discount=490, shipping=490)
    )
    assert found is not None
    assert (found.lines, found.delivery) == (((5_000, 0),), 0)


@pytest.mark.parametrize(("text", "value"), [
    ("12,50", "12.50"), ("12.50", "12.50"), ("1 234,50", "1234.50"), ("1.234,50", "1234.50"),
    ("1,234.50", "1234.50"), ("€12.5", "12.5"), ("12,50 €", "12.50"), ("'42", "42"),
    ("86,900000", "86.900000"),
    ("0,125", "0.125"), ("-3.00", "-3.00"), ("1.234.567", "1234567"), ("1\u202f234,5", "1234.5"),
])  # fmt: skip
def test_amounts_as_shops_and_spreadsheets_write_them(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1,234", "dix", "1e5", "NaN", "1-2", "--3", "9" * 20])
def test_an_amount_that_can_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(Bad):
        amount(text)


@given(minor=st.integers(0, 10**9), sign=st.sampled_from(".,"), space=st.sampled_from(["", " ", "\u00a0"]))
@settings(max_examples=200, deadline=None)
def test_every_price_with_two_decimals_is_read_back(minor: int, sign: str, space: str) -> None:
    text = f"{minor // 100:,}".replace(",", space) + f"{sign}{minor % 100:02d}"
    assert amount(text) == Decimal(minor).scaleb(-2)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_cell_breaks_a_reader(text: str) -> None:
    for reader in (plain, amount, instant, whole, lines_in):
        with suppress(Bad):
            reader(text)


@pytest.mark.parametrize(("text", "iso"), [
    ("2026-10-02 19:04:09 +0200", "2026-10-02T19:04:09+02:00"),
    ("2026-10-02T07:30:00Z", "2026-10-02T07:30:00+00:00"),
    ("2026-10-02 7:05", "2026-10-02T07:05:00"), ("2026-10-02", "2026-10-02T00:00:00"),
    ("2026-10-02 19:04:09 UTC", "2026-10-02T19:04:09+00:00"), ("0000-00-00 00:00:00", ""), ("", ""),
])  # fmt: skip
def test_moments_keep_their_offset(text: str, iso: str) -> None:
    assert instant(text) == iso
