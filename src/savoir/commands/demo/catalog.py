"""The shelves of Maison Lenoir: sixty things a person would recognize, a text file for each brand."""

from importlib.resources import files

from savoir.commands.demo.goods import Thing, shelf

MAISON, ELECTRO, ATELIER = "maison-lenoir", "lenoir-electro", "atelier-lenoir"


def _shelf_of(brand: str) -> tuple[Thing, ...]:
    text = files("savoir.commands.demo").joinpath("shelves", f"{brand}.txt").read_text("utf-8")
    return shelf(brand, text)


THINGS: tuple[Thing, ...] = tuple(thing for brand in (MAISON, ELECTRO, ATELIER) for thing in _shelf_of(brand))
BY_SKU: dict[str, Thing] = {thing.sku: thing for thing in THINGS}


def things_of(brand: str) -> tuple[Thing, ...]:
    """What a brand sells."""
    return tuple(thing for thing in THINGS if thing.brand == brand)
