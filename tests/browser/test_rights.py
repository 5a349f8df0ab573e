"""« Vos droits » in a real Chromium: sound at each width, day and night; folded on screen, whole on paper."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from savoir.cases.values import CaseCard
from savoir.kernel.tenancy import organization_block
from tests.browser.conftest import Site, Visit
from tests.browser.test_desk import enter
from tests.doors.desks import late_return
from tests.faults.worlds import agree, post
from tests.shop import Sale, sell

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]
SHOTS = os.environ.get("SAVOIR_SHOTS", "")
QUICK = ((390, False), (1440, True))  # the others in bin/test-long: each walk unfolds three pages before axe
SIZES = [
    pytest.param(width, dark, marks=() if (width, dark) in QUICK else pytest.mark.long)
    for width, dark in (
        (390, False),
        (390, True),
        (820, False),
        (820, True),
        (1440, False),
        (1440, True),
        (320, True),
    )
]


@pytest.fixture(scope="module")
def asked(site: Site) -> tuple[CaseCard, Sale]:
    """A vacuum cleaner that broke after seven months."""
    return late_return(
        site.shop, now=site.now, delivered_at=site.now - timedelta(days=220), price=8900,
        product={"name": "Aspirateur balai X30", "picture": "vacuum", "warranty_months": 36},
    )  # fmt: skip


@pytest.fixture(scope="module")
def dress(site: Site) -> Sale:
    """A dress of last week."""
    with organization_block(site.shop.org_id):
        return sell(site.shop, delivered_at=site.now - timedelta(days=5), product={"picture": "dress"})


def proves(window: Visit, site: Site, sale: Sale, path: str) -> None:
    """Give the order, then open a page of it."""
    front = f"{site.address}/sav/{site.shop.brand_slug}/"
    window.page.goto(front)
    window.page.fill("[name=number]", sale.number)
    window.page.fill("[name=email]", sale.email)
    window.page.click("button:has-text('Retrouver ma commande')")
    window.page.wait_for_url("**/articles/**")
    window.page.goto(f"{front}{path}")


def looks(window: Visit, name: str) -> None:
    """Sound as it opens and with everything unfolded."""
    window.is_sound()
    if SHOTS:
        window.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    window.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    window.is_sound()
    window.keeps_words_whole()


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_the_customers_pages_are_sound(
    site: Site, visit: Open, asked: tuple[CaseCard, Sale], dress: Sale, width: int, dark: bool
) -> None:
    case, sale = asked
    window, mark = visit(width=width, dark=dark), f"{width}-{'night' if dark else 'day'}"
    proves(window, site, sale, f"vos-droits/{sale.line_ids[0]}/")
    looks(window, f"rights-line-{mark}")
    window.page.goto(f"{site.address}/sav/{site.shop.brand_slug}/dossiers/{case.reference}/vos-droits/")
    looks(window, f"rights-case-{mark}")
    if width in (390, 320):
        proves(window, site, dress, f"vos-droits/{dress.line_ids[0]}/")
        looks(window, f"rights-new-{mark}")


@pytest.mark.parametrize(("width", "dark"), SIZES)
def test_the_agents_pages_are_sound(
    site: Any, visit: Open, asked: tuple[CaseCard, Sale], width: int, dark: bool
) -> None:
    case, sale = asked
    with organization_block(site.shop.org_id):
        owed = agree(site.shop, price=8900, at=site.now, delivered_at=site.now - timedelta(days=5))
        post(site.shop, owed, at=site.now)
    window, mark = visit(width=width, dark=dark), f"{width}-{'night' if dark else 'day'}"
    enter(site, window)
    paths = (f"lignes/{sale.line_ids[0]}", f"dossiers/{case.reference}", f"dossiers/{owed.reference}")
    for path, name in zip(paths, ("line", "case", "late"), strict=True):
        window.page.goto(f"{site.address}/desk/{path}/droits/")
        looks(window, f"rights-desk-{name}-{mark}")


def printed(window: Visit) -> str:
    """What is on the paper, on one line, with plain spaces."""
    paper = PdfReader(io.BytesIO(window.page.pdf(format="A4")))
    assert paper.pages[0].mediabox.width < paper.pages[0].mediabox.height
    text = " ".join(page.extract_text() for page in paper.pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_on_paper_all_is_unfolded_dated_and_without_ways_to_go(
    site: Site, visit: Open, asked: tuple[CaseCard, Sale]
) -> None:
    _case, sale = asked
    window = visit(width=1440)
    proves(window, site, sale, f"vos-droits/{sale.line_ids[0]}/")
    until = (window.page.text_content("h1") or "").replace("\u00a0", " ").split("jusqu’au ")[1].strip()
    expect(window.page.locator("#droit-hidden_defects .right-body")).not_to_be_visible()

    paper = printed(window)

    assert until in paper
    assert "Imprimé le" in paper
    assert str(site.now.year) in paper.split("Imprimé le")[1]
    for folded in ("Vous pouvez demander", "À vous de montrer un défaut grave", "Personne ne peut exiger",
                   "Le vendeur répond pendant deux ans"):  # fmt: skip
        assert folded in paper, folded
    for way in ("Imprimer cette page", "Politique de retour", "Signaler une panne", "Aller au contenu"):
        assert way not in paper, way


def test_the_desks_paper_has_no_rail(site: Any, visit: Open, asked: tuple[CaseCard, Sale]) -> None:
    case, _sale = asked
    window = visit(width=1440)
    enter(site, window)
    window.page.goto(f"{site.address}/desk/dossiers/{case.reference}/droits/")
    paper = printed(window)
    assert f"Droits du dossier {case.reference}" in paper
    assert "Imprimé le" in paper
    assert "tous les raccourcis" not in paper


def test_paper_is_black_on_white_by_night_too(site: Site, visit: Open, asked: tuple[CaseCard, Sale]) -> None:
    _case, sale = asked
    window = visit(width=820, dark=True)
    proves(window, site, sale, f"vos-droits/{sale.line_ids[0]}/")
    window.page.emulate_media(media="print", color_scheme="dark")
    expect(window.page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
    expect(window.page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(window.page.locator(".timeline-when").first).to_have_css("color", "rgb(0, 0, 0)")


def test_without_scripts_the_page_has_everything_but_the_button(
    site: Site, visit: Open, asked: tuple[CaseCard, Sale]
) -> None:
    _case, sale = asked
    window = visit(width=390, scripts=False)
    proves(window, site, sale, f"vos-droits/{sale.line_ids[0]}/")
    expect(window.page.get_by_text("Imprimer cette page")).not_to_be_visible()
    window.page.click("#droit-hidden_defects summary >> nth=0")
    expect(window.page.get_by_text("À vous de montrer un défaut grave")).to_be_visible()
