"""Playing on every processor: customers are dealt to fixed shares, each with its own queue and clock.

Nothing that one customer does changes what another gets, so a share is played in the order of its dates
without looking at the others. The shares do not depend on the number of processes: a replay that was killed
goes on with as many as it likes.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db import connection

from savoir.commands.uci import child
from savoir.commands.uci.matching import Part
from savoir.commands.uci.playing import Played, play_share

SHARES = 16
POLL_SECONDS = 0.2


def processes_here() -> int:
    """As many as there are processors."""
    return min(
        SHARES, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )


def play(org_id: int, parts: Sequence[Part], *, processes: int, progress: Callable[[int], None]) -> Played:
    """Play all parts with so many processes; `progress` hears how many were asked for since the last time."""
    shares = [(index, share) for index, share in enumerate(deal(parts))]
    played = Played()
    if processes == 1:
        for index, share in shares:
            played.add(play_share(org_id, index, share, progress))
        return played
    context = get_context("spawn")
    told = context.SimpleQueue()
    given = (settings.SETTINGS_MODULE, dict(connection.settings_dict), told)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=child.begin, initargs=given) as pool:
        running = {pool.submit(child.play_share, org_id, index, share) for index, share in shares}
        for done in _watched(running, told, progress):
            played.add(done.result())
    return played


def _watched(
    running: set["Future[Played]"], told: Any, progress: Callable[[int], None]
) -> set["Future[Played]"]:
    """Wait for all, telling how far they are; the first failure ends the wait."""
    pending = running
    while pending:
        done, pending = wait(pending, timeout=POLL_SECONDS, return_when=FIRST_EXCEPTION)
        while not told.empty():
            progress(told.get())
        for future in done:
            future.result()
    return running


def deal(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts of a customer always fall to the same share, in their given order."""
    shares: list[list[Part]] = [[] for _ in range(SHARES)]
    for part in parts:
        shares[crc32(part.sold.customer.encode()) % SHARES].append(part)
    return shares
