"""What was sold: a mirror of the systems that sold it, filled by imports and connectors only."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.orders.states import Channel, ContractKind, DeliveryMode, Seller


def _choices(words: type) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]  # type: ignore[attr-defined]  # any StrEnum


class Customer(TenantModel):
    """A person who bought. `name_search` is the name without accents and case, for trigrams.

    `told_by_brand`: the brand whose key told him first, without a sale; null for the house or a sale.
    `erased_at`: his data were erased then; `erased_mark`: a keyed digest of his address (`intake.erased`).
    """

    external_id = models.CharField(max_length=80)
    name = models.CharField(max_length=200, blank=True)
    name_search = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_normalized = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_normalized = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="fr")
    country = models.CharField(max_length=2, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    street = models.CharField(max_length=200, blank=True)
    since_on = models.DateField(null=True)
    told_by_brand = TenantForeignKey("organizations.Brand", null=True)
    erased_at = models.DateTimeField(null=True)
    erased_mark = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "external_id"], name="customer_external")]
        indexes = [
            models.Index(fields=["org", "email_normalized"], name="customer_email"),
            models.Index(fields=["org", "phone_normalized"], name="customer_phone"),
            GinIndex(
                fields=["org", "name_search"], opclasses=["int8_ops", "gin_trgm_ops"], name="customer_name"
            ),
            models.Index(fields=["org", "erased_mark"], condition=~Q(erased_at=None), name="customer_erased"),
        ]

    def __str__(self) -> str:
        return f"customer {self.external_id}"


class Category(TenantModel):
    """A node of the product tree; `path` is "home/textile/curtains"."""

    path = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    parent = TenantForeignKey("orders.Category", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "path"], name="category_path")]

    def __str__(self) -> str:
        return self.path


class Product(TenantModel):
    """What can be bought. Flags default to unknown (null): never guessed.

    `told_by_brand` as of a customer.
    """

    external_id = models.CharField(max_length=80)
    sku = models.CharField(max_length=80, blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    name = models.CharField(max_length=200)
    variant = models.CharField(max_length=120, blank=True)
    category = TenantForeignKey("orders.Category", null=True)
    supplier = models.CharField(max_length=120, blank=True)
    price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    tax_basis_points = models.IntegerField(null=True)
    weight_grams = models.IntegerField(null=True)
    size_mm = models.JSONField(null=True)
    picture = models.CharField(max_length=60, blank=True)
    colorway = models.CharField(max_length=30, blank=True)
    hygiene_sealed = models.BooleanField(null=True)
    made_to_order = models.BooleanField(null=True)
    perishable = models.BooleanField(null=True)
    dangerous_goods = models.CharField(max_length=20, blank=True)
    serial_tracked = models.BooleanField(null=True)
    second_hand = models.BooleanField(null=True)
    warranty_months = models.IntegerField(null=True)
    contract_kind = models.CharField(max_length=24, choices=_choices(ContractKind), blank=True, db_default="")
    told_by_brand = TenantForeignKey("organizations.Brand", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "external_id"], name="product_external")]
        indexes = [
            models.Index(fields=["org", "sku"], name="product_sku"),
            models.Index(fields=["org", "gtin"], condition=~Q(gtin=""), name="product_gtin"),
        ]

    def __str__(self) -> str:
        return self.name


class Order(TenantModel):
    """One sale. `rail` names the refund rail; `number_normalized`, `email_normalized` and
    `postcode_normalized` serve the portal's look-up. `told_at`: as of when the system that sold
    said all this. `buyer_employees`, `outside_main_activity`: of a professional buyer (L221-3);
    `agreed_delivery_on`: the day agreed with him, `date_is_essential`: later it was of no use (L216-6).
    """

    external_id = models.CharField(max_length=80)
    number = models.CharField(max_length=60)
    number_normalized = models.CharField(max_length=60)
    brand = TenantForeignKey("organizations.Brand")
    customer = TenantForeignKey("orders.Customer", null=True)
    site = TenantForeignKey("organizations.Site", null=True)
    channel = models.CharField(max_length=20, choices=_choices(Channel))
    seller = models.CharField(max_length=20, choices=_choices(Seller), default=Seller.US.value)
    marketplace = models.CharField(max_length=60, blank=True)
    rail = models.CharField(max_length=40, default="provider")
    contract_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    price_includes_tax = models.BooleanField(default=True)
    is_gift = models.BooleanField(null=True)
    is_professional = models.BooleanField(null=True)
    buyer_employees = models.IntegerField(null=True)
    outside_main_activity = models.BooleanField(null=True)
    agreed_delivery_on = models.DateField(null=True)
    date_is_essential = models.BooleanField(null=True)
    total_minor = models.BigIntegerField()
    delivery_paid_minor = models.BigIntegerField(default=0)
    delivery_standard_minor = models.BigIntegerField(null=True)
    email_normalized = models.CharField(max_length=254, blank=True)
    postcode_normalized = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "external_id"], name="order_external"),
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="order_total"),
        ]
        indexes = [
            models.Index(fields=["org", "number_normalized"], name="order_number"),
            models.Index(fields=["org", "email_normalized"], name="order_email"),
            models.Index(fields=["org", "customer", "-contract_at"], name="order_customer"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(TenantModel):
    """A product in a sale, with its share of discount and delivery, and the three counted quantities.

    `returned_elsewhere_qty`: those of `returned_qty` that came back without a case of ours. `cover`: what was
    told of a cover bought with it (`orders.covers.Cover`), {} while nobody told of any.
    """

    external_id = models.CharField(max_length=100)
    order = TenantForeignKey("orders.Order", on_delete=models.CASCADE)
    product = TenantForeignKey("orders.Product")
    position = models.IntegerField()
    name = models.CharField(max_length=200)
    quantity = models.IntegerField()
    unit_price_minor = models.BigIntegerField()
    tax_basis_points = models.IntegerField(null=True)
    discount_minor = models.BigIntegerField(default=0)
    delivery_minor = models.BigIntegerField(default=0)
    bundle = TenantForeignKey("orders.OrderLine", null=True)
    serials = models.JSONField(default=list)
    delivered_qty = models.IntegerField(default=0)
    held_qty = models.IntegerField(default=0)
    returned_qty = models.IntegerField(default=0)
    returned_elsewhere_qty = models.IntegerField(default=0, db_default=0)
    cover = models.JSONField(default=dict, db_default=models.Value({}, output_field=models.JSONField()))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "external_id"], name="line_external"),
            models.CheckConstraint(
                condition=Q(delivered_qty__gte=F("held_qty") + F("returned_qty")), name="line_returnable"
            ),
            models.CheckConstraint(condition=Q(held_qty__gte=0, returned_qty__gte=0), name="line_counted"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity"),
        ]
        indexes = [
            models.Index(fields=["org", "order", "position"], name="line_order"),
            GinIndex(
                fields=["org", "serials"], opclasses=["int8_ops", "jsonb_path_ops"],
                condition=~Q(serials=[]), name="line_serials",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"


class Payment(TenantModel):
    """Money that came in, and what of it went back or is on its way back.

    `told_refunded_minor`: what the system that sold says went back; it counts once it is more than we know.
    """

    external_id = models.CharField(max_length=100)
    order = TenantForeignKey("orders.Order", on_delete=models.CASCADE)
    tender = models.CharField(max_length=30)
    provider = models.CharField(max_length=40, blank=True)
    provider_reference = models.CharField(max_length=120, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_at = models.DateTimeField()
    refunded_minor = models.BigIntegerField(default=0)
    pending_minor = models.BigIntegerField(default=0)
    told_refunded_minor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "external_id"], name="payment_external"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=F("refunded_minor") + F("pending_minor")),
                name="payment_not_overdrawn",
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, pending_minor__gte=0), name="payment_counted"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "order"], name="payment_order"),
            models.Index(fields=["org", "provider_reference"], name="payment_provider_ref"),
            models.Index(
                fields=["org"], condition=Q(told_refunded_minor__gt=F("refunded_minor")), name="payment_told"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender} {self.amount_minor} {self.currency}"


class Delivery(TenantModel):
    """A parcel, or a hand-over at a counter. `is_announced`: told directly, and nobody said that it left."""

    external_id = models.CharField(max_length=100)
    order = TenantForeignKey("orders.Order", on_delete=models.CASCADE)
    mode = models.CharField(max_length=20, choices=_choices(DeliveryMode))
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=60, blank=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    is_announced = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "external_id"], name="delivery_external")]
        indexes = [
            models.Index(fields=["org", "order"], name="delivery_order"),
            models.Index(
                fields=["org", "tracking_number"], condition=~Q(tracking_number=""), name="delivery_tracking"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.external_id}"


class DeliveryLine(TenantModel):
    """What a delivery held."""

    delivery = TenantForeignKey("orders.Delivery", on_delete=models.CASCADE)
    line = TenantForeignKey("orders.OrderLine", on_delete=models.CASCADE)
    quantity = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "delivery", "line"], name="delivery_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id}"
