"""A shop's software opens, follows and answers cases: the same deeds as the pages."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from savoir.cases.models import Case
from savoir.kernel.access import Permission, Role
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member
from savoir.organizations.operations import add_team
from tests.api.programs import Program, new_key, problem
from tests.shop import NOON, Sale, Shop, sell


def email_of(shop: Shop) -> str:
    """Léa's address: a refusal is a person's."""
    with organization_block(shop.org_id):
        return str(Member.objects.values_list("user__email", flat=True).get(id=shop.agent.id))


def body(response: Any) -> Any:
    return json.loads(response.content)


@pytest.fixture
def sale(shop: Shop) -> Sale:
    with organization_block(shop.org_id):
        return sell(shop)


def questions(asked_for: CaptureQueriesContext) -> list[str]:
    """Statements that a request of its own would make: blocks inside the test's transaction say more."""
    quiet = ("SAVEPOINT", "RELEASE", "SELECT set_config", "SELECT coalesce(current_setting")
    return [q["sql"] for q in asked_for if not q["sql"].startswith(quiet)]


def asked(sale: Sale, intent: str = "withdrawal", reason: str = "changed_mind") -> dict[str, Any]:
    return {"lines": [{"line_id": sale.line_ids[0], "intent": intent, "reason": reason}]}


def opened(program: Program, sale: Sale, **more: Any) -> Any:
    return body(program.post("/cases", {**asked(sale, "claim", "defective"), **more}))


def test_what_the_preview_shows_is_what_is_agreed(program: Program, sale: Sale) -> None:
    offers = body(program.post("/preview", asked(sale)))
    refund = next(plan for plan in offers["plans"] if plan["remedy"] == "refund")

    made = body(program.post("/cases", {**asked(sale), "remedy": "refund", "plan_digest": refund["digest"]}))

    assert made["accepted"]["amount"] == refund["amount"] == {"minor": 5900, "currency": "EUR"}
    assert made["accepted"]["promised_on"] == refund["promised_on"]
    assert made["case"]["entry"] == "api"
    whole = body(program.get(f"/cases/{made['case']['number']}"))
    assert [one["number"] for one in whole["return_authorizations"]] == [
        made["accepted"]["return_authorization"]
    ]
    assert [one["reference"] for one in whole["refunds"]] == made["accepted"]["refunds"]
    assert whole["decisions"][0]["articles"][0] == "L221-18"
    assert {"case.opened", "offer.accepted"} <= {fact["type"] for fact in whole["timeline"]}


def test_a_preview_writes_nothing_and_speaks_both_languages(program: Program, shop: Shop, sale: Sale) -> None:
    french = body(program.post("/preview", asked(sale), once=None))
    program.language = "en"
    english = body(program.post("/preview", asked(sale), once=None))

    assert "changer d’avis" in french["lines"][0]["sentence"]
    assert "change your mind" in english["lines"][0]["sentence"]
    assert french["digest"] == english["digest"]
    with organization_block(shop.org_id):
        assert not Case.objects.exists()


def test_a_plan_that_moved_is_refused_and_no_case_stays(program: Program, shop: Shop, sale: Sale) -> None:
    sent = {**asked(sale), "remedy": "refund", "plan_digest": "of yesterday"}

    moved = problem(program.post("/cases", sent), 409, "offer_moved")
    assert "SAV-" not in str(moved), "no case was opened: none is named"

    with organization_block(shop.org_id):
        assert not Case.objects.exists()


def test_lines_of_two_orders_are_no_question(program: Program, shop: Shop, sale: Sale) -> None:
    with organization_block(shop.org_id):
        other = sell(shop)
    both = {"lines": asked(sale)["lines"] + asked(other)["lines"]}
    twice = {"lines": asked(sale)["lines"] * 2}

    assert problem(program.post("/preview", both), 422, "invalid")["reason"] == "other_order"
    assert problem(program.post("/preview", twice), 422, "invalid")["reason"] == "line_twice"
    assert problem(program.post("/cases", both), 422, "nothing_to_open")["reason"] == "other_order"


def test_without_a_remedy_a_person_answers_by_a_date(program: Program, sale: Sale) -> None:
    made = opened(program, sale)

    assert made["accepted"] is None
    assert made["case"]["needs_person"] is True
    assert made["case"]["next_due_at"] > "2026-11-23T11:00:00Z"


