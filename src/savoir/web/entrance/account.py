"""A member's own account: where he is signed in, for whom he works now."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from savoir.kernel.errors import NotFound
from savoir.organizations import operations, queries
from savoir.web.entrance.browsers import browser_words
from savoir.web.entrance.proof import for_owner
from savoir.web.redirects import HOME
from savoir.web.requests import StaffRequest


def person_of(request: HttpRequest) -> int:
    """The id of who signed in: the doorkeeper let nobody else through."""
    return int(request.user.pk or 0)


@require_safe
def account(plain: HttpRequest) -> HttpResponse:
    """Sessions, organizations, language, signing out."""
    request = cast(StaffRequest, plain)
    user_id = person_of(request)
    here = queries.session_handle(request.session.session_key or "")
    words = {
        "person": queries.person_card(user_id),
        "sessions": [
            (card, browser_words(card.agent), card.handle == here) for card in queries.sessions_of(user_id)
        ],
        "memberships": queries.memberships_of(user_id),
        "org_id": request.org_id,
    }
    return render(request, "entrance/account.html", words)


@for_owner
@require_POST
def revoke(request: HttpRequest, handle: str) -> HttpResponse:
    """Sign out of one other place. Not found when it is nobody's or somebody else's."""
    operations.revoke_session(user_id=person_of(request), handle=handle)
    return HttpResponseRedirect(reverse("entrance:account"))


@for_owner
@require_POST
def revoke_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    operations.end_sessions_of(user_id=person_of(request), except_key=request.session.session_key or "")
    return HttpResponseRedirect(reverse("entrance:account"))


@require_POST
def work_for(request: HttpRequest) -> HttpResponse:
    """Work for another of one's organizations from now on. Not found for one that is not his."""
    wanted = request.POST.get("org_id", "")
    his = {str(card.org_id): card.org_id for card in queries.memberships_of(person_of(request))}
    chosen = his.get(wanted)
    if chosen is None:
        raise NotFound("organization")
    request.session["org_id"] = chosen
    return HttpResponseRedirect(HOME)
