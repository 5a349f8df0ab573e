"""Versions of the rules at the console: who signs in, what a page says, what is stored."""

import re
from datetime import datetime
from html import unescape

from django.http import HttpResponse
from django.test import Client

from savoir.kernel.access import Role
from savoir.policies.models import PolicyVersion
from tests.doors.conftest import Login
from tests.doors.desks import inside
from tests.policies.publishing import draft
from tests.shop import Shop

LIST, NEW = "/console/regles/", "/console/regles/nouveau/"
LATER = datetime.fromisoformat("2099-03-01T00:00:00+01:00")


def person(shop: Shop, login: Login, role: Role) -> Client:
    client = Client()
    login(client, shop.actors[role])
    return client


def words(answer: HttpResponse) -> str:
    """What a page says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def row(shop: Shop, version_id: int) -> PolicyVersion:
    with inside(shop):
        return PolicyVersion.objects.get(id=version_id)


def count(shop: Shop) -> int:
    with inside(shop):
        return PolicyVersion.objects.count()


def written(shop: Shop, name: str = "fashion") -> int:
    with inside(shop):
        return draft(shop, name)


def at_life(answer: HttpResponse) -> int:
    """The version whose page comes next."""
    assert answer.status_code == 303, words(answer)
    found = re.fullmatch(rf"{LIST}(\d+)/vie/", answer["Location"])
    assert found
    return int(found[1])
