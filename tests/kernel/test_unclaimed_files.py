"""Bytes are written before their row: what no row names goes after a day, and a refusal writes none."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from savoir.kernel import files, housekeeping, quarantine, uploads
from savoir.kernel.errors import NotFound
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import organization_block
from tests.kernel.test_files import photo
from tests.shop import NOON, Shop, make_shop


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def on_disk(media: Path) -> set[str]:
    return {place.name for place in media.rglob("*") if place.is_file()}


def aged(media: Path, name: str, at: datetime) -> None:
    (place,) = media.rglob(name)
    os.utime(place, (at.timestamp(), at.timestamp()))


def test_bytes_that_no_row_names_are_swept_after_a_day(in_shop: Shop, media: Path) -> None:
    cards = [
        files.store_upload(actor=in_shop.agent, content=photo(size=(60, n)), file_name="a", now=NOON)
        for n in (20, 30, 40)
    ]
    claimed, undone, young = (card.digest for card in cards)
    FileObject.objects.exclude(digest=claimed).delete()
    unfinished = media / str(in_shop.org_id) / undone[:2] / ".new-died"
    unfinished.write_bytes(b"half")
    for name in (claimed, undone, ".new-died"):
        aged(media, name, NOON)
    aged(media, young, NOON + timedelta(hours=2))

    housekeeping.forget(org_id=in_shop.org_id, now=NOON + timedelta(hours=24))
    assert on_disk(media) == {claimed, undone, young, ".new-died"}
    housekeeping.forget(org_id=in_shop.org_id, now=NOON + timedelta(hours=25))
    assert on_disk(media) == {claimed, young}


def test_the_sweep_leaves_another_house_alone(shop: Shop, media: Path) -> None:
    there = make_shop("voisin")
    with organization_block(there.org_id):
        card = files.store_upload(actor=there.agent, content=photo(), file_name="a", now=NOON)
        FileObject.objects.all().delete()
    aged(media, card.digest, NOON)
    housekeeping.forget(org_id=shop.org_id, now=NOON + timedelta(days=9))
    assert on_disk(media) == {card.digest}


def test_what_is_sent_again_is_not_swept_before_its_row_stands(in_shop: Shop, media: Path) -> None:
    card = files.store_upload(actor=in_shop.agent, content=photo(), file_name="a", now=NOON)
    FileObject.objects.all().delete()
    aged(media, card.digest, NOON)
    files.store_upload(actor=in_shop.agent, content=photo(), file_name="a", now=NOON)
    FileObject.objects.all().delete()  # the row is not committed yet
    assert files.sweep_unclaimed(now=datetime.now(UTC)) == 0
    assert on_disk(media) == {card.digest}


def keep(content: bytes) -> quarantine.DistrustedFile:
    return quarantine.keep_distrusted(chunks=[content], most_bytes=100, now=NOON)


def test_distrusted_bytes_that_no_row_names_are_swept_too(in_shop: Shop, media: Path) -> None:
    wanted, undone = keep(b"wanted"), keep(b"undone")
    FileObject.objects.filter(id=undone.id).delete()
    died = quarantine.distrusted_path(file_id=wanted.id).parents[1] / "coming" / ".new-died"
    died.write_bytes(b"half")
    for name in on_disk(media):
        aged(media, name, NOON)

    assert files.sweep_unclaimed(now=NOON + timedelta(hours=25)) == 2
    assert quarantine.distrusted_path(file_id=wanted.id).read_bytes() == b"wanted"


def test_a_forgotten_file_comes_back_whole_when_its_transaction_is_undone(shop: Shop, media: Path) -> None:
    with organization_block(shop.org_id):
        kept = keep(b"sales")
    with organization_block(shop.org_id):
        with transaction.atomic():
            quarantine.forget_distrusted(file_id=kept.id)
            transaction.set_rollback(True)
        assert quarantine.distrusted_path(file_id=kept.id).read_bytes() == b"sales"
        quarantine.forget_distrusted(file_id=kept.id)
        with pytest.raises(NotFound):
            quarantine.distrusted_path(file_id=kept.id)
        for name in on_disk(media):
            aged(media, name, NOON)
        assert files.sweep_unclaimed(now=NOON + timedelta(hours=25)) == 1
    assert on_disk(media) == set()


def test_a_paper_of_ours_that_comes_back_is_read_and_stays_ours(in_shop: Shop, media: Path) -> None:
    paper = files.store_made(actor=in_shop.agent, content=b"line;fault", media_type="text/csv", now=NOON)
    back = keep(b"line;fault")
    assert quarantine.distrusted_path(file_id=back.id).read_bytes() == b"line;fault"
    quarantine.forget_distrusted(file_id=back.id)

    assert files.content_of(paper.id) == (b"line;fault", "text/csv")


def test_a_file_above_the_size_is_refused_unread(in_shop: Shop) -> None:
    class Huge:
        name: str | None = "a.jpg"
        size: int | None = files.MOST_BYTES + 1

        def read(self) -> bytes:
            raise AssertionError("read into memory")

    with pytest.raises(uploads.TooLarge):
        files.check_upload(actor=in_shop.agent, sent=Huge())


def test_more_than_ten_different_files_write_no_byte(in_shop: Shop, media: Path) -> None:
    found = [uploads.checked(photo(size=(60, 20 + n)), "a") for n in range(6)]
    kept = {f"{n:064}" for n in range(5)}
    with pytest.raises(uploads.TooMany):
        files.store_checked(actor=in_shop.agent, found=found, kept=kept, now=NOON)
    assert not media.exists()
    kept = {*list(kept)[:4], found[0].digest}
    assert len(files.store_checked(actor=in_shop.agent, found=found, kept=kept, now=NOON)) == 6
