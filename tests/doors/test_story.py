"""The story of the demo: read by anybody, played by a press, and nowhere but in a demo."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from savoir.cases.states import Entry, Intent, Reason, Remedy
from savoir.cases.values import AskedLine, CaseRequest, LineRequest
from savoir.kernel import jobs
from savoir.kernel.access import Role, visitor_actor
from savoir.kernel.models import LedgerEvent
from savoir.kernel.tenancy import organization_block
from savoir.kernel.values.money import total
from savoir.organizations.models import Member, Organization, SecondFactor, UserSession
from savoir.resolutions.models import Refund
from savoir.resolutions.operations import request_remedy
from savoir.resolutions.queries import BY_LAW, Owed, offers_with_plans, owed_sums
from savoir.resolutions.states import RefundState
from savoir.web.desk.work.money import NEAR_DAYS
from savoir.web.story.figures import figures_of
from tests.doors.conftest import Login
from tests.doors.desks import late_return
from tests.doors.stages import Props
from tests.faults.worlds import agree, post
from tests.shop import Shop, make_shop, sell

QUERIES_OF_THE_STORY = 34
QUERIES_OF_THE_SCENE = 29
DEEDS = ("telephone", "bureau", "quai", "regles", "banque", "commandes", "debut")


def test_anybody_reads_what_the_shop_owes_and_signs_in_nowhere(props: Props) -> None:
    page = Client().get("/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Voici ce que vous devez aujourd’hui" in text
    assert "Un aspirateur tombe en panne" in text
    assert "une touche la confirme" in text
    assert page.headers["Cache-Control"] == "no-store"
    assert f'href="/sav/{props.shop.brand_slug}/vos-droits/"' in text
    assert not UserSession.objects.exists()


def test_the_story_and_its_scene_cost_the_same_with_more_cases(
    props: Props, django_assert_num_queries: Any
) -> None:
    browser = Client()
    browser.get("/")
    for _ in range(3):
        with django_assert_num_queries(QUERIES_OF_THE_STORY):
            browser.get("/")
        with django_assert_num_queries(QUERIES_OF_THE_SCENE):
            browser.get("/histoire/scene/")
        late_return(props.shop)


def test_what_is_owed_is_the_sum_of_the_list_it_opens(props: Props) -> None:
    actor = visitor_actor(props.shop.org_id)
    with organization_block(props.shop.org_id):
        agree(props.shop)
        post(props.shop, agree(props.shop))
        now = timezone.now()
        dated = figures_of(actor, now=now, zone="Europe/Paris")["owed"]
        soon = dated.near_until
        sums = owed_sums(actor=actor, today=soon - NEAR_DAYS, soon=soon)
    assert dated.total == total([one.amount for one in sums if one.kind in BY_LAW], "EUR")
    assert {one.kind for one in sums} > {Owed.WAITING}, "or both sums would be equal anyway"


def test_who_plays_a_colleague_changes_nothing_of_the_account(props: Props) -> None:
    browser, other = Client(), Client()
    for one in (browser, other):
        one.post("/histoire/bureau/")
        assert one.get("/desk/").status_code == 200
    for address in ("application/", "cle/question/", "cle/", "preuve/"):
        assert browser.post(f"/entree/compte/securite/{address}").status_code == 403
    assert browser.post("/entree/compte/sessions/autres/fin/").status_code == 403
    assert SecondFactor.objects.count() == 0
    assert other.get("/desk/").status_code == 200


def test_who_shows_the_password_of_whom_he_played_is_that_person(props: Props) -> None:
    with organization_block(props.shop.org_id):
        lea = Member.objects.select_related("user").get(id=props.shop.agent.id).user
    lea.set_password("une phrase assez longue")
    lea.save()
    browser = Client()
    browser.post("/histoire/bureau/")
    assert browser.get("/entree/compte/securite/application/").status_code == 403
    browser.post("/entree/", {"email": lea.email, "password": "une phrase assez longue"})
    assert browser.get("/entree/compte/securite/application/").status_code == 200


@pytest.fixture
def kept_here(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The home of a machine that names no mail server."""
    here, former = settings.ENVIRONMENT, settings.ENVIRONMENT.home
    object.__setattr__(here, "home", tmp_path)
    yield tmp_path
    object.__setattr__(here, "home", former)


