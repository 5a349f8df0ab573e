"""A faulty thing goes back by post at its buyer's expense: his receipt becomes a sum we owe by a day."""

from datetime import timedelta

import pytest

from savoir.cases.states import Intent, Reason, Remedy
from savoir.connectors.payments.fake import FakeRail
from savoir.kernel.access import Actor, Role
from savoir.kernel.errors import Invalid
from savoir.kernel.files import store_made
from savoir.kernel.ledger import events_of
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import Money
from savoir.law.late import Late, surcharge
from savoir.logistics import operations as logistics
from savoir.logistics.queries import returns_of_case
from savoir.resolutions import operations
from savoir.resolutions.models import LegalClock, PostagePaid
from savoir.resolutions.operations import PostageNotOurs, PostageRepaid, ToldHigher, tell_postage
from savoir.resolutions.queries import DueFilter, due_clocks, due_sums, postage_of_case
from tests.cases.files import DAY, chosen, refused
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail
from tests.stories.test_legal_clocks import claims, grants

__all__ = ["mails", "rail"]


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


class Claim:
    """A claim that was granted; its thing is to be posted."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        sale, self.case = claims(shop)
        self.customer: Actor = shop.customer(sale.order_id)
        grants(shop, self.case, Remedy.REPLACEMENT, NOON)

    def posts(self) -> None:
        (card,) = returns_of_case(actor=self.shop.system, case_id=self.case.id)
        logistics.declare_posting(
            actor=self.customer, ra_number=card.number, posted_on=(NOON + DAY).date(),
            tracking_number="6A12345678901", now=NOON + DAY,
        )  # fmt: skip
        operations.keep_clocks(actor=self.shop.system, case_id=self.case.id, now=NOON + DAY)

    def says(self, minor: int, who: Actor | None = None, receipt: int | None = None) -> None:
        tell_postage(
            actor=who or self.customer, case_reference=self.case.reference, amount=euros(minor),
            receipt_id=receipt, now=NOON + 2 * DAY,
        )  # fmt: skip

    @property
    def clock(self) -> LegalClock:
        return LegalClock.objects.get(kind="postage", case_id=self.case.id)


@pytest.fixture
def claim(shop: Shop, rail: FakeRail, mails: KeptMails) -> Claim:
    return Claim(shop)


def test_his_receipt_is_owed_by_the_laws_day(claim: Claim) -> None:
    with organization_block(claim.shop.org_id):
        claim.posts()
        assert claim.clock.amount_minor == 0
        paper = store_made(actor=claim.shop.system, content=b"recu", media_type="image/jpeg", now=NOON)
        claim.says(690, receipt=paper.id)
        card = postage_of_case(actor=claim.customer, case_id=claim.case.id, now=NOON + 2 * DAY)
        assert card is not None
        assert (card.amount, card.receipt_id, card.by_customer) == (euros(690), paper.id, True)
        assert card.due_on == claim.clock.due_on
        assert (claim.clock.amount_minor, claim.clock.is_owed) == (690, True)


def test_told_before_he_posts_it_waits_for_the_posting(claim: Claim) -> None:
    with organization_block(claim.shop.org_id):
        claim.says(690)
        assert not LegalClock.objects.filter(kind="postage").exists()
        claim.posts()
        assert claim.clock.amount_minor == 690


def test_late_it_counts_with_its_surcharge_in_the_totals(claim: Claim) -> None:
    with organization_block(claim.shop.org_id):
        claim.posts()
        wanted, finance = DueFilter(kind="postage"), claim.shop.actors[Role.FINANCE]
        late = claim.clock.due_on + timedelta(days=20)
        (before,) = due_sums(actor=finance, wanted=wanted, today=late).total
        assert (before.owed, before.certain) == (0, 0)
        claim.says(690)
        (after,) = due_sums(actor=finance, wanted=wanted, today=late).total
        due = surcharge(euros(690), claim.clock.due_on, late, Late.POSTAGE,
                        contract_on=claim.clock.contract_on)  # fmt: skip
        assert (after.owed, after.certain) == (690, due.surcharge.minor)
        assert after.certain == 138, "from the fifteenth day twenty of a hundred (L241-6)"
        (row,) = due_clocks(actor=finance, wanted=wanted, today=late, limit=5)
        assert row.late is not None
        assert row.late.article == "L241-6"


def test_nobody_of_ours_writes_less_than_he_said(claim: Claim) -> None:
    with organization_block(claim.shop.org_id):
        claim.says(690)
        with refused(ToldHigher) as caught:
            claim.says(500, claim.shop.agent)
        assert caught.value.facts["told"] == euros(690)
        claim.says(720, claim.shop.agent)
        with refused(ToldHigher):
            claim.says(690, claim.shop.agent)
        claim.says(650)
        assert PostagePaid.objects.get().amount_minor == 650, "he may correct himself"


def test_an_agent_reads_the_receipt_for_him(claim: Claim) -> None:
    with organization_block(claim.shop.org_id):
        claim.says(690, claim.shop.agent)
        claim.says(590, claim.shop.agent)
        card = postage_of_case(actor=claim.shop.agent, case_id=claim.case.id, now=NOON + 2 * DAY)
        assert card is not None
        assert (card.amount, card.by_customer) == (euros(590), False)


def test_what_was_repaid_is_not_told_anew_and_says_its_sum(claim: Claim) -> None:
    with organization_block(claim.shop.org_id):
        claim.posts()
        claim.says(690)
        operations.note_clock_kept(actor=claim.shop.agent, clock_id=claim.clock.id, now=NOON + 3 * DAY)
        kept = next(e for e in events_of("case", claim.case.id) if e.kind == "legal_clock_kept")
        assert kept.payload["amount"] == {"minor": 690, "currency": "EUR"}
        with refused(PostageRepaid):
            claim.says(700)


@pytest.mark.parametrize("minor", [0, -690, 100_001])
def test_a_sum_that_no_post_office_asks_is_not_taken(claim: Claim, minor: int) -> None:
    with organization_block(claim.shop.org_id), refused(Invalid):
        claim.says(minor)


def test_who_changed_his_mind_pays_his_way_back(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale, Intent.WITHDRAWAL, Reason.CHANGED_MIND)
    assert postage_of_case(actor=in_shop.agent, case_id=made.case.id, now=NOON) is None
    with refused(PostageNotOurs):
        tell_postage(
            actor=in_shop.customer(sale.order_id), case_reference=made.case.reference, amount=euros(690),
            now=NOON,
        )  # fmt: skip
