"""The style sheet of a brand: its hue's colors as tokens, in both themes."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from savoir.kernel.values.palette import (
    AA_TEXT,
    Palette,
    contrast,
    dark_palette,
    light_palette,
)

__all__ = ["AA_TEXT", "Palette", "brand_css", "brand_digest", "contrast", "dark_palette", "light_palette"]


@lru_cache(maxsize=512)
def brand_css(hue: int) -> str:
    """Style sheet that overrides the brand tokens for ``hue`` in both themes."""
    light, dark = _tokens(light_palette(hue)), _tokens(dark_palette(hue))
    return (
        f":root{{{light}}}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
        f':root[data-theme="dark"]{{{dark}}}\n'
    )


def brand_digest(hue: int) -> str:
    """Twelve hexadecimal characters that name this very style sheet: the address may be cached for ever."""
    return hashlib.sha256(brand_css(hue).encode()).hexdigest()[:12]


def _tokens(palette: Palette) -> str:
    return (
        f"--brand:{palette.brand};--brand-hover:{palette.hover};--brand-ink:{palette.ink};"
        f"--brand-soft:{palette.soft};--brand-line:{palette.line};--on-brand:{palette.on_brand}"
    )
