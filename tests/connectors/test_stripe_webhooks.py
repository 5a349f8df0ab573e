"""Webhooks: signed, duplicated, late, shuffled; read into one neutral event, never trusted for the order."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from savoir.connectors.payments.answers import RailEvent
from savoir.connectors.payments.psp_stub.site import PspSite
from savoir.connectors.payments.psp_stub.webhooks import Postman, PostPlan, deliveries, signature
from savoir.connectors.payments.stripe.webhook import EventUnreadable, SignatureRefused, read_event, verify
from savoir.connectors.payments.stubs.books import Books
from savoir.connectors.payments.stubs.mischief import Fate, Mischief, Rates
from savoir.kernel.values.money import Money
from savoir.resolutions.ports import RailState

from .rails import Hands

SECRET = "whsec_one"
NOW = datetime(2026, 11, 24, 14, 4, tzinfo=UTC)


def events(*, fails: bool = False) -> list[str]:
    """Return the bodies that one refund of 25,00 makes, in the order they happened."""
    told: list[str] = []

    class Letters:
        def take(self, body: str) -> None:
            told.append(body)

    hands = Hands()
    with Books(clock=hands) as books:
        books.add_payment("pi_1", 8990, "EUR")
        site = PspSite(books, mischief=Mischief(rates=Rates()), postman=Letters())
        made = books.execute_refund(
            payment_reference="pi_1",
            amount=2500,
            reference="RF-1",
            idempotency_key="k1",
            fate=Fate(60, fails),
        )
        site.tell((made,), "refund.created")
        hands.at += 61
        site.tell(books.settle_due(), "refund.updated")
    return told


def header(body: str, *, at: datetime = NOW, secret: str = SECRET) -> str:
    return signature(body, secret=secret, at=int(at.timestamp()))


def test_what_the_stub_signs_the_official_sdk_and_ours_accept():
    body = events()[0]
    at = datetime.now(UTC)
    assert stripe.Webhook.construct_event(body, header(body, at=at), SECRET).type == "refund.created"
    verify(body=body.encode(), header=header(body, at=at), secrets=[SECRET], now=at)


def test_what_the_official_sdk_signs_ours_accepts():
    body = events()[0]
    signed = stripe.WebhookSignature.generate_signature_header(body, SECRET, int(NOW.timestamp()))
    verify(body=body.encode(), header=signed, secrets=[SECRET], now=NOW)


def test_a_secret_being_rotated_is_accepted_too():
    body = events()[0]
    verify(body=body.encode(), header=header(body), secrets=["whsec_new", SECRET], now=NOW)


@pytest.mark.parametrize("bad", [
    {"body": b"{}"}, {"secrets": ["whsec_other"]}, {"secrets": []}, {"secrets": [""]}, {"header": ""},
    {"header": "t=1,v1="}, {"header": "v1=abc"}, {"header": "t=é,v1=é"}, {"header": "t=,v1=é"},
    {"header": "garbage"},
    {"now": NOW + timedelta(seconds=301)}, {"now": NOW - timedelta(seconds=301)},
])  # fmt: skip
def test_any_other_signature_is_refused(bad):
    body = events()[0]
    given = {"body": body.encode(), "header": header(body), "secrets": [SECRET], "now": NOW, **bad}
    with pytest.raises(SignatureRefused) as refusal:
        verify(**given)
    assert "whsec" not in str(refusal.value)


@given(st.binary(max_size=200), st.text(max_size=80))
def test_noise_is_refused_or_unreadable_never_a_crash(body, noise):
    with pytest.raises(SignatureRefused):
        verify(body=body, header=noise, secrets=[SECRET], now=NOW)
    try:
        read_event(body)
    except EventUnreadable:
        return


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "evt_\\u0000", "type": "charge.refunded", "data": {"object": {"payment_intent": "pi_1"}}}',
        b'{"id": "evt_1", "type": "charge.refunded", "data": {"object": {"payment_intent": "\\ud800"}}}',
        b"[" * 200_000,
    ],
    ids=["a sign no text holds", "half a character", "nested without end"],
)
def test_what_no_table_could_hold_is_unreadable(body):
    with pytest.raises(EventUnreadable):
        read_event(body)


def test_a_refund_that_settles_says_pending_then_succeeded_then_looks_at_the_payment():
    created, updated, charge = [read_event(body.encode()) for body in events()]
    amount = Money(2500, "EUR")
    provider = created.provider_reference
    assert created == RailEvent(created.event_id, "pi_1", provider, "RF-1", RailState.PENDING, amount,
                                "refund.created")  # fmt: skip
    assert updated == RailEvent(updated.event_id, "pi_1", provider, "RF-1", RailState.SUCCEEDED, amount,
                                "refund.updated")  # fmt: skip
    assert charge == RailEvent(charge.event_id, "pi_1", None, None, None, None, "charge.refunded")
    assert len({created.event_id, updated.event_id, charge.event_id}) == 3


def test_a_refund_that_fails_says_so():
    _, failed = [read_event(body.encode()) for body in events(fails=True)]
    assert failed.state is RailState.FAILED


@pytest.mark.parametrize("kind", ["charge.dispute.created", "charge.dispute.funds_withdrawn",
                                  "charge.dispute.closed"])  # fmt: skip
def test_a_dispute_is_a_hint_to_look_at_its_payment(kind):
    shape = {"id": "dp_1", "payment_intent": "pi_1", "status": "needs_response", "amount": 5}
    body = json.dumps({"id": "evt_1", "type": kind, "data": {"object": shape}})
    assert read_event(body.encode()) == RailEvent("evt_1", "pi_1", None, None, None, None, kind)


def test_a_charge_without_a_payment_intent_is_no_payment_of_ours():
    body = json.dumps(
        {"id": "evt_1", "type": "charge.refunded", "data": {"object": {"payment_intent": None}}}
    )
    assert read_event(body.encode()) is None


def test_an_event_about_something_else_is_nothing_to_us():
    body = json.dumps({"id": "evt_1", "type": "customer.created", "data": {"object": {"id": "cus_1"}}})
    assert read_event(body.encode()) is None


@pytest.mark.parametrize("body", [
    b"", b"[]", b"{}", b'"x"', b"\xff", b'{"id":"e","type":"refund.updated","data":{"object":{}}}',
    b'{"id":"e","type":"refund.updated","data":{"object":{"id":"re","payment_intent":"pi","amount":1.5,'
    b'"currency":"eur","status":"succeeded"}}}',
    b'{"id":"e","type":7,"data":{"object":{}}}',
])  # fmt: skip
def test_an_unreadable_event_is_kept_for_a_person(body):
    with pytest.raises(EventUnreadable):
        read_event(body)


def test_the_post_is_rough_by_seed_and_loses_nothing():
    bodies = [f"event {number}" for number in range(20)]
    plan = PostPlan(copies=3, late_seconds=172_800, seed=4)
    arrived = deliveries(bodies, plan)
    assert {body for _, body in arrived} == set(bodies)
    assert len(arrived) > len(bodies)
    assert [body for _, body in arrived] != sorted((body for _, body in arrived), key=bodies.index)
    assert max(late for late, _ in arrived) > 86_400
    assert arrived == deliveries(bodies, plan)


class Inbox(BaseHTTPRequestHandler):
    got: list[tuple[str, bytes]]
    refusals: int
    enough: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = type(self)
        refused, kind.refusals = kind.refusals > 0, kind.refusals - 1
        if not refused:
            kind.got.append((self.headers["Stripe-Signature"], body))
        self.send_response(503 if refused else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if {json.loads(body)["id"] for _, body in kind.got} == {f"evt_{n}" for n in range(5)}:
            kind.enough.set()

    def log_message(self, *args) -> None:
        pass


def test_the_postman_brings_every_event_signed_even_when_the_door_was_shut_first():
    kind = type("ThisInbox", (Inbox,), {"got": [], "refusals": 2, "enough": threading.Event()})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as door:
        threading.Thread(target=door.serve_forever, args=(0.05,), daemon=True).start()
        plan = PostPlan(copies=2, late_seconds=0.2, seed=1)
        url = f"http://127.0.0.1:{door.server_address[1]}/webhooks"
        postman = Postman(url=url, secret=SECRET, plan=plan, clock=NOW.timestamp)
        for number in range(5):
            postman.take(json.dumps({"id": f"evt_{number}"}))
        assert kind.enough.wait(10)
        postman.stop()
        door.shutdown()
    for signed, body in kind.got:
        verify(body=body, header=signed, secrets=[SECRET], now=NOW)
