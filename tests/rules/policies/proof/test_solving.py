"""The solver's terms of the law say on every fact set what the form says on its values."""

import random
from datetime import date
from typing import Any

import pytest
import z3
from tests.rules.policies.proof.fact_sets import fact_set
from tests.rules.policies.proof.test_lawform import form_of, told

from savoir.law.codes import UNION
from savoir.law.parameters import COUNTRIES
from savoir.law.readings import FRENCH
from savoir.law.values import Basis, Remedy
from savoir.policies.facts import FACTS, FactType, PolicyFacts, Value
from savoir.policies.proof.algebra import OnDays
from savoir.policies.proof.lawform import LawForm
from savoir.policies.proof.solving import Solver, other_word
from savoir.policies.proof.terms import Terms

Law = LawForm[Any, Any]
TODAY = date(2026, 11, 23)


class Terrain:
    """One variable a fact, made when it is first read."""

    def __init__(self) -> None:
        self.terms: dict[str, tuple[Any, Any]] = {}
        self.words: dict[str, list[str]] = {}

    def both(self, name: str) -> tuple[Any, Any]:
        """Whether the fact is known, and its value."""
        if name not in self.terms:
            is_truth = FACTS[name].type is FactType.BOOLEAN
            self.terms[name] = z3.Bool(f"{name}?"), z3.Bool(name) if is_truth else z3.Int(name)
        return self.terms[name]

    def known(self, name: str) -> Any:
        """Whether the fact is known."""
        return self.both(name)[0]

    def value(self, name: str) -> Any:
        """Its term."""
        return self.both(name)[1]

    def place(self, name: str, word: str) -> int:
        """The number of a code, given when it is first named."""
        words = self.words.setdefault(name, list(FACTS[name].domain))
        if word not in words:
            words.append(word)
        return words.index(word)

    def is_code(self, name: str, value: str) -> Any:
        """Whether a coded fact is this code."""
        return z3.And(self.known(name), self.value(name) == self.place(name, value))

    def holds(self, name: str) -> Any:
        """Whether a yes-or-no fact is known to be true."""
        return z3.And(self.known(name), self.value(name))

    def among(self, name: str, *words: str) -> Any:
        """Whether it is known to be one of these."""
        return z3.Or([self.is_code(name, word) for word in words])

    def domains(self) -> dict[str, Any]:
        """Each number from nothing to its most, each code in its domain."""
        return {
            name: z3.And(
                value >= 0,
                value <= (FACTS[name].most if not FACTS[name].domain else len(FACTS[name].domain) - 1),
            )
            for name, (_, value) in self.terms.items()
            if FACTS[name].type is not FactType.BOOLEAN
        }

    def told(self, facts: PolicyFacts) -> list[tuple[Any, Any]]:
        """What every variable stands for on these facts."""
        return [
            pair
            for name, (known, value) in self.terms.items()
            for pair in ((known, z3.BoolVal(name in facts)), (value, self._term(name, facts.get(name))))
        ]

    def _term(self, name: str, value: Value | None) -> Any:
        match FACTS[name].type:
            case FactType.BOOLEAN:
                return z3.BoolVal(value is True)
            case FactType.DATE:
                return z3.IntVal(date.fromisoformat(str(value)).toordinal() if value else 0)
            case FactType.NUMBER:
                return z3.IntVal(int(value or 0))
        return z3.IntVal(0 if value is None else self.place(name, str(value)))


def real(law: Law, terrain: Terrain, known: PolicyFacts, today: date) -> Any:
    """A model of facts and free choices as they are on the calendar, choice after choice."""
    country, given, solver = known.get("country"), z3.Model(), law.line.algebra
    assert isinstance(solver, Solver)
    days = OnDays(today, None if country is None else str(country))
    for term, value in terrain.told(PolicyFacts.read({**known, "asked_on": today.isoformat()})):
        given.update_value(term, value)
    for chosen, kind, day, span in solver.choices:
        start, months = (number(given, term) for term in (day, span))
        end = days.working_day(start) if kind == "roll" else days.month_end(start, months)
        given.update_value(chosen, z3.IntVal(end - start))
    return given


def number(given: Any, term: Any) -> int:
    """The number a term comes to."""
    return term if isinstance(term, int) else int(given.eval(term).as_long())


def truth(given: Any, term: Any) -> bool:
    """The truth a term comes to; it must not stay open."""
    if isinstance(term, bool):
        return term
    found = given.eval(term)
    assert z3.is_true(found) or z3.is_false(found), found
    return bool(z3.is_true(found))


