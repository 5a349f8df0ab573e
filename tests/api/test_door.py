"""Who comes in, with what, and what a wrong request is told."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from savoir.api import keys
from savoir.kernel.access import Permission
from savoir.kernel.tenancy import organization_block
from savoir.kernel.throttle import count_try
from savoir.orders import operations as orders
from savoir.orders.models import Customer
from savoir.organizations import operations
from savoir.organizations.models import ApiKey, Route
from savoir.organizations.operations import revoke_api_key
from savoir.organizations.queries import key_digest
from tests.api.programs import Program, new_key, problem
from tests.shop import NOON, Shop, make_shop

UNKNOWN = "/refunds/REM-0000-0000"


def test_a_key_opens_its_organization_and_nothing_else(program: Program) -> None:
    answer = problem(program.get(UNKNOWN), 404, "not_found")

    assert answer["field"] == "refund"
    assert answer["title"] == "Introuvable"


def test_answers_are_private_and_set_no_cookie(program: Program) -> None:
    response = program.get(UNKNOWN)

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Language"] == "fr"
    assert not response.cookies


def test_a_problem_speaks_the_callers_language(program: Program) -> None:
    program.language = "de, en;q=0.8, fr;q=0.3"

    assert problem(program.get(UNKNOWN), 404, "not_found")["title"] == "Not found"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Basic bGVhOng=", "Bearer sav_abc", "sav_abcdefgh_" + "x" * 40]
)
def test_without_a_readable_key_nobody_comes_in(db: None, header: str) -> None:
    response = Client().get(f"/api/v1{UNKNOWN}", headers={"Authorization": header})

    problem(response, 401, "key_missing")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_nothing_here(shop: Shop, client: Client) -> None:
    client.cookies["sessionid"] = "whatever"

    problem(client.get(f"/api/v1{UNKNOWN}"), 401, "key_missing")


def test_a_wrong_secret_a_revoked_and_an_expired_key_are_told_the_same(
    program: Program, shop: Shop, clock: time_machine.Traveller
) -> None:
    forged = Program(program.token[:-4] + "AAAA")
    ending = Program(new_key(shop, expires_at=NOON + timedelta(days=1)))
    assert ending.get(UNKNOWN).status_code == 404
    answers = [problem(forged.get(UNKNOWN), 401, "key_unknown")]

    with organization_block(shop.org_id):
        key = ApiKey.objects.get(prefix=program.token.split("_")[1])
        revoke_api_key(actor=shop.system, key_id=key.id, now=NOON)
    answers.append(problem(program.get(UNKNOWN), 401, "key_unknown"))
    clock.move_to(NOON + timedelta(days=1))
    answers.append(problem(ending.get(UNKNOWN), 401, "key_unknown"))

    assert answers[0] == answers[1] == answers[2]
    assert not Route.objects.filter(key_digest=key_digest(key.prefix)).exists()
    assert Route.objects.filter(key_digest=key_digest(ending.token.split("_")[1])).exists()


def test_only_a_digest_of_the_secret_is_kept(program: Program, shop: Shop) -> None:
    secret = program.token.split("_", 2)[2]

    with organization_block(shop.org_id):
        row = ApiKey.objects.values().get()
    assert secret not in str(row)
    assert row["digest"] == sha256(secret.encode()).hexdigest()


def test_the_last_use_is_written_once_a_minute(
    program: Program, shop: Shop, clock: time_machine.Traveller
) -> None:
    def last_use() -> object:
        with organization_block(shop.org_id):
            return ApiKey.objects.get().last_used_at

    program.get(UNKNOWN)
    assert last_use() == NOON
    clock.shift(30)
    program.get(UNKNOWN)
    assert last_use() == NOON
    clock.shift(30)
    program.get(UNKNOWN)
    assert last_use() == NOON + timedelta(minutes=1)


@pytest.mark.parametrize("path", ["/customers", "/nothing-here", "/orders"])
def test_a_use_that_cannot_be_written_down_changes_no_answer(
    program: Program, shop: Shop, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Done, unknown and refused for its form: the answer stands when the note of the key's use fails."""
    customer = {"id": "C1", "name": "Ana"}
    expected = {"/customers": 200, "/nothing-here": 404, "/orders": 422}[path]

    def fails(**_given: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(operations, "note_key_use", fails)

    assert program.post(path, customer).status_code == expected
    with organization_block(shop.org_id):
        assert Customer.objects.count() == (path == "/customers")
        assert ApiKey.objects.get().last_used_at is None


def test_a_request_refused_for_its_form_is_a_use_too(program: Program, shop: Shop) -> None:
    problem(program.post("/orders", {"id": 3}), 422, "request_invalid")

    with organization_block(shop.org_id):
        assert ApiKey.objects.get().last_used_at == NOON


def test_a_request_without_its_key_of_once_is_a_use_too(program: Program, shop: Shop) -> None:
    problem(program.post("/customers", {"id": "C1"}, once=None), 400, "idempotency_key_missing")

    with organization_block(shop.org_id):
        assert ApiKey.objects.get().last_used_at == NOON


def test_another_organizations_key_sees_nothing_of_ours(program: Program, shop: Shop) -> None:
    stranger = Program(new_key(make_shop("dupont")))

    problem(stranger.get(UNKNOWN), 404, "not_found")


def test_a_scope_that_is_missing_is_named(clock: time_machine.Traveller, shop: Shop) -> None:
    reader = Program(new_key(shop, Permission.SALE_READ))

    answer = problem(reader.get(UNKNOWN), 403, "not_allowed")

    assert answer["facts"]["permission"] == "resolutions:refund:read"


def test_an_address_nobody_serves_is_a_problem_too(program: Program) -> None:
    problem(program.get("/nothing"), 404, "address_unknown")
    response = program.delete(UNKNOWN)

    problem(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET"


def test_who_wants_no_json_is_told(program: Program) -> None:
    response = program.client.get(
        f"/api/v1{UNKNOWN}", headers={"Authorization": f"Bearer {program.token}", "Accept": "text/html"}
    )

    problem(response, 406, "not_acceptable")


def test_a_parameter_nobody_knows_is_refused_by_name(program: Program) -> None:
    assert problem(program.get(UNKNOWN, sate="open"), 422, "query_unknown")["field"] == "sate"


def test_a_key_that_asks_too_often_waits(
    program: Program, settings: object, clock: time_machine.Traveller
) -> None:
    settings.API_RATE = 5  # type: ignore[attr-defined]  # pytest-django's own object
    clock.move_to(NOON + timedelta(seconds=20))

    answers = [program.get(UNKNOWN).status_code for _ in range(6)]
    refused = program.get(UNKNOWN)

    assert answers == [404] * 5 + [429]
    problem(refused, 429, "too_many_requests")
    assert refused.headers["Retry-After"] == "40"
    clock.move_to(NOON + timedelta(minutes=1))
    assert program.get(UNKNOWN).status_code == 404


def test_the_limit_holds_over_two_web_processes(program: Program, settings: object) -> None:
    settings.API_RATE = 40  # type: ignore[attr-defined]  # pytest-django's own object
    other = Program(program.token, client=_second_web_worker())

    answers = [each.get(UNKNOWN).status_code for _ in range(30) for each in (program, other)]

    assert answers.count(404) == 40
    assert answers.count(429) == 20


def _second_web_worker() -> Client:
    """A client with middleware of its own: a second process counts apart and shares the database."""
    return Client()


def test_what_comes_beyond_the_limit_is_not_done(program: Program, shop: Shop, settings: object) -> None:
    settings.API_RATE = 1  # type: ignore[attr-defined]  # pytest-django's own object
    assert program.get(UNKNOWN).status_code == 404
    other = Program(program.token, client=_second_web_worker())

    problem(other.post("/customers", {"id": "C1", "name": "Ana"}), 429, "too_many_requests")

    with organization_block(shop.org_id):
        assert not Customer.objects.exists()


def test_two_threads_that_take_a_share_at_once_lose_none(
    program: Program, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATE = 40  # type: ignore[attr-defined]  # pytest-django's own object
    inner: list[int] = []

    def with_another_meanwhile(**asked: Any) -> int:
        counted = count_try(**asked)
        if not inner:
            inner.append(0)
            inner[0] = program.get(UNKNOWN).status_code
        return counted

    monkeypatch.setattr(keys, "count_try", with_another_meanwhile)
    answers = [program.get(UNKNOWN).status_code for _ in range(42)]

    assert (inner + answers).count(404) == 40
    assert (inner + answers).count(429) == 3


def test_guessing_keys_is_slowed_by_address(program: Program) -> None:
    guess = Program(program.token[:-4] + "AAAA")

    answers = [guess.get(UNKNOWN).status_code for _ in range(22)]

    assert answers[:20] == [401] * 20
    assert answers[20:] == [429, 429]
    problem(program.get(UNKNOWN), 429, "too_many_requests")  # nor does a key nobody saw here open from there


def test_a_key_that_opened_before_is_not_slowed_by_guesses_beside_it(program: Program) -> None:
    assert program.get(UNKNOWN).status_code == 404
    guess = Program(program.token[:-4] + "AAAA", client=program.client)

    assert {guess.get(UNKNOWN).status_code for _ in range(22)} == {401, 429}
    assert program.get(UNKNOWN).status_code == 404


def test_what_goes_wrong_on_our_side_is_a_problem_with_a_reference_and_nothing_is_done(
    program: Program, shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _breaks_after_writing(monkeypatch, ZeroDivisionError("Ana owes 59 EUR"))

    found = problem(program.post("/customers", {"id": "C1", "name": "Ana"}, once="k1"), 500, "server_fault")

    assert found["facts"]["reference"] in found["detail"]
    assert f"fault {found['facts']['reference']}" in caplog.text
    assert "59 EUR" not in str(found), "our words about it stand in our log only"
    monkeypatch.undo()
    with organization_block(shop.org_id):
        assert not Customer.objects.exists()
    assert program.post("/customers", {"id": "C1", "name": "Ana"}, once="k1").status_code == 200


def test_a_database_that_does_not_answer_is_told_as_such(
    program: Program, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks_after_writing(monkeypatch, OperationalError("the connection is closed"))

    response = program.post("/customers", {"id": "C1", "name": "Ana"})

    problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "10"
    with organization_block(shop.org_id):
        assert not Customer.objects.exists()


def _breaks_after_writing(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    def fails(**given: Any) -> None:
        push_customers(**given)
        raise failure

    push_customers = orders.push_customers
    monkeypatch.setattr(orders, "push_customers", fails)
