"""What people send is distrusted: a hostile corpus, and what is kept of an honest photo."""

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

from savoir.kernel import files, uploads
from savoir.kernel.errors import Invalid, NotFound
from savoir.kernel.models import FileObject
from savoir.kernel.tenancy import organization_block
from tests.shop import NOON, Shop, make_shop, sell

GPS = 0x8825
PAPER = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **save: Any) -> bytes:
    page = BytesIO()
    Image.new(mode, size, 120 if mode in "LP" else None).save(page, kind, **save)
    return page.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Appareil de Claire", 6
    exif.get_ifd(GPS)[2] = (48.0, 51.0, 30.0)
    return photo(size=(60, 40), exif=exif, comment=b"3 rue de la Clef")


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """400 megapixels in a few kilobytes."""
    packer, rows = zlib.compressobj(9), bytes(width // 8 + 1)
    packed = b"".join(packer.compress(rows) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def zip_bomb() -> bytes:
    page = BytesIO()
    with ZipFile(page, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(50_000_000))
    return page.getvalue()


def packed_paper(inside: bytes) -> bytes:
    body = zlib.compress(inside)
    return PAPER.replace(b"endobj", b">>\nstream\r\n" + body + b"\nendstream\nendobj")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)

given = pytest.param
HOSTILE: list[Any] = [
    given(b"", "a.jpg", uploads.EmptyFile, "empty", id="0 byte"),
    given(EICAR, "eicar.jpg", uploads.UnknownKind, "unknown_kind", id="EICAR"),
    given(SVG, "a.svg", uploads.UnknownKind, "unknown_kind", id="SVG onload"),
    given(SVG, "a.jpg", uploads.UnknownKind, "unknown_kind", id="SVG renamed"),
    given(b"<?xml version='1.0'?>" + SVG, "a.png", uploads.UnknownKind, "unknown_kind", id="XML"),
    given(b"<html><script>alert(1)</script>", "a.webp", uploads.UnknownKind, "unknown_kind", id="HTML"),
    given(b"<html>" + photo(), "a.jpg", uploads.UnknownKind, "unknown_kind", id="HTML then JPEG"),
    given(photo("GIF", mode="P"), "a.gif", uploads.UnknownKind, "unknown_kind", id="GIF"),
    given(b"GIF89a" + zip_bomb(), "a.gif", uploads.UnknownKind, "unknown_kind", id="GIFAR"),
    given(zip_bomb(), "a.jpg", uploads.UnknownKind, "unknown_kind", id="zip bomb"),
    given(photo("TIFF"), "a.tif", uploads.UnknownKind, "unknown_kind", id="TIFF"),
    given(b"%!PS-Adobe-3.0 EPSF-3.0\n", "a.jpg", uploads.UnknownKind, "unknown_kind", id="EPS"),
    given(b"\x00" * 100, "a.jpg", uploads.UnknownKind, "unknown_kind", id="null bytes"),
    given(b"\xff\xd8\xff", "a.jpg", uploads.BrokenFile, "broken", id="a head alone"),
    given(HEIC, "IMG_1.heic", uploads.HeicPhoto, "heic", id="HEIC"),
    given(HEIC, "IMG_1.jpg", uploads.HeicPhoto, "heic", id="HEIC renamed"),
    given(photo()[:-300], "a.jpg", uploads.BrokenFile, "broken", id="cut JPEG"),
    given(photo("PNG")[:-30], "a.png", uploads.BrokenFile, "broken", id="cut PNG"),
    given(b"\xff\xd8\xff\xe0" + SVG, "a.jpg", uploads.BrokenFile, "broken", id="JPEG head on SVG"),
    given(b"\x89PNG\r\n\x1a\n" + EICAR, "a.png", uploads.BrokenFile, "broken", id="PNG head"),
    given(b"RIFF\x10\0\0\0WEBPVP8 " + b"x" * 40, "a.webp", uploads.BrokenFile, "broken", id="WebP head"),
    given(b"%PDF-1.4 <html>", "a.pdf", uploads.BrokenFile, "broken", id="PDF head"),
    given(png_bomb(), "a.png", uploads.PixelBomb, "bomb", id="400 Mpx PNG"),
    given(png_bomb(8000, 5008), "a.png", uploads.PixelBomb, "bomb", id="just above 40 Mpx"),
    given(PAPER.replace(b">>", b"/JavaScript (app.alert(1)) >>"), "a.pdf", uploads.ActivePaper, "active",
                 id="PDF with JS"),
    given(PAPER.replace(b">>", b"/J#61vaScript 2 0 R >>"), "a.pdf", uploads.ActivePaper, "active",
                 id="PDF with a hidden name"),
    given(packed_paper(b"<< /S /JS (x) >>"), "a.pdf", uploads.ActivePaper, "active", id="PDF, packed JS"),
    given(PAPER.replace(b">>", b"/Encrypt 3 0 R >>"), "a.pdf", uploads.ActivePaper, "active",
                 id="PDF with a password"),
    given(packed_paper(bytes(30_000_000)), "a.pdf", uploads.PixelBomb, "bomb", id="PDF bomb"),
    given(b"x" * (10 * 1024 * 1024 + 1), "a.jpg", uploads.TooLarge, "too_large", id="above 10 MB"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "name", "refusal", "code"), HOSTILE)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(
    in_shop: Shop, media: Path, content: bytes, name: str, refusal: type[Invalid], code: str
) -> None:
    customer = in_shop.customer(sell(in_shop).order_id)
    with pytest.raises(refusal) as refused:
        files.store_upload(actor=customer, content=content, file_name=name, now=NOON)
    assert refused.value.facts["code"] == code
    assert not FileObject.objects.exists()
    assert not media.exists()


def test_ten_files_are_enough(in_shop: Shop) -> None:
    with pytest.raises(uploads.TooMany):
        files.store_upload(actor=in_shop.agent, content=photo(), file_name="a.jpg", already=10, now=NOON)
    assert not FileObject.objects.exists()
    assert files.store_upload(actor=in_shop.agent, content=photo(), file_name="a.jpg", already=9, now=NOON).id


def stored(shop: Shop, content: bytes, name: str = "a.jpg") -> tuple[files.FileCard, Image.Image]:
    card = files.store_upload(actor=shop.agent, content=content, file_name=name, now=NOON)
    kept, media_type = files.read_file(actor=shop.agent, file_id=card.id)
    assert media_type == card.media_type
    assert card.size == len(kept)
    return card, Image.open(BytesIO(kept))


def test_the_place_where_a_photo_was_taken_is_gone(in_shop: Shop) -> None:
    sent = with_place()
    before = Image.open(BytesIO(sent))
    assert before.getexif().get_ifd(GPS)
    assert b"rue de la Clef" in sent
    card, kept = stored(in_shop, sent)
    assert not kept.getexif()
    assert not kept.getexif().get_ifd(GPS)
    content = files.content_of(card.id)[0]
    assert b"Claire" not in content
    assert b"Clef" not in content
    assert (card.width, card.height) == (40, 60), "turned upright as its EXIF said"


@pytest.mark.parametrize(
    "tail", [b"<html><script>alert(1)</script>", zip_bomb(), b"%PDF-1.4 /JavaScript", SVG]
)
def test_what_hides_behind_a_photo_is_gone(in_shop: Shop, tail: bytes) -> None:
    card, kept = stored(in_shop, photo(size=(80, 80)) + tail)
    assert tail not in files.content_of(card.id)[0]
    assert kept.size == (80, 80)


def test_png_words_are_gone(in_shop: Shop) -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Claire Martin")
    card, kept = stored(in_shop, photo("PNG", pnginfo=words), "a.png")
    assert b"Claire" not in files.content_of(card.id)[0]
    assert kept.format == "JPEG"


@pytest.mark.parametrize(
    ("sent", "size", "media_type"),
    [
        (photo(size=(4000, 3000)), (1600, 1200), "image/jpeg"),
        (photo("PNG", (1000, 3200)), (500, 1600), "image/jpeg"),
        (photo("WEBP", (300, 200)), (300, 200), "image/jpeg"),
        (photo("PNG", (1700, 10), "RGBA"), (1600, 9), "image/webp"),
        (photo("PNG", (30, 20), "L"), (30, 20), "image/jpeg"),
        (photo("PNG", (30, 20), "P"), (30, 20), "image/jpeg"),
        (photo("PNG", (30, 20), "I;16"), (30, 20), "image/jpeg"),
        (photo("JPEG", (30, 20), "CMYK"), (30, 20), "image/jpeg"),
        (photo("PNG", (1, 1)), (1, 1), "image/jpeg"),
        (photo("PNG", (6000, 6600), "1"), (1455, 1600), "image/jpeg"),
    ],
)
def test_photos_are_made_anew_at_most_1600_wide(
    in_shop: Shop, sent: bytes, size: tuple[int, int], media_type: str
) -> None:
    card, kept = stored(in_shop, sent)
    assert (kept.size, card.media_type) == (size, media_type)
    assert (card.width, card.height) == size


def test_a_plain_paper_is_kept_as_it_is(in_shop: Shop) -> None:
    card = files.store_upload(actor=in_shop.agent, content=PAPER, file_name="facture.pdf", now=NOON)
    assert files.read_file(actor=in_shop.agent, file_id=card.id) == (PAPER, "application/pdf")
    assert (card.width, card.height) == (None, None)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00.jpg", "gpj.\u202egnp", "", "x" * 5000, "CON.jpg"]
)
def test_the_name_of_a_file_goes_nowhere(in_shop: Shop, media: Path, name: str) -> None:
    card = files.store_upload(actor=in_shop.agent, content=photo(), file_name=name, now=NOON)
    kept = [path for path in media.rglob("*") if path.is_file()]
    assert kept == [media / str(in_shop.org_id) / card.digest[:2] / card.digest]


