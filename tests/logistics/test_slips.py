"""The paper in the parcel, and the jobs that follow an authorization."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from savoir.connectors.documents.typst_documents import TypstDocuments
from savoir.kernel import jobs
from savoir.kernel.errors import NotFound
from savoir.kernel.models import FileObject, HumanTask
from savoir.kernel.ports import Documents, bind, bound
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.palette import light_palette
from savoir.logistics import operations, queries
from savoir.logistics.ports import Carrier, CarrierUnavailable, ReturnMeans, ReturnShipment
from savoir.logistics.states import ReturnMethod
from savoir.logistics.values import RaCard
from savoir.orders.models import Customer, Product
from tests.cases.files import chosen
from tests.logistics.parcels import authorize, grant
from tests.shop import NOON, Shop, make_shop, sell

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


class Printer:
    """Counts what it prints."""

    def __init__(self) -> None:
        self.printed: list[dict[str, Any]] = []

    def render(self, *, template: str, data: dict[str, Any]) -> bytes:
        assert template == "return_slip"
        self.printed.append(data)
        return b"%PDF-1.7 " + data["ra_number"].encode()


class StubCarrier:
    """Answers once it was asked `failures` times; notes whether a transaction was open."""

    def __init__(self, failures: int = 0, **means: Any) -> None:
        self.failures, self.asked, self.inside = failures, list[ReturnShipment](), list[bool]()
        self.means = ReturnMeans(
            **{
                "service": "own_post",
                "tracking_number": "",
                "label_pdf": b"",
                "cost_for_customer": None,
                **means,
            }
        )

    def prepare_return(self, shipment: ReturnShipment) -> ReturnMeans:
        self.asked.append(shipment)
        self.inside.append(connection.in_atomic_block)
        if len(self.asked) <= self.failures:
            raise CarrierUnavailable
        return self.means


@pytest.fixture
def printer() -> Iterator[Printer]:
    former, printer = bound(Documents), Printer()
    bind(Documents, lambda: printer)  # type: ignore[arg-type, return-value]  # it prints, it draws no code
    yield printer
    if former is not None:
        bind(Documents, former)


@pytest.fixture
def carriers() -> Iterator[Any]:
    former = bound(Carrier)
    yield lambda carrier: bind(Carrier, lambda **selectors: carrier)
    if former is not None:
        bind(Carrier, former)


@pytest.mark.parametrize(("goods", "told"), [
    ("UN 3481", "Laissez la batterie dans l’appareil"),
    ("UN 3480", "emballez chaque batterie séparément"),
    ("UN 1266", "ne doit pas partir par la poste"),  # perfume
    ("lithium_battery", "une personne vous rappelle"),
])  # fmt: skip
def test_a_slip_says_of_dangerous_goods_what_holds_for_them(in_shop: Shop, goods: str, told: str) -> None:
    sale = sell(in_shop, product={"dangerous_goods": goods})
    ra = authorize(in_shop, grant(in_shop, sale))
    data = queries.slip_data(actor=in_shop.customer(sale.order_id), ra_number=ra.number)
    assert data["notice"]["text"].startswith(f"({goods}). ")
    assert told in data["notice"]["text"]
    assert ("Laissez la batterie" in data["notice"]["text"]) is (goods == "UN 3481")


def test_a_slip_names_the_case_and_the_warehouse_and_nothing_of_the_customer(in_shop: Shop) -> None:
    sale = sell(in_shop, product={"variant": "Taille M", "dangerous_goods": "UN 3481"})
    ra = authorize(in_shop, grant(in_shop, sale))
    data = queries.slip_data(actor=in_shop.customer(sale.order_id), ra_number=ra.number)
    assert data["ra_number"] == ra.number
    assert data["send_until"] == "mardi 8\u00a0décembre\u00a02026"
    colors = light_palette(243)
    assert (data["brand_mark"], data["brand_color"], data["brand_ink"]) == ("L", colors.brand, colors.ink)
    assert data["destination"][1:] == ["12 rue du Grand-But", "59810 Lesquin"]
    sku = Product.objects.get(id=sale.product_id).sku
    assert data["lines"] == [{"name": "Robe en lin", "quantity": 1, "note": "Taille M", "reference": sku}]
    assert [fact["value"] for fact in data["decided"]] == [
        "Remboursement", "Changement d’avis", "lundi 23\u00a0novembre\u00a02026, 12\u00a0h\u00a000",
    ]  # fmt: skip
    assert "UN 3481" in data["notice"]["text"]
    customer = Customer.objects.get(id=sale.customer_id)
    for secret in (customer.name, customer.email, customer.street, customer.city, "Elle ne me va pas"):
        assert secret not in str(data)


def test_the_slip_repeats_what_was_promised_and_what_it_hangs_on(in_shop: Shop) -> None:
    agreed = chosen(in_shop, sell(in_shop))
    (ra,) = queries.returns_of_case(actor=in_shop.agent, case_id=agreed.case.id)
    data = queries.slip_data(actor=in_shop.agent, ra_number=ra.number)
    assert data["decided"][-2:] == [
        {"label": "Promis", "value": "au plus tard mercredi 2\u00a0décembre\u00a02026"},
        {"label": "Si déposé", "value": "au plus tard vendredi 27\u00a0novembre\u00a02026"},
    ]
    assert agreed.plan.promised_on is not None
    assert data["send_until"] == "lundi 7\u00a0décembre\u00a02026"


@pytest.mark.parametrize("method", [ReturnMethod.OWN_POST, ReturnMethod.STORE, ReturnMethod.CONTACT_US])
@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_the_paper_takes_every_slip(in_shop: Shop, method: ReturnMethod, language: str) -> None:
    ra = authorize(in_shop, grant(in_shop, language=language), method=method)
    data = queries.slip_data(actor=in_shop.agent, ra_number=ra.number)
    assert data["language"] == ("fr" if language == "de" else language)
    assert TypstDocuments().render(template="return_slip", data=data).startswith(b"%PDF")


def test_the_slip_is_made_on_the_first_call_and_kept(in_shop: Shop, printer: Printer, media: Path) -> None:
    case = grant(in_shop)
    ra = authorize(in_shop, case)
    customer = in_shop.customer(case.sale.order_id)
    first = operations.slip_pdf(actor=customer, ra_number=ra.number, now=NOON)
    again = operations.slip_pdf(actor=in_shop.agent, ra_number=ra.number.lower(), now=NOON)
    assert first == again == b"%PDF-1.7 " + ra.number.encode()
    assert len(printer.printed) == 1
    kept = FileObject.objects.get()
    assert (kept.state, kept.media_type) == ("clean", "application/pdf")
    assert [path.read_bytes() for path in media.rglob("*") if path.is_file()] == [first]


def test_another_customers_slip_does_not_exist(in_shop: Shop, printer: Printer) -> None:
    ra = authorize(in_shop, grant(in_shop))
    stranger = in_shop.customer(sell(in_shop).order_id, verified=True)
    for ask in (
        lambda: operations.slip_pdf(actor=stranger, ra_number=ra.number, now=NOON),
        lambda: queries.slip_data(actor=stranger, ra_number=ra.number),
    ):
        with pytest.raises(NotFound):
            ask()
    assert printer.printed == []
    assert not FileObject.objects.exists()


def committed(shop: Shop, **given: Any) -> RaCard:
    """An authorization with its jobs in the queue."""
    with organization_block(shop.org_id):
        return authorize(shop, grant(shop, sell(shop, product={"weight_grams": 700}, **given), quantity=1))


def ra_now(shop: Shop, ra: RaCard) -> RaCard:
    with organization_block(shop.org_id):
        return queries.ra_by_number(actor=shop.system, ra_number=ra.number)


def test_the_jobs_ask_the_carrier_outside_of_any_transaction_and_print_ahead(
    own_database: str, printer: Printer, carriers: Any
) -> None:
    shop = make_shop()
    carrier = StubCarrier(tracking_number="6A77", label_pdf=b"%PDF-label")
    carriers(carrier)
    ra = committed(shop)
    jobs.drain(until=NOON)
    assert carrier.inside == [False]
    (shipment,) = carrier.asked
    assert (shipment.ra_number, shipment.weight_grams, shipment.postcode) == (ra.number, 700, "59810")
    assert not shipment.paid_by_merchant
    done = ra_now(shop, ra)
    assert (done.tracking_number, done.method) == ("6A77", ReturnMethod.OWN_POST)
    assert done.slip_file_id is not None
    assert len(printer.printed) == 1


def test_a_carrier_that_stays_away_becomes_a_task_and_the_slip_is_there(
    own_database: str, printer: Printer, carriers: Any
) -> None:
    shop = make_shop()
    carrier = StubCarrier(failures=99)
    carriers(carrier)
    ra = committed(shop)
    jobs.drain(until=NOON + timedelta(days=1))
    assert len(carrier.asked) == 5
    assert ra_now(shop, ra).slip_file_id is not None
    with organization_block(shop.org_id):
        assert [task.code for task in HumanTask.objects.all()] == ["carrier_unavailable"]


def test_goods_no_customer_may_post_change_the_way_and_the_slip(in_shop: Shop, printer: Printer) -> None:
    ra = authorize(in_shop, grant(in_shop))
    operations.slip_pdf(actor=in_shop.system, ra_number=ra.number, now=NOON)
    means = StubCarrier(service="contact_us").means
    for _ in range(2):
        operations.record_means(actor=in_shop.system, ra_number=ra.number, means=means, now=NOON)
    moved = queries.ra_by_number(actor=in_shop.system, ra_number=ra.number)
    assert (moved.method, moved.slip_file_id) == (ReturnMethod.CONTACT_US, None)
    operations.slip_pdf(actor=in_shop.system, ra_number=ra.number, now=NOON)
    assert "appelez-nous" in printer.printed[-1]["cost_sentence"]


def test_nothing_is_asked_of_a_carrier_for_a_canceled_number(in_shop: Shop) -> None:
    ra = authorize(in_shop, grant(in_shop))
    operations.cancel_authorization(actor=in_shop.agent, ra_number=ra.number, now=NOON)
    assert queries.return_shipment(actor=in_shop.system, ra_id=ra.id) is None
    with pytest.raises(NotFound):
        queries.return_shipment(actor=in_shop.system, ra_id=99_999_999)
