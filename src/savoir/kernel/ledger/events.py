"""What an event is: frozen, plain values, nothing personal; and how it becomes JSON and comes back."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import (
    Any,
    ClassVar,
    NewType,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from savoir.kernel.values.money import Money

Reference = NewType("Reference", str)
Code = NewType("Code", str)
Digest = NewType("Digest", str)
_PLAIN: tuple[Any, ...] = (int, bool, date, datetime, Money, Reference, Code, Digest, type(None))

VIA_KEY = "via_key_id"  # beside a fact's own fields: the key of the program that acted in a member's name

E = TypeVar("E", bound="type[Event]")


class PersonalDataInEvent(TypeError):  # noqa: N818 - names the refused fact
    """A field's type could hold words or personal data: the ledger is never erased, so it may not."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. `subject_id` is the row id of the subject; the stream is (subject kind, id)."""

    kind: ClassVar[str] = ""
    subject_kind: ClassVar[str] = ""
    subject_id: int


_kinds: dict[str, type[Event]] = {}


def _is_plain(hint: Any) -> bool:
    if hint in _PLAIN or (isinstance(hint, type) and issubclass(hint, Enum)):
        return True
    inner = [arg for arg in get_args(hint) if arg is not Ellipsis]
    return get_origin(hint) is not None and bool(inner) and all(_is_plain(arg) for arg in inner)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(kind: str, *, subject: str) -> Any:
    """Declare an event: `@event("refund_settled", subject="case")`.

    Raises PersonalDataInEvent for a field that is not an id, enum, reference, amount, date or digest, and
    ValueError for a kind that exists already and for a field of the ledger's own name.
    """

    def declare(declared: E) -> E:
        whole = dataclass(frozen=True, kw_only=True)(declared)
        for name, hint in get_type_hints(whole).items():
            if get_origin(hint) is not ClassVar and not _is_plain(hint):
                raise PersonalDataInEvent(f"{declared.__name__}.{name}: {hint}")
        if VIA_KEY in get_type_hints(whole):
            raise ValueError(f"{declared.__name__}.{VIA_KEY} is the ledger's own")
        if kind in _kinds:
            raise ValueError(f"two events are called {kind}")
        whole.kind, whole.subject_kind = kind, subject
        _kinds[kind] = whole
        return cast(E, whole)

    return declare


def all_events() -> dict[str, type[Event]]:
    """Every declared event by its kind."""
    return dict(_kinds)


def _encode(value: Any) -> Any:
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    return value


def _decode(value: Any, hint: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) is tuple:
        return tuple(_decode(item, get_args(hint)[0]) for item in value)
    if get_origin(hint) is not None:
        return _decode(value, next(arg for arg in get_args(hint) if arg is not type(None)))
    if hint is Money:
        return Money(value["minor"], value["currency"])
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    return hint(value) if isinstance(hint, type) and issubclass(hint, Enum) else value


def payload_of(fact: Event) -> dict[str, Any]:
    """The event's own fields as JSON values, subject left out."""
    return {f.name: _encode(getattr(fact, f.name)) for f in fields(fact) if f.name != "subject_id"}


def rebuild(kind: str, subject_id: int, payload: dict[str, Any]) -> Event:
    """Make the event anew from its stored form. Raises KeyError for a kind nobody declares."""
    declared = _kinds[kind]
    hints = get_type_hints(declared)
    known = {f.name for f in fields(declared)}
    values = {name: _decode(value, hints[name]) for name, value in payload.items() if name in known}
    return declared(subject_id=subject_id, **values)