def test_the_same_photo_twice_is_one_file(in_shop: Shop, media: Path) -> None:
    first = files.store_upload(actor=in_shop.agent, content=photo(), file_name="a.jpg", now=NOON)
    again = files.store_upload(actor=in_shop.system, content=photo(), file_name="b.jpg", now=NOON)
    assert first == again
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_two_organizations_do_not_share_a_file(db: None, media: Path) -> None:
    ids = []
    for shop in (make_shop("lenoir"), make_shop("dubois")):
        with organization_block(shop.org_id):
            ids.append(files.store_upload(actor=shop.agent, content=photo(), file_name="a", now=NOON).id)
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2
    with organization_block(shop.org_id), pytest.raises(NotFound):
        files.read_file(actor=shop.agent, file_id=ids[0])


def test_a_customer_sees_files_after_he_proved_his_address(in_shop: Shop) -> None:
    card = files.store_upload(actor=in_shop.agent, content=photo(), file_name="a.jpg", now=NOON)
    order = sell(in_shop).order_id
    with pytest.raises(NotFound):
        files.read_file(actor=in_shop.customer(order), file_id=card.id)
    assert files.read_file(actor=in_shop.customer(order, verified=True), file_id=card.id)[1] == "image/jpeg"


@pytest.mark.parametrize("state", [FileObject.State.QUARANTINED, FileObject.State.REFUSED])
def test_what_was_not_checked_is_not_served(in_shop: Shop, state: str) -> None:
    card = files.store_upload(actor=in_shop.agent, content=photo(), file_name="a.jpg", now=NOON)
    FileObject.objects.update(state=state)
    for ask in (files.read_file, files.file_card):
        with pytest.raises(NotFound):
            ask(actor=in_shop.agent, file_id=card.id)


def test_a_lost_file_is_not_found_and_sending_it_again_heals_it(in_shop: Shop, media: Path) -> None:
    card = files.store_upload(actor=in_shop.agent, content=photo(), file_name="a.jpg", now=NOON)
    (media / str(in_shop.org_id) / card.digest[:2] / card.digest).unlink()
    with pytest.raises(NotFound):
        files.content_of(card.id)
    assert files.store_upload(actor=in_shop.agent, content=photo(), file_name="a.jpg", now=NOON) == card
    assert files.content_of(card.id)[0]


def test_a_write_that_breaks_off_leaves_nothing_under_the_name(
    in_shop: Shop, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.store_upload(actor=in_shop.agent, content=photo(), file_name="a.jpg", now=NOON)
    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert not FileObject.objects.exists()
