"""The bare address: the story where a demo is served; elsewhere members go to their work."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from savoir.web.redirects import HOME
from savoir.web.story.views import story_page
from savoir.web.story.visit import stage


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Customers have the address of their brand; a visitor of a demo gets its story."""
    found = stage()
    return HttpResponseRedirect(HOME) if found is None else story_page(request, found)
