"""`savoir alongside`: begun, looked at, ended, and what was held let go, by the terminal."""

import pytest
import time_machine

from savoir.commands import alongside
from savoir.kernel import jobs, tenancy
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Brand
from savoir.resolutions.models import Refund
from tests.faults.worlds import DAY, agree, post
from tests.shop import NOON, Shop
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]  # fixtures of the stories


def _run(shop: Shop, *words: str) -> int:
    return alongside.main([*words, "--brand", shop.brand_slug, "--language", "fr"])


def _days_pass(clock: time_machine.Traveller, days: int, leaving: frozenset[str] = frozenset()) -> None:
    """The command asks the clock: it stands where the work does."""
    jobs.drain(until=NOON + days * DAY, leaving=leaving)
    clock.move_to(NOON + days * DAY)


def _refund(shop: Shop) -> Refund:
    with organization_block(shop.org_id):
        return Refund.objects.get()


def test_begun_held_ended_and_let_go(
    clock: time_machine.Traveller, shop: Shop, rail: object, mails: KeptMails,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert _run(shop, "start") == alongside.OK
    with organization_block(shop.org_id):
        Brand.objects.update(alongside_since=NOON - DAY)
        post(shop, agree(shop))
    _days_pass(clock, 5)
    held = _refund(shop)
    assert (held.state, held.held_at is not None, mails.sent) == ("settling", True, [])

    assert _run(shop, "status") == alongside.OK
    assert f"{held.reference}" in capsys.readouterr().out
    assert _run(shop, "release", held.reference, "--yes") == alongside.REFUSED
    assert _run(shop, "end") == alongside.REFUSED  # nobody is there to be asked
    assert _run(shop, "end", "--yes") == alongside.OK
    said = capsys.readouterr().out
    assert f"1 remboursement retenu\u00a0: savoir alongside release {held.reference}" in said
    assert "savoir alongside labels" not in said  # the parcel is posted: no label is of use
    assert _run(shop, "release", "--yes") == alongside.REFUSED  # none was named
    assert _refund(shop).held_at is not None

    assert _run(shop, "release", held.reference, "--yes") == alongside.OK
    assert "59,00" in capsys.readouterr().out
    _days_pass(clock, 10)
    assert _refund(shop).state == "settled"


@pytest.mark.usefixtures("rail", "mails")
@pytest.mark.parametrize(
    ("words", "asks"),
    [(["end"], "Finir"), (["release", "--all"], "Laisser partir"), (["give-up", "REM"], "Abandonner")],
)
def test_no_transaction_is_open_while_a_person_thinks(
    clock: time_machine.Traveller, shop: Shop, monkeypatch: pytest.MonkeyPatch, words: list[str], asks: str
) -> None:
    """Reading the mode locks the brand until the transaction ends: whoever ends it elsewhere would wait."""
    assert _run(shop, "start") == alongside.OK
    with organization_block(shop.org_id):
        Brand.objects.update(alongside_since=NOON - DAY)
        post(shop, agree(shop))
    _days_pass(clock, 5)
    if "--all" in words:
        assert _run(shop, "end", "--yes") == alongside.OK
    heard: list[tuple[str, bool]] = []

    def thinks(question: str) -> str:
        heard.append((question, tenancy._current.get() is None))
        return "n"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", thinks)
    named = [_refund(shop).reference if word == "REM" else word for word in words]
    assert _run(shop, *named) == alongside.REFUSED
    assert [(question.startswith(asks), is_free) for question, is_free in heard] == [(True, True)]


def test_what_the_other_system_settled_otherwise_is_given_up(
    clock: time_machine.Traveller, shop: Shop, rail: object, mails: KeptMails,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert _run(shop, "start") == alongside.OK
    with organization_block(shop.org_id):
        Brand.objects.update(alongside_since=NOON - DAY)
        post(shop, agree(shop))
    _days_pass(clock, 5)
    held = _refund(shop)

    assert _run(shop, "give-up", held.reference, "REM-NOBODY", "--yes") == alongside.REFUSED
    assert _refund(shop).state == "settling"
    assert _run(shop, "give-up", held.reference, "--yes") == alongside.OK
    assert "1 remboursement abandonné" in capsys.readouterr().out
    _days_pass(clock, 10)
    assert (_refund(shop).state, mails.sent) == ("canceled", [])


def test_labels_that_were_withheld_are_ordered(
    clock: time_machine.Traveller, shop: Shop, rail: object, mails: KeptMails,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert _run(shop, "start") == alongside.OK
    with organization_block(shop.org_id):
        waits = agree(shop)
    _days_pass(clock, 1)
    assert _run(shop, "labels", "--yes") == alongside.REFUSED
    assert "encore en parallèle" in capsys.readouterr().err
    assert _run(shop, "end", "--yes") == alongside.OK
    assert "savoir alongside labels" in capsys.readouterr().out
    assert _run(shop, "labels") == alongside.REFUSED  # nobody is there to be asked
    assert _run(shop, "labels", "--yes") == alongside.OK
    said = capsys.readouterr().out
    assert f"  {waits.ra_number}  {waits.reference}" in said
    assert "1 étiquette demandée" in said
    _days_pass(clock, 3, leaving=frozenset({"refunds.legal_date"}))
    assert _run(shop, "labels", "--yes") == alongside.REFUSED
    assert "Aucune étiquette commandée" in capsys.readouterr().out


def test_what_can_not_be_is_said_in_words(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(shop, "end", "--yes") == alongside.REFUSED
    assert "ne fonctionne pas en parallèle" in capsys.readouterr().err
    assert _run(shop, "start") == alongside.OK
    assert _run(shop, "start") == alongside.REFUSED
    assert _run(shop, "status", "--org", "nobody") == alongside.REFUSED
