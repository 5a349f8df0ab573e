"""Orders, parcels, customers and products pushed by the systems that know them, one or up to 500 at once."""

from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.schemas.pushes import (
    ManyCustomers,
    ManyDeliveries,
    ManyOrders,
    ManyProducts,
    OneDelivery,
    OneOrder,
    PushedCustomer,
    PushedProduct,
    Told,
    ToldAll,
    document,
    told,
    told_all,
)
from savoir.kernel.access import Permission, require
from savoir.kernel.errors import NotFound
from savoir.orders import operations
from savoir.organizations.queries import brands

pushes = Resource("pushes")
_SCOPES = (Permission.SALE_IMPORT,)
_ONE = (NotFound, operations.RecordRefused)
_MANY = (NotFound, operations.TooManyRecords)


def _brand(request: ApiRequest, slug: str) -> int:
    """The named brand, the key's, or the only one. Raises NotAllowed first, NotFound."""
    require(request.actor, Permission.SALE_IMPORT)
    known = [card for card in brands(actor=request.actor) if request.actor.brand_id in (None, card.id)]
    chosen = [card.id for card in known if slug in ("", card.slug)]
    if len(chosen) != 1:
        raise NotFound("brand")
    return chosen[0]


@pushes.does("/orders", Told, status=200, scopes=_SCOPES, refuses=_ONE)
def push_order(request: ApiRequest, body: OneOrder) -> Told:
    """Tell a whole order: created, updated, unchanged, or older than what is known."""
    found = operations.push_orders(
        actor=request.actor, brand_id=_brand(request, body.brand), records=[document(body)], now=request.now
    )
    return told(operations.only(found))


@pushes.does("/orders/bulk", ToldAll, status=200, scopes=_SCOPES, refuses=_MANY)
def push_orders(request: ApiRequest, body: ManyOrders) -> ToldAll:
    """Tell up to 500 orders; each stands alone, and a refused one says why without stopping the others."""
    found = operations.push_orders(
        actor=request.actor, brand_id=_brand(request, body.brand),
        records=[document(one) for one in body.orders], now=request.now,
    )  # fmt: skip
    return told_all(found)


@pushes.does("/deliveries", Told, status=200, scopes=_SCOPES, refuses=_ONE)
def push_delivery(request: ApiRequest, body: OneDelivery) -> Told:
    """Tell a parcel of a known order: what it held, when it left, when it arrived."""
    found = operations.push_deliveries(
        actor=request.actor, brand_id=_brand(request, body.brand), records=[document(body)], now=request.now
    )
    return told(operations.only(found))


@pushes.does("/deliveries/bulk", ToldAll, status=200, scopes=_SCOPES, refuses=_MANY)
def push_deliveries(request: ApiRequest, body: ManyDeliveries) -> ToldAll:
    """Tell up to 500 parcels of known orders."""
    found = operations.push_deliveries(
        actor=request.actor, brand_id=_brand(request, body.brand),
        records=[document(one) for one in body.deliveries], now=request.now,
    )  # fmt: skip
    return told_all(found)


@pushes.does("/customers", Told, status=200, scopes=_SCOPES, refuses=(operations.RecordRefused,))
def push_customer(request: ApiRequest, body: PushedCustomer) -> Told:
    """Tell a customer; what is left out stays as it is known."""
    found = operations.push_customers(actor=request.actor, records=[document(body)], now=request.now)
    return told(operations.only(found))


@pushes.does("/customers/bulk", ToldAll, status=200, scopes=_SCOPES, refuses=(operations.TooManyRecords,))
def push_customers(request: ApiRequest, body: ManyCustomers) -> ToldAll:
    """Tell up to 500 customers."""
    records = [document(one) for one in body.customers]
    return told_all(operations.push_customers(actor=request.actor, records=records, now=request.now))


@pushes.does("/products", Told, status=200, scopes=_SCOPES, refuses=(operations.RecordRefused,))
def push_product(request: ApiRequest, body: PushedProduct) -> Told:
    """Tell a product: its kind, its weight, what the law asks of it. What is left out stays."""
    found = operations.push_products(actor=request.actor, records=[document(body)], now=request.now)
    return told(operations.only(found))


@pushes.does("/products/bulk", ToldAll, status=200, scopes=_SCOPES, refuses=(operations.TooManyRecords,))
def push_products(request: ApiRequest, body: ManyProducts) -> ToldAll:
    """Tell up to 500 products."""
    records = [document(one) for one in body.products]
    return told_all(operations.push_products(actor=request.actor, records=records, now=request.now))
