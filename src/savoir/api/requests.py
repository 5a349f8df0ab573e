"""What the door puts on a request."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from ninja.security.base import AuthBase

from savoir.kernel.access import Actor
from savoir.organizations.queries import KeyHolder

LANGUAGES: Final = ("fr", "en")


class ApiRequest(HttpRequest):
    """A request of a program with a living key. `now` is the instant it arrived."""

    actor: Actor
    holder: KeyHolder | None
    now: datetime
    language: str
    json_body: Any


class KeyBearer(AuthBase):
    """Says in the OpenAPI file how one comes in; the door has asked for the key already."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_name = "key"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The actor the door found."""
        return getattr(request, "actor", None)


def language_of(accepted: str) -> str:
    """The language to answer in: the first of Accept-Language that we speak, French for none."""
    weighed: list[tuple[float, int, str]] = []
    for position, part in enumerate(accepted[:200].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        short = tag.strip().lower().partition("-")[0]
        if short in LANGUAGES:
            weighed.append((-_quality(quality), position, short))
    return min(weighed)[2] if weighed else LANGUAGES[0]


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def accepts_json(accept: str) -> bool:
    """Whether an Accept header takes JSON or problem+json; an absent one takes all."""
    kinds = {part.partition(";")[0].strip().lower() for part in accept.split(",") if part.strip()}
    return not kinds or bool(kinds & _JSON)


_JSON: Final = {"*/*", "application/*", "application/json", "application/problem+json"}
