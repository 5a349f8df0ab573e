"""Machine-readable codes as SVG and PNG: QR for phones, Code 128 for hand scanners."""

import io
from functools import lru_cache

import segno
import zint

QUIET_MODULES = 4  # ISO/IEC 18004: four modules of white around a QR code
_BAR_HEIGHT = 100


def qr_svg(text: str) -> str:
    """Return a QR code of `text` (level M) as one SVG element, black on a white tile, quiet zone included.

    Raises ValueError when the text is empty or longer than a QR code holds.
    """
    page = io.BytesIO()
    _qr(text).save(
        page, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True,
        border=QUIET_MODULES, dark="#000", light="#fff",
    )  # fmt: skip
    return page.getvalue().decode("utf-8")


def qr_png(text: str, scale: int) -> bytes:
    """Return the same code as PNG, `scale` pixels a module.

    Raises ValueError for a text a QR code can't hold or a scale below one pixel.
    """
    if scale < 1:
        raise ValueError("a module is at least one pixel")
    page = io.BytesIO()
    _qr(text).save(page, kind="png", scale=scale, border=QUIET_MODULES, dark="#000", light="#fff")
    return page.getvalue()


def code128_svg(text: str) -> tuple[str, int]:
    """Return (SVG of the bars stretched to its box, number of modules wide) for printable ASCII `text`.

    Raises ValueError for other characters: scanners type them differently from one keyboard to the next.
    """
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError("a Code 128 of ours carries printable ASCII only")
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.CODE128
    symbol.show_text = False
    try:
        symbol.encode(text)
        symbol.buffer_vector()
    except RuntimeError as refused:
        raise ValueError(str(refused)) from None
    vector = symbol.vector
    scale = vector.width / symbol.width  # zint draws a module two units wide
    bars = "".join(f"M{bar.x / scale:g} 0h{bar.width / scale:g}v{_BAR_HEIGHT}h-{bar.width / scale:g}z"
                   for bar in vector.rectangles)  # fmt: skip
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {symbol.width} {_BAR_HEIGHT}" '
        f'width="{symbol.width}" height="{_BAR_HEIGHT}" preserveAspectRatio="none"><path d="{bars}"/></svg>'
    )
    return svg, int(symbol.width)


@lru_cache(maxsize=8)
def _qr(text: str) -> segno.QRCode:
    if not text:
        raise ValueError("a QR code of nothing says nothing")
    return segno.make(text, error="m", micro=False)
