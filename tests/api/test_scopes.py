"""Each scope an operation names is needed for it, and those it names are enough."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from savoir.api.documentation.document import recorded
from savoir.api.resources import DESCRIBED
from savoir.api.v1.root import api
from savoir.cases.models import Case
from savoir.cases.operations import refuse_case
from savoir.conversations.models import Message
from savoir.kernel.access import KEY_PERMISSIONS, Role
from savoir.kernel.access import Permission as P
from savoir.kernel.models import IdempotencyRecord, LedgerEvent
from savoir.kernel.tenancy import organization_block
from tests.api.programs import Program, new_key
from tests.api.test_brands_and_scopes import claimed
from tests.api.test_refusing import WORDS, address
from tests.doors.desks import late_return
from tests.shop import NOON, Sale, Shop, sell

# An answer takes the scopes of its kind; the operation names those of all kinds.
_EVERY_ANSWER = {P.CASE_READ, P.MESSAGE_SEND}
OF_ANSWERS = {
    "remedy": _EVERY_ANSWER | {P.SALE_READ, P.MESSAGE_READ, P.OFFER_ACCEPT},
    "refusal": _EVERY_ANSWER | {P.SALE_READ, P.CASE_REFUSE},
    "question": _EVERY_ANSWER | {P.CASE_DECIDE},
}


@dataclass
class Asked:
    """Everything one may ask in a shop with cases in each state; what is asked is taken back."""

    shop: Shop
    bodies: dict[str, Any]
    places: dict[str, str]

    def of(self, name: str, program: Program, body: Any) -> HttpResponse:
        """What an operation answers a program."""
        told = DESCRIBED[name]
        place = self.places.get(name) or self.places.get(told.path.split("/")[1], "")
        path = told.path.replace("{number}", place).replace("{reference}", place)
        if told.method == "POST":
            return program.post(path, body or self.bodies.get(name, recorded()[name]["body"]))
        return program.get(path) if told.method == "GET" else program.delete(path)

    def needed(self, name: str, body: Any = None) -> set[P]:
        """The scopes without which it is refused by their name, nothing done."""
        found = set()
        for scope in sorted(DESCRIBED[name].scopes):
            with self._taken_back():
                weaker = Program(new_key(self.shop, *(KEY_PERMISSIONS - {scope})))
                before = self._done()
                answer = json.loads(self.of(name, weaker, body).content)
                if answer.get("code") == "not_allowed":
                    assert answer["facts"]["permission"] == scope.value, name
                    assert self._done() == before, name
                    found.add(scope)
        return found

    def status(self, name: str, scopes: set[P], body: Any = None) -> int:
        """The status for a key with these scopes and no other."""
        with self._taken_back():
            return self.of(name, Program(new_key(self.shop, *scopes)), body).status_code

    @contextmanager
    def _taken_back(self) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def _done(self) -> list[int]:
        kinds = (Case, LedgerEvent, Message, IdempotencyRecord)
        with organization_block(self.shop.org_id):
            return [kind.objects.count() for kind in kinds]


@pytest.fixture
def asked(program: Program, shop: Shop) -> Asked:
    """A case that was agreed, one to be answered, one that was refused, and an article nobody claimed yet."""
    undecided, _ = late_return(shop, now=NOON)
    with organization_block(shop.org_id):
        agreed, ended, free = (sell(shop) for _ in range(3))
    made, line = claimed(program, agreed), _line(free)
    plan = json.loads(program.post("/preview", {"lines": [line]}).content)["plans"][0]
    return Asked(
        shop,
        bodies={
            "open_case": {"lines": [line], "remedy": plan["remedy"], "plan_digest": plan["digest"]},
            "preview_answer": {"lines": [line]}, "assign_case": {"member_id": shop.agent.id},
            **_answers(program, shop, undecided.reference),
        },
        places={
            "cases": made["case"]["number"], "orders": agreed.number, "answer_case": undecided.reference,
            "read_offers": undecided.reference, "reopen_case": _refused(program, shop, ended),
            "refunds": made["accepted"]["refunds"][0],
            "return-authorizations": made["accepted"]["return_authorization"],
        },
    )  # fmt: skip


def _line(sale: Sale) -> dict[str, Any]:
    return {"line_id": sale.line_ids[0], "intent": "withdrawal", "reason": "changed_mind"}


def _refused(program: Program, shop: Shop, sale: Sale) -> str:
    """The number of a case that held its article until it was refused."""
    number = str(json.loads(program.post("/cases", {"lines": [_line(sale)]}).content)["case"]["number"])
    with organization_block(shop.org_id):
        refuse_case(
            actor=shop.agent, reference=number, motive="excluded_product", ground="made_to_spec",
            note="Gravé.", now=NOON,
        )  # fmt: skip
    return number


def _answers(program: Program, shop: Shop, number: str) -> dict[str, Any]:
    plan = json.loads(program.get(f"/cases/{number}/offers").content)["plans"][0]
    remedy = {"kind": "remedy", "remedy": plan["remedy"], "plan_digest": plan["digest"]}
    return {
        "answer remedy": remedy | {"motive": "customer_asked"},
        "answer refusal": WORDS | {"decided_by": address(shop, Role.AGENT)},
        "answer question": {"kind": "question", "what": "photo"},
    }


def test_each_scope_an_operation_names_is_needed(asked: Asked) -> None:
    told = {name: set(one.scopes) for name, one in DESCRIBED.items() if name != "answer_case"}

    assert {name: asked.needed(name) for name in told} == told


def test_the_scopes_an_operation_names_are_enough(asked: Asked) -> None:
    statuses = {
        name: asked.status(name, set(one.scopes)) for name, one in DESCRIBED.items() if name != "answer_case"
    }

    assert {name: status for name, status in statuses.items() if status in (401, 403, 404)} == {}


def test_each_kind_of_answer_takes_its_own_scopes(asked: Asked) -> None:
    found = {kind: asked.needed("answer_case", asked.bodies[f"answer {kind}"]) for kind in OF_ANSWERS}

    assert found == OF_ANSWERS
    assert set().union(*OF_ANSWERS.values()) == set(DESCRIBED["answer_case"].scopes)
    for kind, scopes in OF_ANSWERS.items():
        assert asked.status("answer_case", scopes, asked.bodies[f"answer {kind}"]) == 200, kind


def test_every_operation_of_the_document_is_described() -> None:
    """Those above are all: none is served that stands not in the table they walk."""
    paths = api.get_openapi_schema()["paths"]

    assert {one["operationId"] for verbs in paths.values() for one in verbs.values()} == set(DESCRIBED)
