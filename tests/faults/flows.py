"""What people and machines do with Savoir today, each as a deed that may be tried again after a death."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from savoir.cases.models import CaseLine, Decision
from savoir.cases.states import Intent, Reason, Remedy
from savoir.connectors.payments.psp_stub.webhooks import signature
from savoir.connectors.payments.stubs.mischief import Fate
from savoir.kernel import files, jobs
from savoir.kernel.access import Actor, Role
from savoir.kernel.errors import Refused
from savoir.kernel.jobs import drain
from savoir.kernel.models import FileObject, HumanTask, IdempotencyRecord, WebhookInbox
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import Inspection, ReturnAuthorization
from savoir.orders import operations as orders
from savoir.orders.models import Order, Payment
from savoir.organizations.models import Member, UserLink
from savoir.organizations.operations import ask_password_reset, start_session
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations import begin_attempt, undo_refund
from tests.doors import desks, docks, portals, providers
from tests.faults.outside import Outside
from tests.faults.worlds import DAY, Agreed, agree, post
from tests.shop import Shop, sell

SOON = timedelta(minutes=2)
_numbers = count(1)
POISON = "tests.poison"


@dataclass
class World:
    """A shop, what stands outside of it, and now."""

    shop: Shop
    outside: Outside
    folder: Path
    key: str
    now: datetime

    def signed_in(self, role: Role) -> Client:
        """The browser of a member."""
        client = Client()
        with organization_block(self.shop.org_id):
            user = Member.objects.select_related("user").get(id=self.shop.actors[role].id).user
        client.force_login(user)
        start_session(user_id=user.id, session_key=client.session.session_key or "", former_key="",
                      agent="Firefox", now=timezone.now())  # fmt: skip
        return client

    def agreed(self, **given: Any) -> Agreed:
        """A return agreed on three days ago."""
        with organization_block(self.shop.org_id):
            return agree(self.shop, at=self.now - 3 * DAY, delivered_at=self.now - 9 * DAY, **given)

    def works_off(self, **later: int) -> None:
        """Every job due soon."""
        drain(until=timezone.now() + (timedelta(**later) if later else SOON))


@dataclass(frozen=True)
class Flow:
    """`prepare` makes a subject; `deed` may be done again and again; `check` asserts the one effect."""

    name: str
    prepare: Callable[[World], Any]
    deed: Callable[[World, Any], None]
    check: Callable[[World, Any], None]


def _portal_prepare(world: World) -> Any:
    with organization_block(world.shop.org_id):
        return sell(world.shop, delivered_at=world.now - 3 * DAY)


def _portal(world: World, sale: Any) -> None:
    """Order, cause, answer, choice, in a browser; whoever comes back finds his return under way."""
    visitor = portals.Visitor(world.shop, Client())
    assert visitor.proves(sale).status_code in (302, 303)
    if visitor.says(sale, "avis").status_code in (302, 303):
        assert visitor.chooses("refund").status_code in (302, 303, 409, 422)


def _one_agreement(world: World, sale: Any) -> None:
    with organization_block(world.shop.org_id):
        assert CaseLine.objects.filter(order_line_id=sale.line_ids[0], holds=True).count() == 1
        assert Refund.objects.filter(payment_id=sale.payment_id).count() == 1


def _desk_prepare(world: World) -> Any:
    case, sale = desks.late_return(world.shop, reason=Reason.CHANGED_MIND, intent=Intent.RETURN)
    return case, sale, world.signed_in(Role.AGENT)


def _desk(world: World, subject: Any) -> None:
    """The agent grants the refund; pressed again, the page says that it is decided."""
    case, _, client = subject
    desk = desks.Desk(world.shop, client)
    try:
        assert desk.decides(case, Remedy.REFUND).status_code in (302, 303, 409, 422)
    except (Refused, StopIteration):
        assert _decided(world, case.id) == 1


def _decided(world: World, case_id: int) -> int:
    with organization_block(world.shop.org_id):
        return Decision.objects.filter(case_id=case_id, outcome="accepted", superseded=False).count()


def _one_decision(world: World, subject: Any) -> None:
    case, sale, _ = subject
    assert _decided(world, case.id) == 1
    with organization_block(world.shop.org_id):
        assert Refund.objects.filter(payment_id=sale.payment_id).count() == 1


def _dock_prepare(world: World) -> Any:
    agreed = world.agreed()
    return agreed, world.signed_in(Role.WAREHOUSE), str(uuid4())


def _dock(world: World, subject: Any) -> None:
    agreed, client, scan_id = subject
    parcel = docks.Parcel(agreed.ra_number, agreed.case_id, agreed.reference)
    dock = docks.Dock(world.shop, client)
    if "line_" in dock.get(f"colis/{parcel.number}/").content.decode():
        assert dock.receives(parcel, scan_id=scan_id).status_code in (302, 303, 409, 422)


def _received_once(world: World, subject: Any) -> None:
    with organization_block(world.shop.org_id):
        assert CaseLine.objects.get(case_id=subject[0].case_id).received_qty == 1


def _inspect_prepare(world: World) -> Any:
    agreed, client, scan_id = _dock_prepare(world)
    dock = docks.Dock(world.shop, client)
    answer = dock.receives(docks.Parcel(agreed.ra_number, agreed.case_id, agreed.reference))
    return agreed, client, scan_id, answer["Location"]


def _inspect(world: World, subject: Any) -> None:
    _, client, scan_id, address = subject
    form = {**docks.AS_NEW, "quantity": "1", "scan_id": scan_id}
    assert client.post(address, form).status_code in (302, 303, 409)


def _inspected_once(world: World, subject: Any) -> None:
    with organization_block(world.shop.org_id):
        assert IdempotencyRecord.objects.filter(key=subject[2]).count() == 1
        assert Inspection.objects.filter(receipt_line__receipt__ra__number=subject[0].ra_number).count() == 1


def _settle_prepare(world: World) -> Any:
    agreed = world.agreed()
    with organization_block(world.shop.org_id):
        return Refund.objects.get(id=post(world.shop, agreed, at=world.now - DAY))


def _doubt_prepare(world: World) -> Any:
    refund = _settle_prepare(world)
    with organization_block(world.shop.org_id):
        begin_attempt(actor=world.shop.system, refund_id=refund.id, now=timezone.now())
    return refund


def _jobs(world: World, _subject: Any) -> None:
    world.works_off()


def _paid_once(world: World, refund: Any) -> None:
    with world.outside.books as books:
        assert books.executions(refund.reference) == 1
    with organization_block(world.shop.org_id):
        assert Refund.objects.get(id=refund.id).state == "settled"


def _slip_kept(world: World, agreed: Any) -> None:
    with organization_block(world.shop.org_id):
        slip_id = ReturnAuthorization.objects.get(case_id=agreed.case_id).slip_id
        assert slip_id is not None
        assert files.content_of(slip_id)[0].startswith(b"%PDF")


def _letter_prepare(world: World) -> Any:
    agreed = world.agreed()
    with organization_block(world.shop.org_id):
        payment = Payment.objects.get(id=agreed.sale.payment_id).provider_reference
    with world.outside.books as books:
        books.add_payment(payment, 5900, "EUR")
        books.execute_refund(payment_reference=payment, amount=900, currency="EUR", reference=None,
                             idempotency_key="", fate=Fate(None, False))  # fmt: skip
    name = f"evt_{hashlib.sha256(payment.encode()).hexdigest()[:12]}"
    shape = {"id": "re_1", "object": "refund", "payment_intent": payment, "amount": 900, "currency": "eur",
             "status": "succeeded"}  # fmt: skip
    return agreed, name, json.dumps({"id": name, "type": "refund.created", "data": {"object": shape}})


def _letter(world: World, subject: Any) -> None:
    """The provider knocks until it is thanked; then the letter is worked off."""
    body = subject[2]
    header = signature(body, secret=providers.SECRET, at=int(timezone.now().timestamp()))
    answer = Client().post(f"/webhooks/stripe/{world.key}/", body, content_type="application/json",
                           headers={"Stripe-Signature": header})  # fmt: skip
    assert answer.status_code == 204
    world.works_off()


def _counted_once(world: World, subject: Any) -> None:
    agreed, name, _ = subject
    with organization_block(world.shop.org_id):
        assert WebhookInbox.objects.filter(event_id=name, applied_at__isnull=False).count() == 1
        seen = ExternalReturnOfMoney.objects.filter(payment_id=agreed.sale.payment_id)
        assert [row.amount_minor for row in seen] == [900]


def _compare_prepare(world: World) -> Any:
    refund = _settle_prepare(world)
    world.works_off()
    with organization_block(world.shop.org_id):
        jobs.enqueue("refunds.reconcile_all", org_id=world.shop.org_id)
    return refund


def _undo_prepare(world: World) -> Any:
    """Its money is about to leave; the ten seconds are ten minutes here, since the machine may be slow."""
    refund = _settle_prepare(world)
    with organization_block(world.shop.org_id):
        Refund.objects.filter(id=refund.id).update(leaves_at=timezone.now() + 5 * SOON)
    return refund


def _undo(world: World, refund: Any) -> None:
    try:
        with organization_block(world.shop.org_id):
            undo_refund(actor=world.shop.agent, reference=refund.reference, now=timezone.now())
    except Refused:
        _undone(world, refund)


def _undone(world: World, refund: Any) -> None:
    with organization_block(world.shop.org_id):
        assert Refund.objects.get(id=refund.id).state == "canceled"


def _import_prepare(world: World) -> Any:
    number = 700_000 + next(_numbers) * 10
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice",
                   "CustomerID", "Country"])  # fmt: skip
    for place in range(3):
        rows.writerow([number + place, "71053", "LANTERN", 2, "2010-12-01 08:26:00", "3.39", "17850",
                       "United Kingdom"])  # fmt: skip
    sheet = world.folder / f"{number}.csv"
    sheet.write_text(out.getvalue())
    return sheet, [str(number + place) for place in range(3)]


def _import(world: World, subject: Any) -> None:
    orders.import_orders(
        actor=world.shop.system, brand_id=world.shop.brand_id, source=subject[0],
        mapping=orders.shipped_mapping("uci-online-retail"), now=timezone.now(),
    )  # fmt: skip


def _imported_once(world: World, subject: Any) -> None:
    with organization_block(world.shop.org_id):
        assert Order.objects.filter(number__in=subject[1]).count() == 3


def _photo_prepare(_world: World) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8 + next(_numbers), 8), "red").save(out, "JPEG")
    return out.getvalue()


def _photo(world: World, content: bytes) -> None:
    with organization_block(world.shop.org_id):
        actor: Actor = world.shop.agent
        card = files.store_upload(actor=actor, content=content, file_name="a.jpg", now=timezone.now())
    (world.folder / "photo").write_text(card.digest)


def _photo_whole(world: World, _content: bytes) -> None:
    digest = (world.folder / "photo").read_text()
    with organization_block(world.shop.org_id):
        row = FileObject.objects.get(digest=digest)
    place = Path(settings.MEDIA_ROOT) / str(world.shop.org_id) / digest[:2] / digest
    assert place.stat().st_size == row.size


def _reset_prepare(world: World) -> Any:
    with organization_block(world.shop.org_id):
        member = Member.objects.select_related("user").get(id=world.shop.agent.id)
        return member.user.email, len(world.outside.mails())


def _reset(world: World, subject: Any) -> None:
    address = f"192.0.2.{next(_numbers) % 250}"
    ask_password_reset(email=subject[0], address=address, now=timezone.now() + DAY * next(_numbers))
    world.works_off()


def _letter_came(world: World, subject: Any) -> None:
    assert len(world.outside.mails()) > subject[1]
    assert UserLink.objects.filter(user__email=subject[0]).exists()


def _poison_prepare(world: World) -> int:
    number = next(_numbers)
    with organization_block(world.shop.org_id):
        jobs.enqueue(POISON, org_id=world.shop.org_id, run_at=timezone.now(), deed_id=number)
    return number


def _poison(world: World, _number: int) -> None:
    world.works_off(hours=2)


def _one_task(world: World, number: int) -> None:
    with organization_block(world.shop.org_id):
        tasks = HumanTask.objects.filter(subject_kind="deed", subject_id=number)
        assert [task.detail["job"] for task in tasks] == [POISON]


FLOWS = (
    Flow("a customer asks and accepts", _portal_prepare, _portal, _one_agreement),
    Flow("an agent decides", _desk_prepare, _desk, _one_decision),
    Flow("the dock receives", _dock_prepare, _dock, _received_once),
    Flow("the dock inspects", _inspect_prepare, _inspect, _inspected_once),
    Flow("a refund leaves and is told", _settle_prepare, _jobs, _paid_once),
    Flow("a doubtful refund is looked up", _doubt_prepare, _jobs, _paid_once),
    Flow("slip and carrier of an agreement", World.agreed, _jobs, _slip_kept),
    Flow("the provider tells of money elsewhere", _letter_prepare, _letter, _counted_once),
    Flow("the nightly comparison", _compare_prepare, _jobs, _paid_once),
    Flow("an agent takes his click back", _undo_prepare, _undo, _undone),
    Flow("a file of sales comes in", _import_prepare, _import, _imported_once),
    Flow("a photo is stored", _photo_prepare, _photo, _photo_whole),
    Flow("a forgotten password", _reset_prepare, _reset, _letter_came),
    Flow("a job that always fails", _poison_prepare, _poison, _one_task),
)