def test_cases_are_found_by_state_order_customer_and_change(
    program: Program, shop: Shop, sale: Sale, clock: time_machine.Traveller
) -> None:
    with organization_block(shop.org_id):
        later = sell(shop)
    first = opened(program, sale)["case"]["number"]
    clock.shift(timedelta(hours=1))
    second = opened(program, later)["case"]["number"]

    def found(**asked_for: Any) -> list[str]:
        return [case["number"] for case in body(program.get("/cases", **asked_for))["cases"]]

    assert found() == [second, first]
    assert found(order=sale.number.replace("-", " ").lower()) == [first]
    assert found(email=later.email.upper()) == [second]
    assert found(state=["resolved", "closed"]) == []
    assert found(state=["open", "closed"]) == [second, first]
    assert found(updated_since="2026-11-23T11:30:00Z") == [second]
    program.post(f"/cases/{first}/messages", {"speaker": "customer", "text": "Toujours en panne."})
    assert found(updated_since="2026-11-23T11:30:00Z") == [second, first]


def test_pages_of_cases_do_not_overlap(program: Program, shop: Shop) -> None:
    with organization_block(shop.org_id):
        sales = [sell(shop) for _ in range(5)]
    numbers = [opened(program, one)["case"]["number"] for one in sales]

    page, seen = body(program.get("/cases", limit=2)), []
    while page["next"]:
        seen += page["cases"]
        page = body(program.get("/cases", limit=2, after=page["next"]))
    seen += page["cases"]

    assert [case["number"] for case in seen] == numbers[::-1]


def test_a_program_answers_as_the_desk_does(program: Program, shop: Shop, sale: Sale) -> None:
    number = opened(program, sale)["case"]["number"]
    question = {"kind": "question", "what": "photo", "text": "Une photo de la panne ?"}
    asking = body(program.post(f"/cases/{number}/answer", question))
    assert asking["case"]["state"] == "waiting_on_customer"

    refusal = {
        "kind": "refusal", "motive": "damage_by_use", "reason": "La prise a reçu de l’eau.",
        "ground": "fault_disproved", "decided_by": email_of(shop),
    }  # fmt: skip
    refused = body(program.post(f"/cases/{number}/answer", refusal))

    assert refused["case"]["state"] == "resolved"
    told = body(program.get(f"/cases/{number}/messages"))["messages"]
    assert [message["step"] for message in told] == ["information_needed", "refusal"]
    problem(program.post(f"/cases/{number}/answer", refusal), 409, "case_moved")


def test_what_is_not_granted_takes_the_right_to_decide_and_a_motive(
    program: Program, shop: Shop, sale: Sale
) -> None:
    number = opened(program, sale)["case"]["number"]
    offers = body(program.get(f"/cases/{number}/offers"))
    granted = {plan["remedy"] for plan in offers["plans"]}
    other = next(r for r in ("refund", "exchange", "returnless_refund") if r not in granted)
    sent = {"kind": "remedy", "remedy": other, "plan_digest": "x"}
    storefront = Program(new_key(
        shop, Permission.CASE_READ, Permission.SALE_READ, Permission.OFFER_ACCEPT, Permission.MESSAGE_READ,
        Permission.MESSAGE_SEND,
    ))  # fmt: skip

    problem(
        storefront.post(f"/cases/{number}/answer", {**sent, "motive": "gesture"}), 403, "remedy_not_offered"
    )
    problem(program.post(f"/cases/{number}/answer", sent), 422, "motive_missing")
    assert body(program.get(f"/cases/{number}"))["decisions"][0]["outcome"] == "offered"


def test_a_case_that_went_up_is_a_persons(program: Program, shop: Shop, sale: Sale) -> None:
    number = opened(program, sale)["case"]["number"]
    program.post(f"/cases/{number}/escalation", {"to": "senior", "note": "Client fidèle."})

    refusal = {"kind": "refusal", "motive": "other", "reason": "Non.", "decided_by": email_of(shop)}
    problem(program.post(f"/cases/{number}/answer", refusal), 403, "gone_up")


def test_a_case_is_given_to_a_team_or_to_who_handles_it_elsewhere(
    program: Program, shop: Shop, sale: Sale
) -> None:
    number = opened(program, sale)["case"]["number"]
    with organization_block(shop.org_id):
        team_id = add_team(actor=shop.system, name="Transport", calendar_id=shop.calendar_id, now=NOON)

    assert body(program.get("/teams")) == {
        "teams": [{"id": team_id, "code": "transport", "name": "Transport"}]
    }
    given = body(program.post(f"/cases/{number}/routing", {"team_id": team_id, "handled_by": "supplier"}))
    assert (given["team_id"], given["handled_by"], given["urgency"], given["look_by"]) == (
        team_id, "supplier", "normal", None,
    )  # fmt: skip
    before = program.get(f"/cases/{number}").content
    problem(program.post(f"/cases/{number}/routing", {"team_id": 999_999}), 422, "invalid")
    wrong = {"team_id": None, "handled_by": "x"}
    problem(program.post(f"/cases/{number}/routing", wrong), 422, "request_invalid")
    assert program.get(f"/cases/{number}").content == before


