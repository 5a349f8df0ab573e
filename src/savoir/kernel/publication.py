"""What the outside may hear of the ledger: names that stay, listed fields, references instead of ids.

`config/publication.py` lists the published events. `GET /api/v1/events` and the outgoing webhooks say the
same: `{"type": ..., "timestamp": ..., "data": {...}}`, made by `public_events`. Nothing personal can leave:
the ledger holds none, and a field that is not listed stays inside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2s
from typing import Any, Final

from django.db import connection

from savoir.kernel.ledger.events import Event
from savoir.kernel.ledger.reading import LedgerEntry
from savoir.kernel.memory import recall, settings_in
from savoir.kernel.ports import Named, SubjectNames, port

TEST_TYPE: Final = "webhook.test"
ALONGSIDE: Final = "alongside"  # stands in `data`, true, when the brand ran beside another system then


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of an event that holds a row's id, published as the reference of that `kind` of row."""

    kind: str
    field: str


@dataclass(frozen=True, slots=True)
class Published:
    """A kind of event as the outside knows it. `fields`: public name -> field of the event, or Reference."""

    event: type[Event]
    type: str
    fields: Mapping[str, str | Reference] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What it says: the first line of the event's docstring."""
        return str(self.event.__doc__ or "").strip().partition("\n")[0]


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """One fact, ready to leave. `id` is the same at every door and every try; `brand_id` None: no brand's."""

    id: str
    type: str
    at: datetime
    data: dict[str, Any]
    brand_id: int | None

    def shape(self) -> dict[str, Any]:
        """The body of a webhook and of an entry of `GET /api/v1/events`."""
        return {"type": self.type, "timestamp": instant(self.at), "data": self.data}


_by_kind: dict[str, Published] = {}
_subjects: dict[str, str] = {}


def name_subjects(labels: Mapping[str, str]) -> None:
    """Kinds of subjects that the outside may hear of, each with the label of its reference in `data`."""
    _subjects.update(labels)


def subjects() -> tuple[str, ...]:
    """Kinds of subjects with a public name."""
    return tuple(_subjects)


def publish(*published: Published) -> None:
    """Let the outside hear these. Raises ValueError for a name or event with two meanings, or a subject
    that nobody names.
    """
    for one in published:
        known = next((k for k in _by_kind.values() if k.type == one.type or k.event is one.event), one)
        if known.event is not one.event or known.type != one.type:
            raise ValueError(f"{one.type} is published already")
        if one.event.subject_kind not in _subjects:
            raise ValueError(f"nobody names a {one.event.subject_kind}")
        _by_kind[one.event.kind] = one


def published() -> tuple[Published, ...]:
    """Every published event, by its type."""
    return tuple(sorted(_by_kind.values(), key=lambda one: one.type))


def published_types() -> tuple[str, ...]:
    """Their names."""
    return tuple(one.type for one in published())


def kinds_published() -> frozenset[str]:
    """Kinds of the ledger that have a public name."""
    return frozenset(_by_kind)


def type_of(kind: str) -> str:
    """The public name of a kind of the ledger; empty for one that stays inside."""
    known = _by_kind.get(kind)
    return known.type if known else ""


_TABLES = settings_in("organizations_organization")


def public_id(org_id: int, *, life: int, event_id: int) -> str:
    """The public id of a fact: made with the organization's own key, so that it counts nothing.

    After a restore ids of facts are given again: the life keeps them apart. Inside an organization block.
    """
    key = recall(
        ("event ids", org_id), tables=_TABLES, is_setting=True,
        read=lambda: _key_of(org_id),
    )  # fmt: skip
    fact = f"{life}:{event_id}".encode()
    return f"evt_{blake2s(fact, key=key, person=b'event', digest_size=12).hexdigest()}"


def _key_of(org_id: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference_key FROM organizations_organization WHERE id = %s", [org_id])
        return bytes(cursor.fetchone()[0])


def instant(at: datetime) -> str:
    """RFC 3339 in UTC: `2026-11-23T11:00:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def public_events(*, org_id: int, entries: Iterable[LedgerEntry]) -> tuple[PublicEvent, ...]:
    """What the outside hears of these entries of the open organization, in their order; the rest is left out.

    One question for each kind of row that is named, whatever the number of entries.
    """
    told = [(entry, _by_kind[entry.kind]) for entry in entries if entry.kind in _by_kind]
    names = _names(org_id, told)
    return tuple(_public(org_id, entry, one, names) for entry, one in told)


Names = dict[str, Mapping[int, Named]]


def _names(org_id: int, told: list[tuple[LedgerEntry, Published]]) -> Names:
    wanted: dict[str, set[int]] = {}
    for entry, one in told:
        wanted.setdefault(entry.subject_kind, set()).add(entry.subject_id)
        for source in one.fields.values():
            if isinstance(source, Reference) and isinstance(entry.payload.get(source.field), int):
                wanted.setdefault(source.kind, set()).add(entry.payload[source.field])
    if not wanted:
        return {}
    known = port(SubjectNames, org_id=org_id)
    return {kind: known.names(kind=kind, ids=frozenset(ids)) for kind, ids in wanted.items()}


def _public(org_id: int, entry: LedgerEntry, one: Published, names: Names) -> PublicEvent:
    subject = names[entry.subject_kind].get(entry.subject_id, Named("", None, ""))
    label = _subjects[entry.subject_kind]
    data: dict[str, Any] = {label: subject.reference or None, "brand": subject.brand or None}
    data |= {public: _value(entry, source, names) for public, source in one.fields.items()}
    if any(since <= entry.at and (until is None or entry.at <= until) for since, until in subject.beside):
        data[ALONGSIDE] = True
    known_as = public_id(org_id, life=entry.life, event_id=entry.id)
    return PublicEvent(known_as, one.type, entry.at, data, subject.brand_id)


def _value(entry: LedgerEntry, source: str | Reference, names: Names) -> Any:
    if isinstance(source, str):
        return entry.payload.get(source)
    named = names.get(source.kind, {}).get(entry.payload.get(source.field, 0))
    return named.reference if named is not None else None
