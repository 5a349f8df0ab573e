"""The payment stub itself: as strict as Stripe, spoken to by the official SDK and by bare HTTP."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
from urllib.parse import urlencode

import pytest
import stripe

from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.keys import Answer, KeyBook, KeyInUse, KeyReused
from savoir.connectors.payments.stubs.mischief import Fault, Mischief, Rates
from savoir.connectors.payments.stubs.server import StubServer
from savoir.connectors.payments.stubs.watched import calls_about, watch

from .rails import Hands


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def books(hands):
    with Books(clock=hands) as opened:
        opened.add_payment("pi_1", 8990, "EUR")
        yield opened


@pytest.fixture
def server(books):
    with StubServer(PspSite(books)) as running:
        yield running


@pytest.fixture
def sdk(server):
    return stripe.StripeClient("sk_test_1", base_addresses={"api": server.url}, max_network_retries=0)


def call(server, method, path, form=None, **headers):
    line = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
    sent = {
        "Authorization": "Bearer sk_test_1",
        "Content-Type": "application/x-www-form-urlencoded",
        **headers,
    }
    line.request(method, path, urlencode(form or {}) if method == "POST" else None, sent)
    answer = line.getresponse()
    body = json.loads(answer.read())
    line.close()
    return answer, body


def refund(server, key=None, **form):
    headers = {"Idempotency-Key": key} if key else {}
    return call(server, "POST", "/v1/refunds", {"payment_intent": "pi_1", **form}, **headers)


def test_a_watched_payment_is_struck_once_as_planned_and_its_calls_are_kept(books, server):
    books.add_payment("pi_2", 5900, "EUR")
    watch(books, "pi_2", Fault.ERROR_AFTER)
    assert (
        refund(server, "k-1", payment_intent="pi_2", **{"metadata[refund_reference]": "REM-1"})[0].status
        == 500
    )
    assert books.executions("REM-1") == 1
    assert call(server, "GET", "/v1/refunds?payment_intent=pi_2")[0].status == 200
    assert refund(server, "k-2")[0].status == 200  # another payment is nobody's business
    told = [(one.kind, one.idempotency_key, one.fault) for one in calls_about(books, "pi_2")]
    assert told == [("refund", "k-1", Fault.ERROR_AFTER), ("look", "", Fault.NONE)]
    assert calls_about(books, "pi_1") == ()


def test_the_official_sdk_pays_refunds_reads_and_lists(sdk):
    paid = sdk.v1.payment_intents.create({"amount": 5000, "currency": "eur", "confirm": True})
    assert (paid.status, paid.amount, paid.currency) == ("succeeded", 5000, "eur")
    assert isinstance(paid.latest_charge, str)
    assert sdk.v1.payment_intents.retrieve(paid.id).amount_received == 5000
    part = sdk.v1.refunds.create(
        {"payment_intent": paid.id, "amount": 1500, "metadata": {"refund_reference": "RF-1"}}
    )
    assert sdk.v1.refunds.retrieve(part.id).metadata["refund_reference"] == "RF-1"
    rest = sdk.v1.refunds.create({"payment_intent": paid.id})
    assert rest.amount == 3500
    assert [entry.id for entry in sdk.v1.refunds.list({"payment_intent": paid.id}).data] == [rest.id, part.id]
    kinds = [event.type for event in sdk.v1.events.list({"limit": 10}).data]
    assert kinds == ["charge.refunded", "refund.created", "charge.refunded", "refund.created"]


def test_the_first_answer_is_replayed_refusals_included(server, books):
    first, body = refund(server, "k1", amount=1000)
    again, replayed = refund(server, "k1", amount=1000)
    assert first.getheader("Idempotent-Replayed") is None
    assert again.getheader("Idempotent-Replayed") == "true"
    assert replayed == body
    refused, why = refund(server, "k2", amount=9000)
    books.add_payment("pi_2", 1, "EUR")
    assert refused.status == 400
    assert refund(server, "k2", amount=9000)[1] == why
    assert len(books.refunds_of("pi_1")) == 1


def test_the_same_key_with_another_body_is_an_idempotency_error(server, books):
    refund(server, "k1", amount=1000)
    answer, body = refund(server, "k1", amount=1001)
    assert (answer.status, body["error"]["type"]) == (400, "idempotency_error")
    answer, body = call(
        server, "POST", "/v1/payment_intents", {"amount": 5, "currency": "eur"}, **{"Idempotency-Key": "k1"}
    )
    assert (answer.status, body["error"]["type"]) == (400, "idempotency_error")
    assert len(books.refunds_of("pi_1")) == 1


def test_a_key_is_forgotten_after_24_hours_and_not_before(server, books, hands):
    refund(server, "k1", amount=1000)
    hands.hours(23.9)
    refund(server, "k1", amount=1000)
    assert len(books.refunds_of("pi_1")) == 1
    hands.hours(0.2)
    refund(server, "k1", amount=1000)
    assert len(books.refunds_of("pi_1")) == 2


def test_two_calls_at_once_with_one_key_one_runs_the_other_waits_its_turn(books):
    keys, entered, leave = KeyBook(books), threading.Event(), threading.Event()
    runs = []

    def work() -> Answer:
        runs.append(1)
        return Answer(200, {"done": True})

    def hold() -> None:
        entered.set()
        leave.wait(5)

    first = threading.Thread(target=lambda: keys.run("k", "same", work, hold=hold))
    first.start()
    assert entered.wait(5)
    with pytest.raises(KeyInUse):
        keys.run("k", "same", work)
    with pytest.raises(KeyReused):
        keys.run("k", "other", work)
    leave.set()
    first.join(5)
    assert keys.run("k", "same", work).headers == {"Idempotent-Replayed": "true"}
    assert len(runs) == 1


def test_over_http_the_second_of_two_calls_at_once_gets_409(books):
    mischief = Mischief(rates=Rates(slow_seconds=1.5))
    mischief.script(Fault.SLOW_ANSWER)
    with StubServer(PspSite(books, mischief=mischief)) as server:
        first = threading.Thread(target=lambda: refund(server, "k1", amount=1000))
        first.start()
        while not books.refunds_of("pi_1"):
            assert first.is_alive()
        answer, body = refund(server, "k1", amount=1000)
        assert (answer.status, body["error"]["code"]) == (409, "idempotency_key_in_use")
        first.join(10)
    assert len(books.refunds_of("pi_1")) == 1


@pytest.mark.parametrize(
    ("form", "status", "field", "word"),
    [
        ({"amount": 8991}, 400, "param", "amount"),
        ({"amount": "12.50"}, 400, "code", "parameter_invalid_integer"),
        ({"amount": -5}, 400, "code", "parameter_invalid_integer"), ({"amount": 0}, 400, "param", "amount"),
        ({"payment_intent": "pi_no"}, 404, "code", "resource_missing"),
        ({"payment_intent": ""}, 400, "code", "parameter_missing"),
        ({"currency": "eur"}, 400, "code", "parameter_unknown"),
    ],
)  # fmt: skip
def test_what_stripe_would_refuse_is_refused_and_nothing_moves(server, books, form, status, field, word):
    answer, body = refund(server, "k1", **form)
    assert (answer.status, body["error"][field]) == (status, word)
    assert books.all_refunds() == ()


def test_a_request_that_never_began_leaves_its_key_free(server):
    assert refund(server, "k1", amount="x")[0].status == 400
    assert refund(server, "k1", amount=500)[0].status == 200


def test_a_refunded_payment_is_refused_by_name(server):
    refund(server)
    answer, body = refund(server)
    assert (answer.status, body["error"]["code"]) == (400, "charge_already_refunded")


def test_without_a_secret_key_nobody_is_served(server):
    assert call(server, "GET", "/v1/refunds", Authorization="Bearer pk_1")[0].status == 401
    assert call(server, "POST", "/v1/refunds", {"payment_intent": "pi_1"}, Authorization="")[0].status == 401


@pytest.mark.parametrize(
    "path", ["/v1/refunds/re_x", "/v1/payment_intents/pi_x", "/v1/customers", "/", "/v1/refunds/re_stub999"]
)
def test_what_does_not_exist_is_404(server, path):
    assert call(server, "GET", path)[0].status == 404


def test_test_data_is_entered_through_the_back_door_once(server, books):
    load = json.dumps({"payments": [{"reference": "pi_9", "amount_minor": 700, "currency": "EUR"}]})
    for _ in range(2):
        line = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
        line.request("POST", "/_stub/payments", load)
        assert line.getresponse().read() == b'{"entered": 1}'
        line.close()
    assert books.payment("pi_9").amount == 700
    refund(server, payment_intent="pi_9", **{"metadata[refund_reference]": "RF-9"})
    assert call(server, "GET", "/_stub/executions?refund_reference=RF-9")[1] == {"executions": 1}


def test_one_seed_tells_one_story():
    def story(seed):
        mischief = Mischief(seed=seed, rates=Rates.parse("all"))
        return [mischief.fault() for _ in range(200)], [mischief.fate() for _ in range(50)]

    assert story(7) == story(7)
    assert story(7) != story(8)
    assert set(story(7)[0]) == set(Fault)


@pytest.mark.parametrize(
    "text", ["lost=0.1", "lost_answer=-1", "lost_answer=x", "lost_answer=nan", "lost_answer"]
)
def test_a_misbehavior_nobody_knows_is_refused(text):
    with pytest.raises(ValueError):
        Rates.parse(text)


def test_the_command_serves_and_keeps_its_books_in_a_file(tmp_path):
    command = [sys.executable, "-m", "savoir.connectors.payments.psp_stub", "--port", "0",
               "--state", str(tmp_path / "psp.sqlite3"), "--seed", "3", "--misbehave", "none"]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    made = []
    for _ in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
            url = re.search(r"http://\S+", running.stdout.readline())[0]
            client = stripe.StripeClient("sk_test_1", base_addresses={"api": url})
            if not made:
                made.append(client.v1.payment_intents.create({"amount": 100, "currency": "eur"}).id)
            assert client.v1.payment_intents.retrieve(made[0]).amount == 100
            running.terminate()
