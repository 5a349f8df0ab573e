"""What a carrier has to know: weight and destination, nothing personal."""

from savoir.cases.queries import case_by_id, case_lines
from savoir.kernel.access import Actor
from savoir.kernel.errors import NotFound
from savoir.logistics.models import ReturnLine
from savoir.logistics.ports import ReturnShipment
from savoir.logistics.queries.authorizations import sold_as
from savoir.logistics.queries.scope import visible_authorizations
from savoir.organizations.queries import site_card


def ra_number_of(*, actor: Actor, ra_id: int) -> str:
    """The number of an authorization. Raises NotFound."""
    found = visible_authorizations(actor).filter(id=ra_id).values_list("number", flat=True).first()
    if found is None:
        raise NotFound("ra")
    return found


def return_shipment(*, actor: Actor, ra_id: int) -> tuple[int, ReturnShipment] | None:
    """(brand id, what has to travel) of an authorization; None when it was canceled meanwhile, or when the
    customer holds the label of a former system.

    Grams of unknown weights count as 0. Raises NotFound.
    """
    ra = visible_authorizations(actor).filter(id=ra_id).first()
    if ra is None:
        raise NotFound("ra")
    if ra.canceled_at is not None or ra.former_number:
        return None
    cards = {card.id: card for card in case_lines(actor=actor, case_id=ra.case_id)}
    lines = list(ReturnLine.objects.filter(ra=ra))
    sold = [(line.quantity, sold_as(actor, cards[line.case_line_id])) for line in lines]
    site = site_card(actor=actor, site_id=ra.site_id)
    return case_by_id(actor=actor, case_id=ra.case_id).brand_id, ReturnShipment(
        ra_number=ra.number, country=site.country, postcode=site.postcode,
        weight_grams=sum(quantity * ((sale and sale.weight_grams) or 0) for quantity, sale in sold),
        has_dangerous_goods=any(sale is not None and bool(sale.dangerous_goods) for _, sale in sold),
        paid_by_merchant=not ra.customer_pays,
    )  # fmt: skip
