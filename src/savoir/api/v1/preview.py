"""The answer before a case exists: the same as at the portal and the desk."""

from savoir.api.requests import ApiRequest
from savoir.api.resources import Resource
from savoir.api.v1.schemas.offers import Offers, Question, offers_of
from savoir.kernel.access import Permission
from savoir.kernel.errors import Invalid, NotFound
from savoir.resolutions.queries import offers_with_plans

preview = Resource("preview")


@preview.asks("/preview", Offers, scopes=(Permission.SALE_READ,), refuses=(NotFound, Invalid))
def preview_answer(request: ApiRequest, body: Question) -> Offers:
    """What the customer may get for lines of one order: remedies with plans to the cent and to the day, the
    law's sentence with its articles, and the digest to agree by. Writes nothing.
    """
    lines = tuple(line.asked() for line in body.lines)
    return offers_of(offers_with_plans(actor=request.actor, lines=lines, now=request.now), request.language)
