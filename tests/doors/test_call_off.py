"""« Rien à envoyer »: what was agreed can't leave, and the case is decided anew."""

from savoir.cases.queries import case_card
from savoir.cases.states import Intent, Reason, Remedy
from tests.api.programs import Program, new_key, problem
from tests.doors.desks import Desk, SignIn, desk_of, inside, late_return
from tests.doors.portals import text_of
from tests.shop import Shop


def test_an_exchange_out_of_stock_is_called_off_and_the_money_is_proposed(shop: Shop, login: SignIn) -> None:
    desk: Desk = desk_of(shop, login)
    case, _ = late_return(shop, intent=Intent.EXCHANGE, reason=Reason.TOO_SMALL)
    assert "Rien à envoyer" not in text_of(desk.get(f"dossiers/{case.reference}/"))
    desk.decides(case, Remedy.EXCHANGE, motive="customer_asked")
    assert "Rien à envoyer" in text_of(desk.get(f"dossiers/{case.reference}/"))

    unsaid = desk.post(f"dossiers/{case.reference}/envoi/impossible/", why="")
    assert unsaid.status_code == 422
    assert "Choisissez un motif dans la liste." in text_of(unsaid)
    done = desk.post(f"dossiers/{case.reference}/envoi/impossible/", why="out_of_stock")
    assert done.status_code == 303

    page = text_of(desk.get(f"dossiers/{case.reference}/"))
    assert "Envoi impossible" in page
    assert "Plus en stock" in page
    assert "plan-refund" in page
    assert "L221-21" in page or "L221-18" in page
    again = desk.post(f"dossiers/{case.reference}/envoi/impossible/", why="out_of_stock")
    assert again.status_code == 409


def test_a_refusal_that_is_looked_at_again_can_be_decided_at_the_desk(shop: Shop, login: SignIn) -> None:
    desk: Desk = desk_of(shop, login)
    case, _ = late_return(shop)
    desk.post(f"dossiers/{case.reference}/refus/", motive="damage_by_use", ground="fault_disproved",
              reason="Une chute.")  # fmt: skip
    assert "Décision proposée" not in text_of(desk.get(f"dossiers/{case.reference}/"))
    desk.post(f"dossiers/{case.reference}/reouverture/")
    assert "Décision proposée" in text_of(desk.get(f"dossiers/{case.reference}/"))
    assert desk.decides(case, Remedy.REPLACEMENT).status_code == 303


def test_a_program_says_it_too(shop: Shop, login: SignIn) -> None:
    desk: Desk = desk_of(shop, login)
    case, _ = late_return(shop, intent=Intent.EXCHANGE, reason=Reason.TOO_SMALL)
    program = Program(new_key(shop))
    path = f"/cases/{case.reference}/shipment/failure"
    problem(program.post(path, {"why": "out_of_stock"}), 409, "nothing_to_send")
    desk.decides(case, Remedy.EXCHANGE, motive="customer_asked")
    problem(program.post(path, {"why": "tired"}), 422, "request_invalid")
    with inside(shop):
        assert not case_card(actor=shop.agent, reference=case.reference).needs_person
    assert program.post(path, {"why": "out_of_stock"}).status_code == 200
    with inside(shop):
        assert case_card(actor=shop.agent, reference=case.reference).needs_person
