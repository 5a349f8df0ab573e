"""A passkey in a real browser: made on the account page, then the only thing needed to come in."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model

from savoir.kernel.tenancy import organization_block
from savoir.organizations.models import Member, SecondFactor
from tests.browser.conftest import Site, Visit

pytestmark = pytest.mark.browser
PASSWORD = "une phrase assez longue"
KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
       "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip


def _has_password(site: Site) -> str:
    """The agent's address; keys answer to a name, never to a bare number."""
    with organization_block(site.shop.org_id):
        user_id = Member.objects.get(id=site.shop.agent.id).user_id
    user = get_user_model().objects.get(id=user_id)
    user.set_password(PASSWORD)
    user.save()
    return str(user.email)


def test_a_key_is_made_once_and_then_opens_without_a_password(
    site: Site, visit: Callable[..., Visit]
) -> None:
    email, home = _has_password(site), site.address.replace("127.0.0.1", "localhost")
    window = visit(width=1440)
    page = window.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(f"{home}/entree/")
    window.is_sound()
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/desk/")
    page.goto(f"{home}/entree/compte/securite/")
    window.is_sound()
    page.get_by_label("Son nom").fill("Mon téléphone")
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.get_by_role("link", name="Je les ai notés").click()
    page.get_by_text("Mon téléphone").first.wait_for()
    assert SecondFactor.objects.get().label == "Mon téléphone"
    page.context.clear_cookies()
    page.goto(f"{home}/entree/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/desk/")
    window.is_sound(axe=False)


def test_pages_of_the_second_factor_fit_a_telephone(site: Site, visit: Callable[..., Visit]) -> None:
    email, window = _has_password(site), visit(width=320)
    page = window.page
    page.goto(f"{site.address}/entree/")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    if SecondFactor.objects.exists():  # the key of the story above: its page is one to look at
        page.wait_for_url("**/suite/code/")
        window.is_sound()
        SecondFactor.objects.all().delete()
        page.goto(f"{site.address}/entree/")
        page.get_by_label("Adresse e-mail").fill(email)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/desk/")
    page.goto(f"{site.address}/entree/compte/securite/application/")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Code à 6 chiffres").wait_for()
    window.is_sound()
