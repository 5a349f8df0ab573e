"""A washing machine with an insurance or an extension: what the buyer reads, and what the law makes of it."""

from datetime import date, datetime, timedelta

import pytest

from savoir.cases.queries import answer_of_case, law_of_sold_line
from savoir.cases.states import Intent, Reason
from savoir.kernel.tenancy import organization_block
from savoir.law.values import Ban, Basis, Right
from savoir.orders.models import OrderLine
from savoir.web.rights.covers import renounce_until
from savoir.web.rights.dates import dates_of_line
from savoir.web.rights.shown import rights_shown
from tests.cases.files import opened
from tests.shop import NOON, Sale, Shop, make_shop, sell

INSURANCE = {"bought": True, "kind": "insurance", "perils": ["theft", "breakdown"],
             "first_on": "2026-11-11", "last_on": "2029-11-10"}  # fmt: skip
EXTENSION = {"bought": True, "kind": "extension", "perils": ["breakdown"], "first_on": "2028-11-14",
             "last_on": "2031-11-13"}  # fmt: skip


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


def washing_machine(shop: Shop, cover: dict[str, object], **given: object) -> Sale:
    """Bought on 11 November, delivered on the 14th."""
    sale = sell(shop, price=49900, product={"name": "Lave-linge"}, **given)
    OrderLine.objects.filter(id=sale.line_ids[0]).update(cover=cover)
    return sale


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def cover_of(shop: Shop, sale: Sale, now: datetime = NOON) -> Right:
    return law_of_sold_line(actor=shop.agent, line_id=sale.line_ids[0], now=now).rights.of(Basis.COVER)


def test_nobody_told_of_a_cover_then_the_law_waits_and_a_no_is_a_no(shop: Shop) -> None:
    with organization_block(shop.org_id):
        assert cover_of(shop, washing_machine(shop, {})).missing == ("cover_bought",)
        assert cover_of(shop, washing_machine(shop, {"bought": False})).answer == "no"


def test_an_insurance_asks_what_happened_and_says_until_when(shop: Shop) -> None:
    with organization_block(shop.org_id):
        right = cover_of(shop, washing_machine(shop, INSURANCE))
        assert (right.answer, right.missing) == ("needs_facts", ("peril",))
        assert (right.first_day, right.last_day) == (date(2026, 11, 11), date(2029, 11, 10))


def test_a_breakdown_is_covered_and_the_guarantee_goes_first(shop: Shop) -> None:
    with organization_block(shop.org_id):
        case = opened(shop, washing_machine(shop, INSURANCE), Intent.CLAIM, Reason.DEFECTIVE)
        rights = answer_of_case(actor=shop.agent, case_id=case.id).lines[0].rights
        right = rights.of(Basis.COVER)
        assert (right.answer, right.yields_to) == ("yes", Basis.CONFORMITY)
        assert Ban.USE_THE_COVER_FIRST in right.merchant_may_not
        assert rights.of(Basis.CONFORMITY).answer == "yes"


def test_after_the_guarantee_the_extension_serves(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = washing_machine(shop, EXTENSION)
        late = NOON + timedelta(days=3 * 365)
        case = opened(shop, sale, Intent.CLAIM, Reason.DEFECTIVE, now=late)
        rights = answer_of_case(actor=shop.agent, case_id=case.id).lines[0].rights
        assert rights.of(Basis.CONFORMITY).answer != "yes"
        assert rights.of(Basis.COVER).answer == "yes"
        assert cover_of(shop, sale, late + timedelta(days=3 * 365)).answer != "yes"


def test_the_insurance_is_given_up_within_thirty_days_and_only_an_insurance(shop: Shop) -> None:
    with organization_block(shop.org_id):
        for cover, until in (
            (INSURANCE, date(2026, 12, 11)),
            ({**INSURANCE, "first_paid_on": "2026-12-11"}, date(2027, 1, 11)),  # free for a month; a Sunday
            ({**INSURANCE, "sold_on": "2026-11-20"}, date(2026, 12, 21)),  # 30 days end on a Sunday
            ({**INSURANCE, "renounced_on": "2026-11-20"}, None), (EXTENSION, None), ({"bought": True}, None),
            ({}, None),
        ):  # fmt: skip
            sale = washing_machine(shop, cover)
            line = law_of_sold_line(actor=shop.agent, line_id=sale.line_ids[0], now=NOON)
            assert renounce_until(line) == until, cover
        old = law_of_sold_line(actor=shop.agent, line_id=washing_machine(shop, INSURANCE).line_ids[0],
                               now=NOON + timedelta(days=40))  # fmt: skip
        assert renounce_until(old) is None


def test_his_page_says_it_date_by_date(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = washing_machine(shop, INSURANCE)
        line = law_of_sold_line(actor=shop.agent, line_id=sale.line_ids[0], now=NOON)
        rights = rights_shown(line)
        steps = [(one.title, plain(one.when), one.cite) for one in dates_of_line(line, rights)]
        assert (
            "Renoncer à l’assurance", "jusqu’au vendredi 11 décembre inclus",
            "Code des assurances, article L112-10",
        ) in steps  # fmt: skip
        shown = next(one for one in rights if one.code == "cover")
        assert plain(shown.when) == "du mercredi 11 novembre au samedi 10 novembre 2029 inclus"
        assert (
            "Vous pouvez renoncer à l’assurance, sans frais, jusqu’au vendredi 11 décembre inclus."
            in plain(shown.todo[-1])
        )
        assert plain(shown.todo[0]) == "Elle couvre : la panne, le vol."
        mind = next(one for one in rights if one.code == "withdrawal")
        assert "prend fin aussi, sans frais" in mind.todo[-1]


def test_given_up_it_covers_nothing_more(shop: Shop) -> None:
    with organization_block(shop.org_id):
        sale = washing_machine(shop, {**INSURANCE, "renounced_on": "2026-11-20"})
        assert cover_of(shop, sale).answer == "no"
        assert cover_of(shop, sale, NOON - timedelta(days=5)).answer == "needs_facts"
