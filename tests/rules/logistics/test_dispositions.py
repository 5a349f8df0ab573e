"""What becomes of a thing, in which bin, and whether it bears the case out: rules alone."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from savoir.cases.states import HOLDING_INTENTS, Intent, Reason
from savoir.kernel.values.answers import NEEDS_FACTS, YES
from savoir.logistics.rules import (
    bears_out,
    bin_code,
    cleaned,
    contradiction,
    propose_disposition,
    read_bin,
    seconds_per_parcel,
)
from savoir.logistics.states import DispositionKind, Finding, Grade
from savoir.logistics.values import Checks, ExpectedLine, Thing

K, F = DispositionKind, Finding
PLAIN = Thing("3120884", "Nordline", None, None, None, "")
FINE = Checks(right_item=True, right_quantity=True, used_or_damaged=False, defect_proven=False, in_time=True)


@pytest.mark.parametrize(
    ("grade", "finding", "thing", "kind", "ground"),
    [
        (Grade.A, F.UNUSED, PLAIN, K.RESTOCK, "as_new"),
        (Grade.A, F.UNUSED, replace(PLAIN, hygiene_sealed=True), K.RESTOCK, "as_new"),
        (Grade.B, F.CONFORM, PLAIN, K.RESTOCK, "opened_complete"),
        (Grade.B, F.CONFORM, replace(PLAIN, hygiene_sealed=True), K.RECYCLE, "hygiene_unsealed"),
        (Grade.B, F.USED, PLAIN, K.SECOND_LIFE, "traces_of_use"),
        (Grade.C, F.DAMAGED, PLAIN, K.SECOND_LIFE, "traces_of_use"),
        (Grade.C, F.PART_MISSING, PLAIN, K.REFURBISH, "to_complete"),
        (Grade.C, F.DEFECT_PROVEN, PLAIN, K.RETURN_TO_VENDOR, "defect_of_supplier"),
        (Grade.D, F.DEFECT_PROVEN, PLAIN, K.RETURN_TO_VENDOR, "defect_of_supplier"),
        (Grade.C, F.DEFECT_PROVEN, replace(PLAIN, supplier=""), K.REFURBISH, "to_repair"),
        (Grade.C, F.DEFECT_PROVEN, replace(PLAIN, dangerous_goods="UN 3481"), K.QUARANTINE, "dangerous"),
        (Grade.D, F.DAMAGED, PLAIN, K.RECYCLE, "beyond_use"),
        (Grade.A, F.UNUSED, replace(PLAIN, perishable=True), K.RECYCLE, "perishable"),
        (Grade.A, F.UNUSED, replace(PLAIN, second_hand=True), K.SECOND_LIFE, "second_hand"),
        (Grade.A, F.WRONG_ITEM, PLAIN, K.QUARANTINE, "wrong_item"),
        (Grade.A, F.UNUSED, replace(PLAIN, recalled=YES), K.QUARANTINE, "recalled"),
        (Grade.C, F.DEFECT_PROVEN, replace(PLAIN, recalled=YES), K.QUARANTINE, "recalled"),
        (Grade.A, F.UNUSED, replace(PLAIN, recalled=NEEDS_FACTS), K.QUARANTINE, "maybe_recalled"),
        (Grade.A, F.WRONG_ITEM, replace(PLAIN, recalled=YES), K.QUARANTINE, "wrong_item"),
    ],
)
def test_what_should_become_of_it(
    grade: Grade, finding: Finding, thing: Thing, kind: DispositionKind, ground: str
) -> None:
    proposal = propose_disposition(grade=grade, finding=finding, thing=thing)
    assert (proposal.kind, proposal.ground) == (kind, ground)


def test_nothing_is_ever_proposed_for_destruction_and_what_is_lost_waits_for_a_person() -> None:
    flags = [None, False, True]
    for grade, finding, sealed, perishable, goods in product(Grade, F, flags, flags, ["", "UN 3481"]):
        thing = replace(PLAIN, hygiene_sealed=sealed, perishable=perishable, dangerous_goods=goods)
        proposal = propose_disposition(grade=grade, finding=finding, thing=thing)
        assert proposal.kind is not K.DESTROY
        assert proposal.needs_person == (proposal.kind in (K.QUARANTINE, K.RECYCLE))
        if proposal.kind is K.RESTOCK:
            assert grade in (Grade.A, Grade.B)


def test_an_unknown_flag_counts_for_nothing() -> None:
    unknown = Thing("X", "", None, None, None, "")
    known = replace(unknown, hygiene_sealed=False, perishable=False, second_hand=False)
    for grade, finding in product(Grade, F):
        assert propose_disposition(grade=grade, finding=finding, thing=unknown) == propose_disposition(
            grade=grade, finding=finding, thing=known
        )


def test_bins_are_the_same_every_day_and_say_their_kind() -> None:
    for kind in K:
        assert re.fullmatch(r"[SFRLDYXQ]-(0[1-9]|1\d|2[0-4])", bin_code(kind, PLAIN))
    assert len({bin_code(kind, PLAIN)[0] for kind in K}) == len(K)
    assert bin_code(K.RESTOCK, PLAIN) == bin_code(K.RESTOCK, replace(PLAIN, supplier="Autre"))
    assert len({bin_code(K.RESTOCK, replace(PLAIN, product_key=str(n))) for n in range(400)}) == 24


@pytest.mark.parametrize(
    ("typed", "place"),
    [("R-14", "R-14"), ("r-14\n", "R-14"), ("R14", "R-14"), ("R)&'", "R-14"), ("r 4", "R-04"),
     ("A)&'", "Q-14"),
     ("", ""), ("étagère", "ÉTAGÈRE"), ("R-123", "R-123")],
)  # fmt: skip
def test_bins_are_read_as_scanned(typed: str, place: str) -> None:
    assert read_bin(typed) == place


@pytest.mark.parametrize("intent", list(Intent))
def test_another_thing_bears_nothing_out(intent: Intent) -> None:
    for finding in F:
        assert not bears_out(intent=intent, finding=finding, checks=replace(FINE, right_item=False))


@pytest.mark.parametrize("intent", sorted(HOLDING_INTENTS))
def test_a_change_of_mind_allows_what_a_shop_allows(intent: Intent) -> None:
    allowed = {f for f in F if bears_out(intent=intent, finding=f, checks=FINE)}
    assert allowed == {F.CONFORM, F.UNUSED, F.DEFECT_PROVEN, F.DEFECT_NOT_FOUND}


def test_a_claim_needs_its_fault() -> None:
    for finding in (F.UNUSED, F.USED, F.DEFECT_NOT_FOUND):
        assert not bears_out(intent=Intent.CLAIM, finding=finding, checks=FINE)
    for finding in (F.DEFECT_PROVEN, F.DAMAGED, F.PART_MISSING):
        assert bears_out(intent=Intent.CLAIM, finding=finding, checks=FINE)


def test_a_recalled_thing_shows_no_fault_and_bears_its_claim_out() -> None:
    for finding in F:
        said = {"intent": Intent.CLAIM, "finding": finding, "reason": Reason.RECALLED}
        assert bears_out(**said, checks=FINE)
        assert not bears_out(**said, checks=replace(FINE, right_item=False))


def test_findings_and_checks_agree_or_the_check_is_named() -> None:
    worn, faulty = replace(FINE, used_or_damaged=True), replace(FINE, defect_proven=True)
    other = replace(FINE, right_item=False)
    assert [contradiction(finding=f, checks=FINE) for f in (F.CONFORM, F.UNUSED, F.DEFECT_NOT_FOUND)] == [
        ""
    ] * 3
    assert contradiction(finding=F.USED, checks=worn) == contradiction(finding=F.DAMAGED, checks=worn) == ""
    assert contradiction(finding=F.UNUSED, checks=worn) == "used_or_damaged"
    assert contradiction(finding=F.DAMAGED, checks=FINE) == "used_or_damaged"
    assert contradiction(finding=F.DEFECT_PROVEN, checks=faulty) == ""
    assert contradiction(finding=F.DEFECT_NOT_FOUND, checks=faulty) == "defect_proven"
    assert contradiction(finding=F.WRONG_ITEM, checks=other) == ""
    assert contradiction(finding=F.CONFORM, checks=other) == "right_item"


def test_the_pace_leaves_breaks_out() -> None:
    nine = datetime(2026, 11, 23, 9, tzinfo=UTC)
    quay = [nine, nine + timedelta(seconds=40), nine + timedelta(seconds=82), nine + timedelta(hours=1)]
    assert seconds_per_parcel({"Quai 1": quay}) == 41
    assert seconds_per_parcel({"Quai 1": [nine], "Quai 2": [nine + timedelta(seconds=5)]}) is None
    assert seconds_per_parcel({}) is None


def test_words_lose_what_a_database_refuses() -> None:
    assert cleaned(" a\x00b\tc\nd ", 10) == "abc\nd"
    assert cleaned("x" * 11, 10) == "x" * 10


@pytest.mark.parametrize(("counted", "announced", "surplus"), [(0, 0, 0), (1, 1, 0), (2, 2, 0), (5, 2, 3)])
def test_more_than_announced_is_surplus(counted: int, announced: int, surplus: int) -> None:
    line = ExpectedLine(1, 1, "Robe", "", "", "", "", "", "", (), 3, 1, "other", "")
    assert line.split(counted) == (announced, surplus)
