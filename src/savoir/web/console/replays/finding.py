"""A replay named in an address, of the version named before it."""

from savoir.insights.queries import ReplayCard, replay_card
from savoir.kernel.errors import NotFound
from savoir.web.requests import StaffRequest


def of_version(request: StaffRequest, version_id: int, run_id: int) -> ReplayCard:
    """The replay with its figures. Raises NotFound, also for one of another version."""
    run = replay_card(actor=request.actor, run_id=run_id)
    if run.after_id != version_id:
        raise NotFound("replay")
    return run
