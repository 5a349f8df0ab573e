"""What one browser has of the story: its own order, its own refund. Kept in the session, nowhere else."""

from dataclasses import asdict, dataclass
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest

from savoir.kernel.ports import bound
from savoir.organizations.queries import demo_organization
from savoir.web.story.ports import SilentRefund, StoryProps

STORY: Final = "story"


@dataclass(frozen=True, slots=True)
class Visit:
    """The visitor's order (0: none yet) and its brand's address; his refund and the provider's payment."""

    order_id: int = 0
    brand: str = ""
    refund: str = ""
    payment: str = ""

    @property
    def silent(self) -> SilentRefund | None:
        """The refund he let leave while the provider is silent."""
        return SilentRefund(self.refund, self.payment) if self.refund else None


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story is played: the invented organization, its name, and its stagehand."""

    org_id: int
    name: str
    props: StoryProps


def stage() -> Stage | None:
    """The demo that is served here. None in production and wherever no organization was invented."""
    props = bound(StoryProps)
    if props is None or not settings.ENVIRONMENT.is_demo:
        return None
    found = demo_organization()
    return Stage(found.org_id, found.org_name, props(org_id=found.org_id)) if found is not None else None


def required_stage() -> Stage:
    """The demo that is served here. Raises Http404 where there is none."""
    found = stage()
    if found is None:
        raise Http404("story")
    return found


def visit_of(request: HttpRequest) -> Visit:
    """What this browser has so far."""
    return Visit(**request.session.get(STORY, {}))


def keep_visit(request: HttpRequest, visit: Visit) -> None:
    """Remember it."""
    request.session[STORY] = asdict(visit)
