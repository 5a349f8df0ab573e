"""What is shown once, on the page after the form: it waits sealed in the session until then."""

from django.http import HttpRequest

from savoir.kernel.sealing import SealBroken, seal, unseal

_KEY = "console_once"


def keep_once(request: HttpRequest, *, about: str, secret: str) -> None:
    """Keep a secret about something for the next page."""
    request.session[_KEY] = seal({"about": about, "secret": secret}).decode()


def told_once(request: HttpRequest, *, about: str) -> str:
    """The secret about this thing, and never again; empty when there is none."""
    kept = request.session.pop(_KEY, "")
    try:
        found = unseal(kept.encode()) if kept else {}
    except SealBroken:
        return ""
    return str(found["secret"]) if found.get("about") == about else ""
