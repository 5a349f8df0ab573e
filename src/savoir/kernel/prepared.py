"""Questions asked hundreds of times a minute: Django builds their SQL once, PostgreSQL plans it once.

Building a queryset and compiling it takes several times as long as asking (`python -m bench.prepared`). A
prepared question keeps the compiled form and fills in the values. It is Django's own compiler and Django's
own rows: nothing is written by hand, and row-level security reads the open organization as ever.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models.query import QuerySet

R = TypeVar("R")


class Slot(models.Expression):
    """A place for a value in a prepared question: `filter(id=Slot("case_id"))`."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.Field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Stand as one placeholder whose parameter is the slot itself."""
        return "%s", [self]


@dataclass(slots=True)
class _Asked:
    """What Django's row makers ask of a queryset; one per call, so that threads do not meet."""

    db: str
    query: Any
    _fields: Any
    _known_related_objects: dict[Any, Any]


class Prepared(Generic[R]):
    """A question with open places; call it with their values."""

    def __init__(self, build: Callable[..., "QuerySet[Any, R]"]) -> None:
        self._build = build
        self._form: _Form | None = None

    def rows(self, **values: Any) -> list[R]:
        """Ask with these values. Raises TypeError when they are not the question's own."""
        form = self._form_to_use()
        if form.names != values.keys():
            raise TypeError(f"the question asks for {sorted(form.names)}, not {sorted(values)}")
        return form.ask(values)

    def _form_to_use(self) -> "_Form":
        if self._form is None:
            self._form = form_of(self._build)
        return self._form

    def first(self, **values: Any) -> R | None:
        """The first row, or None; a question that may have many should carry its own limit."""
        return next(iter(self.rows(**values)), None)


@dataclass(frozen=True, slots=True)
class _Form:
    """The compiled question."""

    sql: str
    params: tuple[Any, ...]
    names: frozenset[str]
    compiler: Any
    queryset: Any

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Let Django's own row maker read from a compiler that has compiled already."""
        params = tuple(values[p.name] if isinstance(p, Slot) else p for p in self.params)
        compiler, query = copy.copy(self.compiler), copy.copy(self.queryset.query)
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda *_, **__: (self.sql, params)
        query.get_compiler = lambda *_, **__: compiler
        asked = _Asked(self.queryset.db, query, self.queryset._fields, {})
        return list(self.queryset._iterable_class(asked))


def form_of(build: Callable[..., "QuerySet[Any, Any]"]) -> _Form:
    """Compile the queryset that `build` makes from slots."""
    names = tuple(signature(build).parameters)
    queryset = build(*(Slot(name) for name in names))
    compiler = queryset.query.get_compiler(using=queryset.db)
    sql, params = compiler.as_sql()
    return _Form(sql, tuple(params), frozenset(names), compiler, queryset)


def prepared(build: Callable[..., "QuerySet[Any, R]"]) -> Prepared[R]:
    """Prepare the queryset that `build` makes from slots; built at the first question, when models exist.

    _CASE = prepared(lambda case_id: Case.objects.filter(id=case_id))
    _CASE.first(case_id=7)
    """
    return Prepared(build)
