"""What the replay assumes can be chosen, and what nothing can be played with is refused by its option."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.commands import replay
from savoir.commands.uci.assumptions import SLUG, Assumptions

OTHERS = st.builds(
    Assumptions,
    country=st.sampled_from(["FR", "DE"]),
    currency=st.sampled_from(["GBP", "EUR"]),
    zone=st.sampled_from(["Europe/London", "Europe/Paris"]),
    delivered_after=st.integers(0, 60),
    policy=st.sampled_from(["replay-1y", "fashion"]),
)


@pytest.mark.long
@given(OTHERS, OTHERS)
def test_other_assumptions_are_played_in_another_organization(one: Assumptions, other: Assumptions) -> None:
    assert (one.slug == other.slug) == (one == other)
    assert Assumptions().slug == SLUG


@given(OTHERS)
def test_the_sales_are_read_as_it_was_assumed(assumed: Assumptions) -> None:
    mapping = assumed.mapping()
    assert (mapping.constants["country"], mapping.constants["currency"]) == (
        assumed.country,
        assumed.currency,
    )
    assert (mapping.zone, mapping.delivered_after_days) == (assumed.zone, assumed.delivered_after)
    assert mapping.templates == Assumptions().mapping().templates


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--zone", "Europe/Nowhere"), ("--country", "france"), ("--currency", "pound"), ("--currency", "JPY"),
        ("--delivered-after", "-1"), ("--delivered-after", "61"), ("--policy", "none"), ("--processes", "0"),
    ],
)  # fmt: skip
def test_an_option_nothing_can_be_played_with_is_named(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay.main(["uci", "absent.csv", f"{option}={value}"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"savoir replay: {option} {value}: ")


def test_the_report_repeats_every_assumption_as_an_option() -> None:
    assert Assumptions(country="DE", delivered_after=5).options() == (
        "--country DE --currency GBP --zone Europe/London --delivered-after 5 --policy replay-1y"
    )
