"""Bytes that somebody sent, answered so that a browser does nothing but show them."""

from typing import Final

from django.http import HttpResponse

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"


def inert(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A picture stays one: no script, no sniffing. Anything else is only ever a download."""
    is_picture = media_type.startswith("image/")
    response = HttpResponse(content, content_type=media_type if is_picture else "application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _POLICY
    extension = media_type.rpartition("/")[2] if is_picture else "pdf"
    kind = "inline" if is_picture else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}.{extension}"'
    return response
