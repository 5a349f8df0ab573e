"""What a thing on the shelves of the demo shop is."""

from dataclasses import dataclass


def with_check_digit(body: str) -> str:
    """The GTIN-13 of twelve digits: their weighted sum (1, 3, 1, 3 ...) is completed to a multiple of ten
    (GS1 General Specifications, 7.9).
    """
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


@dataclass(frozen=True, slots=True)
class Thing:
    """One product. `price` in cents, tax included; `flags` are names of the yes/no columns that are true.

    `picture` is a drawing of the web's pictures, `colorway` one of their colors; `months` is the commercial
    warranty, 0 for none.
    """

    sku: str
    brand: str
    name: str
    variant: str
    picture: str
    colorway: str
    category: str
    price: int
    grams: int
    months: int
    supplier: str
    flags: tuple[str, ...] = ()

    @property
    def gtin(self) -> str:
        """A French number (prefix 376) made from the sku's digits."""
        digits = "".join(sign for sign in self.sku if sign.isdecimal())
        return with_check_digit(f"376{digits.zfill(9)}")

    def row(self) -> dict[str, object]:
        """The product as a row of an import file."""
        yes = {flag: True for flag in self.flags if flag != "lithium_battery"}
        is_battery = "lithium_battery" in self.flags
        return {
            "product_id": self.sku, "sku": self.sku, "gtin": self.gtin, "product_name": self.name,
            "variant": self.variant, "category_path": self.category, "supplier": self.supplier,
            "picture": self.picture, "colorway": self.colorway, "weight_grams": str(self.grams),
            "warranty_months": str(self.months) if self.months else None,
            "dangerous_goods": "lithium_battery" if is_battery else None,
            "hygiene_sealed": False, "made_to_order": False, "perishable": False, "second_hand": False, **yes,
        }  # fmt: skip


def shelf(brand: str, text: str) -> tuple[Thing, ...]:
    """Read one thing per line: sku | name | variant | picture | colorway | category | euros | grams | months
    | supplier | flags. A line that begins with # is a remark.
    """
    things = []
    for line in text.strip().splitlines():
        if line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("|")]
        sku, name, variant, picture, colorway, category, euros, grams, months, supplier, flags = cells
        things.append(
            Thing(
                sku=sku, brand=brand, name=name, variant=variant, picture=picture, colorway=colorway,
                category=category, price=round(float(euros) * 100), grams=int(grams), months=int(months),
                supplier=supplier, flags=tuple(flags.split()),
            )
        )  # fmt: skip
    return tuple(things)
