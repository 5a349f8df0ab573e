"""Questions that are sure to be put, asked together as soon as their values are known.

A page of one case asks twenty questions about it, each of which waits for a way to the database and back:
most of what such a question costs web and database is that way. `foreseen` names what is known
(`case_id=7`), remembers of each page which prepared questions it put about just that, and next time sends
them all at once. An answer is handed out once, to that question with those values; whatever is written or
locked meanwhile drops those still waiting. So a page reads what it would have read, a moment earlier in the
same transaction.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection

from savoir.kernel.memory import ANY_TABLE, changes_nothing, is_direct, keep
from savoir.kernel.prepared import AHEAD, Params, Prepared, Row, ask_together, noting

PATIENCE: Final = 8  # draws of a page after which a question that nobody put any more is not foreseen
MOST_PAGES: Final = 500
Asked = tuple[Prepared[Any], Mapping[str, Any]]
_Learned = dict[Prepared[Any], int]  # how many draws ago it was last put
_learned: dict[Hashable, _Learned] = {}


def statement_of(asked: Asked) -> tuple[str, Params]:
    """What is sent for a question with its values."""
    question, values = asked
    return question.form.sql, question.form.filled(values)


def keep_answers(asked: Sequence[Asked], found: Sequence[list[Row]]) -> None:
    """Let the open block hand out what was found when the questions are put."""
    answers = {question: (values, rows) for (question, values), rows in zip(asked, found, strict=True)}
    keep(AHEAD, answers, tables=ANY_TABLE, is_steady=False)


def ask_ahead(asked: Sequence[Asked]) -> None:
    """Ask all of them now; each answer waits for its question. Where statements are listened to, nothing."""
    if asked and is_direct(connection):
        keep_answers(asked, ask_together(connection, map(statement_of, asked)))


@contextmanager
def foreseen(page: Hashable, also: Sequence[Asked] = (), /, **known: Any) -> Iterator[None]:
    """Ask now what `page` asked of `known` when it was last drawn, and `also`; learn what it asks this time.

    `page`: what decides which questions are put, with whatever they depend on (the state of the case, what
    the actor may read), so that nothing is asked for one who would not have asked. Inside a block.
    """
    learned, put = _learned.get(page, {}), set[Prepared[Any]]()
    known = {name: value for name, value in known.items() if value is not None}

    def note(question: Prepared[Any], values: Mapping[str, Any]) -> None:
        if values and all(name in known and known[name] == value for name, value in values.items()):
            put.add(question)

    given = {question for question, _values in also}
    ask_ahead([*also, *(asked for asked in _of_page(learned, known) if asked[0] not in given)])
    token = noting.set(note)
    try:
        yield
    finally:
        noting.reset(token)
    if len(_learned) >= MOST_PAGES:
        _learned.clear()
    _learned[page] = _seen_again(learned, put)


def _of_page(learned: _Learned, known: Mapping[str, Any]) -> Iterator[Asked]:
    for question in learned:
        names = question.form.names
        if names <= known.keys():
            yield question, {name: known[name] for name in names}


def _seen_again(learned: _Learned, put: set[Prepared[Any]]) -> _Learned:
    fresh = {question: 0 for question in put - learned.keys() if changes_nothing(question.form.sql)}
    waits = {question: 0 if question in put else draws + 1 for question, draws in learned.items()}
    return fresh | {question: draws for question, draws in waits.items() if draws < PATIENCE}
