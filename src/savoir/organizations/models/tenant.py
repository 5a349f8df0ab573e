"""Tables of one organization: brands, places, people's roles, calendars, what a brand declares."""

from django.db import models
from django.db.models import Q

from savoir.kernel.access import Role
from savoir.kernel.tenancy import TenantForeignKey, TenantModel
from savoir.organizations.models.shared import User


class Calendar(TenantModel):
    """When a place or team works. `slots`: [{"weekday": 0, "opens": "09:00", "closes": "18:00"}, ...]."""

    name = models.CharField(max_length=80)
    zone = models.CharField(max_length=60, default="Europe/Paris")
    slots = models.JSONField(default=list)
    holiday_country = models.CharField(max_length=2, default="FR")
    holiday_region = models.CharField(max_length=40, blank=True)
    closed_days = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="calendar_name")]

    def __str__(self) -> str:
        return self.name


class Site(TenantModel):
    """A store, a warehouse, an outlet."""

    class Kind(models.TextChoices):
        """What the place is."""

        STORE = "store"
        WAREHOUSE = "warehouse"
        OUTLET = "outlet"

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    street = models.CharField(max_length=200)
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2, default="FR")
    calendar = TenantForeignKey("organizations.Calendar")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="site_code")]

    def __str__(self) -> str:
        return self.name


class Brand(TenantModel):
    """What customers know: a name, a color, languages, a phone number, who signs the messages."""

    class AnswerClock(models.TextChoices):
        """How the hours of the first answer are counted."""

        ELAPSED = "elapsed"
        BUSINESS = "business"

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    hue = models.IntegerField(default=243)
    languages = models.JSONField(default=list)
    default_language = models.CharField(max_length=5, default="fr")
    zone = models.CharField(max_length=60, default="Europe/Paris")
    sender_name = models.CharField(max_length=120)
    sender_address = models.EmailField(max_length=254)
    legal_entity = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    phone_hours = models.CharField(max_length=120, blank=True)
    mediator_name = models.CharField(max_length=200, blank=True)
    mediator_site = models.CharField(max_length=200, blank=True)
    calendar = TenantForeignKey("organizations.Calendar")
    return_site = TenantForeignKey("organizations.Site")
    answer_hours = models.IntegerField(default=48)
    answer_clock = models.CharField(max_length=10, choices=AnswerClock.choices, default=AnswerClock.BUSINESS)
    alongside_since = models.DateTimeField(null=True)
    alongside_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "slug"], name="brand_slug"),
            models.CheckConstraint(condition=Q(hue__gte=0, hue__lt=360), name="brand_hue"),
            models.CheckConstraint(condition=Q(answer_hours__gt=0), name="brand_answer_hours"),
        ]

    def __str__(self) -> str:
        return self.name


class Team(TenantModel):
    """People who share a queue. `code` is what rules call it; "" = no rule can. Since `ended_at` nothing goes
    to it.
    """

    name = models.CharField(max_length=80)
    code = models.CharField(max_length=100, blank=True, default="", db_default="")
    calendar = TenantForeignKey("organizations.Calendar")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="team_name"),
            models.UniqueConstraint(fields=["org", "code"], condition=~Q(code=""), name="team_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(TenantModel):
    """A user's role in this organization. `awaited_as`: the address his invitation goes to, until he accepts;
    "" = he works here, or did.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    team = TenantForeignKey("organizations.Team", null=True)
    site = TenantForeignKey("organizations.Site", null=True)
    active = models.BooleanField(default=True)
    awaited_as = models.EmailField(max_length=254, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "user"], name="member_once"),
            models.UniqueConstraint(
                fields=["org", "awaited_as"], condition=~Q(awaited_as=""), name="member_awaited_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class BrandDeclaration(TenantModel):
    """A fact that no shop exports, said once by the brand for a channel and a period, with its proof.

    `category`: only for goods of this branch ("" = all); `sku`: only for this product.
    """

    brand = TenantForeignKey("organizations.Brand")
    fact = models.CharField(max_length=60)
    value = models.JSONField()
    channel = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=200, blank=True, default="")
    sku = models.CharField(max_length=80, blank=True, default="")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    proof = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "brand", "fact", "channel", "category", "sku", "begins_on"],
                name="declaration_once",
            ),
            models.CheckConstraint(condition=Q(category="") | Q(sku=""), name="declaration_of_one_kind"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("begins_on")),
                name="declaration_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} from {self.begins_on}"


class ConnectorAccount(TenantModel):
    """Credentials of one outside system; `sealed` is encrypted, never shown again.

    `inbound_key` is the last part of the address the system calls us at: it finds us, it proves nothing.
    `connected_at`: since when it serves its brand without a break; null for accounts older than this column.
    """

    class State(models.TextChoices):
        """Whether it is used."""

        ACTIVE = "active"
        DISABLED = "disabled"

    brand = TenantForeignKey("organizations.Brand", null=True)
    port = models.CharField(max_length=40)
    vendor = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    sealed = models.BinaryField()
    inbound_key = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    connected_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    last_error_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "port", "label"], name="connector_label")]

    def __str__(self) -> str:
        return f"{self.vendor} {self.label}"


class AccessLink(TenantModel):
    """A one-time link sent to the address on file: opens one order's cases for a while. Digest only."""

    order_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "digest"], name="link_digest")]

    def __str__(self) -> str:
        return f"link to order {self.order_id}"


class ApiKey(TenantModel):
    """What a program shows at the API. `prefix` names it on pages; of the secret only a digest is kept.

    `scopes`: values of `Permission`. `digest`: SHA-256 of 256 random bits, which needs no slow hash.
    """

    label = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    brand = TenantForeignKey("organizations.Brand", null=True)
    created_by = TenantForeignKey("organizations.Member", null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "prefix"], name="api_key_prefix")]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix})"
