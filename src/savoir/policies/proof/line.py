"""A line as the law's form reads it: the facts of the law as terms over the facts of a policy.

Each reading stands for one of `law.readings` or of `people.law_facts_of`, which it follows word for word.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Generic

from savoir.kernel.values.answers import YES
from savoir.law.codes import UNION
from savoir.law.conformity import conformity_ruling
from savoir.law.parameters import COUNTRIES, FRANCE, Parameter, parameters
from savoir.law.readings import FRENCH
from savoir.law.values import Buyer, Contract, Facts, Seller
from savoir.policies.facts import FACTS
from savoir.policies.proof.algebra import Algebra, B, Day, Known, N
from savoir.policies.proof.people import DEFECTS, EXCHANGE, OFF_PREMISES, PRIVATE
from savoir.policies.proof.spans import FOUR_YEARS, MONTHS, longest_roll, month_bounds, month_slack

ABROAD = tuple(country for country in COUNTRIES if country != FRANCE)
# Asked of the law itself: what the guarantee covers is goods, and the period of nothing else waits for them.
_AWAITED = Facts(buyer=Buyer.CONSUMER, seller=Seller.TRADER, deliveries=())
KINDS = tuple(Contract(kind) for kind in FACTS["contract"].domain)
NO_GOODS = tuple(
    kind.value
    for kind in KINDS
    if conformity_ruling(Facts.told({**vars(_AWAITED), "contract": kind}), date.min).answer is not YES
)
OLD_DAYS = 3650  # a roll so long ago is no longer looked up
LONGEST_ROLL = 30
EXACT_SPANS = range(0, 126, 6)


class Line(Generic[B, N]):
    """Facts of the law, each read once; what has to hold of days and months is kept in `sides`."""

    def __init__(self, algebra: Algebra[B, N], facts: Known[B, N]) -> None:
        self.algebra, self.facts = algebra, facts
        self.sides: dict[str, B] = {}
        self.ends_of_delivery: list[tuple[N, N]] = []  # (months, day) of what runs from delivery

    # words

    def no(self, name: str) -> B:
        """Whether a yes-or-no fact is known to be false."""
        return self.algebra.both(self.facts.known(name), self.algebra.negation(self.facts.holds(name)))

    def unknown(self, name: str) -> B:
        """Whether a fact is unknown."""
        return self.algebra.negation(self.facts.known(name))

    def before(self, one: N, other: N) -> B:
        """Whether one is strictly less than the other."""
        return self.algebra.negation(self.algebra.at_most(other, one))

    def later(self, one: N, other: N) -> N:
        """The greater of two."""
        return self.algebra.when(self.algebra.at_most(one, other), other, one)

    @cached_property
    def today(self) -> N:
        """The day of the request."""
        return self.algebra.number(0)

    # where and who

    @cached_property
    def is_french(self) -> B:
        """Whether French law is read; it is for an unknown country too."""
        return self.algebra.either(self.unknown("country"), self.facts.among("country", *sorted(FRENCH)))

    @cached_property
    def is_foreign(self) -> B:
        """Whether the law of another country holds, which most bases do not read."""
        return self.algebra.negation(self.is_french)

    @cached_property
    def is_unread(self) -> B:
        """Whether the law of a country holds that withdrawal and conformity do not read either."""
        neighbour = self.facts.among("country", *ABROAD)
        return self.algebra.both(self.is_foreign, self.algebra.negation(neighbour))

    @cached_property
    def is_outside_union(self) -> B:
        """Whether the country is known to be outside the Union."""
        is_inside = self.facts.among("country", *sorted(UNION))
        return self.algebra.both(self.facts.known("country"), self.algebra.negation(is_inside))

    @cached_property
    def is_private(self) -> B:
        """Whether a private person sold."""
        return self.facts.among("seller", PRIVATE)

    @cached_property
    def is_professional(self) -> B:
        """Whether a professional bought."""
        return self.facts.among("buyer_kind", "professional")

    @cached_property
    def is_off_premises(self) -> B:
        """Whether it was sold off premises."""
        return self.facts.among("channel", OFF_PREMISES)

    @cached_property
    def is_sale_known(self) -> B:
        """Whether it is known how the contract was concluded."""
        return self.facts.known("channel")

    @cached_property
    def is_goods(self) -> B:
        """Whether goods were sold; they are unless something else is told."""
        return self.algebra.negation(self.facts.among("contract", *NO_GOODS))

    @cached_property
    def is_priced(self) -> B:
        """Whether the price paid is known."""
        return self.algebra.both(self.facts.known("line_value"), self.facts.known("currency"))

    # days

    @cached_property
    def contract(self) -> Day[B, N]:
        """The day of the contract."""
        return self._day("days_since_contract", "contract_on")

    @cached_property
    def delivered(self) -> Day[B, N]:
        """The day the line came into the customer's hands."""
        return self._day("days_since_delivery", "delivered_on")

    @cached_property
    def is_awaited(self) -> B:
        """Whether it is known that nothing came yet."""
        return self.algebra.both(self.algebra.negation(self.delivered.known), self.no("delivered"))

    @cached_property
    def is_delivery_unknown(self) -> B:
        """Whether nothing is known of the delivery."""
        return self.algebra.negation(self.algebra.either(self.delivered.known, self.is_awaited))

    @cached_property
    def is_defect(self) -> B:
        """Whether a defect is reported."""
        return self.algebra.either(self.facts.among("reason", *sorted(DEFECTS)), self.facts.holds("defect"))

    @cached_property
    def appeared(self) -> Day[B, N]:
        """The day the defect showed; today where none is reported or its day is unknown."""
        told = self.algebra.both(self.is_defect, self.facts.known("days_since_defect"))
        return Day(self.is_defect, self.algebra.when(told, self._ago("days_since_defect"), self.today))

    @cached_property
    def handed_back(self) -> Day[B, N]:
        """The day it came back from repair."""
        return Day(self.facts.known("days_since_hand_back"), self._ago("days_since_hand_back"))

    @cached_property
    def wish(self) -> Day[B, N]:
        """The day an exchange was asked for."""
        told = self.facts.known("days_since_wish")
        wished = self.algebra.either(told, self.facts.among("intent", EXCHANGE))
        return Day(wished, self.algebra.when(told, self._ago("days_since_wish"), self.today))

    def _ago(self, name: str) -> N:
        return self.algebra.times(-1, self.facts.value(name))

    def _day(self, since: str, on: str) -> Day[B, N]:
        algebra, facts = self.algebra, self.facts
        by_calendar = algebra.add(facts.value(on), algebra.times(-1, facts.value("asked_on")))
        day = algebra.when(facts.known(on), by_calendar, self._ago(since))
        return Day(algebra.either(facts.known(on), facts.known(since)), day)

    def working_day(self, day: N) -> N:
        """The day, moved over days off; by no more than the longest run of them in any country."""
        algebra = self.algebra
        end = algebra.working_day(day)
        moved = algebra.add(end, algebra.times(-1, day))
        longest = self._by_country({country: longest_roll(country) for country in COUNTRIES})
        self.sides[f"roll {len(self.sides)}"] = algebra.both(
            algebra.at_most(self.today, moved), algebra.at_most(moved, algebra.number(LONGEST_ROLL)),
            algebra.either(algebra.at_most(moved, longest), algebra.at_most(day, algebra.number(-OLD_DAYS)),
                           self.is_unread),
        )  # fmt: skip
        return end

    def month_end(self, day: N, span: N) -> N:
        """The day so many months later: what lies between is as long as months can be."""
        algebra = self.algebra
        end = algebra.month_end(day, span)
        length = algebra.add(end, algebra.times(-1, day))
        certain = algebra.constant(span)
        kept = [self._loosely(span, length)] if certain is None else [self._within(certain, length)]
        if certain is None:
            kept += [self._if_exactly(span, months, length) for months in EXACT_SPANS]
        self.sides[f"months {len(self.sides)}"] = algebra.both(*kept)
        return end

    @cached_property
    def full_months(self) -> tuple[N, N]:
        """The day on which the months since the delivery were full, and the day of one month more."""
        months, one = self.facts.value("months_since_delivery"), self.algebra.number(1)
        more = self.algebra.add(months, one)
        return self.month_end(self.delivered.day, months), self.month_end(self.delivered.day, more)

    def months_from_delivery(self, span: N) -> N:
        """The end of a period that runs from the delivery."""
        end = self.month_end(self.delivered.day, span)
        self.ends_of_delivery.append((span, end))
        return end

    def _within(self, span: int, length: N) -> B:
        least, most = (self.algebra.number(bound) for bound in month_bounds(span))
        return self.algebra.both(self.algebra.at_most(least, length), self.algebra.at_most(length, most))

    def _if_exactly(self, span: N, months: int, length: N) -> B:
        is_so = self.algebra.same(span, self.algebra.number(months))
        return self.algebra.either(self.algebra.negation(is_so), self._within(months, length))

    def _loosely(self, span: N, length: N) -> B:
        algebra, (least, most) = self.algebra, month_slack()
        mean, whole = algebra.times(FOUR_YEARS, span), algebra.times(MONTHS, length)
        return algebra.both(
            algebra.at_most(algebra.add(mean, algebra.number(-least)), whole),
            algebra.at_most(whole, algebra.add(mean, algebra.number(most))),
        )

    # numbers of the law

    @cached_property
    def law_day(self) -> N:
        """The ordinal of the day that chooses the numbers: contract, else delivery, else today."""
        algebra = self.algebra
        since = algebra.when(self.delivered.known, self.delivered.day, self.today)
        since = algebra.when(self.contract.known, self.contract.day, since)
        return algebra.add(self.facts.value("asked_on"), since)

    def number(self, name: str) -> N:
        """A dated number of the law for this contract; of a country that is not read, any."""
        return self.number_by(name, self.algebra.number)

    def number_by(self, name: str, reading: Callable[[int], N]) -> N:
        """What a reading makes of a dated number, of each of its values."""
        series = {country: _turns(parameters(country)[name]) for country in COUNTRIES}
        found = self._in_time(series[FRANCE], reading)
        for country in ABROAD:
            if series[country] != series[FRANCE]:
                theirs = self._in_time(series[country], reading)
                found = self.algebra.when(self.facts.among("country", country), theirs, found)
        return found

    def _in_time(self, series: tuple[tuple[int, int], ...], reading: Callable[[int], N]) -> N:
        found = reading(series[0][1])
        for since, value in series[1:]:
            is_since = self.algebra.at_most(self.algebra.number(since), self.law_day)
            found = self.algebra.when(is_since, reading(value), found)
        return found

    def _by_country(self, numbers: dict[str, int]) -> N:
        found = self.algebra.number(numbers[FRANCE])
        for country in ABROAD:
            is_there = self.facts.among("country", country)
            found = self.algebra.when(is_there, self.algebra.number(numbers[country]), found)
        return found


def _turns(series: tuple[Parameter, ...]) -> tuple[tuple[int, int], ...]:
    """(ordinal of the first day, value) of each row, the first one for all days before it too."""
    first, *rows = series
    return ((date.min.toordinal(), first.value), *[(row.since.toordinal(), row.value) for row in rows])
