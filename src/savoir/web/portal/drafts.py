"""What a visitor has said so far: kept on the server, found again by the secret of his cookie."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from savoir.cases import operations
from savoir.cases.queries import draft_content, has_draft
from savoir.cases.states import Remedy
from savoir.cases.values import AskedLine, LineRequest
from savoir.kernel.access import system_actor
from savoir.kernel.errors import NotFound
from savoir.web.portal.causes import CAUSES
from savoir.web.portal.links import DRAFT, DRAFT_COOKIE
from savoir.web.portal.pages import go, page, visitor
from savoir.web.requests import PortalRequest, actor_for_order

_LASTS: Final = timedelta(days=30)  # as long as the server keeps it
_SECRET_BYTES: Final = 24
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{32}")  # 24 bytes in base 64


@dataclass(frozen=True, slots=True)
class DraftLine:
    """What was said about one line. `unsealed`, `same_defect` None: not asked."""

    line_id: int
    quantity: int
    cause: str
    unsealed: bool | None
    files: tuple[int, ...]
    same_defect: bool | None = None

    @property
    def asked(self) -> AskedLine:
        """The question to law and policy."""
        cause = CAUSES[self.cause]
        said = {"unsealed": self.unsealed, "same_defect": self.same_defect}
        answers = {name: answer for name, answer in said.items() if answer is not None}
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
    def query(self) -> str:
        """The lines in the address of the question."""
        return "&".join(f"a={line.line_id}" for line in self.lines)

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
                    "same_defect": one.same_defect,
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
            same_defect=row.get("same_defect"),
        )
        for row in content["lines"]
        if row["cause"] in CAUSES
    )
    return Draft(order_id=order_id, lines=lines, words=content["words"])


def _secret(request: PortalRequest) -> str:
    """The secret in the cookie of this browser; "" for none, and for what we never made."""
    given = request.COOKIES.get(DRAFT_COOKIE, "")
    return given if _SECRET.fullmatch(given) else ""


def kept_draft(request: PortalRequest) -> Draft | None:
    """The draft of this browser on one of its proved orders, None when there is none."""
    secret = _secret(request)
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
    secret = _secret(request) or _new_secret()
    try:
        _keep_under(request, secret, draft)
    except operations.DraftOfAnotherOrder:
        secret = _new_secret()
        _keep_under(request, secret, draft)
    return _left_with_browser(request, secret, response)


def _new_secret() -> str:
    return secrets.token_urlsafe(_SECRET_BYTES)


def _keep_under(request: PortalRequest, secret: str, draft: Draft) -> None:
    operations.keep_draft(
        actor=actor_for_order(request, draft.order_id),
        secret=secret,
        order_id=draft.order_id,
        content=draft.content,
        now=request.now,
    )


def _left_with_browser(request: PortalRequest, secret: str, response: HttpResponse) -> HttpResponse:
    response.set_cookie(
        DRAFT_COOKIE,
        secret,
        max_age=_LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path=reverse("portal:find", args=[request.brand.slug]),
    )
    return response


def draft_waits(request: PortalRequest) -> bool:
    """Whether the secret of this browser names a living draft; what it holds stays unread until a proof."""
    secret = _secret(request)
    system = system_actor(request.org_id)
    return bool(secret) and has_draft(actor=system, secret=secret, brand_id=request.brand_id, now=request.now)


def way_back(request: PortalRequest) -> str:
    """The address that brings the draft to another browser, after a proof there; "" without a draft."""
    secret = _secret(request)
    if not secret:
        return ""
    return request.build_absolute_uri(reverse("portal:resume", args=[request.brand.slug, secret]))


@require_http_methods(["GET", "HEAD", "POST"])
def resume(plain: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """A GET shows a button, so that a link alone never replaces what this browser keeps; a POST takes it."""
    request = cast(PortalRequest, plain)
    if not _SECRET.fullmatch(secret):
        raise NotFound("draft")
    if request.method != "POST":
        return page(request, "resume.html", {})
    return _left_with_browser(request, secret, go(request, "find", query=f"suite={DRAFT}"))


def forget(request: PortalRequest, order_id: int, response: HttpResponse) -> HttpResponse:
    """The draft became a case."""
    operations.clear_draft(actor=actor_for_order(request, order_id), secret=_secret(request))
    response.delete_cookie(
        DRAFT_COOKIE, path=reverse("portal:find", args=[request.brand.slug]), samesite="Lax"
    )
    return response
