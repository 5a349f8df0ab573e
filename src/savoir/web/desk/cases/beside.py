"""The list beside a case: the one its reader came through."""

from typing import Any, Final

from savoir.cases.queries import beside_asked, cases_beside
from savoir.cases.values import CaseCard
from savoir.kernel.ahead import Asked
from savoir.web.desk.addresses import address_of
from savoir.web.desk.clock import bounds_of
from savoir.web.desk.lists import View
from savoir.web.desk.queue.drawing import items_drawn
from savoir.web.requests import StaffRequest

NEIGHBORS: Final = 15  # more than a screen is high; the list itself is one key away


class Beside:
    """The first cases of a view, as they stand beside one of them."""

    def __init__(self, request: StaffRequest, view: View) -> None:
        self.view = view
        self._now = request.now
        self._wanted: dict[str, Any] = {
            "actor": request.actor, "view": view.view, "bounds": bounds_of(request.now, request.zone),
            "limit": NEIGHBORS, "only": view.only,
        }  # fmt: skip

    def asked(self) -> Asked:
        """The question, for whoever asks it together with others."""
        return beside_asked(**self._wanted)

    def drawn(self, case: CaseCard) -> dict[str, Any]:
        """What the page shows of the list, `case` marked in it, and which case comes next."""
        listed, are_more = cases_beside(**self._wanted)
        following = next((other.reference for other in listed if other.id != case.id), "")
        return {
            "neighbors": items_drawn(listed, slug=self.view.slug, now=self._now, here=case.id),
            "neighbor_count": len(listed), "more_neighbors": are_more,
            "following": following, "following_url": address_of("case", following) if following else "",
        }  # fmt: skip
