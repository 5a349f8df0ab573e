"""Messages in which a word was said, as rows of the page of results."""

import re
from dataclasses import dataclass

from savoir.cases.queries import find_cases
from savoir.cases.values import CaseCard
from savoir.conversations.queries import messages_saying
from savoir.conversations.values import Mention
from savoir.kernel.access import Actor, Permission
from savoir.kernel.values.references import is_valid, normalize
from savoir.web.desk.queue.cursors import Cursor, written

A_PAGE = 20
_FIGURES_OR_ADDRESS = re.compile(r"[0-9@]")


@dataclass(frozen=True, slots=True)
class Said:
    """A message and the case it belongs to."""

    case: CaseCard
    mention: Mention


@dataclass(frozen=True, slots=True)
class Page:
    """A page of them; `next` is the cursor of the one behind it, "" when there is none."""

    rows: tuple[Said, ...] = ()
    next: str = ""
    is_too_common: bool = False


def mentions_of(actor: Actor, text: str, *, after: Cursor | None, is_answered: bool) -> Page:
    """Three queries; none for a number or an address that was found otherwise."""
    if not text or (is_answered and _is_name(text)) or Permission.MESSAGE_READ not in actor.permissions:
        return Page()
    past = (after[0], after[1]) if after and after[0] else None
    page = messages_saying(actor=actor, text=text, limit=A_PAGE, after=past)
    ids = {one.message.case_id for one in page.found}
    cases = find_cases(actor=actor, text="", ids=ids, limit=len(ids)) if ids else ()
    known = {case.id: case for case in cases}
    rows = tuple(
        Said(case=known[one.message.case_id], mention=one)
        for one in page.found
        if one.message.case_id in known
    )
    return Page(rows=rows, next=written(page.after), is_too_common=page.is_too_common)


def _is_name(text: str) -> bool:
    """A number or an address that something answered to is no word to look for in messages as well.

    One of our numbers in six has no figure in it: its sign of control tells it from a word.
    """
    return _FIGURES_OR_ADDRESS.search(text) is not None or is_valid(normalize(text))
