"""Which columns each reading operation of the API shows, to whom: `fields.txt` says them all.

A new operation without a line fails, and so does a column that an answer begins to show.
"""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from savoir.api.resources import DESCRIBED, Described
from savoir.api.v1 import events
from savoir.kernel.access import KEY_PERMISSIONS, Permission
from savoir.kernel.ledger import LedgerEntry, Place
from savoir.kernel.ledger.reading import entries_of_ids
from savoir.kernel.models import LedgerEvent
from tests.api.programs import Program, new_key
from tests.doors.matrix.fields import Marked, marked_world
from tests.shop import Shop

TABLE = Path(__file__).with_name("fields.txt")
READING = {name: told for name, told in DESCRIBED.items() if not told.is_once and told.method != "DELETE"}
# No program reads who the customer is, where a thing is bought, or how colleagues are reached.
NEVER = (
    "orders_customer.", "orders_payment.external_id", "orders_payment.provider_reference",
    "orders_product.supplier", "orders_product.price_minor", "organizations_user.email",
    "organizations_apikey.", "organizations_connectoraccount.", "conversations_message.to",
    "conversations_message.body_html", "cases_decision.motive_note", "resolutions_refund.provider_reference",
)  # fmt: skip
# Beside what an operation takes: parts of an answer that take a scope of their own.
APART = {
    "read_case": (
        Permission.REFUND_READ,
        {"resolutions_refund.reference", "resolutions_refund.failure_code", "orders_payment.last4"},
    )
}


@pytest.fixture
def world(shop: Shop, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch) -> Marked:
    """Two brands and a neighbor; facts count as settled although the test's transaction is open."""

    def every_fact(**_asked: Any) -> tuple[tuple[Place, LedgerEntry], ...]:
        ids = LedgerEvent.objects.order_by("id").values_list("id", flat=True)
        return tuple((Place(), entry) for entry in entries_of_ids(ids).values())

    monkeypatch.setattr(events, "events_after", every_fact)
    return marked_world(shop)


def lines() -> dict[str, set[str]]:
    """The columns of the table by their operation."""
    kept = (line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1].isalpha())
    return {name: set(columns) for name, *columns in kept}


def asked(world: Marked, told: Described, program: Program) -> HttpResponse:
    """An operation on what belongs to brand `a`."""
    place = world.places.get(told.path.split("/")[1], "")
    path = told.path.replace("{number}", place).replace("{reference}", place)
    line = {"line_id": world.line_id, "intent": "claim", "reason": "defective"}
    return program.get(path) if told.method == "GET" else program.post(path, {"lines": [line]})


def test_each_operation_shows_the_columns_of_its_line_of_whom_the_key_may_see(world: Marked) -> None:
    shop, wrong = world.houses["a"], []
    marked = {column for column, _ in world.marks.values()}
    assert [one for one in NEVER if not any(column.startswith(one) for column in marked)] == []
    programs = {
        "abh": Program(new_key(shop)),
        "ah": Program(new_key(shop, brand_id=shop.brand_id)),
        "bh": Program(new_key(shop, brand_id=world.houses["b"].brand_id)),
        "on": Program(new_key(world.houses["o"])),
    }
    for name, told in READING.items():
        is_list = told.method == "GET" and "{" not in told.path
        for whose, program in programs.items():
            answer = asked(world, told, program)
            seen = world.seen(answer.content.decode())
            is_open = is_list or "a" in whose
            expected = lines()[name] if is_open else set()
            if (answer.status_code == 200) != is_open or {column for column, _ in seen} != expected:
                wrong.append((name, whose, answer.status_code, sorted(seen)))
            wrong += [(name, whose, "is shown", one) for one in seen if one[1] not in whose]
    assert wrong == []


def test_what_takes_a_scope_of_its_own_is_shown_with_it_alone(world: Marked) -> None:
    shop = world.houses["a"]
    for name, told in READING.items():
        scope, parts = APART.get(name, (None, set()))
        programs = [Program(new_key(shop, *told.scopes))]
        if scope:
            programs.append(Program(new_key(shop, *(KEY_PERMISSIONS - {scope}))))
        for program in programs:
            seen = world.seen(asked(world, told, program).content.decode())
            assert {column for column, _ in seen} == lines()[name] - parts, name


def test_every_operation_has_its_line_and_none_shows_what_no_program_reads() -> None:
    table = lines()

    assert set(table) == set(READING)
    assert {column for columns in table.values() for column in columns if column.startswith(NEVER)} == set()
