"""What machines do with Savoir today, each as a deed that may be tried again after a death."""

import csv
import hashlib
import io
import json
from typing import Any

from django.test import Client
from django.utils import timezone

from savoir.connectors.payments.psp_stub.webhooks import signature
from savoir.connectors.payments.stubs.mischief import Fate
from savoir.kernel import files, jobs
from savoir.kernel.models import HumanTask, WebhookInbox
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import ReturnAuthorization
from savoir.orders import operations as orders
from savoir.orders.models import Order, Payment
from savoir.organizations.models import Member, UserLink
from savoir.organizations.operations import ask_password_reset
from savoir.resolutions.models import ExternalReturnOfMoney, Refund
from savoir.resolutions.operations import begin_attempt
from tests.doors import providers
from tests.faults.flows import PEOPLE, Flow, World, numbers, settle_prepare
from tests.faults.webhook_flows import TOLD_OUTSIDE
from tests.faults.worlds import DAY

POISON = "tests.poison"


def _doubt_prepare(world: World) -> Any:
    refund = settle_prepare(world)
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
    refund = settle_prepare(world)
    world.works_off()
    with organization_block(world.shop.org_id):
        jobs.enqueue("refunds.reconcile_all", org_id=world.shop.org_id)
    return refund


def _import_prepare(world: World) -> Any:
    number = 700_000 + next(numbers) * 10
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


def _reset_prepare(world: World) -> Any:
    with organization_block(world.shop.org_id):
        member = Member.objects.select_related("user").get(id=world.shop.agent.id)
        return member.user.email, len(world.outside.mails())


def _reset(world: World, subject: Any) -> None:
    address = f"192.0.2.{next(numbers) % 250}"
    ask_password_reset(email=subject[0], address=address, now=timezone.now() + DAY * next(numbers))
    world.works_off()


def _letter_came(world: World, subject: Any) -> None:
    assert len(world.outside.mails()) > subject[1]
    assert UserLink.objects.filter(user__email=subject[0]).exists()


def _poison_prepare(world: World) -> int:
    number = next(numbers)
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
    *PEOPLE,
    Flow("a refund leaves and is told", settle_prepare, _jobs, _paid_once),
    Flow("a doubtful refund is looked up", _doubt_prepare, _jobs, _paid_once),
    Flow("slip and carrier of an agreement", World.agreed, _jobs, _slip_kept),
    Flow("the provider tells of money elsewhere", _letter_prepare, _letter, _counted_once),
    Flow("the nightly comparison", _compare_prepare, _jobs, _paid_once),
    Flow("a file of sales comes in", _import_prepare, _import, _imported_once),
    Flow("a forgotten password", _reset_prepare, _reset, _letter_came),
    TOLD_OUTSIDE,
    Flow("a job that always fails", _poison_prepare, _poison, _one_task),
)
