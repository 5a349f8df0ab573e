"""Where a person is sent next, never to another site."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/entree/accueil/"


class SeeOther(HttpResponseRedirect):
    """303: the answer to a form is read with GET (RFC 9110, 15.4.4)."""

    status_code = 303


def safe_next(request: HttpRequest, given: str, *, otherwise: str = HOME) -> str:
    """`given` when it is a path of ours, else `otherwise`."""
    is_ours = url_has_allowed_host_and_scheme(
        given, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return given if given and is_ours else otherwise


def to_entrance(request: HttpRequest) -> HttpResponse:
    """Send somebody to sign in and back to the page he asked for; a fragment's whole page goes."""
    wanted = request.get_full_path() if request.method == "GET" else _page_of(request)
    current = request.headers.get("HX-Current-URL", "")
    if request.headers.get("HX-Request") and current:
        wanted = safe_next(request, urlsplit(current).path)
    address = f"{reverse('entrance:sign_in')}?{urlencode({'next': wanted})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _page_of(request: HttpRequest) -> str:
    """The page a form stood on."""
    referer = request.headers.get("Referer", "")
    return urlsplit(referer).path if safe_next(request, referer, otherwise="") else HOME
