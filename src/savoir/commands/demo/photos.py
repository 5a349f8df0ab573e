"""Drawn photographs: what a customer's phone would show of a broken thing. No stock picture, no license."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from savoir.commands.demo.people import hand

SIZE = (900, 1200)
_TABLES = ((196, 168, 138), (150, 158, 168), (214, 206, 196), (120, 104, 92))
_THINGS = ((86, 120, 160), (178, 92, 76), (110, 140, 112), (228, 220, 208), (66, 70, 82), (196, 150, 60))
HOW_MANY = 12


def photos() -> tuple[bytes, ...]:
    """A dozen JPEG files, the same bytes every time."""
    return tuple(_photo(hand(number)) for number in range(HOW_MANY))


def _photo(draw: Random) -> bytes:
    picture = _table(draw)
    pen = ImageDraw.Draw(picture)
    box = (draw.randrange(150, 220), draw.randrange(280, 360), draw.randrange(680, 760), 1000)
    color = draw.choice(_THINGS)
    shadow = tuple(value // 2 for value in color)
    pen.ellipse((box[0] - 20, box[3] - 70, box[2] + 60, box[3] + 50), fill=(96, 84, 74))
    pen.rounded_rectangle(box, radius=draw.randrange(40, 220), fill=color, outline=shadow, width=6)
    gleam = (box[0] + 40, box[1] + 50, box[0] + 90, box[3] - 160)
    pen.rounded_rectangle(gleam, radius=24, fill=_light(color))
    _crack(draw, pen, box)
    page = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(page, "JPEG", quality=82)
    return page.getvalue()


def _table(draw: Random) -> Image.Image:
    base = draw.choice(_TABLES)
    picture = Image.new("RGB", SIZE, base)
    pen = ImageDraw.Draw(picture)
    for top in range(0, SIZE[1], 6):
        shade = draw.randrange(-9, 10) - top // 60
        pen.rectangle((0, top, SIZE[0], top + 6), fill=tuple(max(0, min(255, c + shade)) for c in base))
    return picture


def _light(color: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = (min(255, value + 34) for value in color)
    return red, green, blue


def _crack(draw: Random, pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    """A crack that branches, from somewhere on the thing to its edge."""
    for _ in range(3):
        x, y = draw.randrange(box[0] + 80, box[2] - 80), draw.randrange(box[1] + 120, box[3] - 220)
        points = [(x, y)]
        for _ in range(7):
            x, y = x + draw.randrange(-46, 60), y + draw.randrange(8, 58)
            points.append((x, y))
        pen.line(points, fill=(34, 28, 26), width=draw.randrange(3, 8), joint="curve")
