"""The words the law is asked and answers in, as codes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Sale(StrEnum):
    """How the contract was concluded."""

    DISTANCE_ONLINE = "distance_online"
    DISTANCE_PHONE = "distance_phone"
    OFF_PREMISES = "off_premises"
    CLICK_COLLECT_PAID_ONLINE = "click_collect_paid_online"
    RESERVED_ONLINE_BOUGHT_IN_STORE = "reserved_online_bought_in_store"
    IN_STORE = "in_store"
    TRADE_FAIR = "trade_fair"


class Buyer(StrEnum):
    """In what quality the buyer bought."""

    CONSUMER = "consumer"
    PROFESSIONAL = "professional"
    NON_PROFESSIONAL = "non_professional"  # a legal person outside any trade: association, co-owners


class Claimant(StrEnum):
    """Who asks: the one who bought, or the one who was given it."""

    BUYER = "buyer"
    RECEIVER = "receiver"


class Seller(StrEnum):
    """Who sold; on a marketplace the seller, never the platform."""

    TRADER = "trader"
    PRIVATE_INDIVIDUAL = "private_individual"


class Contract(StrEnum):
    """What the contract is about."""

    GOODS = "goods"
    REGULAR_DELIVERY = "regular_delivery"
    SERVICE = "service"
    DIGITAL_CONTENT = "digital_content"
    LEISURE_SERVICE_DATED = "leisure_service_dated"
    LODGING_DATED = "lodging_dated"
    GOODS_TRANSPORT_DATED = "goods_transport_dated"
    CAR_RENTAL_DATED = "car_rental_dated"
    CATERING_DATED = "catering_dated"
    HEALTH = "health"
    SOCIAL_SERVICE = "social_service"
    GAMBLING = "gambling"
    FINANCIAL_SERVICE = "financial_service"
    PACKAGE_TRAVEL = "package_travel"
    TIMESHARE = "timeshare"
    NOTARIAL = "notarial"
    DAILY_GOODS_ROUND = "daily_goods_round"
    PASSENGER_TRANSPORT = "passenger_transport"
    VENDING_MACHINE = "vending_machine"
    PAYPHONE = "payphone"
    REAL_ESTATE = "real_estate"


class Condition(StrEnum):
    """Sold as new, or second-hand (refurbished included)."""

    NEW = "new"
    SECOND_HAND = "second_hand"


class Basis(StrEnum):
    """Legal bases, run side by side: a claim dead on one is often alive on another."""

    WITHDRAWAL = "withdrawal"
    CONFORMITY = "conformity"
    HIDDEN_DEFECTS = "hidden_defects"
    DELIVERY = "delivery"
    COMMERCIAL_WARRANTY = "commercial_warranty"
    COVER = "cover"
    RECALL = "recall"


class Peril(StrEnum):
    """What a purchased cover may cover."""

    BREAKDOWN = "breakdown"
    WEAR = "wear"
    ACCIDENT = "accident"
    THEFT = "theft"
    LOSS = "loss"


class Remedy(StrEnum):
    """What the customer may get; the last four only by a merchant's policy."""

    REFUND = "refund"
    REPAIR = "repair"
    REPLACEMENT = "replacement"
    PRICE_REDUCTION = "price_reduction"
    EXCHANGE = "exchange"
    STORE_CREDIT = "store_credit"
    GESTURE = "gesture"
    RETURNLESS_REFUND = "returnless_refund"


# The Union's territory by ISO 3166 code, French regions overseas included: where its regulations hold.
UNION = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
        "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "GF",
        "GP", "MF", "MQ", "RE", "YT",
    }
)  # fmt: skip


class Party(StrEnum):
    """Who chooses, pays, proves or owes."""

    CONSUMER = "consumer"
    SELLER = "seller"
    GUARANTOR = "guarantor"  # who gave a commercial warranty: maker or seller


class Cost(StrEnum):
    """What somebody has to pay when a right is used."""

    RETURN = "return"
    STANDARD_DELIVERY = "standard_delivery"
    DEARER_DELIVERY = "dearer_delivery"
    REPAIR = "repair"
    REMOVAL = "removal"


class Ban(StrEnum):
    """What a merchant may not do or demand."""

    ASK_A_REASON = "ask_a_reason"
    DEMAND_ORIGINAL_PACKAGING = "demand_original_packaging"
    DEMAND_UNOPENED = "demand_unopened"
    IMPOSE_A_FORM = "impose_a_form"
    IMPOSE_A_VOUCHER = "impose_a_voucher"
    CHARGE_A_FEE = "charge_a_fee"
    WAIT_FOR_INSPECTION = "wait_for_inspection"
    SEND_TO_THE_BRAND = "send_to_the_brand"
    DEMAND_PROOF_OF_ORIGIN = "demand_proof_of_origin"
    DEMAND_CARRIER_RESERVES = "demand_carrier_reserves"
    DEMAND_A_RUNNING_GUARANTEE = "demand_a_running_guarantee"
    USE_THE_COVER_FIRST = "use_the_cover_first"
    DEMAND_POLICE_REPORT = "demand_police_report"
    DEMAND_THE_RECEIPT = "demand_the_receipt"  # any proof of the purchase will do
    FIXED_DEDUCTION = "fixed_deduction"  # a scale in the place of the real loss of value
    IMPOSE_MEDIATION = "impose_mediation"
    LINK_THE_ODR_PLATFORM = "link_the_odr_platform"
    IMPOSE_REFURBISHED = "impose_refurbished"


# The basis whose floor an intent must meet first; assistance asks for none. Damage in transit: DELIVERY too.
BASIS_OF_INTENT: Mapping[str, Basis] = MappingProxyType(
    {
        "cancellation": Basis.WITHDRAWAL,
        "withdrawal": Basis.WITHDRAWAL,
        "return": Basis.WITHDRAWAL,
        "exchange": Basis.WITHDRAWAL,
        "claim": Basis.CONFORMITY,
        "repair": Basis.CONFORMITY,
    }
)


class Component(StrEnum):
    """The part of an offer that lies below the law."""

    REMEDIES = "remedies"
    CHOICE = "choice"
    LAST_DAY = "last_day"
    PAYER = "payer"
    REFUND = "refund"
    REFUND_DATE = "refund_date"
    MEANS = "means"
    DEMANDS = "demands"
    PERSON = "person"
