"""Colors from one hue, kept readable: the one setting a merchant has over the looks.

Contrast is WCAG 2.2's ratio (relative luminance, criteria 1.4.3 and 1.4.11).
"""

import colorsys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

Rgb = tuple[int, int, int]

AA_TEXT = 4.5
_MARGIN = 4.6  # a hair above AA, because browsers round colors
_LIGHT_SURFACES = ((255, 255, 255), (246, 247, 249))
_DARK_SURFACES = ((20, 22, 27), (15, 17, 21))


@dataclass(frozen=True)
class Palette:
    """Colors of one brand in one theme, as ``#rrggbb``."""

    brand: str
    hover: str
    ink: str
    soft: str
    line: str
    on_brand: str


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colors, 1.0 to 21.0 (WCAG 2.2)."""
    high, low = sorted((_luminance(_parse(one)), _luminance(_parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=512)
def light_palette(hue: int) -> Palette:
    """Colors of a hue (degrees, any integer) on white; every text pair is AA."""
    soft = _hsl(hue, 1.0, 0.968)
    brand = _walk(hue, 0.754, 0.586, -0.005, lambda c: _clears(c, *_LIGHT_SURFACES))
    ink = _walk(hue, 0.60, 0.505, -0.005, lambda c: _clears(c, *_LIGHT_SURFACES, soft, ratio=5.2))
    level = _lightness(brand)
    return Palette(
        brand=_hex(brand),
        hover=_hex(_hsl(hue, 0.70, max(level - 0.07, 0.0))),
        ink=_hex(ink),
        soft=_hex(soft),
        line=_hex(_hsl(hue, 0.76, 0.80)),
        on_brand="#ffffff",
    )


@lru_cache(maxsize=512)
def dark_palette(hue: int) -> Palette:
    """Colors of a hue (degrees, any integer) on near black; every text pair is AA."""
    soft = _walk(hue, 0.36, 0.215, -0.005, lambda c: _clears(c, (242, 244, 248), (178, 185, 199), ratio=6.0))
    on_brand = _hsl(hue, 0.39, 0.09)
    brand = _walk(hue, 1.0, 0.743, 0.005, lambda c: _clears(c, *_DARK_SURFACES, on_brand, ratio=5.2))
    ink = _walk(hue, 1.0, 0.83, 0.005, lambda c: _clears(c, *_DARK_SURFACES, soft, ratio=5.2))
    return Palette(
        brand=_hex(brand),
        hover=_hex(_hsl(hue, 1.0, min(_lightness(brand) + 0.05, 0.95))),
        ink=_hex(ink),
        soft=_hex(soft),
        line=_hex(_hsl(hue, 0.36, 0.46)),
        on_brand=_hex(on_brand),
    )


def _walk(hue: int, saturation: float, lightness: float, step: float, clears: Callable[[Rgb], bool]) -> Rgb:
    """First color of the hue that clears, going darker or lighter from where we would like to be."""
    color = _hsl(hue, saturation, lightness)
    while not clears(color) and 0.0 < lightness < 1.0:
        lightness += step
        color = _hsl(hue, saturation, min(max(lightness, 0.0), 1.0))
    return color


def _clears(color: Rgb, *others: Rgb, ratio: float = _MARGIN) -> bool:
    return all(contrast(_hex(color), _hex(other)) >= ratio for other in others)


def _hsl(hue: int, saturation: float, lightness: float) -> Rgb:
    red, green, blue = colorsys.hls_to_rgb((hue % 360) / 360, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _lightness(color: Rgb) -> float:
    return (max(color) + min(color)) / 510


def _hex(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def _parse(text: str) -> Rgb:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
