"""What was said: messages of a case, out, in, and notes that stay inside."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from savoir.conversations.states import Audience, Direction, MessageState, Step
from savoir.kernel.tenancy import TenantForeignKey, TenantModel


class Message(TenantModel):
    """One message. `words` are the facts its sentence is made of; subject and body are made when it is sent
    and stay as sent. `occasion` tells milestones of one step apart: one message per (case, step, occasion).
    `held_at`: it would have left then, while the brand ran alongside.
    """

    case = TenantForeignKey("cases.Case", on_delete=models.CASCADE)
    step = models.CharField(max_length=20, choices=[(s.value, s.value) for s in Step])
    occasion = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Audience])
    direction = models.CharField(max_length=5, choices=[(d.value, d.value) for d in Direction])
    state = models.CharField(
        max_length=10, choices=[(m.value, m.value) for m in MessageState], default=MessageState.WAITING.value
    )
    author_kind = models.CharField(max_length=10)
    author_id = models.BigIntegerField(default=0)
    language = models.CharField(max_length=5)
    to = models.CharField(max_length=254, blank=True)
    words = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    subject = models.CharField(max_length=250, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    message_id = models.CharField(max_length=160)
    failure = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "case", "step", "occasion"],
                condition=~Q(step="free_text"),
                name="message_one_per_milestone",
            ),
            models.UniqueConstraint(fields=["org", "message_id"], name="message_id_once"),
        ]
        indexes = [
            models.Index(fields=["org", "case", "created_at"], name="message_case"),
            models.Index(fields=["org", "id"], condition=Q(state="waiting"), name="message_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of case {self.case_id}"


class MessageWords(TenantModel):
    """The words of one message, by its id: a trigger keeps them when its text is written (migration 0007),
    `messages_search` reads them. `week`: whole weeks since 1970, so that the newest are searched first.
    """

    id = models.BigIntegerField(primary_key=True)
    week = models.IntegerField()
    said_at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            models.Index(fields=["org", "week"], name="message_week"),
            GinIndex(
                fields=["org", "week", "words"], name="message_words", fastupdate=False,
                opclasses=["int8_ops", "int4_ops", "tsvector_ops"],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"words of message {self.id}"
