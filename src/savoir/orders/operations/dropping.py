"""A file dropped on a page: kept apart, looked at by a job, imported by a person's word."""

import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from savoir.kernel import files, jobs
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.errors import Conflict, NotFound
from savoir.kernel.quarantine import distrusted_path, forget_distrusted, keep_distrusted
from savoir.kernel.tenancy import organization_block
from savoir.orders.intake.faults import ImportRefused, MappingRefused
from savoir.orders.models import DroppedFile
from savoir.orders.operations.imports import ImportReport, check_orders, import_orders, recognize_export
from savoir.orders.states import DropState
from savoir.organizations.queries import brand_card

MOST_DROPPED_BYTES = 50 * 1024 * 1024
KEPT = timedelta(days=7)
CHECK, IMPORT = "orders.check_drop", "orders.import_drop"


class NotReadyToImport(Conflict):
    """The dropped file was not looked at yet, is being imported, or was imported."""


def drop_file(
    *, actor: Actor, brand_id: int, file_name: str, chunks: Iterable[bytes], mapping: str = "",
    currency: str = "", now: datetime,
) -> int:  # fmt: skip
    """Keep a file of sales and promise to look at it; return its id. Nothing is imported.

    `mapping` names the export when the columns fit several, `currency` stands where the file names none.
    Raises EmptyFile, TooLarge, NotFound.
    """
    require(actor, Permission.SALE_IMPORT)
    brand_card(actor=actor, brand_id=brand_id)
    kept = keep_distrusted(chunks=chunks, most_bytes=MOST_DROPPED_BYTES, now=now)
    row = DroppedFile.objects.create(
        org_id=actor.org_id, brand_id=brand_id, member_id=actor.id, file_name=file_name[:120] or "-",
        size=kept.size, file_id=kept.id, mapping=mapping, currency=currency, dropped_at=now,
    )  # fmt: skip
    jobs.enqueue(CHECK, org_id=actor.org_id, drop_id=row.id)
    return row.id


def import_dropped(*, actor: Actor, drop_id: int, now: datetime) -> None:
    """Promise to import what was looked at. Raises NotReadyToImport, NotFound."""
    require(actor, Permission.SALE_IMPORT)
    row = DroppedFile.objects.select_for_update().filter(org_id=actor.org_id, id=drop_id).first()
    if row is None:
        raise NotFound("drop")
    if row.state != DropState.READY.value:
        raise NotReadyToImport("drop")
    row.state, row.step, row.done, row.of = DropState.IMPORTING.value, "", 0, 0
    row.save(update_fields=["state", "step", "done", "of"])
    jobs.enqueue(IMPORT, org_id=actor.org_id, drop_id=row.id)


def look_at_drop(*, actor: Actor, drop_id: int, now: datetime) -> None:
    """Say what a dropped file would do; write only its report and reject file. Outside any block."""
    require(actor, Permission.SALE_IMPORT)
    _work(actor, drop_id, DropState.CHECKING, check_orders, DropState.READY, now)


def bring_drop_in(*, actor: Actor, drop_id: int, now: datetime) -> None:
    """Import a dropped file that was looked at, then forget the file. Outside any block."""
    require(actor, Permission.SALE_IMPORT)
    _work(actor, drop_id, DropState.IMPORTING, import_orders, DropState.DONE, now)


def forget_drops(*, actor: Actor, now: datetime) -> int:
    """Delete dropped files that nobody imported within a week; return how many."""
    require(actor, Permission.SALE_IMPORT)
    old = DroppedFile.objects.filter(org_id=actor.org_id, dropped_at__lt=now - KEPT, file_id__isnull=False)
    for row in list(old):
        _let_go(actor, row, DropState.FAILED if row.state != DropState.DONE.value else DropState.DONE)
    return len(old)


Verb = Callable[..., ImportReport]


def _work(
    actor: Actor, drop_id: int, expected: DropState, verb: Verb, after: DropState, now: datetime
) -> None:
    with organization_block(actor.org_id):
        row = DroppedFile.objects.filter(id=drop_id, state=expected.value).first()
        if row is None:
            return  # done before: a worker that died may be told twice
        source = distrusted_path(file_id=row.file_id or 0)
    try:
        with tempfile.TemporaryDirectory() as folder:
            rejects = Path(folder) / "rejects.csv"
            _note(actor, drop_id, _read(actor, row, source, rejects, verb, now), rejects, after, now)
    except (ImportRefused, MappingRefused, Conflict) as refusal:
        with organization_block(actor.org_id):
            facts = {key: str(value) for key, value in refusal.facts.items()}
            DroppedFile.objects.filter(id=drop_id).update(
                state=DropState.FAILED.value, finished_at=now, failure={"field": refusal.field or "", **facts}
            )
            _let_go(actor, DroppedFile.objects.get(id=drop_id), DropState.FAILED)


def _read(
    actor: Actor, row: DroppedFile, source: Path, rejects: Path, verb: Verb, now: datetime
) -> dict[str, Any]:
    try:
        found = recognize_export(actor=actor, source=source, mapping=row.mapping, currency=row.currency)
    except KeyError:
        raise ImportRefused(row.mapping, code="unrecognized", line=1) from None

    def progress(step: str, done: int, of: int) -> None:
        with organization_block(actor.org_id):
            DroppedFile.objects.filter(id=row.id).update(step=step, done=done, of=of)

    report = verb(
        actor=actor, brand_id=row.brand_id, source=source, mapping=found.mapping, rejects=rejects,
        progress=progress, now=now,
    )  # fmt: skip
    return _counts(report, found.title)


def _note(
    actor: Actor, drop_id: int, counts: dict[str, Any], rejects: Path, after: DropState, now: datetime
) -> None:
    with organization_block(actor.org_id):
        row = DroppedFile.objects.get(id=drop_id)
        if rejects.exists():
            content = rejects.read_bytes()
            row.rejects_id = files.store_made(actor=actor, content=content, media_type="text/csv", now=now).id
        row.report, row.state, row.finished_at = counts, after.value, now
        row.save(update_fields=["rejects_id", "report", "state", "finished_at"])
        if after is DropState.DONE:
            _let_go(actor, row, after)


def _counts(report: ImportReport, title: str) -> dict[str, Any]:
    return {
        "title": title, "rows_read": report.rows_read, "rows_skipped": report.rows_skipped,
        "rows_rejected": report.rows_rejected, "orders": report.orders_imported,
        "orders_read": report.orders_read,
        "orders_rejected": report.orders_rejected, "lines": report.lines_imported,
        "rejected": [[one.line, one.code, one.field] for one in report.rejected],
    }  # fmt: skip


def _let_go(actor: Actor, row: DroppedFile, state: DropState) -> None:
    """Its file is forgotten; another drop of the same content keeps it."""
    others = DroppedFile.objects.filter(file_id=row.file_id).exclude(id=row.id)
    if row.file_id is not None and not others.exists():
        forget_distrusted(file_id=row.file_id)
    row.file_id, row.state = None, state.value
    row.save(update_fields=["file_id", "state"])
