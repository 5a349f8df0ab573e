"""The customer's receipt: what posting a faulty thing cost him becomes a sum we owe by the law's day."""

from datetime import datetime

from savoir.cases.operations import attach_file, lock_case
from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.kernel.errors import Conflict, Invalid
from savoir.kernel.values.money import Money
from savoir.resolutions.events import PostageTold
from savoir.resolutions.models import PostagePaid
from savoir.resolutions.operations.clocking import keep_clocks
from savoir.resolutions.queries.postage import postage_of_case

MOST_MINOR = 100_000  # a thousand euros: above any parcel the law lets us ask a customer to post (D217-1)
RECEIPT = "postage_receipt"


class PostageNotOurs(Conflict):
    """The way back is not at our cost: no fault under the guarantee that he posts himself (L217-11)."""


class PostageRepaid(Conflict):
    """It was repaid already; what was paid beyond it is written to a person."""


class ToldHigher(Conflict):
    """The customer said more: nobody of ours writes less in his place. `told`: his sum."""


def tell_postage(
    *, actor: Actor, case_reference: str, amount: Money, receipt_id: int | None = None, now: datetime
) -> int:
    """Write what the posting cost, with the receipt when there is one; the law's clock knows the sum at once.

    Told again, the last word counts; a receipt stays. Returns the case's id. Raises NotFound, NotAllowed,
    Invalid for a sum, PostageNotOurs, PostageRepaid, ToldHigher, TooMany; then nothing happened.
    """
    require(actor, Permission.POSTING_DECLARE)
    case_id = lock_case(actor=actor, reference=case_reference)
    card = postage_of_case(actor=actor, case_id=case_id, now=now)
    if card is None:
        raise PostageNotOurs("postage")
    if card.is_repaid:
        raise PostageRepaid("postage")
    if amount.currency != card.currency or not 0 < amount.minor <= MOST_MINOR:
        raise Invalid("amount", code="beyond", most=Money(MOST_MINOR, card.currency))
    if card.by_customer and not actor.is_customer and card.amount and amount < card.amount:
        raise ToldHigher("amount", told=card.amount)
    _write(actor, case_id, amount, receipt_id or card.receipt_id, now)
    if receipt_id:
        attach_file(actor=actor, reference=case_reference, file_id=receipt_id, kind=RECEIPT, now=now)
    ledger.record(PostageTold(subject_id=case_id, amount=amount), actor=actor, now=now)
    keep_clocks(actor=system_actor(actor.org_id), case_id=case_id, now=now)
    return case_id


def _write(actor: Actor, case_id: int, amount: Money, receipt_id: int | None, now: datetime) -> None:
    told = {
        "amount_minor": amount.minor, "currency": amount.currency, "receipt_id": receipt_id,
        "told_by": actor.kind.value, "told_at": now,
    }  # fmt: skip
    row = PostagePaid.objects.select_for_update().filter(case_id=case_id).first()
    if row is None:
        PostagePaid.objects.create(org_id=actor.org_id, case_id=case_id, **told)
        return
    if row.told_by == "customer" and not actor.is_customer:
        told["told_by"] = row.told_by  # it stays his word: more was read on his receipt
    for name, value in told.items():
        setattr(row, name, value)
    row.save(update_fields=[*told])
