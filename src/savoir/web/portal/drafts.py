"""What a visitor has said so far: kept on the server, found again by the secret of his cookie."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from savoir.cases import operations
from savoir.cases.queries import draft_content
from savoir.cases.states import Remedy
from savoir.cases.values import AskedLine, LineRequest
from savoir.web.portal.causes import CAUSES
from savoir.web.portal.pages import visitor
from savoir.web.requests import PortalRequest, actor_for_order

COOKIE: Final = "savoir_draft"
_LASTS: Final = timedelta(days=30)  # as long as the server keeps it
_SECRET_BYTES: Final = 24


@dataclass(frozen=True, slots=True)
class DraftLine:
    """What was said about one line. `unsealed` None: not asked."""

    line_id: int
    quantity: int
    cause: str
    unsealed: bool | None
    files: tuple[int, ...]

    @property
    def asked(self) -> AskedLine:
        """The question to law and policy."""
        cause = CAUSES[self.cause]
        answers = {} if self.unsealed is None else {"unsealed": self.unsealed}
        return AskedLine(
            line_id=self.line_id,
            quantity=self.quantity,
            intent=cause.intent,
            reason=cause.reason,
            answers=answers,
            photos=len(self.files),
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A request on its way."""

    order_id: int
    lines: tuple[DraftLine, ...]
    words: str

    @property
    def asked(self) -> tuple[AskedLine, ...]:
        """The question on every line."""
        return tuple(line.asked for line in self.lines)

    def requests(self, wanted: Remedy | None) -> tuple[LineRequest, ...]:
        """The lines of the case that it becomes."""
        return tuple(
            LineRequest(asked=line.asked, wanted=wanted, words=self.words, files=line.files)
            for line in self.lines
        )

    @property
    def content(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "words": self.words,
            "lines": [
                {
                    "line": one.line_id,
                    "quantity": one.quantity,
                    "cause": one.cause,
                    "unsealed": one.unsealed,
                    "files": list(one.files),
                }
                for one in self.lines
            ],
        }


def _read(order_id: int, content: dict[str, Any]) -> Draft:
    lines = tuple(
        DraftLine(
            line_id=row["line"],
            quantity=row["quantity"],
            cause=row["cause"],
            unsealed=row["unsealed"],
            files=tuple(row["files"]),
        )
        for row in content["lines"]
        if row["cause"] in CAUSES
    )
    return Draft(order_id=order_id, lines=lines, words=content["words"])


def kept_draft(request: PortalRequest) -> Draft | None:
    """The draft of this browser on one of its proved orders, None when there is none."""
    secret = request.COOKIES.get(COOKIE, "")
    if not secret:
        return None
    for order_id in sorted(visitor(request).order_ids):
        actor = actor_for_order(request, order_id)
        found = draft_content(actor=actor, secret=secret, order_id=order_id, now=request.now)
        if found and (draft := _read(order_id, found)).lines:
            return draft
    return None


def keep(request: PortalRequest, draft: Draft, response: HttpResponse) -> HttpResponse:
    """Store the draft and leave its secret with the browser, out of reach of scripts."""
    secret = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(_SECRET_BYTES)
    operations.keep_draft(
        actor=actor_for_order(request, draft.order_id),
        secret=secret,
        order_id=draft.order_id,
        content=draft.content,
        now=request.now,
    )
    response.set_cookie(
        COOKIE,
        secret,
        max_age=_LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path=reverse("portal:find", args=[request.brand.slug]),
    )
    return response


def forget(request: PortalRequest, order_id: int, response: HttpResponse) -> HttpResponse:
    """The draft became a case."""
    operations.clear_draft(actor=actor_for_order(request, order_id), secret=request.COOKIES.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path=reverse("portal:find", args=[request.brand.slug]), samesite="Lax")
    return response
