"""A visitor at the portal, for tests of the door."""

import io
import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from PIL import Image

from savoir.cases.queries import case_card
from savoir.cases.values import CaseCard
from savoir.kernel.tenancy import organization_block
from tests.shop import Sale, Shop, sell


@dataclass
class Visitor:
    """Somebody with a phone, at one brand."""

    shop: Shop
    client: Client

    def at(self, path: str = "") -> str:
        """An address of the brand's portal."""
        return f"/sav/{self.shop.brand_slug}/{path}"

    def get(self, path: str = "") -> HttpResponse:
        """Open a page."""
        return self.client.get(self.at(path))

    def read(self, path: str) -> str:
        """What a page says, as `text_of`."""
        return text_of(self.get(path))

    def post(self, path: str, **typed: object) -> HttpResponse:
        """Send a form."""
        return self.client.post(
            self.at(path), {name.replace("__", "-"): value for name, value in typed.items()}
        )

    def proves(self, sale: Sale) -> HttpResponse:
        """Give the number and the e-mail address of an order."""
        return self.post("", number=sale.number, email=sale.email)

    def says(self, sale: Sale, cause: str, line: int = 0, **typed: object) -> HttpResponse:
        """Tell what happened to one line."""
        return self.post(f"demande/?a={sale.line_ids[line]}", cause=cause, **typed)

    def chooses(self, remedy: str) -> HttpResponse:
        """Open the answer as a person does, and choose one remedy by its plan."""
        page = self.get("reponse/")
        return self.post("reponse/", remedy=remedy, **_hidden(page.content.decode()))


def _hidden(page: str) -> dict[str, object]:
    found = re.findall(r'<input type="hidden" name="(plan-[a-z_]+|answer)" value="([^"]+)"', page)
    return dict(found)


def text_of(response: HttpResponse) -> str:
    """What a page says, on one line, with plain spaces; words kept whole are words like others."""
    page = re.sub(r'<span class="whole">([^<]*)</span>', r"\1", response.content.decode())
    return re.sub(r"\s+", " ", page.replace("\u00a0", " "))


def is_refused(response: HttpResponse, *words: str) -> str:
    """A form came back with its errors first and these words; what the page says."""
    page = text_of(response)
    assert response.status_code == 422
    assert 'id="error-summary"' in page
    assert "<title>Erreur : " in page or "message" in response.request["PATH_INFO"]
    for said in words:
        assert said in page
    return page


def sold(shop: Shop, **given: object) -> Sale:
    """An order of the shop's."""
    with organization_block(shop.org_id):
        return sell(shop, **given)


def case_at(visitor: Visitor, response: HttpResponse) -> CaseCard:
    """The case a choice led to."""
    reference = response["Location"].split("/")[-2]
    with organization_block(visitor.shop.org_id):
        return case_card(actor=visitor.shop.system, reference=reference)


def asks(visitor: Visitor, sale: Sale, cause: str = "avis", remedy: str = "refund") -> CaseCard:
    """The customer proves his order, says what happened and chooses."""
    visitor.proves(sale)
    visitor.says(sale, cause)
    return case_at(visitor, visitor.chooses(remedy))


def photo() -> io.BytesIO:
    """A small picture, as a phone sends it."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    file.seek(0)
    file.name = "voyant.jpg"
    return file
