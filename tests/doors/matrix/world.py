"""A shop with one of each thing, the neighbor's shop, and everybody who might knock, each signed in."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from savoir.cases.operations import attach_file
from savoir.cases.states import Remedy
from savoir.conversations.operations import add_note, mark_refused, receive_from_customer, write_to_customer
from savoir.kernel import approvals, ledger, tasks
from savoir.kernel.access import Permission
from savoir.kernel.files import store_made
from savoir.kernel.outbox.endpoints import EndpointWish, add_endpoint
from savoir.kernel.outbox_tables import WebhookDelivery, WebhookEndpoint
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.logistics import operations as logistics
from savoir.logistics.queries import expected_lines, inspection_card
from savoir.logistics.states import Finding, Grade
from savoir.logistics.values import Checks
from savoir.orders.models import Customer, Order
from savoir.organizations.models import ConnectorAccount, Member, User, UserLink
from savoir.organizations.operations import create_api_key, issue_link
from savoir.organizations.operations.people import make_link
from savoir.resolutions.events import RefundLeaving
from savoir.resolutions.operations import (
    begin_move_in,
    check_some,
    count_money_returned_elsewhere,
    move_in_template,
)
from savoir.resolutions.ports import RailRefund, RailState
from savoir.resolutions.queries import move_in_report, offers_of_case, refunds_of_case
from savoir.web.brand_sheet import sheet_address
from tests.doors.desks import late_return
from tests.doors.docks import AS_NEW, Parcel, parcel_for
from tests.doors.matrix.cast import CANARIES, Login, Prove, World, members, proves
from tests.doors.matrix.things import called_back, dropped, due, faulty, lost, replayed
from tests.faults.worlds import agree
from tests.shop import Sale, Shop, make_shop, sell

CHECKS = Checks(
    right_item=True, right_quantity=True, used_or_damaged=False, defect_proven=False, in_time=True
)


def build(shop: Shop, login: Login, prove: Prove) -> World:
    """Everything of customer A lies in `shop`; customer B bought there too; the neighbor is another house."""
    world = World(shop)
    with organization_block(shop.org_id):
        hers = _desk(world)
        also_hers = _money(world)
        due(world)
        lost(world)
        _dock(world)
        other_sale = sell(shop)
        _mark(world, hers, other_sale)
        _keys(world)
        called_back(world)
        replayed(world)
        _links(world, hers)
        _asked(world, hers)
        _moving_in(world)
        dropped(world)
        also_hers = (*also_hers, faulty(world))
    neighbor = make_shop("voisin")
    with organization_block(neighbor.org_id):
        far_sale = sell(neighbor)
    members(world, neighbor, login)
    world.clients["nobody"] = Client()
    for order_id in (hers.order_id, *also_hers):
        proves(world, prove, "cust_a", (shop.org_id, order_id), verified=False)
        proves(world, prove, "link_a", (shop.org_id, order_id), verified=True)
    proves(world, prove, "link_b", (shop.org_id, other_sale.order_id), verified=True)
    proves(world, prove, "cust_2", (neighbor.org_id, far_sale.order_id), verified=True)
    return world


def _desk(world: World) -> Sale:
    """Customer A's case that waits for a person: her photo, a message that failed, a task, an approval."""
    shop, now = world.shop, timezone.now()
    case, sale = late_return(shop, email=CANARIES["email"])
    her = shop.customer(sale.order_id, verified=True)
    receive_from_customer(actor=her, case_reference=case.reference, text="Voici.", now=now)
    photo = store_made(actor=shop.agent, content=b"GIF89a", media_type="image/gif", now=now)
    attach_file(actor=shop.agent, reference=case.reference, file_id=photo.id, kind="photo", now=now)
    asked = approvals.Request(
        subject_kind="case", subject_id=case.id, verb="refund", plan_digest="d" * 8, ceiling_code="over_80"
    )
    tasks.open_task(
        code="prepare_repair", subject_kind="case", subject_id=case.id, detail={}, due_at=None, now=now
    )
    world.names |= {
        "order_number": sale.number, "code": "key_missing", "brand_id": shop.brand_id,
        "reference": case.reference, "case_id": case.id, "file_id": photo.id, "order_id": sale.order_id,
        "customer_id": sale.customer_id, "slug": shop.brand_slug, "line_id": sale.line_ids[0],
        "message_id": _letter(shop, case.reference),
        "approval_id": approvals.ask(
            actor=shop.agent, request=asked, expires_at=now + timedelta(days=1), now=now
        ),
        "task_id": tasks.open_tasks(actor=shop.agent, limit=1)[0].id,
    }  # fmt: skip
    plans = offers_of_case(actor=shop.agent, case_id=case.id, now=now).plans
    digest = next(plan.digest for plan in plans if plan.remedy is Remedy.REPLACEMENT)
    world.bodies |= _desk_bodies(case.reference, digest)
    world.bodies["desk:approval"] = {"answer": "yes", "plan": "d" * 8}
    return sale


