"""The footer of every page of the portal, refusals included."""

from typing import Final

from django.conf import settings
from django.urls import reverse

WITHDRAW: Final = "renoncer"  # the way in of the withdrawal function (directive 2011/83/EU, article 11a)

RECALL: Final = "rappel"  # the answer to a recall, chosen before the question is asked

DRAFT: Final = "brouillon"  # the way back to what somebody had begun to write
DRAFT_COOKIE: Final = "savoir_draft"


def links_of(slug: str) -> dict[str, str]:
    """Addresses of the footer, the same on every page."""
    return {
        "rights": reverse("portal:rights", args=[slug]),
        "policy": reverse("portal:policy", args=[slug]),
        "withdraw": f"{reverse('portal:find', args=[slug])}?suite={WITHDRAW}",
        "source": settings.SOURCE_URL,
    }
