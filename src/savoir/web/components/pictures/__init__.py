"""Drawn silhouettes of things people buy, one per category, colored by classes (never ``style=``).

Each ``<key>.svg`` beside this file is the inside of a 64 x 64 drawing. ``pi pm pl pa`` fill with ink,
mid tone, light and accent; ``pis pms pls pas`` stroke with them. A colorway (``cw-<name>`` in
``styles/components/pictures.css``) gives ground and accent.
The drawings are our own, CC BY 4.0.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils.safestring import SafeString

_FOLDER = Path(__file__).parent
FALLBACK = "box"
COLORWAYS = ("sand", "sky", "rose", "sage", "lilac", "mist", "butter", "peach")


@lru_cache(maxsize=1)
def picture_keys() -> tuple[str, ...]:
    """Names of every drawing, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.svg")))


@lru_cache(maxsize=256)
def picture_svg(key: str) -> SafeString:
    """The drawing of ``key``, hidden from screen readers; an unknown key gives a plain box."""
    known = key if key in picture_keys() else FALLBACK
    body = (_FOLDER / f"{known}.svg").read_text(encoding="utf-8").strip()
    return SafeString(f'<svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">{body}</svg>')
