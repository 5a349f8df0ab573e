"""An answered case from which nothing more follows is ended by a person, with a motive."""

from savoir.cases.models import Case, CaseLine
from savoir.cases.operations import BelowTheLaw, NeverAnswered, ThingOnItsWay, reopen_case
from savoir.cases.states import EndMotive
from savoir.connectors.payments.fake import FakeRail
from savoir.conversations.queries import messages_of_case
from savoir.kernel.access import Actor, Role
from savoir.kernel.errors import NotAllowed, NotFound
from savoir.kernel.jobs import drain
from savoir.kernel.tenancy import organization_block
from savoir.logistics.models import ReturnAuthorization
from savoir.orders.models import OrderLine
from savoir.resolutions import operations
from savoir.resolutions.operations import StillAgreed
from tests.cases.files import DAY, Chosen, chosen, kinds, opened, promises, refused
from tests.faults.worlds import broken
from tests.resolutions.test_decided_anew import accepted_again, arrive, given_up, post
from tests.resolutions.test_money_elsewhere import returned_elsewhere
from tests.shop import NOON, Shop, sell
from tests.stories.conftest import KeptMails, mails, rail

__all__ = ["mails", "rail"]


def end(
    shop: Shop, made: Chosen, motive: EndMotive = EndMotive.ALREADY_SETTLED, *, actor: Actor | None = None,
    note: str = "",
) -> int:  # fmt: skip
    """Léa ends the case a week later."""
    return operations.close_without_action(
        actor=actor or shop.agent, case_reference=made.case.reference, motive=motive, note=note,
        now=NOON + 7 * DAY,
    )  # fmt: skip


def test_an_accepted_case_that_was_opened_again_ends_again(
    shop: Shop, rail: FakeRail, mails: KeptMails
) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        post(shop, sale, made)
        arrive(shop, sale, made)
    drain(until=NOON + 3 * DAY)
    with organization_block(shop.org_id):
        reopen_case(actor=shop.agent, reference=made.case.reference, now=NOON + 4 * DAY)
        assert Case.objects.get().state == "open"
        end(shop, made, note="Il demandait seulement une copie du message.")
        row = Case.objects.get()
        assert (row.state, row.needs_person) == ("resolved", False)
        assert kinds(shop, made.case)[-3:-1] == ["case_ended", "promise_made"]
        notes = [m.text for m in messages_of_case(actor=shop.agent, case_id=made.case.id) if m.text]
        assert "Il demandait seulement une copie du message." in notes
        assert ("answer", "canceled") in promises(shop, made.case)
    assert broken(shop, NOON + 7 * DAY) == {}
    drain(until=NOON + 15 * DAY)
    with organization_block(shop.org_id):
        assert Case.objects.get().state == "closed"


def test_money_that_went_elsewhere_ends_its_case_and_frees_its_units(shop: Shop, mails: KeptMails) -> None:
    """Walk 7 to its end: paused, given up by a person, closed; the slip nobody used is taken back."""
    with organization_block(shop.org_id):
        sale = sell(shop)
        made = chosen(shop, sale)
        returned_elsewhere(shop, sale, 5900)
        with refused(StillAgreed):
            end(shop, made, EndMotive.RETURNED_ELSEWHERE)
        given_up(shop, made)
        with refused(BelowTheLaw):
            end(shop, made)
        end(shop, made, EndMotive.RETURNED_ELSEWHERE)
        assert Case.objects.get().state == "resolved"
        assert OrderLine.objects.get().held_qty == 0
        assert ReturnAuthorization.objects.get().canceled_at == NOON + 7 * DAY
    assert broken(shop, NOON + 7 * DAY) == {}


def test_a_case_does_not_end_in_silence_nor_before_its_parcel(shop: Shop, mails: KeptMails) -> None:
    with organization_block(shop.org_id):
        sale = sell(shop)
        silent = Chosen(opened(shop, sale), None, None)  # type: ignore[arg-type]  # nobody chose yet
        returned_elsewhere(shop, sale, 5900, "re_silent")
        with refused(NeverAnswered):
            end(shop, silent, EndMotive.RETURNED_ELSEWHERE)
        sale = sell(shop)
        made = chosen(shop, sale)
        post(shop, sale, made)
        returned_elsewhere(shop, sale, 5900)
        given_up(shop, made)
        with refused(ThingOnItsWay):
            end(shop, made, EndMotive.RETURNED_ELSEWHERE)


def test_only_a_person_who_may_close_ends_it(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    given_up(in_shop, made)
    for who, refusal in ((in_shop.dock, NotAllowed), (in_shop.system, NotAllowed),
                         (in_shop.actors[Role.FINANCE], NotAllowed)):  # fmt: skip
        with refused(refusal):
            end(in_shop, made, actor=who)
    with refused(NotFound):
        operations.close_without_action(
            actor=in_shop.agent, case_reference="SAV-NOBODY", motive=EndMotive.OTHER, note="", now=NOON
        )


def test_ended_twice_is_ended_once(in_shop: Shop) -> None:
    sale = sell(in_shop)
    made = chosen(in_shop, sale)
    returned_elsewhere(in_shop, sale, 5900)
    given_up(in_shop, made)
    for _ in range(2):
        end(in_shop, made, EndMotive.RETURNED_ELSEWHERE)
    assert kinds(in_shop, made.case).count("case_ended") == 1
    assert not CaseLine.objects.filter(is_open=True).exists()
    with refused():
        accepted_again(in_shop, made)
