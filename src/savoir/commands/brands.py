"""Which brand a command is about: each name may be left out when there is only one."""

from django.utils.translation import gettext

from savoir.kernel.access import system_actor
from savoir.kernel.errors import Conflict, Refused
from savoir.kernel.tenancy import organization_block
from savoir.organizations import queries as organizations
from savoir.organizations.values import BrandCard

_MOST_NAMED = 12


class BrandUnclear(Conflict):
    """The brand is not clear from --org and --brand."""


def brand_named(org: str, brand: str) -> tuple[int, int]:
    """(organization, brand) by their slugs. Raises BrandUnclear for none and for several."""
    found = [
        (org_id, card.id, card.slug)
        for org_id in organizations.active_organizations(org)
        for card in _brands_of(org_id)
        if brand in ("", card.slug)
    ]
    if len(found) == 1:
        return found[0][:2]
    if not found:
        raise BrandUnclear(code="no_brand")
    raise BrandUnclear(code="several_brands", names=", ".join(slug for _, _, slug in found[:_MOST_NAMED]))


def _brands_of(org_id: int) -> tuple[BrandCard, ...]:
    with organization_block(org_id):
        return organizations.brands(actor=system_actor(org_id))


def unclear_words(refusal: Refused) -> str:
    """The sentence of a BrandUnclear, in the active language."""
    if refusal.facts["code"] == "no_brand":
        return gettext("Aucune marque ne correspond à --org et --brand.")
    return gettext("Plusieurs marques : précisez --org et --brand parmi %(names)s.") % refusal.facts
