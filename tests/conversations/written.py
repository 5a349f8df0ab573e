"""Builders: a case somebody is written to about, and its milestones."""

from datetime import datetime
from typing import Any

from savoir.cases.models import Case
from savoir.conversations import operations
from savoir.conversations.queries import message_card, messages_of_case
from savoir.conversations.states import Step
from savoir.conversations.values import MessageCard
from savoir.kernel import jobs
from savoir.kernel.models import HumanTask
from savoir.kernel.tenancy import organization_block
from savoir.orders.models import Customer
from tests.conversations.letters import NOW, WORDS
from tests.shop import Shop, sell


def open_case(shop: Shop, *, reference: str = "SAV-7K2QX4", language: str = "fr", **person: Any) -> Case:
    """A case without promises or events; `person` changes the customer on file."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        Customer.objects.filter(id=sale.customer_id).update(**person)
        return Case.objects.create(
            org_id=shop.org_id, reference=reference, brand_id=shop.brand_id, order_id=sale.order_id,
            customer_id=sale.customer_id, entry="portal", intent="withdrawal", state="open",
            language=language, headline="Robe en lin", reason="changed_mind", opened_at=NOW, currency="EUR",
        )  # fmt: skip


def tell(shop: Shop, case: Case, step: Step, occasion: str = "1", **changed: Any) -> int:
    """Send a milestone with its usual words."""
    words = {key: value for key, value in {**WORDS[step], **changed}.items() if value is not None}
    with organization_block(shop.org_id):
        return operations.send_step(
            actor=shop.system, case_id=case.id, step=step, occasion=occasion, words=words, now=NOW
        )


def work(until: datetime = NOW) -> int:
    """Let the worker do what is due."""
    return jobs.drain(until=until)


def card(shop: Shop, message_id: int) -> MessageCard:
    """The message as an agent sees it."""
    with organization_block(shop.org_id):
        return message_card(actor=shop.agent, message_id=message_id)


def said(shop: Shop, case: Case) -> tuple[MessageCard, ...]:
    """All of a case, as an agent sees it."""
    with organization_block(shop.org_id):
        return messages_of_case(actor=shop.agent, case_id=case.id)


def tasks(shop: Shop) -> list[tuple[str, int, dict[str, Any]]]:
    """Open tasks: code, subject, detail."""
    with organization_block(shop.org_id):
        rows = HumanTask.objects.filter(done_at=None).order_by("id")
        return [(row.code, row.subject_id, row.detail) for row in rows]
