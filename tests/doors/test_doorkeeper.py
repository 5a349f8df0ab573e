"""The doorkeeper: who stands where, one organization open, nothing half done, no trace shown."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from savoir.kernel.access import Role
from savoir.kernel.tenancy import WrongOrganization, current_organization, organization_block
from savoir.organizations import queries
from savoir.organizations.models import Brand, Calendar, Organization, Site, Team
from tests.doors.conftest import Login
from tests.shop import Shop, make_shop

pytestmark = pytest.mark.urls("tests.doors.probe_urls")


def setting() -> str:
    """What the database believes outside of any request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.org_id', true)")
        return str(cursor.fetchone()[0] or "")


def teams(shop: Shop) -> set[str]:
    with organization_block(shop.org_id):
        return set(Team.objects.values_list("name", flat=True))


def jobs_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def test_a_portal_page_stands_in_its_brand(client: Client, shop: Shop) -> None:
    """Organization, brand, zone and language; and nothing stays open behind it."""
    with organization_block(shop.org_id):
        Brand.objects.update(zone="Indian/Reunion", languages=["fr"])
    before = timezone.get_current_timezone_name()
    answer = client.get(f"/sav/{shop.brand_slug}/look/", headers={"Accept-Language": "en"})
    assert answer.json() == {
        "setting": str(shop.org_id), "org_id": shop.org_id, "brand_id": shop.brand_id, "actor": None,
        "zone": "Indian/Reunion", "language": "fr",
    }  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Language"] == "fr"
    assert timezone.get_current_timezone_name() == before
    assert setting() == ""
    with pytest.raises(WrongOrganization):
        current_organization()


def test_one_browser_visits_two_organizations_in_turn(client: Client, shop: Shop) -> None:
    """Proofs of one are nothing in the other."""
    other = make_shop("voisin")
    client.get(f"/sav/{shop.brand_slug}/prove/7/?verified=1")
    seen = [client.get(f"/sav/{one.brand_slug}/look/").json() for one in (shop, other, shop)]
    assert [page["org_id"] for page in seen] == [shop.org_id, other.org_id, shop.org_id]
    assert [page["actor"] is None for page in seen] == [False, True, False]


def test_an_unknown_or_sleeping_brand_is_not_found(client: Client, shop: Shop) -> None:
    """Both read alike."""
    unknown = client.get("/sav/personne/look/")
    assert unknown.status_code == 404
    assert "Nous ne trouvons pas cette page" in unknown.content.decode()
    assert client.get("/sav/").status_code == 404
    Organization.objects.update(active=False)
    assert client.get(f"/sav/{shop.brand_slug}/look/").status_code == 404
    assert setting() == ""


def test_a_customer_is_what_he_proved(client: Client, shop: Shop) -> None:
    """A stronger proof lasts; two orders are as verified as the weaker; one order as itself."""
    root = f"/sav/{shop.brand_slug}"
    assert client.get(f"{root}/one/7/").status_code == 404
    first = client.get(f"{root}/prove/7/?verified=1").json()["actor"]
    assert (first["kind"], first["orders"], first["verified"]) == ("customer", [7], True)
    key = client.session.session_key
    assert client.get(f"{root}/prove/7/").json()["actor"]["verified"] is True
    assert client.session.session_key != key
    both = client.get(f"{root}/prove/8/").json()["actor"]
    assert (both["orders"], both["verified"]) == ([7, 8], False)
    assert client.get(f"{root}/one/7/").json()["actor"]["verified"] is True
    assert client.get(f"{root}/one/8/").json()["actor"]["verified"] is False
    assert client.get(f"{root}/forget/").json()["actor"] is None
    assert client.get(f"{root}/look/").json()["actor"] is None


def test_proving_an_order_does_not_sign_a_member_out(client: Client, shop: Shop, login: Login) -> None:
    """Léa tries the portal in her own browser."""
    login(client, shop.agent)
    client.get(f"/sav/{shop.brand_slug}/prove/7/")
    assert client.get("/desk/look/").status_code == 200


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("not-found", 404, "Nous ne trouvons pas cette page"),
        ("not-allowed", 403, "Cette action ne vous est pas ouverte"),
        ("conflict", 409, "Les choses ont bougé entre-temps"),
        ("invalid", 422, "Quelque chose ne va pas dans ce qui a été saisi"),
        ("missing", 404, "Nous ne trouvons pas cette page"),
        ("fault", 500, "Une erreur de notre côté"),
        ("away", 503, "Votre saisie est gardée."),
    ],
)
@pytest.mark.parametrize("door", ["portal", "desk"])
def test_what_fails_leaves_nothing_behind(
    shop: Shop, login: Login, door: str, how: str, status: int, words: str
) -> None:
    """No row, no job, no trace; the page says what happened and the next request works."""
    client = Client(raise_request_exception=False)
    login(client, shop.agent)
    root = f"/sav/{shop.brand_slug}" if door == "portal" else "/desk"
    before = jobs_waiting()
    answer = client.post(f"{root}/fail/{how}/?calendar={shop.calendar_id}")
    text = answer.content.decode()
    assert answer.status_code == status
    assert words in text
    assert "Traceback" not in text
    assert "secret words" not in text
    assert "10.1.2.3" not in text
    assert teams(shop) == set()
    assert setting() == ""
    assert client.get(f"{root}/look/").status_code == 200
    assert jobs_waiting() == before