def test_a_case_is_given_put_aside_and_brought_back(program: Program, shop: Shop, sale: Sale) -> None:
    number = opened(program, sale)["case"]["number"]
    senior = shop.actors[Role.SENIOR].id

    given = body(program.post(f"/cases/{number}/assignment", {"member_id": senior}))
    problem(program.post(f"/cases/{number}/assignment", {"member_id": 999_999}), 422, "invalid")
    far = {"until": "2027-03-01T09:00:00Z", "reason": "supplier"}
    problem(program.post(f"/cases/{number}/snooze", far), 422, "snooze_impossible")
    problem(program.delete(f"/cases/{number}/closure"), 409, "move_impossible")

    assert given["owner_id"] == senior
    assert body(program.post(f"/cases/{number}/closure"))["done"] is False


def test_words_of_the_shop_leave_and_words_of_the_customer_stay(program: Program, sale: Sale) -> None:
    number = opened(program, sale)["case"]["number"]

    ours = body(program.post(f"/cases/{number}/messages", {"speaker": "shop", "text": "Bonjour."}))
    his = body(program.post(f"/cases/{number}/messages", {"speaker": "customer", "text": "Merci."}))
    note = body(program.post(f"/cases/{number}/notes", {"text": "À rappeler."}))

    assert (ours["direction"], ours["state"]) == ("out", "waiting")
    assert (his["direction"], note["audience"]) == ("in", "internal")
    with CaptureQueriesContext(connection) as asked_for:
        page = body(program.get(f"/cases/{number}/messages", limit=2))
    read = [one for one in questions(asked_for) if '"conversations_message"."id" >' in one]
    rest = body(program.get(f"/cases/{number}/messages", after=page["next"]))
    assert [one["text"] for one in page["messages"] + rest["messages"]] == [
        "Bonjour.",
        "Merci.",
        "À rappeler.",
    ]
    assert len(read) == 1
    assert read[0].endswith("LIMIT 3"), "a page is cut by the database, not after reading the whole thread"


def test_a_parcel_is_posted_over_the_api(program: Program, sale: Sale) -> None:
    plan = body(program.post("/preview", asked(sale)))["plans"][0]
    made = body(
        program.post("/cases", {**asked(sale), "remedy": plan["remedy"], "plan_digest": plan["digest"]})
    )
    ra_number = made["accepted"]["return_authorization"]
    posting = {"posted_on": "2026-11-23", "tracking_number": "6A 1234 5678 901"}

    posted = body(program.post(f"/return-authorizations/{ra_number}/posting", posting))

    assert (posted["posted_on"], posted["tracking_number"]) == ("2026-11-23", "6A12345678901")
    future = {**posting, "posted_on": "2026-12-24"}
    problem(
        program.post(f"/return-authorizations/{ra_number}/posting", future), 422, "posting_date_impossible"
    )
    assert body(program.get("/refunds", state="settling"))["refunds"][0]["legal_due_on"] is not None


@pytest.mark.parametrize(
    ("path", "most"),
    [("/cases", 3), ("/refunds", 3), ("/return-authorizations", 4), ("/members", 3)],
)
def test_a_list_asks_the_same_few_questions_whatever_its_length(
    program: Program, shop: Shop, path: str, most: int
) -> None:
    with organization_block(shop.org_id):
        sales = [sell(shop) for _ in range(3)]
    for one in sales:
        opened(program, one)
    program.get(path)

    with CaptureQueriesContext(connection) as asked_for:
        assert program.get(path).status_code == 200

    statements = questions(asked_for)
    assert len(statements) <= most, statements


def test_opening_a_case_asks_a_fixed_number_of_questions(program: Program, shop: Shop) -> None:
    with organization_block(shop.org_id):
        sales = [sell(shop) for _ in range(2)]
    opened(program, sales[0])

    with CaptureQueriesContext(connection) as asked_for:
        opened(program, sales[1])

    statements = questions(asked_for)
    assert len(statements) <= 44, "\n".join(statements)


def test_the_clock_is_the_doors(program: Program, sale: Sale) -> None:
    assert opened(program, sale)["case"]["opened_at"] == NOON.isoformat().replace("+00:00", "Z")
