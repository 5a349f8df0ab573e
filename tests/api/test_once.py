"""`Idempotency-Key`: a POST is done once, however often and however closely it is sent."""

import json
from typing import Any

import pytest

from savoir.api import once as once_module
from savoir.cases.models import Case
from savoir.kernel.models import IdempotencyRecord
from savoir.kernel.tenancy import organization_block
from tests.api.programs import Program, new_key, problem
from tests.concurrency.races import at_once
from tests.shop import Sale, Shop, make_shop, sell


@pytest.fixture
def sale(shop: Shop) -> Sale:
    with organization_block(shop.org_id):
        return sell(shop, quantity=3)


def asked(sale: Sale, **more: Any) -> dict[str, Any]:
    line = {"line_id": sale.line_ids[0], "intent": "withdrawal", "reason": "changed_mind", **more}
    return {"lines": [line]}


def cases_of(shop: Shop) -> int:
    with organization_block(shop.org_id):
        return Case.objects.count()


def test_the_same_request_again_gets_the_same_answer(program: Program, shop: Shop, sale: Sale) -> None:
    first = program.post("/cases", asked(sale), once="order-17")
    reordered = json.dumps(asked(sale), indent=3, sort_keys=True)
    again = program.post("/cases", reordered, once="order-17")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert [r.headers["Idempotency-Replayed"] for r in (first, again)] == ["false", "true"]
    assert cases_of(shop) == 1


def test_another_body_or_another_address_under_a_used_key_is_refused(
    program: Program, shop: Shop, sale: Sale
) -> None:
    program.post("/cases", asked(sale), once="order-17")

    answers = [
        program.post("/cases", asked(sale, quantity=2), once="order-17"),
        program.post("/cases/SAV-000000/notes", {"text": "x"}, once="order-17"),
    ]

    for answer in answers:
        assert problem(answer, 422, "idempotency_key_reused")["field"] == "Idempotency-Key"
    assert cases_of(shop) == 1


def test_a_key_is_required_and_has_its_bounds(program: Program, shop: Shop, sale: Sale) -> None:
    problem(program.post("/cases", asked(sale), once=None), 400, "idempotency_key_missing")
    problem(program.post("/cases", asked(sale), once="k" * 256), 400, "idempotency_key_too_long")
    assert cases_of(shop) == 0
    assert program.post("/cases", asked(sale), once="k" * 255).status_code == 201


def test_a_refusal_leaves_the_key_unused(program: Program, shop: Shop, sale: Sale) -> None:
    too_many = asked(sale, quantity=4)
    problem(program.post("/cases", too_many, once="order-17"), 422, "invalid")

    with organization_block(shop.org_id):
        assert not IdempotencyRecord.objects.exists()
    assert program.post("/cases", asked(sale), once="order-17").status_code == 201


def test_two_programs_may_use_the_same_key(program: Program, shop: Shop, sale: Sale) -> None:
    other = Program(new_key(shop))

    answers = [each.post("/cases", asked(sale), once="1") for each in (program, other)]

    assert [answer.headers["Idempotency-Replayed"] for answer in answers] == ["false", "false"]
    assert cases_of(shop) == 2


def _both_send(own_database: str) -> tuple[list[str], int]:
    """One request sent twice in the same instant: how each was answered, and how many cases there are."""
    shop = make_shop()
    with organization_block(shop.org_id):
        sale = sell(shop, quantity=3)
    token = new_key(shop)

    def send() -> str:
        answer = Program(token).post("/cases", asked(sale), once="order-17")
        return f"{answer.status_code} {answer.headers.get('Idempotency-Replayed')}"

    return at_once(send, send, send), cases_of(shop)


def test_sent_three_times_at_once_it_is_done_once(own_database: str) -> None:
    answers, cases = _both_send(own_database)

    assert cases == 1
    assert answers == ["201 false", "201 true", "201 true"]


def test_without_the_record_it_would_be_done_three_times(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: with the guard off the race is lost, so the test above proves something."""

    def unguarded(*, work: Any, **_given: Any) -> tuple[Any, bool]:
        return work(), True

    monkeypatch.setattr(once_module, "once", unguarded)

    answers, cases = _both_send(own_database)

    assert cases == 3
    assert answers == ["201 false"] * 3
