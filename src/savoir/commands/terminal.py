"""What the commands of an organization say alike: which one is meant, and a refusal as a sentence."""

import sys
from typing import Final

from savoir.kernel.errors import Refused
from savoir.organizations.queries import active_organizations
from savoir.refusals.wording import sentence_for

DONE: Final = 0
REFUSED: Final = 1


class OrganizationUnclear(LookupError):  # noqa: N818 - errors name the fact (house rule 7)
    """None is meant, or several could be; the message says what to do."""


def organization_meant(slug: str) -> int:
    """The id of the organization of this word, or of the only one. Raises OrganizationUnclear."""
    org_ids = active_organizations(slug)
    if len(org_ids) == 1:
        return org_ids[0]
    if org_ids:
        raise OrganizationUnclear("several organizations: say which by --org.")
    raise OrganizationUnclear("no such organization. A shop is founded by: savoir found")


def complain(words: object) -> int:
    """Say why nothing was done; the status of the command."""
    if isinstance(words, Refused):
        sentence = sentence_for(words)
        words = f"{words.field}: {sentence.text} {sentence.way_out}"
    print(f"savoir: {words}", file=sys.stderr)
    return REFUSED
