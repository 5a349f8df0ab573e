"""Labels that were not ordered while the brand ran beside another system, and are by a person's word."""

from datetime import datetime

from savoir.kernel import jobs
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.rows import write_columns
from savoir.logistics.operations.authorizing import PREPARE_RETURN
from savoir.logistics.operations.locking import locked_authorization
from savoir.logistics.queries.withheld import labels_withheld
from savoir.organizations.operations import StillAlongside, alongside_of


def withhold_label(*, actor: Actor, ra_number: str, brand_id: int, now: datetime) -> bool:
    """Note that the carrier would have been asked now, and say so; False when the brand runs alone.

    The case is locked before the brand, as by whoever ends the mode. Raises NotFound.
    """
    require(actor, Permission.RETURN_AUTHORIZE)
    ra = locked_authorization(actor, ra_number)
    if not alongside_of(actor=actor, brand_id=brand_id).is_on:
        return False
    ra.withheld_at = now
    write_columns(ra, "withheld_at")
    return True


def order_withheld(*, actor: Actor, brand_id: int, now: datetime) -> tuple[str, ...]:
    """Ask the carrier for the labels of a brand that were withheld and are still of use; their RA numbers.

    Asked twice, each is ordered once: the number is the carrier's key. Raises NotFound, StillAlongside.
    """
    require(actor, Permission.ALONGSIDE_SET)
    if alongside_of(actor=actor, brand_id=brand_id).is_on:
        raise StillAlongside("brand")
    asked, after = list[str](), 0
    while labels := labels_withheld(actor=actor, brand_id=brand_id, after=after):
        for label in labels:
            jobs.enqueue(
                PREPARE_RETURN, org_id=actor.org_id, run_at=now, ra_id=label.id,
                queueing_lock=f"withheld:{actor.org_id}:{label.id}",
            )  # fmt: skip
            asked.append(label.ra_number)
        after = labels[-1].id
    return tuple(asked)