def test_who_plays_a_colleague_reads_no_letter_that_opens_an_account(props: Props, kept_here: Path) -> None:
    """The desk's mailbox is for what customers get: a link for the administrator is none of it."""
    with organization_block(props.shop.org_id):
        admin = Member.objects.select_related("user").get(id=props.shop.actors[Role.ADMIN].id)
    browser = Client()
    browser.post("/entree/mot-de-passe-oublie/", {"email": admin.user.email})
    jobs.drain(until=timezone.now())
    kept = [path.read_text() for path in kept_here.rglob("*.eml")]
    assert [one for one in kept if "/entree/lien/" in one]
    browser.post("/histoire/bureau/")
    page = browser.get("/desk/courriers/")
    assert page.status_code == 200
    assert admin.user.email not in page.content.decode()


def test_every_visitor_gets_an_order_of_his_own_and_keeps_it(props: Props) -> None:
    first, second = Client(), Client()
    taken = first.post("/histoire/telephone/")
    assert (taken.status_code, taken.headers["Location"]) == (303, f"/sav/{props.shop.brand_slug}/articles/")
    assert "Aspirateur balai Zéphyr 3" in first.get(taken.headers["Location"]).content.decode()
    first.post("/histoire/telephone/")
    second.post("/histoire/telephone/")
    assert props.asked == 2
    assert first.session["story"]["order_id"] != second.session["story"]["order_id"]


def test_one_press_is_lea_at_the_case_and_the_phone_stays_in_the_pocket(props: Props) -> None:
    browser = Client()
    browser.post("/histoire/telephone/")
    at_desk = browser.post("/histoire/bureau/", {"vers": "argent-passee"})
    assert (at_desk.status_code, at_desk.headers["Location"]) == (303, "/desk/argent/?echeance=passee")
    desk = browser.get("/desk/").content.decode()
    assert "agent test" in browser.get("/entree/compte/").content.decode()
    assert "Retour à l’histoire" in desk
    assert browser.post("/histoire/quai/").headers["Location"] == "/dock/"
    assert browser.get("/dock/").status_code == 200
    assert browser.get(f"/sav/{props.shop.brand_slug}/articles/").status_code == 200


def test_ones_own_orders_lead_to_the_import_and_a_played_colleague_stays_behind(
    props: Props, login: Login
) -> None:
    to_import = "/entree/?next=/console/import/"
    browser = Client()
    browser.post("/histoire/telephone/")
    browser.post("/histoire/bureau/")
    sent = browser.post("/histoire/commandes/")
    assert (sent.status_code, sent.headers["Location"]) == (303, to_import)
    entrance = browser.get(to_import).content.decode()
    assert "welcome.txt" in entrance
    assert 'value="/console/import/"' in entrance
    assert browser.get("/desk/").status_code == 302
    assert browser.session["story"]["order_id"]
    maud = Client()
    login(maud, props.shop.actors[Role.ADMIN])
    arrived = maud.post("/histoire/commandes/", follow=True)
    assert arrived.redirect_chain[-1] == ("/console/import/", 302)
    assert "L’export de votre boutique" in arrived.content.decode()


def test_a_figure_opens_its_list_and_no_other_address(props: Props) -> None:
    case_page = Client().post("/histoire/bureau/").headers["Location"]
    assert case_page.startswith("/desk/dossiers/SAV-")
    for word in ("https://elsewhere.example/", "//elsewhere.example", "../../admin"):
        assert Client().post("/histoire/bureau/", {"vers": word}).headers["Location"] == case_page


