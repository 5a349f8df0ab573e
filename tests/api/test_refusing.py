"""No program refuses a customer by itself: it says which colleague did, and he may do no more than both."""

from savoir.cases.models import Decision
from savoir.cases.operations import refuse_case
from savoir.kernel.access import KEY_PERMISSIONS, Permission, Role
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import ApiKey, Member
from savoir.web.desk.cases.sentences import Teller, told_of
from tests.api.programs import Program, new_key, problem
from tests.doors.desks import late_return
from tests.shop import NOON, Shop

WORDS = {
    "kind": "refusal", "motive": "damage_by_use", "ground": "fault_disproved",
    "reason": "La coque porte la trace d’une chute.",
}  # fmt: skip


def address(shop: Shop, role: Role) -> str:
    """The e-mail of the shop's member of a role."""
    with organization_block(shop.org_id):
        return Member.objects.select_related("user").get(id=shop.actors[role].id).user.email


def refusals(shop: Shop) -> list[tuple[str, int]]:
    """Who refused."""
    refused = Decision.objects.filter(outcome="refused")
    with organization_block(shop.org_id):
        return list(refused.values_list("actor_kind", "actor_id"))


def test_a_refusal_carries_the_person_who_decided_it(program: Program, shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)

    said = {**WORDS, "decided_by": address(shop, Role.AGENT)}
    answered = program.post(f"/cases/{case.reference}/answer", said)

    assert answered.status_code == 200, answered.content
    assert refusals(shop) == [("member", shop.agent.id)]


def test_what_a_program_does_in_a_persons_name_bears_its_key(program: Program, shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    said = {**WORDS, "decided_by": address(shop, Role.AGENT)}

    assert program.post(f"/cases/{case.reference}/answer", said).status_code == 200

    with organization_block(shop.org_id):
        key = ApiKey.objects.get()
        of_member = [entry for entry in events_of("case", case.id) if entry.actor_kind == "member"]
    assert "case_refused" in {entry.kind for entry in of_member}
    assert {(entry.actor_id, entry.via_key_id) for entry in of_member} == {(shop.agent.id, key.id)}
    told = told_of(tuple(of_member), Teller(zone="Europe/Paris", members={shop.agent.id: "Léa"}))
    assert all(one.text.endswith("par un programme, au nom de Léa") for one in told)


def test_who_refuses_himself_stands_alone_on_record(shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    with organization_block(shop.org_id):
        refuse_case(
            actor=shop.agent, reference=case.reference, motive="damage_by_use",
            ground="fault_disproved", note="Chute.", now=NOON,
        )  # fmt: skip
        assert {entry.via_key_id for entry in events_of("case", case.id)} == {None}


def test_without_the_scope_no_address_is_tried(shop: Shop, program: Program) -> None:
    case, _ = late_return(shop, now=NOON)
    weaker = Program(new_key(shop, *(KEY_PERMISSIONS - {Permission.CASE_REFUSE})))

    answers = [
        weaker.post(f"/cases/{case.reference}/answer", {**WORDS, "decided_by": one}).content
        for one in (address(shop, Role.AGENT), "nobody@example.org")
    ]

    assert answers[0] == answers[1]
    assert b"not_allowed" in answers[0]


def test_without_a_person_nothing_is_refused(program: Program, shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)

    nameless = program.post(f"/cases/{case.reference}/answer", WORDS)
    stranger = program.post(f"/cases/{case.reference}/answer", {**WORDS, "decided_by": "robot@example.org"})

    assert nameless.status_code == 422
    assert problem(stranger, 422, "nobody_decided")["field"] == "decided_by"
    assert refusals(shop) == []


def test_who_may_not_refuse_at_the_desk_may_not_through_a_program(program: Program, shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)

    said = {**WORDS, "decided_by": address(shop, Role.WAREHOUSE)}
    refused = program.post(f"/cases/{case.reference}/answer", said)

    assert refused.status_code == 403
    assert refusals(shop) == []


def test_a_key_without_the_scope_lends_nobody_its_hand(program: Program, shop: Shop) -> None:
    case, _ = late_return(shop, now=NOON)
    weaker = Program(new_key(shop, *(KEY_PERMISSIONS - {Permission.CASE_REFUSE})))

    said = {**WORDS, "decided_by": address(shop, Role.SUPERVISOR)}
    refused = weaker.post(f"/cases/{case.reference}/answer", said)

    assert refused.status_code == 403
    assert refusals(shop) == []