def test_a_fault_is_told_even_when_its_page_lacks_a_stylesheet(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown_file(*_: object) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr("savoir.web.errors.render_to_string", unknown_file)
    answer = Client(raise_request_exception=False).post(f"/sav/{shop.brand_slug}/fail/fault/")
    assert answer.status_code == 500
    assert "de notre côté. Sa référence" in answer.content.decode()


def test_a_refusal_caught_by_the_view_undoes_only_itself(client: Client, shop: Shop) -> None:
    """`attempt` gives the words to a form and keeps the rest of the request."""
    page = client.post(f"/sav/{shop.brand_slug}/tried/?calendar={shop.calendar_id}")
    assert page.content.decode() == "Les choses ont bougé entre-temps"
    assert teams(shop) == {"gardé"}


def test_a_fragment_is_refused_as_a_notice(client: Client, shop: Shop) -> None:
    """htmx swaps a few lines, not a page into a page."""
    address = f"/sav/{shop.brand_slug}/fail/conflict/?calendar={shop.calendar_id}"
    answer = client.post(address, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "<html" not in answer.content.decode()
    assert "Les choses ont bougé" in answer.content.decode()


def test_a_lost_database_is_said_plainly(client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything could be read: no trace, come back in ten seconds."""

    def away(slug: str) -> int:
        raise OperationalError("could not connect to 10.1.2.3")

    monkeypatch.setattr(queries, "organization_of_address", away)
    answer = client.get(f"/sav/{shop.brand_slug}/look/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Votre saisie est gardée." in answer.content.decode()
    assert "10.1.2.3" not in answer.content.decode()


@pytest.mark.parametrize("door", ["desk", "dock", "console"])
def test_who_is_not_signed_in_is_sent_to_the_entrance(client: Client, shop: Shop, door: str) -> None:
    """And back afterwards; a fragment takes its whole page along."""
    answer = client.get(f"/{door}/look/?a=1")
    assert answer.headers["Location"] == f"/entree/?next=%2F{door}%2Flook%2F%3Fa%3D1"
    fragment = client.get(
        f"/{door}/look/", headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver/{door}/"}
    )
    assert fragment.status_code == 401
    assert fragment.headers["HX-Redirect"] == f"/entree/?next=%2F{door}%2F"
    posted = client.post(f"/{door}/look/", headers={"Referer": "http://mechant.example/x/"})
    assert posted.headers["Location"] == "/entree/?next=%2Fentree%2Faccueil%2F"


OPEN = {
    "desk": {Role.AGENT, Role.SENIOR, Role.SUPERVISOR, Role.FINANCE, Role.STORE, Role.ADMIN},
    "dock": {Role.WAREHOUSE, Role.STORE, Role.ADMIN},
    "console": {Role.SUPERVISOR, Role.FINANCE, Role.ADMIN},
}


@pytest.mark.parametrize("door", OPEN)
@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_its_doors(client: Client, shop: Shop, login: Login, door: str, role: Role) -> None:
    """The others say in plain words that they stay closed."""
    login(client, shop.actors[role])
    answer = client.get(f"/{door}/look/")
    if role in OPEN[door]:
        assert answer.json()["actor"]["role"] == role
        assert answer.json()["setting"] == str(shop.org_id)
    else:
        assert answer.status_code == 403
        assert "Cet espace ne vous est pas ouvert" in answer.content.decode()
    assert setting() == ""


def test_a_member_works_in_the_time_of_his_place(client: Client, shop: Shop, login: Login) -> None:
    """Samir's warehouse lies overseas; he sees its hour, and his site rides on him."""
    with organization_block(shop.org_id):
        far = Calendar.objects.create(org_id=shop.org_id, name="Là-bas", zone="America/Guadeloupe")
        Site.objects.filter(id=shop.warehouse_id).update(calendar=far)
    login(client, shop.dock)
    page = client.get("/dock/look/").json()
    assert page["zone"] == "America/Guadeloupe"
    assert page["actor"]["sites"] == [shop.warehouse_id]


def test_public_pages_open_no_organization(client: Client, shop: Shop, login: Login) -> None:
    """Even for somebody who is signed in."""
    login(client, shop.agent)
    page = client.get("/public/look/").json()
    assert (page["setting"], page["org_id"], page["actor"]) == ("", 0, None)


def test_without_a_door_the_first_page_is_the_account(client: Client, shop: Shop, login: Login) -> None:
    """Only doors that are built are offered."""
    login(client, shop.dock)
    assert client.get("/entree/accueil/").headers["Location"] == "/entree/compte/"


@pytest.mark.urls("savoir.config.urls")
def test_the_brand_sheet_is_kept_for_ever_under_its_own_name(client: Client, shop: Shop) -> None:
    """Another digest or brand is not found."""
    from savoir.web.brand_sheet import sheet_address

    address = sheet_address(shop.brand_slug, 243)
    sheet = client.get(address)
    assert sheet.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "--brand:" in sheet.content.decode()
    assert client.get(sheet_address(shop.brand_slug, 10)).status_code == 404
    assert client.get(sheet_address("personne", 243)).status_code == 404


def test_every_refusal_of_the_product_has_its_words(get_refusals: Callable[[], list[type]]) -> None:
    """Title, reason and way out, none of them empty, for each class a room declares."""
    from savoir.web.errors import sentence_for, status_of

    for refusal in get_refusals():
        sentence = sentence_for(refusal())
        assert sentence.title, refusal
        assert sentence.text, refusal
        assert sentence.way_out, refusal
        assert status_of(refusal()) in {403, 404, 409, 422, 429}, refusal