def on_values(given: Any, terms: Terms[Any, Any]) -> tuple[object, ...]:
    """The terms of a basis on a fact set, as the form on values puts them."""
    return told(
        Terms(
            basis=terms.basis, is_yes=truth(given, terms.is_yes), is_no=truth(given, terms.is_no),
            remedies={one: truth(given, term) for one, term in terms.remedies.items()},
            at_least=None if terms.at_least is None else number(given, terms.at_least),
            consumer_chooses=truth(given, terms.consumer_chooses),
            seller_pays_return=truth(given, terms.seller_pays_return),
            bans={one: truth(given, term) for one, term in terms.bans.items()},
            needs_person=truth(given, terms.needs_person),
            last_day=terms.last_day._replace(
                known=truth(given, terms.last_day.known), day=number(given, terms.last_day.day)
            ),
            has_refund=truth(given, terms.has_refund), refund_days=number(given, terms.refund_days),
            remedy_days=number(given, terms.remedy_days),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def terrain() -> Terrain:
    """The facts of the solver."""
    return Terrain()


@pytest.fixture(scope="module")
def law(terrain: Terrain) -> Law:
    """The law over them."""
    form = LawForm(Solver(), terrain)
    assert len(form.each) == len(Basis)  # all of it is written before anything is asked
    return form


def test_the_terms_of_the_solver_say_what_the_form_says(law: Law, terrain: Terrain) -> None:
    for seed in range(300):
        known, today = fact_set(random.Random(seed))
        given, form = real(law, terrain, known, today), form_of(known, today)
        for terms in law.each:
            assert on_values(given, terms) == told(form.of(terms.basis)), (seed, terms.basis)
        broken = [name for name, side in law.line.sides.items() if not truth(given, side)]
        assert broken == [], seed


def found(law: Law, *terms: Any) -> Any:
    """A model of the law with these terms; None when there is none."""
    solver = z3.Solver()
    solver.add(*law.constraints(), *terms)
    return solver.model() if solver.check() == z3.sat else None


def days(terrain: Terrain, law: Law, country: str, **facts: Any) -> tuple[Any, ...]:
    """A consumer who bought on line goods that came, told of his right."""
    of = {"channel": "web", "buyer_kind": "consumer", "seller": "us", "contract": "goods", "country": country}
    told = [terrain.is_code(name, word) for name, word in of.items()]
    told += [terrain.known(name) for name in ("withdrawal_information_given", "repairs_done", *facts)]
    told += [terrain.value("withdrawal_information_given"), terrain.value("repairs_done") == 0]
    told.append(terrain.value("asked_on") == TODAY.toordinal())
    return (*told, *[terrain.value(name) == value for name, value in facts.items()])


def test_the_fifteenth_day_may_be_in_time_and_the_fourteenth_is_unless_the_seal_was_opened(
    law: Law, terrain: Terrain
) -> None:
    yes, sealed = law.withdrawal.is_yes, terrain.known("hygiene_sealed")
    plain = [z3.Not(terrain.both(name)[0]) for name in ("made_to_order", "perishable", "unsealed")]
    plain += [z3.Not(sealed), z3.Not(terrain.known("days_since_wish"))]
    last = days(terrain, law, "FR", days_since_delivery=14)
    assert found(law, *last, *plain, z3.Not(yes)) is None
    assert found(law, *last, z3.Not(yes)) is not None
    assert found(law, *days(terrain, law, "FR", days_since_delivery=15), *plain, yes) is not None
    assert found(law, *days(terrain, law, "FR", days_since_delivery=20), *plain, yes) is None


def test_two_years_are_over_after_731_days_in_france_and_not_in_spain(law: Law, terrain: Terrain) -> None:
    yes, repair = law.conformity.is_yes, law.conformity.remedies[Remedy.REPAIR]
    recent = terrain.value("days_since_contract") < 1500
    sound = z3.Not(terrain.value("defect"))
    for country, day, may_be in (
        ("FR", 731, True),
        ("FR", 732, False),
        ("ES", 1096, True),
        ("ES", 1097, False),
    ):
        facts = days(terrain, law, country, days_since_delivery=day)
        is_found = found(law, *facts, recent, sound, yes, repair) is not None
        assert is_found is may_be, (country, day)


def test_what_is_certain_stays_no_term() -> None:
    solver, some = Solver(), z3.Bool("some")
    assert solver.both() is True
    assert solver.either() is False
    assert solver.both(some, False) is False
    assert solver.either(some, True) is True
    assert solver.both(True, some).eq(some)
    assert solver.either(False, some).eq(some)
    assert solver.negation(solver.negation(some)).eq(some)
    assert solver.when(some, 14, 14) == solver.when(True, 14, 30) == 14
    assert solver.add(1, 2) == 3
    assert solver.month_end(-5, 0) == -5
    assert solver.constant(z3.Int("days")) is None


def test_the_same_day_rolls_to_the_same_day_and_another_may_roll_otherwise() -> None:
    solver, day = Solver(), z3.Int("day")
    assert solver.working_day(day + 14).eq(solver.working_day(day + 14))
    assert not solver.working_day(day + 14).eq(solver.working_day(day + 15))
    assert len(solver.choices) == 2


def test_a_word_nobody_names_is_one_no_law_names_either() -> None:
    assert other_word("country") not in {*COUNTRIES, *FRENCH, *UNION}
    assert other_word("currency") != "EUR"
    assert other_word("supplier")
