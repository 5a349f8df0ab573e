"""What customer and shop wrote to each other about a case, and the photos that came with it."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from savoir.cases.queries import attachments_of_case
from savoir.cases.values import CaseCard
from savoir.conversations.queries import messages_of_case
from savoir.conversations.states import Direction, Step
from savoir.conversations.values import MessageCard
from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.kernel.files import pictures_of, read_file
from savoir.web.inert import inert
from savoir.web.portal.pages import own_case, proved
from savoir.web.requests import PortalRequest

_SPOKEN: Final = frozenset({Step.FREE_TEXT, Step.INFORMATION_NEEDED, Step.REFUSAL})


@dataclass(frozen=True, slots=True)
class Said:
    """One message with the files sent along, photos apart from papers."""

    card: MessageCard
    photos: tuple[int, ...]
    papers: tuple[int, ...]


def said_of(actor: Actor, case: CaseCard) -> tuple[Said, ...]:
    """What people wrote to each other, and what we asked; milestones stand in the timeline."""
    spoken = [
        one for one in messages_of_case(actor=actor, case_id=case.id) if one.step in _SPOKEN and one.text
    ]
    files = attachments_of_case(actor=actor, case_id=case.id) if spoken else ()
    sent = [one for one in files if one.kind == "photo"]
    pictures = pictures_of(actor=actor, file_ids=(file.file_id for file in sent))
    return tuple(
        _said(card, [file.file_id for file in sent if _came_with(card, file.created_at)], pictures)
        for card in spoken
    )


def _came_with(card: MessageCard, kept_at: object) -> bool:
    """A message of the customer and its photos are kept at one instant."""
    return card.direction is Direction.IN and card.created_at == kept_at


def _said(card: MessageCard, files: list[int], pictures: frozenset[int]) -> Said:
    photos = tuple(one for one in files if one in pictures)
    return Said(card, photos, tuple(one for one in files if one not in pictures))


@require_safe
@proved
def show_file(request: PortalRequest, reference: str, file_id: int) -> HttpResponse:
    """A photo or paper of the customer's own messages, inert. Only through the address on file."""
    case, actor = own_case(request, reference)
    said = said_of(actor, case) if actor.verified else ()
    if not any(file_id in (*one.photos, *one.papers) for one in said):
        raise NotFound("file")
    content, media_type = read_file(actor=actor, file_id=file_id)
    return inert(content, media_type, f"{case.reference}-{file_id}")
