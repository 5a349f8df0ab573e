"""What stands in the rows of two brands and a neighbor, marked: who reads a mark was shown that column."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.functions import Cast, Concat

from savoir.cases.models import Case, CaseLine, Decision
from savoir.conversations.models import Message
from savoir.conversations.operations import add_note, receive_from_customer, write_to_customer
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import PostingProof, ReturnAuthorization
from savoir.orders.models import Customer, Delivery, Order, OrderLine, Payment, Product
from savoir.organizations.models import ApiKey, Brand, ConnectorAccount, Membership, Site, Team, User
from savoir.organizations.operations import add_team
from savoir.policies import operations as policies
from savoir.resolutions.models import Refund
from tests.api.programs import new_key
from tests.doors.desks import late_return
from tests.doors.matrix.programs import other_brand
from tests.faults.worlds import agree, post
from tests.shop import NOON, Shop, make_shop

# How a row leads to its brand.
BRAND_OF: Final[dict[type[Model], str]] = {
    Order: "brand_id", OrderLine: "order__brand_id", Payment: "order__brand_id", Delivery: "order__brand_id",
    Case: "brand_id", CaseLine: "case__brand_id", Decision: "case__brand_id", Message: "case__brand_id",
    ReturnAuthorization: "case__brand_id", PostingProof: "ra__case__brand_id", Refund: "case__brand_id",
    Brand: "id",
}  # fmt: skip
COLUMNS: Final[dict[type[Model], tuple[str, ...]]] = {
    Customer: ("external_id", "name", "email", "phone", "postcode", "city", "street"),
    Product: ("external_id", "sku", "gtin", "name", "variant", "supplier"),
    Order: ("external_id", "marketplace"),
    OrderLine: ("external_id", "name"),
    Payment: ("external_id", "provider_reference", "last4"),  # an IBAN would stand in the reference
    Delivery: ("external_id", "carrier", "tracking_number"),
    Case: ("headline", "former_number"),
    CaseLine: ("product_name", "customer_words", "serial"),
    Decision: ("motive_note",),
    Message: ("to", "subject", "body_text", "body_html", "message_id", "note"),
    ReturnAuthorization: ("tracking_number", "former_number"),
    PostingProof: ("tracking_number",),
    Refund: ("provider_reference", "failure_code"),
    Brand: ("name", "sender_name", "sender_address", "legal_entity"),
}  # fmt: skip
OF_HOUSE: Final[dict[type[Model], tuple[str, ...]]] = {
    User: ("email", "full_name"), Site: ("name", "street"), ApiKey: ("label",), ConnectorAccount: ("label",),
    Team: ("code", "name"),
}  # fmt: skip
# Made by us and told to programs: the values that stand there already are their own marks.
NUMBERS: Final[dict[type[Model], str]] = {
    Order: "number", Case: "reference", ReturnAuthorization: "number", Refund: "reference", Brand: "slug",
}  # fmt: skip
PRICE: Final = {"a": 713_171_317, "b": 723_172_317, "o": 733_173_317}
SHORT = 12
Marks = dict[str, tuple[str, str]]


@dataclass
class Marked:
    """Two brands (`a`, `b`) of one house (`h`) and a neighbor's (`o`, `n`).

    `places` and `line_id` name rows of `a`, for addresses and questions.
    """

    houses: dict[str, Shop]
    places: dict[str, str] = field(default_factory=dict)
    line_id: int = 0
    marks: Marks = field(default_factory=dict)

    def seen(self, text: str) -> set[tuple[str, str]]:
        """(column, whose) of the marks in an answer."""
        return {shown for mark, shown in self.marks.items() if mark in text}


def marked_world(shop: Shop) -> Marked:
    """The same things happen in each brand; then every text is replaced by a mark of its column and brand."""
    world = Marked({"a": shop, "b": _second_brand(shop), "o": make_shop("voisin")})
    for name, house in world.houses.items():
        with organization_block(house.org_id):
            _live(world, name, house)
            world.marks |= _marks(COLUMNS, name, house) | _numbers(name, house)
    for name, house in (("h", shop), ("n", world.houses["o"])):
        with organization_block(house.org_id):
            world.marks |= _marks(OF_HOUSE, name, house)
    return world


def _second_brand(shop: Shop) -> Shop:
    second = replace(shop, brand_id=other_brand(shop))
    with organization_block(shop.org_id):
        policies.create_policy(actor=shop.system, brand_id=second.brand_id, name="Deux", now=NOON)
        policies.found_version(
            actor=shop.system, brand_id=second.brand_id, starter="home", begins_at=NOON, now=NOON
        )
    return second


def _live(world: Marked, name: str, house: Shop) -> None:
    """An agreed return that was posted, with words from both sides and a note, and a claim that waits."""
    new_key(house)
    if name != "b":  # the two brands share their teams
        add_team(actor=house.system, name="Conseil", calendar_id=house.calendar_id, now=NOON)
    agreed = agree(house, at=NOON, product={"name": "Robe"})
    refund_id = post(house, agreed, at=NOON)
    write_to_customer(actor=house.agent, case_reference=agreed.reference, text="Bonjour.", now=NOON)
    receive_from_customer(actor=house.system, case_reference=agreed.reference, text="Merci.", now=NOON)
    add_note(actor=house.agent, case_reference=agreed.reference, text="Vu.", now=NOON)
    late_return(house, now=NOON)
    if name == "a":
        world.line_id = agreed.sale.line_ids[0]
        world.places = {
            "cases": agreed.reference, "orders": agreed.sale.number,
            "return-authorizations": agreed.ra_number,
            "refunds": Refund.objects.values_list("reference", flat=True).get(id=refund_id),
        }  # fmt: skip


def _marks(columns_of: dict[type[Model], tuple[str, ...]], whose: str, house: Shop) -> Marks:
    """Write a mark into each column; {mark: (column, whose)}."""
    columns = [(model, column) for model, columns in columns_of.items() for column in columns]
    found: Marks = {}
    for number, (model, column) in enumerate(columns):
        mark = f"ŧ{number:02}{whose}"
        assert _write(_rows(model, house), model, column, mark), f"{model.__name__}: the world has none"
        found[mark] = (f"{model._meta.db_table}.{column}", whose)
    return found


def _numbers(whose: str, house: Shop) -> Marks:
    """What marks itself, the price, and words of a message, which lie in JSON."""
    found: Marks = {str(PRICE[whose]): ("orders_product.price_minor", whose)}
    for model, column in NUMBERS.items():
        for value in _rows(model, house).values_list(column, flat=True):
            found[f'"{value}"'] = (f"{model._meta.db_table}.{column}", whose)
    _rows(Product, house).update(price_minor=PRICE[whose])
    said, signed = f"ŧww{whose}", f"ŧwn{whose}"
    words = _rows(Message, house).filter(words__has_key="text")
    assert words.update(words={"text": said, "agent_name": signed})
    found[said] = ("conversations_message.words.text", whose)
    found[signed] = ("conversations_message.words.agent_name", whose)
    return found


def _rows(model: type[Any], house: Shop) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.all()
    if model is User:
        return rows.filter(id__in=Membership.objects.filter(org_id=house.org_id).values("user_id"))
    if model is Customer:
        return rows.filter(id__in=Order.objects.filter(brand_id=house.brand_id).values("customer_id"))
    if model is Product:
        sold = OrderLine.objects.filter(order__brand_id=house.brand_id)
        return rows.filter(id__in=sold.values("product_id"))
    return rows.filter(**{BRAND_OF[model]: house.brand_id}) if model in BRAND_OF else rows


def _write(rows: QuerySet[Any], model: type[Any], column: str, mark: str) -> int:
    """The mark, with the row's id where values must differ and there is room; a note only where one is."""
    if column == "note":
        rows = rows.exclude(note="")
    longest = model._meta.get_field(column).max_length
    is_short = longest is not None and longest < SHORT
    value = Value(mark) if is_short else Concat(Value(mark), Cast("id", CharField()))
    return rows.update(**{column: value})
