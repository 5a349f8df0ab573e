"""One case at the desk: decide, refuse, ask, note, and two agents at once."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from savoir.cases.queries import case_card, current_decisions, timeline_of_case
from savoir.cases.states import CaseState, Remedy
from savoir.conversations.operations import receive_from_customer
from savoir.conversations.queries import messages_of_case
from savoir.kernel.access import Role
from savoir.kernel.files import check_upload
from savoir.kernel.tenancy import organization_block
from savoir.law.parameters import article
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.shop import Shop

QUERIES_OF_THE_CASE = 31
QUERIES_ONCE_REFUSED = 30


@pytest.fixture
def desk(shop: Shop, login: SignIn) -> Desk:
    return desk_of(shop, login)


def test_the_page_proposes_with_its_reason_and_shows_what_leaves(desk: Desk) -> None:
    case, sale = late_return(desk.shop, product={"name": "Aspirateur balai X30"})

    page = desk.get(f"dossiers/{case.reference}/").content.decode()

    assert "Décision proposée" in page
    assert "L217-" in page
    assert "Message au client" in page
    assert "Il ne s’allume plus." in page
    assert sale.number in page
    assert "Claire Martin" in page
    assert "59,00\u00a0€" in page


def test_the_page_costs_a_known_number_of_queries(desk: Desk, django_assert_num_queries: object) -> None:
    case, _ = late_return(desk.shop)
    for _ in range(6):
        late_return(desk.shop)
    desk.get(f"dossiers/{case.reference}/")
    with django_assert_num_queries(QUERIES_OF_THE_CASE):  # type: ignore[operator]  # pytest-django's fixture
        desk.get(f"dossiers/{case.reference}/")


def test_accepting_writes_the_decision_and_one_message_then_the_next_case_comes(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    following, _ = late_return(desk.shop)

    answer = desk.decides(case, Remedy.REPLACEMENT, suivant=following.reference, vue="a-traiter")

    assert answer.status_code == 303
    assert answer["Location"] == f"/desk/dossiers/{following.reference}/?vue=a-traiter"
    with inside(desk.shop):
        decided = current_decisions(actor=desk.shop.agent, case_id=case.id)
        said = messages_of_case(actor=desk.shop.agent, case_id=case.id)
    assert [card.outcome for card in decided] == ["accepted"]
    assert [card.step for card in said if card.step == "decision"] == ["decision"]


def test_what_the_agent_wrote_is_what_is_sent(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    desk.decides(case, Remedy.REPLACEMENT, letter__replacement="Bonjour Claire, un neuf part demain.")

    with inside(desk.shop):
        from savoir.conversations.models import Message

        words = Message.objects.get(case_id=case.id, step="decision").words
    assert words["agent_text"] == "Bonjour Claire, un neuf part demain."


def test_who_differs_from_the_proposal_says_why(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    answer = desk.decides(case, Remedy.REPAIR, letter__repair="Texte à garder.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Il manque le motif" in page
    assert "Dites-le dans le champ du motif" in page
    assert "Texte à garder." in page
    with inside(desk.shop):
        assert [c.outcome for c in current_decisions(actor=desk.shop.agent, case_id=case.id)] == ["offered"]
        assert messages_of_case(actor=desk.shop.agent, case_id=case.id) == ()

    assert desk.decides(case, Remedy.REPAIR, motive="customer_asked").status_code == 303


def test_a_plan_that_moved_is_shown_again(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    answer = desk.post(
        f"dossiers/{case.reference}/decision/", remedy="replacement", plan__replacement="0" * 64,
        letter__replacement="Mon texte.",
    )  # fmt: skip

    assert answer.status_code == 409
    assert "Mon texte." in answer.content.decode()
    with inside(desk.shop):
        assert [c.outcome for c in current_decisions(actor=desk.shop.agent, case_id=case.id)] == ["offered"]


def test_two_agents_the_second_hears_who_was_first_and_keeps_his_text(
    desk: Desk, shop: Shop, login: SignIn
) -> None:
    case, _ = late_return(shop)
    colleague = desk_of(shop, login, Role.SENIOR)
    desk.decides(case, Remedy.REPLACEMENT)

    answer = colleague.post(
        f"dossiers/{case.reference}/decision/", remedy="replacement", plan__replacement="x",
        letter__replacement="Mon texte à moi.",
    )  # fmt: skip

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "par agent test\u00a0: remplacement à neuf." in page
    assert "Votre texte est gardé." in page
    assert "Mon texte à moi." in page
    with inside(shop):
        entries = timeline_of_case(actor=shop.agent, case_id=case.id)
    assert [entry.kind for entry in entries].count("offer_accepted") == 1


def test_a_refusal_says_the_solution_first_and_releases_the_case(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    answer = desk.post(
        f"dossiers/{case.reference}/refus/", motive="damage_by_use", ground="fault_disproved",
        instead="Nous pouvons la réparer pour 12 €.", reason="La prise a reçu de l’eau.",
    )  # fmt: skip

    assert answer.status_code == 303
    with inside(desk.shop):
        card = case_card(actor=desk.shop.agent, reference=case.reference)
        steps = [m.step for m in messages_of_case(actor=desk.shop.agent, case_id=case.id)]
    assert card.state is CaseState.RESOLVED
    assert "refusal" in steps


def test_a_refused_case_shows_on_which_ground_and_its_article(
    desk: Desk, django_assert_num_queries: object
) -> None:
    case, _ = late_return(desk.shop)
    desk.post(
        f"dossiers/{case.reference}/refus/", motive="damage_by_use", ground="fault_disproved",
        reason="La prise a reçu de l’eau.",
    )  # fmt: skip
    desk.get(f"dossiers/{case.reference}/")

    with django_assert_num_queries(QUERIES_ONCE_REFUSED):  # type: ignore[operator]  # pytest-django's fixture
        page = desk.get(f"dossiers/{case.reference}/").content.decode()

    shown = page.split("Fondement.", 1)[1].replace("\u00a0", " ")
    assert "Pas de défaut, preuve faite (" in shown
    assert "L217-7" in shown
    assert article("L217-7").fr in shown


def test_a_decision_without_a_ground_shows_none(desk: Desk) -> None:
    case, _ = late_return(desk.shop)
    desk.decides(case, Remedy.REPLACEMENT)
    page = desk.get(f"dossiers/{case.reference}/").content.decode()
    assert "Décision" in page
    assert "Fondement" not in page


@pytest.mark.parametrize("typed", [{}, {"motive": "other"}, {"motive": "nonsense", "reason": "non"},
                                   {"motive": "other", "reason": "   "}])  # fmt: skip
def test_a_refusal_without_motive_or_words_changes_nothing(desk: Desk, typed: dict[str, str]) -> None:
    case, _ = late_return(desk.shop)

    answer = desk.post(f"dossiers/{case.reference}/refus/", **typed)

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    with inside(desk.shop):
        assert case_card(actor=desk.shop.agent, reference=case.reference).state is CaseState.OPEN


def test_finance_reads_but_does_not_refuse(shop: Shop, login: SignIn) -> None:
    case, _ = late_return(shop)
    finance = desk_of(shop, login, Role.FINANCE)

    assert "Refuser…" not in finance.get(f"dossiers/{case.reference}/").content.decode()
    answer = finance.post(f"dossiers/{case.reference}/refus/", motive="other", reason="non")

    assert answer.status_code == 403
    with inside(shop):
        assert case_card(actor=shop.agent, reference=case.reference).state is CaseState.OPEN


def test_the_preview_of_a_refusal_starts_with_what_we_can_do(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    text = desk.get(
        f"dossiers/{case.reference}/refus/apercu/?instead=Nous+réparons.&reason=Trop+tard."
    ).content.decode()

    assert text.index("Nous réparons.") < text.index("Trop tard.")


def test_a_question_stops_the_clock(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    answer = desk.post(f"dossiers/{case.reference}/question/", what="photo", text="Une photo du voyant ?")

    assert answer.status_code == 303
    with inside(desk.shop):
        card = case_card(actor=desk.shop.agent, reference=case.reference)
        steps = [m.step for m in messages_of_case(actor=desk.shop.agent, case_id=case.id)]
    assert card.state is CaseState.WAITING_ON_CUSTOMER
    assert "information_needed" in steps


def test_something_else_needs_words(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    assert desk.post(f"dossiers/{case.reference}/question/", what="other", text="").status_code == 422
    with inside(desk.shop):
        assert case_card(actor=desk.shop.agent, reference=case.reference).state is CaseState.OPEN


def test_a_note_stays_inside_and_a_message_is_queued(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    assert desk.post(f"dossiers/{case.reference}/notes/", text="Cliente pressée.").status_code == 303
    assert desk.post(f"dossiers/{case.reference}/messages/", text="Nous regardons.").status_code == 303

    with inside(desk.shop):
        said = messages_of_case(actor=desk.shop.agent, case_id=case.id)
    assert [(m.direction, m.text) for m in said] == [("note", "Cliente pressée."), ("out", "Nous regardons.")]
    assert "Cliente pressée." in desk.get(f"dossiers/{case.reference}/").content.decode()


def test_an_empty_note_is_refused_in_words(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    answer = desk.post(f"dossiers/{case.reference}/notes/", text=" ")

    assert answer.status_code == 422
    assert "Écrivez quelques mots." in answer.content.decode()


def test_taking_and_giving_back(desk: Desk) -> None:
    case, _ = late_return(desk.shop)

    desk.post(f"dossiers/{case.reference}/proprietaire/", member=str(desk.shop.agent.id))
    with inside(desk.shop):
        taken = case_card(actor=desk.shop.agent, reference=case.reference).owner_id
    desk.post(f"dossiers/{case.reference}/proprietaire/", member="")
    with inside(desk.shop):
        given = case_card(actor=desk.shop.agent, reference=case.reference).owner_id

    assert (taken, given) == (desk.shop.agent.id, None)
    assert desk.post(f"dossiers/{case.reference}/proprietaire/", member="999999").status_code == 422


def test_photos_of_a_message_stand_in_its_thread(shop: Shop, login: SignIn) -> None:
    case, sale = late_return(shop)
    customer = shop.customer(sale.order_id, verified=True)
    with organization_block(shop.org_id):
        picture = BytesIO()
        Image.new("RGB", (60, 40)).save(picture, "JPEG")
        sent = SimpleUploadedFile("panne.jpg", picture.getvalue(), "image/jpeg")
        receive_from_customer(
            actor=customer, case_reference=case.reference, text="Voici la panne.", now=timezone.now(),
            found=(check_upload(actor=customer, sent=sent),),
        )  # fmt: skip

    talk = desk_of(shop, login).get(f"dossiers/{case.reference}/").content.decode().partition('id="talk"')[2]

    assert 'alt="Photo 1"' in talk
