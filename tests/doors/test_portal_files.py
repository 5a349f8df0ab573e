"""Files that visitors send: a refused form leaves no byte, ten is ten, and a repeated message is one."""

import io
import re
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from savoir.cases.models import Attachment
from savoir.cases.operations import attach_file
from savoir.conversations.models import Message
from savoir.kernel.files import store_made
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import organization_block
from savoir.kernel.uploads import TooMany
from savoir.web.portal.sending import MOST_REFUSED
from tests.doors.portals import Visitor, is_refused
from tests.doors.test_portal_bad_input import HUGE, asked, named, picture
from tests.shop import NOON, make_shop, sell

PROGRAM = b"MZ\x90\x00program"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def photos(*widths: int) -> list[io.BytesIO]:
    return [named(picture(width), f"{width}.jpg") for width in widths]


def on_disk(media: Path) -> int:
    return sum(1 for place in media.rglob("*") if place.is_file())


def test_one_bad_file_and_no_byte_of_the_good_ones_stays(visitor: Visitor, media: Path) -> None:
    with organization_block(visitor.shop.org_id):
        sale = sell(visitor.shop)
    visitor.proves(sale)
    field = f"photos-{sale.line_ids[0]}"
    story = visitor.says(sale, "abime", **{field: [*photos(40, 41), named(PROGRAM, "x.exe"), *photos(42)]})
    is_refused(story, "x.exe : Ce fichier n’est ni une photo")
    assert on_disk(media) == 0

    path = f"dossiers/{asked(visitor, sale).reference}"
    before = on_disk(media)
    bad = [*photos(40, 41), named(PROGRAM, "x.exe")]
    is_refused(visitor.post(f"{path}/message/", text="Voici", photos=bad), "ni une photo")
    is_refused(
        visitor.post(f"{path}/message/", text="Voici", photos=photos(*range(40, 51))), "Dix fichiers au plus"
    )
    assert on_disk(media) == before


