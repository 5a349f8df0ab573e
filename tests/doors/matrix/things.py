"""Things of the shop that only a page of staff names: a day of the law, a measured loss, a file, a recall."""

from datetime import date, timedelta

from django.utils import timezone

from savoir.cases.models import Case
from savoir.cases.queries import answer_of_case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.insights.operations import ask_replay
from savoir.kernel.access import Role
from savoir.kernel.files import store_made
from savoir.kernel.values.money import Money
from savoir.logistics.models import Receipt
from savoir.orders.models import DroppedFile, Product
from savoir.orders.operations import RecallNotice, declare_recall, drop_file
from savoir.organizations.operations import (
    add_member,
    add_team,
    declare,
    end_team,
    invite,
    place_member,
)
from savoir.policies.operations import draft_version
from savoir.policies.queries import starter, version_at
from savoir.resolutions.models import LegalClock
from savoir.resolutions.operations import accept_offer, ask_for_remedy
from savoir.resolutions.queries import preview_gesture, preview_plan, preview_reduction
from tests.doors.desks import late_return
from tests.doors.matrix.cast import World
from tests.doors.matrix.rules import versions
from tests.insights.asked import finished
from tests.logistics.losses import came_back, measure


def due(world: World) -> None:
    """A day of the law on customer A's case that a person ends."""
    shop, now = world.shop, timezone.now()
    clock = LegalClock.objects.create(
        org_id=shop.org_id, case_id=world.names["case_id"], brand_id=shop.brand_id, kind="postage",
        article="L241-6", due_on=now.date() + timedelta(days=2), is_ours=True, is_owed=True, amount_minor=0,
        currency="EUR", contract_on=now.date(), started_at=now,
    )  # fmt: skip
    world.names["clock_id"] = clock.id


def lost(world: World) -> None:
    """A thing of customer A that came back worn: what it lost waits for a person's word."""
    worn = measure(world.shop, came_back(world.shop))
    Receipt.objects.filter(id=worn.receipt.id).update(received_at=timezone.now())
    seen = preview_reduction(actor=world.shop.system, loss_id=worn.loss_id)
    world.names |= {"loss_id": worn.loss_id}
    for name in ("desk:loss", "desk:loss_end"):
        world.names[f"{name}:reference"] = worn.made.case.reference
    world.bodies["desk:loss"] = {"reason": "Taches.", "kept": "1200", "digest": seen.digest}


def faulty(world: World) -> int:
    """A thing of customer A that goes back at our cost: his receipt is asked for. Returns her order's id."""
    shop, now = world.shop, timezone.now()
    case, sale = late_return(shop)
    answer = answer_of_case(actor=shop.agent, case_id=case.id)
    plan = preview_plan(actor=shop.agent, answer=answer, remedy=Remedy.REPLACEMENT, now=now)
    accept_offer(
        actor=shop.agent, case_reference=case.reference, remedy=Remedy.REPLACEMENT, plan_digest=plan.digest,
        now=now,
    )  # fmt: skip
    for name in ("desk:postage", "portal:postage"):
        world.names[f"{name}:reference"] = case.reference
        world.bodies[name] = {"amount": "6,90"}
    _kind(world, case)
    _wished(world)
    return sale.order_id


def _kind(world: World, case: CaseCard) -> None:
    """Five euros beyond what is owed for the thing that broke."""
    seen = preview_gesture(
        actor=world.shop.agent, case_id=case.id, severity="slight", amount=Money(500, "EUR"),
        now=timezone.now(),
    )  # fmt: skip
    world.names["desk:gesture:reference"] = case.reference
    world.bodies["desk:gesture"] = {
        "severity": "slight", "kind": seen.kind.value, "amount": "500", "digest": seen.digest,
        "motive": "Deuxième panne.",
    }  # fmt: skip


def _wished(world: World) -> None:
    """An answer beyond the rule, which the agent asks of a senior."""
    shop, now = world.shop, timezone.now()
    case, _sale = late_return(
        shop, intent=Intent.RETURN, reason=Reason.CHANGED_MIND, delivered_at=now - timedelta(days=40)
    )
    answer = answer_of_case(actor=shop.agent, case_id=case.id)
    plan = preview_plan(actor=shop.agent, answer=answer, remedy=Remedy.REFUND, now=now)
    ask_for_remedy(
        actor=shop.agent, case_reference=case.reference, remedy=Remedy.REFUND, plan_digest=plan.digest,
        text="", motive="gesture", now=now,
    )  # fmt: skip
    world.names["desk:wish_end:reference"] = case.reference


def dropped(world: World) -> None:
    """A file of sales that was read and waits for a person's word, with rows that stay outside; what the
    brand said, and whom the house awaits.
    """
    shop, now = world.shop, timezone.now()
    drop_id = drop_file(
        actor=shop.system, brand_id=shop.brand_id, file_name="b.csv", chunks=[b"a,b"], now=now
    )
    rejects = store_made(actor=shop.system, content=b"ligne", media_type="text/csv", now=now)
    DroppedFile.objects.filter(id=drop_id).update(
        state="ready", rejects_id=rejects.id, report={"orders": 1, "title": "Shopify"}
    )
    world.names["drop_id"] = drop_id
    world.bodies["console:import_declare"] = {
        "brand": shop.brand_id, "fact": "delivery_days", "value": "3", "channel": "web",
        "begins_on": "2026-01-01",
    }  # fmt: skip
    _declared(world)
    _awaited(world)