def test_beginning_again_forgets_the_order_and_the_proof(props: Props) -> None:
    browser = Client()
    browser.post("/histoire/telephone/")
    browser.post("/histoire/debut/")
    assert "story" not in browser.session
    found = browser.get(f"/sav/{props.shop.brand_slug}/articles/")
    assert found.status_code == 303


def test_the_money_left_once_though_the_provider_fell_silent(props: Props) -> None:
    with organization_block(props.shop.org_id):
        refund = _settled_refund(props.shop)
    props.refund_reference = refund.reference
    browser = Client()
    assert browser.post("/histoire/banque/").headers["Location"] == "/#argent"
    text = browser.get("/histoire/scene/").content.decode()
    assert "Il paie, et ne répond pas" in text
    assert "Relu dans ses livres avant de redemander" in text
    assert f"{refund.reference}\u00a0: 1 seul virement dans ses livres." in text
    assert 'hx-trigger="every 3s"' in text


def _settled_refund(shop: Shop) -> Refund:
    now = timezone.now()
    sale = sell(shop, delivered_at=None, contract_at=now - timedelta(days=1))
    customer = shop.customer(sale.order_id, verified=True)
    asked = AskedLine(sale.line_ids[0], 1, Intent.CANCELLATION, Reason.CHANGED_MIND)
    plans = offers_with_plans(actor=customer, lines=(asked,), now=now).plans
    request = CaseRequest(
        order_id=sale.order_id, entry=Entry.PORTAL, language="fr",
        lines=(LineRequest(asked=asked, wanted=Remedy.REFUND),),
    )  # fmt: skip
    digest = next(plan.digest for plan in plans if plan.remedy is Remedy.REFUND)
    _case, accepted = request_remedy(
        actor=customer, request=request, remedy=Remedy.REFUND, plan_digest=digest, now=now
    )
    assert accepted is not None
    Refund.objects.filter(reference=accepted.refund_references[0]).update(
        state=RefundState.SETTLED.value, settled_at=now + timedelta(seconds=13)
    )
    return Refund.objects.get(reference=accepted.refund_references[0])


def test_whoever_plays_too_much_waits_an_hour(props: Props) -> None:
    for _ in range(30):
        Client().post("/histoire/telephone/")
    made = props.asked
    assert Client().post("/histoire/telephone/").headers["Location"] == "/"
    assert props.asked == made


def test_in_production_nobody_reads_the_story_or_plays_anybody(props: Props, mode: Any) -> None:
    mode("production")
    assert Client().get("/").headers["Location"] == "/entree/accueil/"
    assert Client().get("/histoire/scene/").status_code == 404
    _nothing_happens(props)


def test_without_an_invented_organization_there_is_no_story(props: Props) -> None:
    Organization.objects.filter(id=props.shop.org_id).update(is_demo=False)
    assert Client().get("/").headers["Location"] == "/entree/accueil/"
    _nothing_happens(props)


def _nothing_happens(props: Props) -> None:
    before = LedgerEvent.objects.count()
    for deed in DEEDS:
        browser = Client()
        assert browser.post(f"/histoire/{deed}/").status_code == 404
        assert "_auth_user_id" not in browser.session
    assert (props.asked, UserSession.objects.count(), LedgerEvent.objects.count()) == (0, 0, before)


def test_beside_a_demo_the_people_of_a_real_shop_are_out_of_reach(props: Props) -> None:
    make_shop("durand")
    browser = Client()
    browser.post("/histoire/bureau/")
    with organization_block(props.shop.org_id):
        lea = Member.objects.get(id=props.shop.agent.id)
    assert browser.session["_auth_user_id"] == str(lea.user_id)
    browser.get("/desk/")
    assert browser.session["org_id"] == props.shop.org_id


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_is_a_post_with_its_token(props: Props, deed: str) -> None:
    assert Client().get(f"/histoire/{deed}/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/histoire/{deed}/").status_code == 403
    assert "_auth_user_id" not in strict.session
    assert props.asked == 0