def _mark(world: World, hers: Sale, his: Sale) -> None:
    """Values that stand nowhere else: whoever reads one on a page was shown it."""
    Customer.objects.filter(id=hers.customer_id).update(
        name=CANARIES["name"], phone=CANARIES["phone"], street=CANARIES["street"],
    )  # fmt: skip
    Customer.objects.filter(id=his.customer_id).update(name=CANARIES["other name"])
    Order.objects.filter(id=his.order_id).update(
        number=CANARIES["other order"], number_normalized=CANARIES["other order"].replace("-", "")
    )
    add_note(
        actor=world.shop.agent, case_reference=world.names["reference"], text=CANARIES["note"],
        now=timezone.now(),
    )  # fmt: skip
    leaving = RefundLeaving(subject_id=world.names["case_id"], refund_id=0, amount=Money(73_117, "EUR"))
    ledger.record(leaving, actor=world.shop.system, now=timezone.now())


def _keys(world: World) -> None:
    """A key of the API, and what the page asks to make one."""
    shop, now = world.shop, timezone.now()
    made = create_api_key(actor=shop.system, label="Boutique", scopes=[Permission.CASE_READ.value], now=now)
    wish = EndpointWish("https://erp.example/savoir", "ERP")
    add_endpoint(actor=shop.system, wish=wish, now=now)
    endpoint_id = WebhookEndpoint.objects.get().id
    failed = WebhookDelivery.objects.create(
        org_id=shop.org_id, endpoint_id=endpoint_id, type="case.opened", state="failed", due_at=now,
        created_at=now, ended_at=now,
    )  # fmt: skip
    world.names |= {"key_id": made.card.id, "endpoint_id": endpoint_id, "delivery_id": failed.id}
    address = {"url": "https://erp.example/other", "description": "ERP"}
    world.bodies |= {"console:webhook_new": address, "console:webhook_change": address}
    world.names |= {"kind": "smtp", "account_id": ConnectorAccount.objects.order_by("id")[0].id}
    world.bodies["console:account_new"] = {"label": "Envoi", "host": "smtp.example", "security": "tls"}
    world.bodies["console:key_new"] = {"label": "Boutique", "scopes": [Permission.CASE_READ.value]}


def _moving_in(world: World) -> None:
    """A sheet of another system's cases that was looked at and waits for a person's word."""
    shop, now = world.shop, timezone.now()
    move_in_id = begin_move_in(
        actor=shop.system, brand_id=shop.brand_id, file_name="a.csv", content=move_in_template(), now=now
    )
    check_some(actor=shop.system, move_in_id=move_in_id, now=now)
    card, _, _ = move_in_report(actor=shop.system, move_in_id=move_in_id)
    world.names["move_in_id"] = move_in_id
    world.bodies["console:move_in_start"] = {"plan": card.plan_digest}


def _letter(shop: Shop, reference: str) -> int:
    """A message the customer's server refused."""
    now = timezone.now()
    message_id = write_to_customer(actor=shop.agent, case_reference=reference, text="Bonjour.", now=now)
    mark_refused(actor=shop.system, message_id=message_id, task="mail_refused", code="550", now=now)
    return message_id


def _desk_bodies(reference: str, digest: str) -> dict[str, dict[str, Any]]:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    picked = {"dossier": [reference]}
    return {
        "desk:take": picked,
        "desk:picks": picked | {"vers": "report"},
        "desk:proposals": picked | {f"remedy-{reference}": "replacement", f"plan-{reference}": digest},
        "desk:snooze": picked | {"day": tomorrow, "reason": "other", "note": "Il rappelle."},
        "desk:escalation": picked | {"to": "supervisor", "note": "À voir."},
        "desk:decision": {"remedy": "replacement", "plan-replacement": digest},
        "desk:refusal": {"motive": "out_of_time", "ground": "fault_disproved", "reason": "Une chute."},
        "desk:question": {"what": "photo", "text": ""},
        "desk:owner": {"member": ""},
        "desk:routing": {"team": "", "handled_by": "store"},
        "desk:note": {"text": "Vu avec le magasin."},
        "desk:message": {"text": "Bonjour."},
        "desk:ending": {"motive": "other", "note": "Vu."},
        "desk:shipment": {"order_reference": "FR-1"},
        "desk:call_off": {"why": "out_of_stock"},
        "desk:settlement": {"provider_reference": "re_1"},
    }


