"""The words people use for the codes of the law: how it was sold, by whom, to whom, what the contract is."""

from collections.abc import Mapping

from savoir.commands.law.words import spellings

# Other words for the codes of the law, where people use several.
CODES: Mapping[str, str] = spellings({
    "distance_online": "online distance web internet distance_web distance_contract distance_sale",
    "distance_phone": "phone telephone distance_telephone phone_canvassing telephone_canvassing",
    "in_store": "shop store in_shop physical_store shop_purchase on_premises",
    "click_collect_paid_online": "click_and_collect click_collect click_and_collect_paid_online paid_online",
    "reserved_online_bought_in_store":
        "reserved_online_paid_in_store click_collect_paid_in_store reserved_online reserve_and_collect "
        "click_and_collect_paid_in_store reserved_online_contract_in_store reserve_online_buy_in_store "
        "click_collect_reserved e_reservation click_collect_paid_in_shop reserved_online_paid_in_shop",
    "off_premises": "door_to_door home_visit doorstep off_premises_home canvassing excursion home_canvassing",
    "trade_fair": "fair trade_show salon",
    "trader": "professional_seller seller professional business retailer merchant",
    "private_individual": "private private_person private_seller individual non_professional_seller",
    "new": "brand_new with_digital_elements", "second_hand": "refurbished used reconditioned",
    "receiver": "gift_receiver gift_recipient recipient third_party",
    "buyer": "consumer purchaser contracting_consumer",
    "goods":
        "sale single_order order multiple_deliveries single_order_multiple_lots split_delivery multi_parcel "
        "several_parcels lots single_order_multiple_deliveries one_order_several_parcels sale_of_goods "
        "goods_sale public_auction newspaper custom_made multiple_lots separate_deliveries "
        "several_deliveries one_order_several_deliveries single_good_multiple_lots "
        "goods_with_digital_elements",
    "regular_delivery":
        "subscription subscription_box newspaper_subscription regular_deliveries periodic_delivery "
        "recurring_delivery",
    "service":
        "urgent_home_repair urgent_repair service_contract services home_repair repair_service "
        "fully_performed_service gym course installation service_subscription",
    "digital_content": "digital ebook e_book download streaming digital_service digital_content_online",
    "leisure_service_dated":
        "concert_ticket leisure leisure_dated concert event_ticket leisure_service dated_leisure event "
        "leisure_activity_dated leisure_ticket sports_event",
    "lodging_dated":
        "hotel accommodation_dated accommodation lodging hotel_booking hotel_night hotel_dated "
        "accommodation_service lodging_service hotel_stay holiday_rental",
    "car_rental_dated": "car_rental car_hire vehicle_rental",
    "catering_dated":
        "catering restaurant restaurant_booking catering_service catering_service_dated dated_catering",
    "goods_transport_dated": "goods_transport transport_of_goods removal removals moving moving_service",
    "passenger_transport": "train_ticket plane_ticket flight bus_ticket transport_ticket",
    "package_travel": "package_holiday travel_package",
    "financial_service": "credit insurance financial bank_service",
    "health": "health_service healthcare",
    "refund": "termination resolution rescission",
    "price_reduction": "reduction",
    "metropole": "paris france ile_de_france metropolitan_france mainland lyon metropolitan",
    "alsace_moselle": "alsace moselle strasbourg metz grand_est_alsace bas_rhin haut_rhin",
    "reunion": "la_reunion",
})  # fmt: skip
