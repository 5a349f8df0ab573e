"""Adding an application of codes: a picture to scan, the key in letters, the first code, codes for paper."""

from base64 import b64encode
from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from savoir.kernel.ports import Documents, port
from savoir.organizations import operations
from savoir.web.entrance.forms import CodeForm, refuse
from savoir.web.errors import status_of
from savoir.web.requests import SavoirRequest


def codes_page(
    request: SavoirRequest, user_id: int, *, template: str, done: str, confirmed: Callable[[], None]
) -> HttpResponse:
    """GET the key that waits, else a button that makes one; POST the button, or the first code (422 wrong).

    After the right code: `confirmed()`, and the codes for paper, shown this once, with the way to `done`.
    Raises NotFound when the person has an application already.
    """
    if request.method == "POST" and "code" not in request.POST:
        operations.begin_codes(user_id=user_id, now=request.now)
        return HttpResponseRedirect(request.path, status=303)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, user_id, form, template)
    status = 422
    if form.is_valid():
        try:
            papers = operations.confirm_codes(
                user_id=user_id, code=form.cleaned_data["code"], now=request.now
            )
        except operations.WrongCode as refusal:
            refuse(form, refusal)
            status = status_of(refusal)
        else:
            confirmed()
            return papers_page(request, papers, done=done)
    return _page(request, user_id, form, template, status=status)


def _page(
    request: SavoirRequest, user_id: int, form: CodeForm, template: str, *, status: int = 200
) -> HttpResponse:
    waiting = operations.codes_to_confirm(user_id=user_id, now=request.now)
    words = {
        "form": form,
        "waiting": waiting,
        "seed": _in_fours(waiting.seed) if waiting else "",
        "picture": _picture(waiting.address) if waiting else "",
    }
    return render(request, template, words, status=status)


def _in_fours(seed: str) -> str:
    return " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))


def _picture(address: str) -> str:
    """The QR code inside the page: the seed stands at no address of its own."""
    drawn = b64encode(port(Documents).qr_svg(text=address).encode()).decode("ascii")
    return f"data:image/svg+xml;base64,{drawn}"


def papers_page(request: SavoirRequest, papers: tuple[str, ...], *, done: str) -> HttpResponse:
    """The codes for paper: shown now and never again."""
    return render(request, "entrance/papers.html", {"papers": papers, "done": done})
