"""A parcel without a name: written down at once, given to its case once somebody knows."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from savoir.kernel import ledger
from savoir.kernel.errors import NotAllowed, NotFound, Refused
from savoir.kernel.values.references import encode
from savoir.logistics import operations, queries
from savoir.logistics.models import UnknownParcel
from savoir.logistics.queries.scope import spellings_of
from savoir.logistics.states import UnknownState
from tests.logistics.parcels import grant
from tests.logistics.test_authorizing import kinds
from tests.shop import NOON, Shop


def found(shop: Shop, **given: Any) -> str:
    words = {"scan_id": uuid4(), "site_id": shop.warehouse_id, "description": "Sac sans nom", **given}
    return operations.record_unknown(actor=words.pop("actor", shop.dock), now=NOON, **words)


def test_it_waits_in_the_list_and_the_same_scan_is_written_once(in_shop: Shop) -> None:
    scan = uuid4()
    assert found(in_shop, scan_id=scan) == found(in_shop, scan_id=scan)
    (card,) = queries.unknown_parcels(actor=in_shop.dock)
    assert (card.description, card.quantity, card.state) == ("Sac sans nom", 1, UnknownState.TO_IDENTIFY)
    assert queries.unknown_parcels(actor=in_shop.dock, site_id=in_shop.store_id) == ()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"description": ""}, operations.NothingToGoBy),
        ({"description": " \x00 "}, operations.NothingToGoBy),
        ({"quantity": 0}, operations.NothingToGoBy),
        ({"site_id": 99_999_999}, NotFound),
    ],
)
def test_nothing_to_go_by_is_not_written(
    in_shop: Shop, given: dict[str, Any], refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        found(in_shop, **given)
    assert not UnknownParcel.objects.exists()


def test_it_is_given_to_its_case_once(in_shop: Shop) -> None:
    case, other = grant(in_shop), grant(in_shop)
    reference = found(in_shop)
    for _ in range(2):
        card = operations.identify_unknown(
            actor=in_shop.dock, reference=reference.lower(), case_reference=case.reference.lower(), now=NOON
        )
        assert (card.state, card.case_reference) == (UnknownState.IDENTIFIED, case.reference)
    last = ledger.events_of("case", case.case_id)[-1]
    assert (last.kind, last.payload["reference"]) == ("parcel_identified", reference)
    assert kinds(case).count("parcel_identified") == 1
    with pytest.raises(operations.AlreadyIdentified) as refusal:
        operations.identify_unknown(
            actor=in_shop.dock, reference=reference, case_reference=other.reference, now=NOON
        )
    assert refusal.value.facts["case_reference"] == case.reference
    assert queries.unknown_parcels(actor=in_shop.dock) == ()


@pytest.mark.parametrize("missing", ["reference", "case_reference"])
@pytest.mark.parametrize("nonsense", ["RA-XXXX", "", "\x00"])
def test_what_does_not_exist_is_not_identified(in_shop: Shop, missing: str, nonsense: str) -> None:
    case, reference = grant(in_shop), found(in_shop)
    words = {"reference": reference, "case_reference": case.reference, missing: nonsense}
    with pytest.raises(NotFound):
        operations.identify_unknown(actor=in_shop.dock, **words, now=NOON)
    assert UnknownParcel.objects.get().state == "to_identify"
    assert "parcel_identified" not in kinds(case)


def test_the_list_is_the_docks(in_shop: Shop) -> None:
    customer = in_shop.customer(grant(in_shop).sale.order_id, verified=True)
    with pytest.raises(NotAllowed):
        queries.unknown_parcels(actor=customer)
    with pytest.raises(NotAllowed):
        found(in_shop, actor=in_shop.agent)
    assert not UnknownParcel.objects.exists()


@given(number=st.integers(0, 2**25 - 1), prefix=st.sampled_from(["RA", "SAV"]))
def test_a_number_typed_as_it_is_is_looked_for_first(number: int, prefix: str) -> None:
    """Others that fit by chance come after it, in one order every time."""
    reference = encode(number, prefix=prefix, key=b"k")
    assert spellings_of(reference)[0] == reference
    assert spellings_of(f"https://sav.example.fr/retours/{reference}?m=1")[0] == reference
