"""Questions asked hundreds of times a minute: Django builds their SQL once, PostgreSQL plans it once.

Building a queryset and compiling it takes several times as long as asking (`python -m bench.prepared`). A
prepared question keeps the compiled form and fills in the values. It is Django's own compiler and Django's
own rows: nothing is written by hand, and row-level security reads the open organization as ever.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from inspect import signature
from types import SimpleNamespace
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    QuerySet,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init

from savoir.kernel import waiting
from savoir.kernel.memory import about_to_send, is_direct, recalled

R = TypeVar("R")
_PLAIN = (DeferredAttribute, ForeignKeyDeferredAttribute)
_CURSORS = "savoir_cursors"
_NOTHING = (None,)


class Slot(models.Expression):
    """A place for a value in a prepared question: `filter(id=Slot("case_id"))`."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.Field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Stand as one placeholder whose parameter is the slot itself."""
        return "%s", [self]


class Prepared(Generic[R]):
    """A question with open places; call it with their values."""

    def __init__(self, compiled: "Callable[[], Form]") -> None:
        self._compiled = compiled
        self._form: Form | None = None

    def rows(self, **values: Any) -> list[R]:
        """Ask with these values. Raises TypeError when they are not the question's own."""
        form = self.form
        if form.names != values.keys():
            raise TypeError(f"the question asks for {sorted(form.names)}, not {sorted(values)}")
        note = noting.get()
        if note is not None:
            note(self, values)
        waiting = recalled(AHEAD)
        if waiting and waiting.get(self, _NOTHING)[0] == values:
            return form.made(waiting.pop(self)[1])
        return form.ask(values)

    @property
    def form(self) -> "Form":
        """The compiled question."""
        return self._form_to_use()

    def _form_to_use(self) -> "Form":
        if self._form is None:
            self._form = self._compiled()
        return self._form

    def first(self, **values: Any) -> R | None:
        """The first row, or None; a question that may have many should carry its own limit."""
        return next(iter(self.rows(**values)), None)


Row = tuple[Any, ...]
Params = Sequence[Any] | Mapping[str, Any]
Converters = tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
Noting = Callable[["Prepared[Any]", Mapping[str, Any]], None]
noting: ContextVar[Noting | None] = ContextVar("noting", default=None)  # who learns what is asked
AHEAD = "asked ahead"  # in the memory of a block: {question: (values, rows)}


@dataclass(frozen=True, slots=True)
class Form:
    """The compiled question: its text, its values, and what makes answers of the database's rows."""

    sql: str
    params: tuple[Any, ...] | None  # None: the text names its places
    names: frozenset[str]
    database: str
    converters: Converters
    make: Callable[[Iterable[Row]], list[Any]]

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Send the statement and make rows of what comes back."""
        return self.made(answered(connections[self.database], self.sql, self.filled(values)))

    def filled(self, values: Mapping[str, Any]) -> Params:
        """Parameters of the statement, the slots' values in their places."""
        if self.params is None:
            return values
        return [values[p.name] if isinstance(p, Slot) else p for p in self.params]

    def made(self, found: list[Row]) -> list[Any]:
        """What the question gives, of rows of the database."""
        if not self.converters:
            return self.make(found)
        return self.make(map(self._converted(connections[self.database]), found))

    def _converted(self, connection: Any) -> Callable[[Row], Row]:
        """As Django does it: columns whose field has something to say about what it reads."""

        def convert(row: Row) -> Row:
            cells = list(row)
            for place, functions, expression in self.converters:
                for function in functions:
                    cells[place] = function(cells[place], expression, connection)
            return tuple(cells)

        return convert


def answered(connection: Any, sql: str, params: Params) -> list[Row]:
    """Rows of the statement, which goes behind what was told (`kernel.telling`). Where `is_direct`, by a
    cursor that is kept: Django's layers take twice as long as the question.
    """
    if not is_direct(connection):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cast(list[Row], cursor.fetchall())
    about_to_send(sql)
    own = connections[connection.alias]
    if waiting.held(own):
        return _together(own, [(sql, params)])[0]
    cursor = _kept_cursor(own, sql)
    try:
        return cast(list[Row], cursor.execute(sql, params).fetchall())
    except connection.Database.Error:
        with connection.wrap_database_errors:
            raise


def ask_together(connection: Any, statements: Iterable[tuple[str, Params]]) -> list[list[Row]]:
    """Rows of each statement with its parameters, in order, by one way to the database and back (its
    pipeline). 32 questions by primary key took 4.3 CPU-ms of web and database one by one, together 1.1.

    For what changes nothing, where `is_direct` holds. Two of them may be one text.
    """
    return _together(connections[connection.alias], statements)


