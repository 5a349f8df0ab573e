"""How many answers wait for a fact, measured when sales or declarations changed."""

from datetime import datetime

from savoir.cases.models import DecidabilityMeasure
from savoir.cases.queries.decidable import decidability
from savoir.kernel.access import Actor, Permission, require


def measure_decidability(*, actor: Actor, brand_id: int, now: datetime) -> None:
    """Ask the answer of a sample of a brand's lines and keep what it said. Raises NotFound.

    A fact of the past that is told late is measured as of the latest measure: no figure goes back in time.
    """
    require(actor, Permission.SALE_IMPORT)
    former = DecidabilityMeasure.objects.filter(org_id=actor.org_id, brand_id=brand_id).first()
    now = max(now, former.measured_at) if former else now
    found = decidability(actor=actor, brand_id=brand_id, now=now)
    missing = [
        {"fact": one.fact, "channel": one.channel, "lines": one.lines, "minor": one.value.minor,
         "currency": one.value.currency, "first_on": one.first_on.isoformat(),
         "last_on": one.last_on.isoformat(), "is_declarable": one.is_declarable,
         "orders": one.orders}
        for one in found.missing
    ]  # fmt: skip
    DecidabilityMeasure.objects.update_or_create(
        org_id=actor.org_id, brand_id=brand_id,
        defaults={
            "lines_total": found.lines_total, "lines_asked": found.lines_asked,
            "lines_decided": found.lines_decided, "missing": missing, "measured_at": now,
        },
    )  # fmt: skip
