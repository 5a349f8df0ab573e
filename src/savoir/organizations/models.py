"""Who works here: organizations, people, brands, places, calendars, what a brand declares."""

import os

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from savoir.kernel.access import Role
from savoir.kernel.tenancy import TenantForeignKey, TenantModel


def new_reference_key() -> bytes:
    """32 random bytes: the key that hides the order of an organization's references."""
    return os.urandom(32)


class Organization(models.Model):
    """A tenant. Shared table: read before any organization is known."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    active = models.BooleanField(default=True)
    country = models.CharField(max_length=2, default="FR")
    reference_key = models.BinaryField(default=new_reference_key)

    def __str__(self) -> str:
        return self.name


class UserTable(BaseUserManager["User"]):
    """Looks users up by their normalized e-mail."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of this e-mail. Raises User.DoesNotExist."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in. One user, a membership in each organization he works for. Shared table."""

    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]  # noqa: RUF012 - Django's own contract

    objects = UserTable()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="user_email_normalized"
            )
        ]

    def __str__(self) -> str:
        return self.full_name


class Membership(models.Model):
    """Which organizations a user may enter. Shared table: read at login; the role stands in `Member`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "org"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.org_id}"


class Route(models.Model):
    """Which organization a key belongs to: brand address, API key prefix, one-time link, provider account.
    Shared table; holds digests only.
    """

    class Kind(models.TextChoices):
        """What the key is."""

        BRAND = "brand"
        LINK = "link"
        PROVIDER = "provider"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    key_digest = models.CharField(max_length=64)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key_digest"], name="route_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key_digest[:8]}"


class UserLink(models.Model):
    """A one-time link for a person who signs in: invitation or new password. Shared; digest only."""

    class Purpose(models.TextChoices):
        """What the link opens."""

        INVITATION = "invitation"
        RESET = "reset"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class UserSession(models.Model):
    """Where a user is signed in, listed and revocable. Shared: a session is not in one organization."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} since {self.created_at:%Y-%m-%d}"


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
    answer_clock = models.CharField(
        max_length=10, choices=AnswerClock.choices, default=AnswerClock.BUSINESS
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org", "slug"], name="brand_slug"),
            models.CheckConstraint(condition=Q(hue__gte=0, hue__lt=360), name="brand_hue"),
            models.CheckConstraint(condition=Q(answer_hours__gt=0), name="brand_answer_hours"),
        ]

    def __str__(self) -> str:
        return self.name


class Team(TenantModel):
    """People who share a queue."""

    name = models.CharField(max_length=80)
    calendar = TenantForeignKey("organizations.Calendar")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="team_name")]

    def __str__(self) -> str:
        return self.name


class Member(TenantModel):
    """A user's role in this organization."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in Role])
    team = TenantForeignKey("organizations.Team", null=True)
    site = TenantForeignKey("organizations.Site", null=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class BrandDeclaration(TenantModel):
    """A fact that no shop exports, said once by the brand for a channel and a period, with its proof."""

    brand = TenantForeignKey("organizations.Brand")
    fact = models.CharField(max_length=60)
    value = models.JSONField()
    channel = models.CharField(max_length=20, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    proof = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "brand", "fact", "channel", "begins_on"], name="declaration_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=models.F("begins_on")),
                name="declaration_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} from {self.begins_on}"


class ConnectorAccount(TenantModel):
    """Credentials of one outside system; `sealed` is encrypted, never shown again."""

    class State(models.TextChoices):
        """Whether it is used."""

        ACTIVE = "active"
        DISABLED = "disabled"

    brand = TenantForeignKey("organizations.Brand", null=True)
    port = models.CharField(max_length=40)
    vendor = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
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
