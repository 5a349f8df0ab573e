"""Canaries: personal data and secrets thrown at the log never come out of it."""

import logging

import pytest

from savoir.kernel.logs import PersonalDataFilter, masked

CANARIES = [
    "claire.martin@exemple.fr",
    "claire+sav@mail.exemple.co.uk",
    "06 12 34 56 78",
    "+33612345678",
    "+33 6 12 34 56 78",
    "01.23.45.67.89",
    "FR76 3000 6000 0112 3456 7890 189",
    "FR7630006000011234567890189",
    "4242 4242 4242 4242",
    "4242424242424242",
    "4242-4242-4242-4242",
    "378282246310005",
    "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
    "rk_live_abcdefgh1234",
    "whsec_0123456789abcdef",
]


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("text", ["{}", "the rail said {}.", "from={} to=x", "('{}',)", '{{"to": "{}"}}'])
def test_a_canary_never_comes_out(canary: str, text: str) -> None:
    assert canary not in masked(text.format(canary))


@pytest.mark.parametrize(
    "line",
    ["Authorization: Bearer abc.def.ghi", "authorization=Basic Y2xhaXJlOnNlc2FtZQ==",
     "'Authorization': 'Bearer abc.def.ghi'", "password=abc.def.ghi", "token: abc.def.ghi",
     '"secret": "abc.def.ghi"', "GET /lien/abcdefghijklmnop-abc.def.ghi"],
)  # fmt: skip
def test_what_opens_doors_is_hidden(line: str) -> None:
    assert "abc.def.ghi" not in masked(line)
    assert "Y2xhaXJlOnNlc2FtZQ" not in masked(line)


@pytest.mark.parametrize(
    "line", ["job refunds.settle failed at try 2 of 5", "SAV-7K2QX4 order FR-80412 amount 5900 EUR",
             "parcel 6A12345678901 at 2026-11-23T11:00:00+00:00", "gtin 3760123450016"],
)  # fmt: skip
def test_what_an_engineer_needs_stays(line: str) -> None:
    assert masked(line) == line


def test_arguments_and_traces_are_masked_too(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("tests.canary")
    caplog.handler.addFilter(PersonalDataFilter())
    try:
        with caplog.at_level(logging.INFO, logger="tests.canary"):
            log.info("mail to %s", "claire.martin@exemple.fr")
            try:
                raise ValueError("06 12 34 56 78 is no number")
            except ValueError:
                log.exception("refused by %(who)s", {"who": "sk_test_4eC39HqLyjWD"})
    finally:
        caplog.handler.filters.clear()
    said = caplog.text + "".join(record.exc_text or "" for record in caplog.records)
    for canary in ("claire.martin", "06 12 34 56 78", "4eC39HqLyjWD"):
        assert canary not in said
    assert "ValueError" in said
