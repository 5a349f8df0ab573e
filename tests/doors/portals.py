"""A visitor at the portal, for tests of the door."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client

from tests.shop import Sale, Shop


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
    import re

    found = re.findall(r'<input type="hidden" name="(plan-[a-z_]+|answer)" value="([^"]+)"', page)
    return dict(found)