def _money(world: World) -> tuple[int, ...]:
    """A refund that stands still because money left elsewhere; a return still with her; a line untouched."""
    shop, now = world.shop, timezone.now()
    stands, waits = (agree(shop, at=now, delivered_at=now, quantity=2) for _ in range(2))
    fresh = sell(shop)
    seen = RailRefund("re_1", None, "pi", Money(5900, "EUR"), RailState.SUCCEEDED)
    count_money_returned_elsewhere(
        actor=shop.system, payment_id=stands.sale.payment_id, source="stripe", seen=seen, now=now
    )
    refund = refunds_of_case(actor=shop.agent, case_id=stands.case_id)[0].reference
    world.names |= {
        "refund": refund, "desk:new_case_for:order_id": fresh.order_id,
        "desk:ending:reference": waits.reference, "portal:posting:ra": waits.ra_number,
        **{f"portal:{page}:reference": waits.reference for page in ("posting", "slip", "code")},
    }  # fmt: skip
    world.bodies["desk:new_case_for"] = {"line": fresh.line_ids[0], "happened": "defective", "quantity": 1}
    return waits.sale.order_id, fresh.order_id


def _dock(world: World) -> None:
    """A parcel on its way, one received, one examined, one nobody announced; all at the warehouse."""
    shop, now = world.shop, timezone.now()
    coming, here, seen = (parcel_for(shop) for _ in range(3))
    (awaited,) = expected_lines(actor=shop.dock, ra_number=coming.number)
    receipt = _received(shop, here)
    inspection_id = _inspected(shop, _received(shop, seen).lines[0].id)
    reference = logistics.record_unknown(
        actor=shop.dock, scan_id=uuid4(), site_id=shop.warehouse_id, code="X1", now=now
    )
    world.names |= {
        "number": coming.number, "receipt_id": receipt.id, "dock:line_id": receipt.lines[0].id,
        "inspection_id": inspection_id, "dock:reference": reference,
    }  # fmt: skip
    scan = {"scan_id": str(uuid4())}
    world.bodies |= {
        "dock:name_station": {"name": "Quai 3", "site": shop.warehouse_id},
        "dock:parcel": scan | {f"line_{awaited.id}": "1"},
        "dock:inspection": scan | AS_NEW | {"quantity": "1"},
        "dock:placement": scan,
        "dock:unknown_new": scan | {"label_code": "Y2", "quantity": "1"},
        "dock:unknown_one": scan | {"case_reference": world.names["reference"]},
    }
    assert inspection_card(actor=shop.dock, inspection_id=inspection_id).disposition is None


def _received(shop: Shop, parcel: Parcel) -> Any:
    (line,) = expected_lines(actor=shop.dock, ra_number=parcel.number)
    return logistics.receive(
        actor=shop.dock, scan_id=uuid4(), ra_number=parcel.number, quantities={line.id: 1},
        station="Quai 2", now=timezone.now(),
    )  # fmt: skip


def _inspected(shop: Shop, receipt_line_id: int) -> int:
    return logistics.inspect(
        actor=shop.dock, receipt_line_id=receipt_line_id, quantity=1, checks=CHECKS,
        serial_seen="", grade=Grade.A, finding=Finding.CONFORM, note="", now=timezone.now(),
    )  # fmt: skip


def _links(world: World, hers: Sale) -> None:
    """What a secret opens: a customer's link, a colleague's new password, a draft, a brand's sheet."""
    shop, now = world.shop, timezone.now()
    with organization_block(shop.org_id):
        user = User.objects.get(id=Member.objects.get(id=shop.agent.id).user_id)
    secret = make_link(user, UserLink.Purpose.RESET, now + timedelta(minutes=30))
    world.names |= {
        "entrance:secret": secret,
        "portal:use:secret": issue_link(
            actor=shop.system, order_id=hers.order_id, case_id=world.names["case_id"], now=now
        ),
        "portal:resume:secret": "d" * 32, "key": "unknown",
        "digest": sheet_address(shop.brand_slug, 243).rpartition("/")[2].removesuffix(".css"),
    }  # fmt: skip
    world.bodies |= {
        "entrance:sign_in": {"email": "nobody@exemple.fr", "password": "wrong"},
        "entrance:forgotten": {"email": "nobody@exemple.fr"},
        "entrance:link": {"password": "une phrase assez longue"},
        "entrance:language": {"language": "en"},
        "entrance:work_for": {"org_id": shop.org_id},
        "portal:find": {"number": hers.number, "email": hers.email},
        "portal:happened": {"cause": "avis"},
        "portal:answer": {"remedy": "person"},
        "portal:write": {"text": "Avez-vous des nouvelles ?"},
        "portal:posting": {"posted_on": timezone.localdate().isoformat(), "tracking_number": "6A12345678901"},
    }


def _asked(world: World, hers: Sale) -> None:
    """What stands behind an address."""
    world.queries |= {
        "portal:happened": f"?a={hers.line_ids[0]}", "desk:search": "?q=Claire", "desk:palette": "?q=Claire",
        "desk:new_case": "?q=Claire", "dock:scan": f"?code={world.names['number']}",
        "desk:proposals": f"?dossier={world.names['reference']}",
        "desk:snooze": f"?dossier={world.names['reference']}",
        "desk:escalation": f"?dossier={world.names['reference']}",
        "dock:unknown_one": f"?q={hers.number}",
    }  # fmt: skip
