"""What a person shows besides his password. Shared tables: asked before any organization is known."""

from django.db import models
from django.db.models import Q

from savoir.organizations.models.shared import User


class SecondFactor(models.Model):
    """An application that shows codes, or a passkey. `sealed` is encrypted, never shown again.

    An application counts once its first code was seen (`confirmed_at`). `last_step` is the last half minute
    whose code was used: no code works twice. `credential_digest` finds a passkey by what it calls itself.
    """

    class Kind(models.TextChoices):
        """How it proves that it is there."""

        CODES = "codes"
        PASSKEY = "passkey"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    label = models.CharField(max_length=80, blank=True)
    sealed = models.BinaryField()
    credential_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - none has none
    last_step = models.BigIntegerField(default=0)
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(kind="codes"), name="factor_codes_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class RecoveryCode(models.Model):
    """A code on paper, for the day the telephone is lost; works once. Digest only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"
