"""Tables read before any organization is known: no business data, no keys, digests only."""

import os

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now


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
    second_factor_required = models.BooleanField(default=False, db_default=False)
    is_demo = models.BooleanField(
        default=False, db_default=False
    )  # invented from end to end: anybody may play its people

    def __str__(self) -> str:
        return self.name


class UserTable(BaseUserManager["User"]):
    """Looks users up by their normalized e-mail."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of this e-mail. Raises User.DoesNotExist."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in. One user, a membership in each organization he works for. Shared table.

    Who was invited and has not accepted stands for himself alone, under an address that is nobody's, until he
    chooses a password (it becomes his account) or comes with the account he has (it goes).
    """

    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="fr")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserTable()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_normalized")
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
        KEY = "key"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    key_digest = models.CharField(max_length=64)
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key_digest"], name="route_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key_digest[:8]}"


class UserLink(models.Model):
    """A one-time link of who signs in: invitation to `org`, or new password. Shared; digest only."""

    class Purpose(models.TextChoices):
        """What the link opens."""

        INVITATION = "invitation"
        RESET = "reset"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    org = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", null=True)
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
