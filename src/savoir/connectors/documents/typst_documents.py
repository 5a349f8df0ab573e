"""`TypstDocuments`: the Documents port on typst, one compiler a process, warmed at start.

Nothing here reads the network or the system's fonts: what prints on one machine prints alike on all.
"""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

from savoir.connectors.documents import codes
from savoir.connectors.documents.printable import only_safe, printable, without_refused
from savoir.connectors.documents.sample import SAMPLE_SLIP
from savoir.connectors.documents.shapes import accepted

_FOLDER = Path(__file__).parent
_TEMPLATES = _FOLDER / "templates"

_PATIENCE = 6  # pages tried without the letters that no face holds, before every doubtful one goes

# typst's world is not made for two threads at once: one lock, one compiler a process.
_lock = threading.Lock()
_compiler: typst.Compiler | None = None


class TypstDocuments:
    """Implements `savoir.kernel.ports.Documents`. Instances share the compiler of their process."""

    def render(self, *, template: str, data: Mapping[str, Any]) -> bytes:
        """Return the tagged PDF/A-2b bytes of `template` filled with `data`; same data, same bytes.

        Raises KeyError when the template does not exist, ValueError when the data does not fit it.
        """
        return _compiled(template, data, "pdf")[0]

    def render_png(self, *, template: str, data: Mapping[str, Any], ppi: int = 110) -> tuple[bytes, ...]:
        """Return one PNG a page: previews on a page, pictures in the docs. Raises like `render`."""
        return _compiled(template, data, "png", ppi=ppi)

    def qr_svg(self, *, text: str) -> str:
        """Return a QR code of `text` as one SVG element, quiet zone included, black on white."""
        return codes.qr_svg(text)

    def qr_png(self, *, text: str, scale: int) -> bytes:
        """Return the same QR code as PNG bytes, `scale` pixels a module."""
        return codes.qr_png(text, scale)


def warm() -> None:
    """Print one slip to nowhere: the first use costs a second, and no customer should pay it.

    Call it in the worker process itself, after any fork.
    """
    TypstDocuments().render(template="return_slip", data=SAMPLE_SLIP)


def _compiled(
    template: str, data: Mapping[str, Any], kind: Literal["pdf", "png"], *, ppi: int = 110
) -> tuple[bytes, ...]:
    fitting = accepted(template, data)
    inks = _codes_of(fitting)
    words = printable(fitting)
    for _ in range(_PATIENCE):
        try:
            return _typeset(template, {**words, **inks}, kind, ppi)
        except typst.TypstError as refused:
            if "could not be displayed" not in refused.message:
                raise
            words = without_refused(words, refused.message)
    return _typeset(template, {**only_safe(words), **inks}, kind, ppi)


def _codes_of(fitting: Mapping[str, Any]) -> dict[str, Any]:
    bars, modules = codes.code128_svg(fitting["ra_number"])
    return {
        "ra_number": fitting["ra_number"],
        "qr_svg": codes.qr_svg(fitting["qr_text"]),
        "code128_svg": bars,
        "code128_modules": modules,
    }


def _typeset(
    template: str, filled: dict[str, Any], kind: Literal["pdf", "png"], ppi: int
) -> tuple[bytes, ...]:
    issued = datetime.fromisoformat(filled["issued_on"]).replace(tzinfo=UTC)
    with _lock:
        pages = _the_compiler().compile(
            input=str(_TEMPLATES / f"{template}.typ"),
            format=kind,
            ppi=float(ppi),
            sys_inputs={"data": json.dumps(filled)},
            pdf_standards=["a-2b"] if kind == "pdf" else [],
            timestamp=int(issued.timestamp()),
        )
    if pages is None:
        raise RuntimeError("typst printed nothing")
    return tuple(pages) if isinstance(pages, list) else (pages,)


def _the_compiler() -> typst.Compiler:
    global _compiler  # noqa: PLW0603 - one compiler a process is the point: fonts are read once
    if _compiler is None:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_FOLDER / "fonts")]
        )
        _compiler = typst.Compiler(
            input=str(_TEMPLATES / "return_slip.typ"),
            root=str(_FOLDER),
            font_paths=fonts,
            ignore_system_fonts=True,
        )
    return _compiler
