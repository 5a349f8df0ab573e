"""What people send: an allow-list by magic bytes, decoded to prove it, photos made anew without EXIF."""

import io
import re
import struct
import zlib
from dataclasses import dataclass
from hashlib import sha256

import puremagic
from PIL import Image, ImageOps

from savoir.kernel.errors import Invalid

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
_PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_PDF = "application/pdf"
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_HEIC_NAMES = (".heic", ".heif")
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|Encrypt)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_MOST_INFLATED = 20 * 1024 * 1024


class EmptyFile(Invalid):
    """No byte."""


class TooLarge(Invalid):
    """More than 10 MB; `facts["most_bytes"]`."""


class TooMany(Invalid):
    """The case holds enough files; `facts["most"]`."""


class UnknownKind(Invalid):
    """Neither JPEG, PNG, WebP nor PDF, whatever its name says."""


class HeicPhoto(Invalid):
    """A phone's own format: the advice is to send it as JPEG ("most compatible" in the camera's settings)."""


class BrokenFile(Invalid):
    """It begins like its kind and can't be read to its end."""


class PixelBomb(Invalid):
    """More than 40 megapixels; `facts["most_pixels"]`."""


class ActivePaper(Invalid):
    """A PDF that runs scripts, starts programs, carries files or hides behind a password."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Content that may be kept and shown."""

    content: bytes
    media_type: str
    width: int | None
    height: int | None

    @property
    def digest(self) -> str:
        """The name of what is kept: the same photo sent twice has the same."""
        return sha256(self.content).hexdigest()


def checked(content: bytes, file_name: str) -> Checked:
    """Return what may be kept of `content`. Raises the refusals above; `file_name` only helps the advice."""
    if not content:
        raise EmptyFile("file", code="empty")
    if _is_heic(content, file_name):
        raise HeicPhoto("file", code="heic")
    kind = _kind(content)
    if kind == _PDF:
        return _checked_paper(content)
    if kind in _PHOTOS:
        return _made_anew(content, _PHOTOS[kind])
    raise UnknownKind("file", code="unknown_kind")


def _is_heic(content: bytes, file_name: str) -> bool:
    is_iso_media = content[4:8] == b"ftyp"
    return is_iso_media and (content[8:12] in _HEIC_BRANDS or file_name.lower().endswith(_HEIC_NAMES))


def _kind(content: bytes) -> str:
    """The kind its first bytes say, "" when they say nothing: later bytes of a polyglot don't count."""
    try:
        found = puremagic.magic_string(content[:64])
    except (puremagic.PureError, ValueError):
        return ""
    kinds = {match.mime_type for match in found if 0 <= match.offset <= 8}
    return next((kind for kind in (*_PHOTOS, _PDF) if kind in kinds), "")


def _made_anew(content: bytes, kind: str) -> Checked:
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise PixelBomb("file", code="bomb", most_pixels=MOST_PIXELS)
            return _encoded(_shrunk(sent))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PixelBomb("file", code="bomb", most_pixels=MOST_PIXELS) from bomb
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, OverflowError) as broken:
        raise BrokenFile("file", code="broken") from broken


def _shrunk(sent: Image.Image) -> Image.Image:
    """The pixels alone, upright and at most 1600 wide or high: nothing else of the sent file goes on."""
    turned = ImageOps.exif_transpose(_small(sent))
    mode = "RGBA" if turned.has_transparency_data else "RGB"
    pixels = turned.convert(mode)
    clean = Image.new(mode, pixels.size)
    clean.paste(pixels)
    return clean


def _small(sent: Image.Image) -> Image.Image:
    sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    sent.load()
    sent.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return sent


def _encoded(clean: Image.Image) -> Checked:
    page, kind = io.BytesIO(), "WEBP" if clean.mode == "RGBA" else "JPEG"
    clean.save(page, kind, quality=85)
    return Checked(page.getvalue(), f"image/{kind.lower()}", clean.width, clean.height)


def _checked_paper(content: bytes) -> Checked:
    """A PDF is kept as it is, so it must be whole and inert; doors only ever hand it out as a download."""
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content:
        raise BrokenFile("file", code="broken")
    if any(_ACTIVE.search(_unescaped(part)) for part in (content, *_inflated(content))):
        raise ActivePaper("file", code="active")
    return Checked(content, _PDF, None, None)


def _unescaped(part: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _inflated(content: bytes) -> list[bytes]:
    """The packed streams in clear, where scripts hide. Raises PixelBomb past 20 MB of them."""
    parts, left = [], _MOST_INFLATED
    for stream in _STREAM.finditer(content):
        try:
            clear = zlib.decompressobj().decompress(stream[1], left)
        except zlib.error:
            continue
        left -= len(clear)
        if left <= 0:
            raise PixelBomb("file", code="bomb", most_bytes=_MOST_INFLATED)
        parts.append(clear)
    return parts
