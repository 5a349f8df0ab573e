"""Who asks what, when: sales and plays drawn from the situations by a seeded hand."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from savoir.commands.demo.catalog import BY_SKU, things_of
from savoir.commands.demo.deeds import PARIS
from savoir.commands.demo.people import Buyer, buyer, hand
from savoir.commands.demo.sales import Sale, Sold, drawn_sale
from savoir.commands.demo.situations import SITUATIONS, Situation

SEED = 20_261_123
BUYERS, QUIET_SALES, FIRST_NUMBER = 310, 160, 24_100
OPENS, CLOSES = time(8), time(21)


@dataclass(frozen=True, slots=True)
class Scene:
    """One case to come: its sale, its situation, when it is opened, and what the customer says."""

    sale: Sale
    situation: Situation
    opened_at: datetime
    words: str
    seed: int


@dataclass(frozen=True, slots=True)
class Script:
    """All scenes, and sales that nobody complains about."""

    scenes: tuple[Scene, ...]
    quiet: tuple[Sale, ...]

    @property
    def sales(self) -> tuple[Sale, ...]:
        """Every sale to mirror."""
        return (*(scene.sale for scene in self.scenes), *self.quiet)


def write_script(*, share: float = 1.0, now: datetime) -> Script:
    """Draw the script that ends at `now`; the same for the same `now`. `share` makes a smaller one."""
    draw = hand(SEED)
    buyers = [buyer(draw, number) for number in range(1, BUYERS + 1)]
    scenes: list[Scene] = []
    for situation in SITUATIONS:
        for _ in range(max(1, round(situation.count * share))):
            scenes.append(_scene(draw, situation, FIRST_NUMBER + len(scenes), draw.choice(buyers), now))
    first_quiet = FIRST_NUMBER + 1_000
    quiet = tuple(
        _quiet(draw, first_quiet + place, draw.choice(buyers), now)
        for place in range(round(QUIET_SALES * share))
    )
    return Script(tuple(sorted(scenes, key=lambda scene: scene.opened_at)), quiet)


def _scene(draw: Random, situation: Situation, number: int, who: Buyer, now: datetime) -> Scene:
    opened_at = awake(now - timedelta(days=draw.uniform(*situation.ages)), latest=now)
    after = timedelta(days=draw.uniform(*situation.after))
    thing = BY_SKU[draw.choice(situation.skus)]
    lines = (Sold(thing, quantity=1 if thing.price > 5_000 else draw.choice((1, 1, 1, 2))),
             *_more(draw, thing.brand, thing.sku))  # fmt: skip
    contract_at, delivered_at = _dates(draw, opened_at, after, situation.is_delivered)
    sale = drawn_sale(
        draw, number, lines, who, contract_at, delivered_at, channel=situation.channel,
        is_banked=situation.is_banked,
    )  # fmt: skip
    return Scene(sale, situation, opened_at, draw.choice(situation.words), draw.randrange(1_000))


def _dates(
    draw: Random, opened_at: datetime, after: timedelta, is_delivered: bool
) -> tuple[datetime, datetime | None]:
    if not is_delivered:
        return opened_at - after, None
    delivered_at = awake(opened_at - after, latest=opened_at)
    return delivered_at - timedelta(days=draw.uniform(2, 4)), delivered_at


def _more(draw: Random, brand: str, but: str) -> tuple[Sold, ...]:
    """Other things in the same parcel, some at a discount."""
    others = [thing for thing in things_of(brand) if thing.sku != but and thing.price < 20_000]
    chosen = draw.sample(others, draw.choices((0, 1, 2), (50, 35, 15))[0])
    return tuple(Sold(thing, off=thing.price // 10 if draw.random() < 0.2 else 0) for thing in chosen)


def _quiet(draw: Random, number: int, who: Buyer, now: datetime) -> Sale:
    brand = draw.choices(("maison-lenoir", "lenoir-electro", "atelier-lenoir"), (4, 3, 3))[0]
    things = draw.sample(things_of(brand), draw.choice((1, 1, 2, 3)))
    delivered_at = awake(now - timedelta(days=draw.uniform(1, 300)), latest=now)
    return drawn_sale(
        draw, number, tuple(map(Sold, things)), who, delivered_at - timedelta(days=draw.uniform(2, 5)),
        delivered_at,
    )  # fmt: skip


def awake(instant: datetime, *, latest: datetime) -> datetime:
    """An instant at which people are up in France: nights move into the evening before."""
    there = instant.astimezone(PARIS)
    if there.time() < OPENS:
        there = (there - timedelta(days=1)).replace(hour=20, minute=there.minute)
    elif there.time() > CLOSES:
        there = there.replace(hour=19)
    return min(there.astimezone(instant.tzinfo), latest)


def at_work(instant: datetime) -> datetime:
    """The next instant at which the office and the dock are open, Monday to Friday, 8 to 17."""
    there = instant.astimezone(PARIS)
    if there.hour >= 17:
        there = (there + timedelta(days=1)).replace(hour=8)
    elif there.hour < 8:
        there = there.replace(hour=8)
    while there.weekday() > 4:
        there += timedelta(days=1)
    return there.astimezone(instant.tzinfo)
