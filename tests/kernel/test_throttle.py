"""What was counted is forgotten: a key of the API and the address of a visitor leave no diary behind."""

from datetime import timedelta

from savoir.kernel import housekeeping
from savoir.kernel.models import RateCount
from savoir.kernel.throttle import count_try, tries
from tests.shop import NOON, Shop

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_counts_of_windows_that_ended_are_forgotten_and_the_present_ones_hold(shop: Shop) -> None:
    for minutes in range(5):
        count_try(key="api address 192.0.2.1", window=MINUTE, now=NOON + minutes * MINUTE)
    night = NOON + 3 * DAY
    for window in (MINUTE, DAY):
        count_try(key="files of an order", window=window, now=night - MINUTE)
    count_try(key="files of an order", window=DAY, now=night, by=3)

    housekeeping.forget(org_id=shop.org_id, now=night)

    assert RateCount.objects.filter(window_start__lt=night - 2 * DAY).count() == 0
    assert tries(key="files of an order", window=DAY, now=night) == 4
    assert RateCount.objects.count() == 2