def _together(own: Any, statements: Iterable[tuple[str, Params]]) -> list[list[Row]]:
    """`own`: the connection itself; behind Django's proxy each look at it is a search."""
    cursors: dict[Any, None] = {}

    def ask() -> None:
        for sql, params in statements:
            kept = _kept_cursor(own, sql)
            cursor = own.create_cursor() if kept in cursors else kept  # one that waits has no second answer
            cursors[cursor.execute(sql, params)] = None

    waiting.send(own, ask, is_much=True)
    return [cursor.fetchall() for cursor in cursors]


def _kept_cursor(connection: Any, sql: str) -> Any:
    """The cursor of one question on the open link: asked by it again, psycopg knows who reads each column.

    A link keeps one for each of our questions, as many as our code holds, and takes them with it.
    """
    kept = connection.connection.__dict__.setdefault(_CURSORS, {})
    cursor = kept.get(sql)
    if cursor is None or cursor.closed:
        cursor = kept[sql] = connection.create_cursor()
    return cursor


def form_of(build: Callable[..., "QuerySet[Any, Any]"]) -> Form:
    """Compile the queryset that `build` makes from slots. Raises TypeError for rows of another shape."""
    names = tuple(signature(build).parameters)
    queryset = build(*(Slot(name) for name in names))
    compiler = queryset.query.get_compiler(using=queryset.db)
    sql, params = compiler.as_sql()
    fields = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = tuple((at, tuple(fs), field) for at, (fs, field) in compiler.get_converters(fields).items())
    return Form(sql, tuple(params), frozenset(names), queryset.db, converters, _maker(queryset, compiler))


_NAMED = re.compile(r"%\((\w+)\)s")


def _form_of_text(text: str) -> Form:
    return Form(text, None, frozenset(_NAMED.findall(text)), DEFAULT_DB_ALIAS, (), list)


def _maker(queryset: "QuerySet[Any, Any]", compiler: Any) -> Callable[[Iterable[Row]], list[Any]]:
    """What Django's own iterables do with a row, worked out once."""
    kind = queryset._iterable_class
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in rows]
    if kind is ValuesListIterable:
        return list
    if kind is not ModelIterable:
        raise TypeError(f"no prepared question gives {kind.__name__}")
    return _model_maker(queryset.db, compiler)


def _model_maker(database: str, compiler: Any) -> Callable[[Iterable[Row]], list[Any]]:
    """Instances with the rows that `select_related` names and annotations (`ModelIterable`)."""
    shape, model = compiler.klass_info, compiler.klass_info["model"]
    first, last = shape["select_fields"][0], shape["select_fields"][-1] + 1
    build = _builder(database, model, [column[0].target.attname for column in compiler.select[first:last]])
    populators = get_related_populators(shape, compiler.select, database)  # type: ignore[call-arg]  # 5.2 has three
    _quicken(populators, database)
    annotations = tuple((compiler.annotation_col_map or {}).items())

    def instance(row: Row) -> Any:
        made = build(row[first:last])
        for populator in populators:
            populator.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return lambda rows: [instance(row) for row in rows]


def _quicken(populators: Iterable[Any], database: str) -> None:
    """Rows that hang on ours are made as ours are: a populator asks its model for nothing else."""
    for populator in populators:
        build = _builder(database, populator.model_cls, populator.init_list)
        populator.model_cls = SimpleNamespace(from_db=lambda _db, _names, row, build=build: build(row))
        _quicken(populator.related_populators, database)


def _builder(database: str, model: Any, names: list[str]) -> Callable[[Row], Any]:
    """An instance of a row, as `Model.from_db` makes it; of a plain model without its many questions."""
    if not _is_plain(model, names):
        return lambda row: model.from_db(database, names, row)

    def build(row: Row) -> Any:
        made = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, database
        made.__dict__["_state"] = state
        made.__dict__.update(zip(names, row, strict=True))
        return made

    return build


def _is_plain(model: Any, names: Iterable[str]) -> bool:
    """Whether Django would only set what was read: no constructor, listener or setter of its own."""
    is_heard = pre_init.has_listeners(model) or post_init.has_listeners(model)
    django: Any = models.Model
    is_own = model.__init__ is not django.__init__ or model.from_db.__func__ is not django.from_db.__func__
    return not is_heard and not is_own and all(type(getattr(model, name)) in _PLAIN for name in names)


def prepared(build: Callable[..., "QuerySet[Any, R]"]) -> Prepared[R]:
    """Prepare the queryset that `build` makes from slots; built at the first question, when models exist.

    _CASE = prepared(lambda case_id: Case.objects.filter(id=case_id))
    _CASE.first(case_id=7)
    """
    return Prepared(lambda: form_of(build))


def prepared_text(text: str) -> Prepared[Row]:
    """Prepare a constant of ours in SQL, its places named as `%(now)s`; gives rows as the database does.

    For what Django's expressions cannot say.
    """
    return Prepared(lambda: _form_of_text(text.strip()))