def test_a_huge_file_is_refused_unread_at_every_form(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with organization_block(visitor.shop.org_id):
        sale = sell(visitor.shop)
    path = f"dossiers/{asked(visitor, sale).reference}"
    read: list[str] = []
    monkeypatch.setattr(UploadedFile, "read", lambda self: read.append(self.name), raising=False)
    huge = b"\xff\xd8\xff" + b"0" * HUGE
    for name, form in (("photos", "message/"), ("photo", "envoi/")):
        typed = {"text": "Voici", "tracking_number": "6A1", "posted_on": "2026-11-23"}
        is_refused(visitor.post(f"{path}/{form}", **typed, **{name: named(huge, "a.jpg")}), "dépasse 10 Mo")
    assert read == []


def test_an_order_whose_files_are_refused_over_and_over_waits_an_hour(
    visitor: Visitor, clock: time_machine.Traveller
) -> None:
    with organization_block(visitor.shop.org_id):
        sale = sell(visitor.shop)
    message = f"dossiers/{asked(visitor, sale).reference}/message/"
    for _ in range(MOST_REFUSED):
        is_refused(visitor.post(message, text="x", photos=named(PROGRAM, "a.jpg")), "ni une photo")
    barred = visitor.post(message, text="Voici", photos=photos(40))
    assert barred.status_code == 429
    assert "suspendus pendant 60" in barred.content.decode()
    with organization_block(visitor.shop.org_id):
        assert not FileObject.objects.exists()
    assert visitor.post(message, text="Sans photo").status_code == 303
    clock.move_to(NOON + timedelta(hours=1))
    assert visitor.post(message, text="Voici", photos=photos(40)).status_code == 303


def test_the_same_message_from_three_windows_is_kept_once(
    visitor: Visitor, clock: time_machine.Traveller
) -> None:
    with organization_block(visitor.shop.org_id):
        sale = sell(visitor.shop)
    message = f"dossiers/{asked(visitor, sale).reference}/message/"

    def said() -> int:
        with organization_block(visitor.shop.org_id):
            return Message.objects.filter(direction="in").count()

    for _ in range(3):
        assert visitor.post(message, text="Bonjour\r\nallô").status_code == 303
    assert said() == 1
    for _ in range(2):
        assert visitor.post(message, text="Bonjour\r\nallô", photos=photos(40)).status_code == 303
    assert said() == 2, "another photo is another message"
    clock.move_to(NOON + timedelta(minutes=1))
    assert visitor.post(message, text="Bonjour\r\nallô").status_code == 303
    assert said() == 3, "a minute later it is meant"


def test_a_case_takes_no_eleventh_photo_and_still_takes_its_label(visitor: Visitor) -> None:
    shop = visitor.shop
    with organization_block(shop.org_id):
        sale = sell(shop)
    case = asked(visitor, sale)
    with organization_block(shop.org_id):
        cards = [
            store_made(actor=shop.system, content=b"%d" % n, media_type="image/jpeg", now=NOON).id
            for n in range(11)
        ]

        def attach(file_id: int, kind: str) -> None:
            attach_file(actor=shop.system, reference=case.reference, file_id=file_id, kind=kind, now=NOON)

        for file_id in cards[:10]:
            attach(file_id, "photo")
        with pytest.raises(TooMany):
            attach(cards[10], "photo")
        assert Attachment.objects.count() == 10
        attach(cards[0], "photo")  # the same again is no eleventh
        attach(cards[10], "return_label")
        assert Attachment.objects.count() == 11


@pytest.mark.concurrency
def test_three_windows_at_once_bring_ten_photos(own_database: str, media: Path) -> None:
    shop = make_shop()
    with organization_block(shop.org_id):
        sale = sell(shop)
    visitors = [Visitor(shop, Client()) for _ in range(3)]
    with time_machine.travel(NOON, tick=True):
        cases = [asked(visitors[0], sale)]
        for other in visitors[1:]:
            other.client.cookies = visitors[0].client.cookies
        start, outcomes = threading.Barrier(3), list[int]()

        def send(n: int) -> None:
            sent = photos(*range(40 + 10 * n, 50 + 10 * n))
            start.wait(timeout=30)
            path = f"dossiers/{cases[0].reference}/message/"
            outcomes.append(visitors[n].post(path, text=f"Voici {n}", photos=sent).status_code)
            connection.close()

        windows = [threading.Thread(target=send, args=(n,)) for n in range(3)]
        for window in windows:
            window.start()
        for window in windows:
            window.join(timeout=60)
    assert sorted(outcomes) == [303, 422, 422]
    with organization_block(shop.org_id):
        assert Attachment.objects.filter(kind="photo").count() == 10
    assert on_disk(media) == 10


def test_more_photos_of_a_message_cost_no_more_questions(
    visitor: Visitor, clock: time_machine.Traveller, django_assert_num_queries: Any
) -> None:
    with organization_block(visitor.shop.org_id):
        sale = sell(visitor.shop)
    visitor.proves(sale)
    path = f"dossiers/{asked(visitor, sale).reference}"
    visitor.post(f"{path}/message/", text="Voici la panne.", photos=photos(50))
    with CaptureQueriesContext(connection) as one:
        visitor.get(f"{path}/")
    asked_once = len(one)
    clock.shift(60)
    visitor.post(f"{path}/message/", text="De plus près.", photos=photos(51, 52, 53))
    with django_assert_num_queries(asked_once):
        shown = visitor.get(f"{path}/").content.decode()
    assert shown.count('class="said-photo"') == 4


def test_photos_of_a_message_stand_in_the_customers_thread(visitor: Visitor, prove: Any) -> None:
    """Whoever came through the address on file sees what was sent; nobody else, and nothing else."""
    with organization_block(visitor.shop.org_id):
        sale, other = sell(visitor.shop), sell(visitor.shop)
    visitor.proves(sale)
    path = f"dossiers/{asked(visitor, sale).reference}"
    visitor.post(f"{path}/message/", text="Voici la panne.", photos=photos(40, 41))

    thread = visitor.get(f"{path}/").content.decode().partition('class="said"')[2]
    shown = re.findall(r'<img src="[^"]*/(fichiers/\d+/)"', thread)
    assert len(shown) == 2
    answer = visitor.get(f"{path}/{shown[0]}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert visitor.get(f"{path}/fichiers/999999/").status_code == 404

    prove(visitor.client, visitor.shop.org_id, sale.order_id, verified=False)
    assert visitor.get(f"{path}/{shown[0]}").status_code == 404
    visitor.proves(other)
    their = f"dossiers/{asked(visitor, other).reference}"
    assert visitor.get(f"{their}/{shown[0]}").status_code == 404