def called_back(world: World) -> None:
    """A product that the house called back, and another that it is about to; nobody of ours bought them. And
    the version of the rules that stands."""
    shop, now = world.shop, timezone.now()
    for name in ("RAPPEL-1", "RAPPEL-2"):
        Product.objects.create(org_id=shop.org_id, external_id=name, sku=name, name="Perceuse")
    notice = RecallNotice(
        products=["RAPPEL-1"], began_on=now.date(), hazard="Elle peut prendre feu.",
        instructions="Débranchez-la.",
    )  # fmt: skip
    card = version_at(actor=shop.system, brand_id=shop.brand_id, at=now)
    assert card is not None
    world.names["version_id"] = card.id
    versions(world)
    world.names["recall_id"] = declare_recall(
        actor=shop.system, brand_id=shop.brand_id, notice=notice, now=now
    )
    world.bodies["console:recall_new"] = {
        "brand": shop.brand_id, "products": "RAPPEL-2", "began_on": now.date(), "hazard": notice.hazard,
        "instructions": notice.instructions, "repair": "possible", "replacement": "possible",
        "refund": "possible", "way_back": "post",
    }  # fmt: skip
    world.bodies["console:recall_end"] = {"end": "over"}
    named = Case.objects.filter(id=world.names["case_id"]).values_list("customer_id", flat=True)
    world.names["customer_id"] = named.get() or 0
    world.bodies["console:erasure_person"] = {"sure": "yes"}  # her case lasts: nothing goes


def _declared(world: World) -> None:
    """What the brand said of a branch of its goods."""
    shop, now = world.shop, timezone.now()
    world.names["declaration_id"] = declare(
        actor=shop.system, brand_id=shop.brand_id, fact="perishable", value=True, category="fleurs",
        begins_on=date(2026, 1, 1), now=now,
    )  # fmt: skip
    world.names["fact"] = "second_hand"
    world.bodies["console:declaration_new"] = {
        "brand": shop.brand_id, "value": "yes", "category": "mode", "begins_on": "2026-01-01",
    }  # fmt: skip
    world.bodies["console:declaration_end"] = {"ends_on": "2026-06-01"}
    _teams(world)


def _teams(world: World) -> None:
    """A team with somebody in it, and one that has ended."""
    shop, now = world.shop, timezone.now()
    found = {"actor": shop.system, "calendar_id": shop.calendar_id, "now": now}
    safety, former = add_team(name="Sécurité", **found), add_team(name="Standard", **found)
    place_member(actor=shop.system, member_id=shop.agent.id, team_id=safety, now=now)
    end_team(actor=shop.system, team_id=former, to_team_id=None, now=now)
    world.names |= {
        "team_id": safety, "console:team_leaving:member_id": shop.agent.id,
        "console:team_resumption:team_id": former,
    }  # fmt: skip
    world.bodies |= {
        "console:team_new": {"name": "Transport", "code": "", "calendar": shop.calendar_id},
        "console:team": {"name": "Sûreté"}, "console:team_end": {"to_team": ""},
        "console:team_members": {"member": shop.actors[Role.SENIOR].id},
    }  # fmt: skip


def replayed(world: World) -> None:
    """The rules that stand are replayed beside a draft; another time span would be another replay."""
    shop, now, version_id = world.shop, timezone.now(), int(world.names["version_id"])
    draft = draft_version(
        actor=shop.system, brand_id=shop.brand_id, document=starter(name="electronics"), now=now
    )
    world.names["run_id"] = ask_replay(
        actor=shop.system, version_id=version_id, against_id=draft, since=None, now=now
    )
    world.bodies["console:replays"] = {"face": draft, "dossiers": "3"}
    done = ask_replay(
        actor=shop.system, version_id=version_id, against_id=draft, since=date(2026, 1, 1), now=now
    )
    world.names["console:replay_report:run_id"] = finished(shop, done).id


def _awaited(world: World) -> None:
    """A colleague who has not chosen his password yet, and what the forms of colleagues ask."""
    shop, now = world.shop, timezone.now()
    awaited_id = add_member(
        actor=shop.system, email="nadia@lenoir.example", full_name="Nadia Benali", role="agent", now=now
    )
    invite(actor=shop.system, member_id=awaited_id, now=now)
    for name in ("colleague", "colleague_invitation", "colleague_withdrawal", "colleague_end"):
        world.names[f"console:{name}:member_id"] = awaited_id
    world.bodies["console:colleague"] = {"role": "senior"}
    world.bodies["console:colleague_new"] = {
        "name": "Tom Roy", "email": "tom@lenoir.example", "role": "agent",
    }  # fmt: skip
