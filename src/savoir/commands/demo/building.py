"""Building the shop: found it, mirror its sales, play its last ninety days, brand by brand."""

import gc
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from savoir.commands import troupes
from savoir.commands.demo import drafting
from savoir.commands.demo.cast import Cast
from savoir.commands.demo.catalog import ATELIER, ELECTRO, MAISON
from savoir.commands.demo.examples import example_sales, example_scenes
from savoir.commands.demo.founding import Shop, connect_provider, found_shop
from savoir.commands.demo.photos import photos
from savoir.commands.demo.sales import mirror
from savoir.commands.demo.script import Scene, write_script
from savoir.commands.demo.stage import MADE_ON_FIRST_CLICK, Stage
from savoir.commands.ports import DemoOutside
from savoir.conversations.ports import MailChannel
from savoir.kernel.access import Role
from savoir.kernel.files import store_upload
from savoir.kernel.jobs import on_queue, release, unhurried
from savoir.kernel.ports import bind, bound, port
from savoir.kernel.tenancy import organization_block

SPAN = timedelta(days=90)
FOUNDED_SHARE = 0.08  # of the whole work, before the first customer asks
LOOK_SECONDS = 0.5
Progress = Callable[[float, datetime | None], None]
TROUPES = ((MAISON,), (ELECTRO, ATELIER))


@dataclass(frozen=True, slots=True)
class Part:
    """What one troupe plays: the brands that are its own. `share` of the cases, up to `now`."""

    shop: Shop
    brands: tuple[str, ...]
    photo_ids: tuple[int, ...]
    share: float
    now: datetime

    @property
    def queue(self) -> str:
        """Jobs of a troupe follow its own clock."""
        return f"demo-{self.brands[0]}"


def _unseen(_done: float, _at: datetime | None) -> None:
    """Nobody watches."""


def build(
    *, now: datetime, share: float = 1.0, at_once: bool = True, progress: Progress = _unseen
) -> tuple[Shop, int]:
    """Build the shop as it stands at `now`; return it and how many deeds were played.

    `share` of the cases; `at_once` lets troupes play side by side in processes of their own, and `progress`
    hears how much is done (0 to 1) and which instant they have reached. Raises NameTaken when it
    stands.
    """
    outside = port(DemoOutside, clock=lambda: now - SPAN)
    outside.forget()
    progress(0.0, None)
    shop = found_shop(now=now - SPAN)
    sales = (*write_script(share=share, now=now).sales, *example_sales(now=now))
    mirror(shop, sales, now=now)
    outside.enter_payments(sale.payment for sale in sales if sale.is_banked)
    photo_ids = _stored_photos(shop, now)
    _draft_rules(shop, now)
    parts = [Part(shop, brands, photo_ids, share, now) for brands in TROUPES]
    progress(FOUNDED_SHARE, now - SPAN)
    played = sum(_side_by_side(parts, progress) if at_once else map(perform, parts))
    for part in parts:
        release(part.queue, without=MADE_ON_FIRST_CLICK)
    return shop, played


def _side_by_side(parts: list[Part], progress: Progress) -> list[int]:
    context = multiprocessing.get_context("spawn")
    reached = context.Array("d", len(parts))
    with ProcessPoolExecutor(
        len(parts), mp_context=context, initializer=troupes.enter, initargs=(reached,)
    ) as pool:
        playing = {pool.submit(perform, part, place) for place, part in enumerate(parts)}
        waiting = playing
        while waiting:
            _, waiting = wait(waiting, timeout=LOOK_SECONDS)
            seen = [float(one) for one in reached.get_obj()]
            done = sum(seen) / len(parts)
            progress(FOUNDED_SHARE + (1 - FOUNDED_SHARE) * done, parts[0].now - SPAN * (1 - min(seen)))
    return [one.result() for one in playing]


def perform(part: Part, place: int = 0) -> int:
    """Play one part to its end; return how many deeds there were. `place` of the troupe among all."""
    gc.set_threshold(50_000, 50, 50)
    shop, now = part.shop, part.now
    stage = Stage(org_id=shop.org_id, end=now, now=now - SPAN, queue=part.queue)
    outside = port(DemoOutside, clock=stage.clock)
    cast = Cast(shop, stage, part.photo_ids)
    for scene in _scenes(part):
        cast.enter(scene)
    if MAISON in part.brands:
        cast.odd_parcels()
    with on_queue(part.queue), outside.provider() as url, _mailbox(outside, shop.org_id), unhurried():
        connect_provider(shop.org_id, {shop.brand_ids[slug] for slug in part.brands}, url, now=now - SPAN)
        return stage.play(lambda at: troupes.tell(place, 1 - (now - at) / SPAN))


def _scenes(part: Part) -> Iterator[Scene]:
    famous = example_scenes(example_sales(now=part.now), now=part.now)
    for scene in (*write_script(share=part.share, now=part.now).scenes, *famous):
        if scene.sale.brand in part.brands:
            yield scene


def _draft_rules(shop: Shop, now: datetime) -> None:
    """A supervisor writes rules that the law forbids; the demo's worker proves it once it runs."""
    author = shop.one(Role.SUPERVISOR)
    with organization_block(shop.org_id):
        drafting.draft(author, brand_id=shop.brand_ids[ELECTRO], of="electronics", now=now)


def _stored_photos(shop: Shop, now: datetime) -> tuple[int, ...]:
    agent = shop.one(Role.AGENT)
    with organization_block(shop.org_id):
        cards = [store_upload(actor=agent, content=photo, file_name="photo.jpg", now=now - SPAN)
                 for photo in photos()]  # fmt: skip
    return tuple(card.id for card in cards)


@contextmanager
def _mailbox(outside: DemoOutside, org_id: int) -> Iterator[None]:
    """Mails go to the demo's mailbox under the date of the stage, inside the block."""
    former, channel = bound(MailChannel), outside.mailbox(org_id)
    bind(MailChannel, lambda **_: channel)
    try:
        yield
    finally:
        if former is not None:
            bind(MailChannel, former)
