"""Several cases at once: the next one, the rule's proposals, what stands aside, what goes up."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from savoir.cases.queries import case_card, current_decisions, timeline_of_case
from savoir.cases.states import Intent, Reason, Remedy
from savoir.cases.values import CaseCard
from savoir.conversations.queries import messages_of_case
from savoir.kernel.access import Role
from savoir.kernel.tenancy import organization_block
from tests.doors.desks import Desk, SignIn, desk_of, late_return
from tests.shop import Shop


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def card(desk: Desk, case: CaseCard) -> CaseCard:
    with organization_block(desk.shop.org_id):
        return case_card(actor=desk.shop.system, reference=case.reference)


def outcomes(desk: Desk, *cases: CaseCard) -> list[str]:
    """What was decided on each case; "offered" while nothing was."""
    with organization_block(desk.shop.org_id):
        return [current_decisions(actor=desk.shop.agent, case_id=case.id)[0].outcome for case in cases]


def plans(page: str) -> dict[str, str]:
    """The hidden fields of the page that shows what would be done."""
    return dict(re.findall(r'name="((?:plan|remedy)-[^"]+)" value="([^"]*)"', page))


def apply_all(desk: Desk, *cases: CaseCard, **changed: str) -> str:
    """Look at the proposals of these cases, apply them, read what became of them."""
    asked = "&".join(f"dossier={case.reference}" for case in cases)
    page = desk.get(f"propositions/?{asked}").content.decode()
    shown = re.findall(r'name="dossier" value="([^"]+)"', page)
    answer = desk.client.post("/desk/propositions/", {"dossier": shown, **plans(page), **changed})
    assert answer.status_code == 303
    return desk.client.get(answer["Location"]).content.decode()


# « Me donner le suivant »


def test_the_next_case_opens_and_is_mine(desk: Desk) -> None:
    late_return(desk.shop)
    sooner, _ = late_return(desk.shop, now=timezone.now() - timedelta(days=6))

    answer = desk.post("suivant/", vue="a-traiter")

    assert answer.status_code == 303
    assert answer["Location"].startswith(f"/desk/dossiers/{sooner.reference}/")
    assert card(desk, sooner).owner_id == desk.shop.agent.id


def test_when_nobody_waits_the_queue_says_so(desk: Desk) -> None:
    answer = desk.post("suivant/")

    assert "Rien d’autre n’attend" in desk.client.get(answer["Location"]).content.decode()


def test_finance_is_given_no_case(shop: Shop, login: SignIn) -> None:
    case, _ = late_return(shop)
    desk = desk_of(shop, login, Role.FINANCE)

    assert desk.post("suivant/").status_code == 403
    assert card(desk, case).owner_id is None
    assert "Me donner le suivant" not in desk.get().content.decode()


# The rule's proposals


def test_the_checked_rows_lead_to_what_would_be_done(desk: Desk) -> None:
    one, two = (late_return(desk.shop)[0] for _ in range(2))

    answer = desk.post("choix/", dossier=[one.reference, two.reference], vers="propositions", vue="a-decider")
    page = desk.client.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert "csrfmiddlewaretoken" not in answer["Location"]
    assert "Appliquer 2 propositions" in page
    assert len(plans(page)) == 4
    assert outcomes(desk, one, two) == ["offered", "offered"], "looking changes nothing"


def test_nothing_checked_is_said(desk: Desk) -> None:
    answer = desk.post("choix/", vers="propositions")

    page = desk.client.get(answer["Location"]).content.decode()
    toast = page[page.index('<div class="toast" ') : page.index("Cochez d’abord")]
    assert 'role="alert" data-level="bad"' in toast, "what was not done is told as a refusal"
    assert "circle-check" not in toast


def test_each_proposal_is_applied_with_its_own_message(desk: Desk) -> None:
    one, two = (late_return(desk.shop)[0] for _ in range(2))

    page = apply_all(desk, one, two)

    assert "2 faits" in page
    assert outcomes(desk, one, two) == ["accepted", "accepted"]
    with organization_block(desk.shop.org_id):
        for case in (one, two):
            steps = [m.step for m in messages_of_case(actor=desk.shop.agent, case_id=case.id)]
            assert "decision" in steps


def test_one_that_was_decided_meanwhile_is_left_and_the_other_goes(desk: Desk) -> None:
    one, two = (late_return(desk.shop)[0] for _ in range(2))
    asked = f"propositions/?dossier={one.reference}&dossier={two.reference}"
    shown = plans(desk.get(asked).content.decode())
    desk.decides(one, card(desk, one).proposal or Remedy.REPLACEMENT)

    answer = desk.client.post("/desk/propositions/", {"dossier": [one.reference, two.reference], **shown})
    page = desk.client.get(answer["Location"]).content.decode()

    assert "1 fait" in page
    assert "pas fait" in page
    assert "Décidé il y a" in page
    assert outcomes(desk, one, two) == ["accepted", "accepted"]
    with organization_block(desk.shop.org_id):
        facts = [f.kind for f in timeline_of_case(actor=desk.shop.agent, case_id=one.id)]
    assert facts.count("offer_accepted") == 1


def test_a_plan_that_moved_is_not_applied(desk: Desk) -> None:
    one, two = (late_return(desk.shop)[0] for _ in range(2))

    page = apply_all(desk, one, two, **{f"plan-{one.reference}": "0" * 32})

    assert "pas fait" in page
    assert outcomes(desk, one, two) == ["offered", "accepted"]
    with organization_block(desk.shop.org_id):
        steps = [m.step for m in messages_of_case(actor=desk.shop.agent, case_id=one.id)]
    assert "decision" not in steps, "nothing half done"


@pytest.mark.parametrize("remedy", ["refuse", "", "repair", "store_credit", "nonsense"])
def test_only_the_proposal_is_applied_never_a_refusal(desk: Desk, remedy: str) -> None:
    case, _ = late_return(desk.shop)
    assert card(desk, case).proposal != remedy

    page = apply_all(desk, case, **{f"remedy-{case.reference}": remedy})

    assert "La proposition a changé" in page
    assert outcomes(desk, case) == ["offered"]
    assert card(desk, case).state == "open"


def test_a_case_without_a_proposal_stays_for_a_person(desk: Desk) -> None:
    good, _ = late_return(desk.shop)
    stale, _ = late_return(
        desk.shop, reason=Reason.CHANGED_MIND, intent=Intent.RETURN,
        delivered_at=timezone.now() - timedelta(days=400),
    )  # fmt: skip
    assert card(desk, stale).proposal is None

    asked = f"propositions/?dossier={good.reference}&dossier={stale.reference}"
    page = desk.get(asked).content.decode()

    assert "Appliquer 1 proposition" in page
    assert f"plan-{stale.reference}" not in page
    apply_all(desk, good, stale)
    assert outcomes(desk, good, stale) == ["accepted", "offered"]


def test_twenty_at_once_and_the_rest_stays(desk: Desk) -> None:
    cases = [late_return(desk.shop)[0] for _ in range(22)]

    page = desk.get("propositions/?" + "&".join(f"dossier={c.reference}" for c in cases)).content.decode()

    assert "Appliquer 20 propositions" in page
    assert "2 dossiers de plus restent dans la file" in page


def test_an_unknown_reference_is_not_found_and_the_other_still_goes(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    shown = plans(desk.get(f"propositions/?dossier={case.reference}").content.decode())

    answer = desk.client.post("/desk/propositions/", {"dossier": [case.reference, "SAV-NOSUCH"], **shown})

    assert "pas fait" in desk.client.get(answer["Location"]).content.decode()
    assert outcomes(desk, case) == ["accepted"]
    assert desk.get("propositions/?dossier=SAV-NOSUCH").status_code == 404


@pytest.mark.parametrize("role", [Role.FINANCE, Role.STORE])
def test_who_may_not_decide_applies_nothing(shop: Shop, login: SignIn, role: Role) -> None:
    case, _ = late_return(shop)
    desk = desk_of(shop, login, role)

    assert desk.client.post("/desk/propositions/", {"dossier": [case.reference]}).status_code == 403
    assert desk.get(f"propositions/?dossier={case.reference}").status_code == 403
    assert outcomes(desk, case) == ["offered"]


def test_a_case_that_went_up_is_not_applied_by_an_agent(desk: Desk) -> None:
    one, two = (late_return(desk.shop)[0] for _ in range(2))
    desk.post("montees/", dossier=one.reference, to="senior", note="Trop cher pour moi.")

    page = apply_all(desk, one, two)

    assert "Ce dossier est monté" in page
    assert outcomes(desk, one, two) == ["offered", "accepted"]


def test_an_empty_account_of_what_was_done_says_so(desk: Desk) -> None:
    assert "Rien à montrer" in desk.get("bilan/").content.decode()
