"""The return slip of a French return of the demo shop as a picture, from the database of SAVOIR_HOME.

    python -m bench.slip BRAND PICTURE

Run by `bench.screens` in a process of its own, because a process has one database. Nothing is written there.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.ready_home import system_of

from savoir.cases.queries import Bounds, QueueView, queue
from savoir.connectors.documents.typst_documents import TypstDocuments
from savoir.kernel.tenancy import organization_block
from savoir.logistics.queries import returns_of_case, slip_data
from savoir.organizations.queries import brand_of_address

PPI = 84


def main(words: list[str]) -> int:
    """Print the soonest return that is on its way. SystemExit when there is none."""
    slug, picture = words
    system, now = system_of(slug), datetime.now(UTC)
    week = timedelta(days=7)
    bounds = Bounds(now=now, evening=now, week_end=now + week, week_ago=now - week)
    with organization_block(system.org_id):
        brand = brand_of_address(actor=system, slug=slug)
        page = queue(actor=system, view=QueueView.ON_THE_WAY, bounds=bounds)
        french = [case for case in page.rows if case.language == "fr" and case.brand_id == brand.id]
        returns = [ra for case in french for ra in returns_of_case(actor=system, case_id=case.id)]
        promised = [ra for ra in returns if ra.canceled_at is None]
        if not promised:
            raise SystemExit(f"No return of {slug} is on its way.")
        data = slip_data(actor=system, ra_number=promised[0].number)
    pages = TypstDocuments().render_png(template="return_slip", data=data, ppi=PPI)
    Path(picture).write_bytes(pages[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
