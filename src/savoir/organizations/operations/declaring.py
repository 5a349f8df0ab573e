"""What no shop exports, said once by the brand: for all it sells, a category of goods or one product."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, Invalid, NotFound
from savoir.organizations.events import DeclarationEnded, FactDeclared
from savoir.organizations.models import Brand, BrandDeclaration
from savoir.organizations.rules import MOST_OF_SOME_GOODS, admits
from savoir.organizations.values import OF_SOME_GOODS


class DeclarationExists(Conflict):
    """The brand declared this fact for this channel and these goods from this day on already."""


class TooManyDeclarations(Conflict):
    """The brand said of so many categories and products what its export could say of each."""


def declare(
    *, actor: Actor, brand_id: int, fact: str, value: object, channel: str = "", category: str = "",
    sku: str = "", begins_on: date, ends_on: date | None = None, proof: str = "", now: datetime,
) -> int:  # fmt: skip
    """Say a fact for a channel ("" = all) and a half-open period; return the declaration's id.

    `category`: only of goods of this branch; `sku`: only of this product. The product's own exported value
    wins over all of them. Raises Invalid (period, a value the fact can't have, goods a fact is not about),
    NotFound, DeclarationExists, TooManyDeclarations.
    """
    require(actor, Permission.BRAND_DECLARE)
    _check(fact, value, category, sku)
    if ends_on is not None and ends_on <= begins_on:
        raise Invalid("ends_on", code="ends_before_it_begins")
    _must_leave_room(actor, brand_id, category or sku)
    row = BrandDeclaration(
        org_id=actor.org_id, brand_id=brand_id, fact=fact, value=value, channel=channel, category=category,
        sku=sku, begins_on=begins_on, ends_on=ends_on, proof=proof,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise DeclarationExists("begins_on", begins_on=begins_on) from None
    said = FactDeclared(
        subject_id=actor.org_id, declaration_id=row.id, brand_id=brand_id, begins_on=begins_on
    )
    ledger.record(said, actor=actor, now=now)
    return row.id


def _check(fact: str, value: object, category: str, sku: str) -> None:
    if not admits(fact, value):
        raise Invalid("value", code="unknown_value")
    if category and sku:
        raise Invalid("sku", code="category_or_product")
    if (category or sku) and fact not in OF_SOME_GOODS:
        raise Invalid("category", code="not_of_some_goods")
    if category != category.strip("/") or "//" in category:
        raise Invalid("category", code="not_a_category")


def _must_leave_room(actor: Actor, brand_id: int, goods: str) -> None:
    brand = Brand.objects.select_for_update().filter(org_id=actor.org_id, id=brand_id).first()
    if brand is None:
        raise NotFound("brand")
    if not goods:
        return
    said = BrandDeclaration.objects.filter(~Q(category="") | ~Q(sku=""), brand_id=brand_id).count()
    if said >= MOST_OF_SOME_GOODS:
        raise TooManyDeclarations(most=MOST_OF_SOME_GOODS)


def end_declaration(*, actor: Actor, declaration_id: int, ends_on: date, now: datetime) -> None:
    """Let a declaration hold for sales until the day before `ends_on`; what was answered by it stays.

    Raises NotFound, Invalid (it would end before it begins, or later than it ends already).
    """
    require(actor, Permission.BRAND_DECLARE)
    rows = BrandDeclaration.objects.select_for_update().filter(org_id=actor.org_id)
    row = rows.filter(id=declaration_id).first()
    if row is None:
        raise NotFound("declaration")
    if ends_on <= row.begins_on:
        raise Invalid("ends_on", code="ends_before_it_begins")
    if row.ends_on is not None and ends_on >= row.ends_on:
        raise Invalid("ends_on", code="ends_sooner_already")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    said = DeclarationEnded(
        subject_id=actor.org_id, declaration_id=row.id, brand_id=row.brand_id, ends_on=ends_on
    )
    ledger.record(said, actor=actor, now=now)
