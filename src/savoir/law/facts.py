"""What the law is asked: everything that is known of one line. Every fact may be unknown: None."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from savoir.kernel.values.days import Place
from savoir.kernel.values.money import Money
from savoir.law.codes import Buyer, Claimant, Condition, Contract, Peril, Remedy, Sale, Seller

_new, _set = object.__new__, object.__setattr__


class Terms:
    """Rows of which little is known keep only that: assigning sixty None costs more than reading a right."""

    @classmethod
    def told(cls, known: dict[str, Any]) -> Self:
        """A row that keeps this very mapping: the caller's no more. TypeError for a name the row lacks."""
        names: Mapping[str, object] = cls.__dataclass_fields__  # type: ignore[attr-defined]  # each is a dataclass
        if not known.keys() <= names.keys():
            raise TypeError(f"{cls.__name__} has no {sorted(known.keys() - names.keys())}")
        return cls.named(known)

    @classmethod
    def named(cls, known: dict[str, Any]) -> Self:
        """The same with names that stand in our own code: unchecked, for a look at each costs time."""
        row = _new(cls)
        _set(row, "__dict__", known)
        return row


def only_known(self: Terms, **known: object) -> None:
    """The same by keywords; the dataclass's own signature stays the typed one."""
    object.__setattr__(self, "__dict__", vars(type(self).told(known)))


@dataclass(frozen=True, kw_only=True)
class Facts(Terms):
    """What is known of one line; None = unknown, for the day of an event: not known to have happened.

    Days are local to the consumer.

    `deliveries`: days each parcel of the order was received or collected; () = nothing received yet.
    `country` (ISO 3166-1) None is read as France, a French territory's code as France and its place; Belgium,
    Germany, Spain and Italy are known for withdrawal and conformity, all else abroad goes to a person.
    `region` (ISO 3166-2 without the country, "BY"): for the holidays there. What only the trader can show (an
    exception, a shorter guarantee agreed) stays out of the way while it is unknown.
    """

    country: str | None = None
    place: Place = Place.UNKNOWN
    region: str | None = None
    sale: Sale | None = None
    buyer: Buyer | None = None
    seller: Seller | None = None
    claimant: Claimant | None = None  # None: the buyer
    marketplace: bool | None = None  # sold through a platform, which is not the seller
    unsolicited_visit: bool | None = None  # at home without being asked, or on an excursion
    contract: Contract | None = None
    employees: int | None = None
    outside_main_activity: bool | None = None
    concluded_on: date | None = None
    deliveries: tuple[date, ...] | None = None
    more_to_come: bool | None = None
    delivered_on: date | None = None  # this line's own receipt, when it differs from the order's last parcel
    # withdrawal
    info_given: bool | None = None
    info_given_on: date | None = None
    return_cost_announced: bool | None = None
    seller_pays_return: bool | None = None
    collection_by_seller: bool | None = None
    not_postable: bool | None = None  # too big or heavy for the post
    return_amount_announced: bool | None = None  # what sending back a bulky thing costs
    handed_over_at_home: bool | None = None  # delivered to the home when the contract was made
    withdrawn_on: date | None = None
    wish_on: date | None = None
    wish_failed: bool | None = None
    informed_on: date | None = None
    posted_on: date | None = None
    received_back_on: date | None = None
    made_to_spec: bool | None = None
    perishable: bool | None = None
    sealed_for_hygiene: bool | None = None
    audio_video_software: bool | None = None
    unsealed: bool | None = None
    inseparably_mixed: bool | None = None
    started: bool | None = None
    paid_content: bool | None = None  # content or service for a price
    price_follows_markets: bool | None = None
    alcohol: bool | None = None
    delivery_after_thirty_days: bool | None = None
    speculative_value: bool | None = None
    urgent_home_repair: bool | None = None
    visit_requested: bool | None = None
    strictly_necessary: bool | None = None
    newspaper: bool | None = None
    single_issue: bool | None = None
    public_auction: bool | None = None
    fully_performed: bool | None = None
    early_start_requested: bool | None = None  # expressly, before the end of the period
    performed_basis_points: int | None = None  # share of the service performed, 0 to 10000
    linked_contracts: bool | None = None  # insurance, extension, credit tied to the sale
    express_consent: bool | None = None
    acknowledged_loss: bool | None = None
    confirmed_durably: bool | None = None
    # money
    paid: Money | None = None
    delivery_paid: Money | None = None
    delivery_standard: Money | None = None
    delivery_of_kept: Money | None = None
    is_partial: bool | None = None
    separable: bool | None = None  # False: part of a set sold as one
    price_unpaid: bool | None = None
    # defects
    condition: Condition | None = None
    defect: bool | None = None
    defect_appeared_on: date | None = None
    claimed_on: date | None = None
    chosen_remedy: Remedy | None = None
    repairs: int | None = None
    immobilized_days: int | None = None  # away for repair or in amicable talks, each day once
    repair_requested_on: date | None = None
    handed_over_on: date | None = None
    handed_back_on: date | None = None  # the same goods mended or replaced under the guarantee
    imposed_replacement_on: date | None = None
    digital_supply_until_on: date | None = None  # last day on which digital elements are supplied
    same_defect: bool | None = None  # as the one that was mended
    used_guarantee_agreed_months: int | None = None  # a shorter one, expressly and separately agreed
    repair_excluded: bool | None = None  # impossible or manifestly out of proportion
    replacement_excluded: bool | None = None
    reasons_in_writing: bool | None = None
    major_inconvenience: bool | None = None
    removal_cost_left: bool | None = None  # removing or fitting left at the consumer's cost
    rest_unreasonable: bool | None = None  # keeping the goods that are in order
    attempt_failed: bool | None = None
    seller_refused: bool | None = None
    remedy_overdue: bool | None = None
    serious: bool | None = None
    minor: bool | None = None
    hidden: bool | None = None
    prior_to_sale: bool | None = None
    commercial_warranty_months: int | None = None
    # delivery
    agreed_delivery_on: date | None = None
    date_is_essential: bool | None = None
    lost_or_broken_in_transit: bool | None = None
    own_carrier: bool | None = None
    extra_deadline_on: date | None = None
    extra_deadline_reasonable: bool | None = None
    # recall
    recalled: bool | None = None
    recalled_on: date | None = None
    repair_possible: bool | None = None
    replacement_possible: bool | None = None
    repair_disproportionate: bool | None = None
    replacement_disproportionate: bool | None = None
    refund_disproportionate: bool | None = None
    recall_remedy_failed: bool | None = (
        None  # not completed in a reasonable time, or with great inconvenience
    )
    # purchased cover: an extension or an insurance
    cover_bought: bool | None = None
    cover_is_insurance: bool | None = None
    cover_sold_on: date | None = None
    cover_first_paid_on: date | None = None  # the first premium, when the first months were free
    cover_first_on: date | None = None
    cover_last_on: date | None = None
    cover_perils: tuple[Peril, ...] | None = None
    cover_used: bool | None = None
    cover_renounced_on: date | None = None
    sale_undone_on: date | None = None
    peril: Peril | None = None


Facts.__init__ = only_known  # type: ignore[method-assign]  # same keywords
