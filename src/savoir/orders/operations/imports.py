"""Mirroring a file of sales: staged, checked as a whole, then merged in batches of whole orders."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import connection

from savoir.kernel import ledger
from savoir.kernel.access import Actor, Permission, require
from savoir.kernel.tenancy import organization_block
from savoir.orders.events import RefundsTold, SalesImported
from savoir.orders.intake import checking, merging, staging
from savoir.orders.intake.faults import ImportRefused
from savoir.orders.intake.mapping import Mapping, shipped_mapping
from savoir.orders.intake.rejecting import Rejection, rejections, write_rejects
from savoir.orders.intake.rows import records
from savoir.orders.intake.sampling import staged_lines
from savoir.orders.intake.shops.detecting import Recognized, recognize
from savoir.orders.intake.source import Source, examine
from savoir.orders.models import ImportRun
from savoir.orders.operations.arrivals import count_declared_arrivals
from savoir.orders.operations.prefixing import kept_apart
from savoir.orders.values import SaleLine

BATCH_ORDERS = 1_000
SHOWN_REJECTIONS = 20
KIND = "orders"
SAMPLED_LINES = 2_000
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `resumed_after` orders were there from an interrupted run; `rejected` shows the
    first rejections, `rejects` says where all of them stand. A check brings a `sample` of the lines.
    """

    rows_read: int
    rows_skipped: int
    rows_rejected: int
    orders_read: int
    orders_imported: int
    orders_rejected: int
    lines_imported: int
    resumed_after: int
    rejected: tuple[Rejection, ...]
    rejects: Path | None
    sample: tuple[SaleLine, ...] = ()


def _silent(_step: str, _done: int, _of: int) -> None:
    """Nobody watches."""


def import_orders(
    *, actor: Actor, brand_id: int, source: Path, mapping: Mapping, rejects: Path | None = None,
    progress: Progress = _silent, now: datetime,
) -> ImportReport:  # fmt: skip
    """Mirror a file of sales (CSV or JSON Lines, packed or not) into a brand; call it outside any block.

    Upserts by external id: running it again changes nothing, and a run cut off goes on where it stopped. An
    order with a bad row is left out whole. Ids of a shop's export stay apart from those of other brands.
    `progress(step, done, of)`: "read" in lines, "write" in orders.
    Raises ImportRefused (nothing imported), Conflict (the same file is being imported), OSError.
    """
    require(actor, Permission.SALE_IMPORT)
    with organization_block(actor.org_id):
        mapping = kept_apart(actor, brand_id, mapping)
    found = examine(source, mapping)
    try:
        stage = _staged(actor, brand_id, found, mapping, progress, now)
        run_id, position = _begun(actor.org_id, found, mapping, brand_id, stage.rows_read, now)
        report = _report(stage, found, rejects, position)
        _merge(actor, brand_id, (run_id, position), progress, now)
        with organization_block(actor.org_id):
            count_declared_arrivals(actor=actor, brand_id=brand_id, now=now)
            came = SalesImported(subject_id=brand_id, orders=report.orders_imported)
            ledger.record(came, actor=actor, now=now)
            ImportRun.objects.filter(id=run_id).update(finished_at=now, rows_rejected=report.rows_rejected)
    finally:
        staging.drop_tables()
    return report


def recognize_export(*, actor: Actor, source: Path, mapping: str = "", currency: str = "") -> Recognized:
    """Say which standard export a file is; `mapping` names it when the columns fit several.

    `currency` stands for exports that name none. Raises ImportRefused (unrecognized, ambiguous, without
    lines, unreadable), KeyError for an unknown name, OSError.
    """
    require(actor, Permission.SALE_IMPORT)
    if mapping:
        known = shipped_mapping(mapping)
        found = Recognized(mapping, known.shape.title if known.shape else mapping, known)
    else:
        found = recognize(examine(source, Mapping()))
    if not currency:
        return found
    constants = {**found.mapping.constants, "currency": currency}
    return replace(found, mapping=replace(found.mapping, constants=constants))


def check_orders(
    *, actor: Actor, brand_id: int, source: Path, mapping: Mapping, rejects: Path | None = None,
    progress: Progress = _silent, now: datetime,
) -> ImportReport:  # fmt: skip
    """Say what `import_orders` would do; write nothing but the reject file. Same refusals."""
    require(actor, Permission.SALE_IMPORT)
    with organization_block(actor.org_id):
        mapping = kept_apart(actor, brand_id, mapping)
    found = examine(source, mapping)
    try:
        stage = _staged(actor, brand_id, found, mapping, progress, now)
        lines = staged_lines(brand_id=brand_id, limit=SAMPLED_LINES)
        return replace(_report(stage, found, rejects, 0), sample=lines)
    finally:
        staging.drop_tables()


def _staged(
    actor: Actor, brand_id: int, source: Source, mapping: Mapping, progress: Progress, now: datetime
) -> staging.Stage:
    staging.create_tables()
    stage = staging.staged(records(source, mapping), mapping, lambda row: progress("read", row, source.lines))
    if stage.rows_read + stage.rows_skipped == 0:
        raise ImportRefused(code="no_rows", line=1)
    progress("read", source.lines, source.lines)
    with organization_block(actor.org_id):
        checking.settle_stage(org_id=actor.org_id, brand_id=brand_id, mapping=mapping, now=now)
    return stage


def _begun(
    org_id: int, source: Source, mapping: Mapping, brand_id: int, rows_read: int, now: datetime
) -> tuple[int, int]:
    """The run of this file, and after which order it goes on: 0 for a new run or one that ended."""
    rules = sha256(f"{brand_id} {mapping!r}".encode()).hexdigest()
    with organization_block(org_id):
        key = {"org_id": org_id, "kind": KIND, "file_digest": source.digest, "mapping_digest": rules}
        ImportRun.objects.bulk_create([ImportRun(**key, started_at=now)], ignore_conflicts=True)
        run = ImportRun.objects.select_for_update().get(**key)
        if run.finished_at is not None:
            run.position, run.orders_done, run.started_at, run.finished_at = 0, 0, now, None
        run.rows_read = rows_read
        run.save()
        return run.id, run.position


def _merge(actor: Actor, brand_id: int, run: tuple[int, int], progress: Progress, now: datetime) -> None:
    org_id, (run_id, low) = actor.org_id, run
    last = _count("SELECT coalesce(max(rank), 0) FROM stage_head")
    with organization_block(org_id):
        merging.merge_catalog(org_id)
    while low < last:
        high = min(low + BATCH_ORDERS, last)
        with organization_block(org_id):
            merging.merge_batch(merging.Batch(org_id, brand_id, run_id, low, high))
            tell_refunds(actor, brand_id, (low, high), now)
        low = high
        progress("write", low, last)


def tell_refunds(actor: Actor, brand_id: int, ranks: tuple[int, int], now: datetime) -> None:
    """Record that the orders of a batch tell of refunds nobody knew; inside its block."""
    told = merging.told_beyond(actor.org_id, *ranks)
    if told:
        ledger.record(RefundsTold(subject_id=brand_id, payments=told), actor=actor, now=now)


def _report(stage: staging.Stage, source: Source, rejects: Path | None, position: int) -> ImportReport:
    shown = tuple(rejections(SHOWN_REJECTIONS))
    if rejects is not None and shown:
        write_rejects(rejects, source)
    return ImportReport(
        rows_read=stage.rows_read, rows_skipped=stage.rows_skipped,
        rows_rejected=_count(
            "SELECT count(*) FROM (SELECT row FROM stage_fault UNION"
            " SELECT l.row FROM stage_line l JOIN stage_head h USING (key) WHERE h.is_bad) found"
        ),
        orders_read=_count(
            "SELECT count(*) FROM (SELECT key FROM stage_head UNION"
            " SELECT key FROM stage_fault WHERE key IS NOT NULL) found"
        ),
        orders_imported=_count("SELECT count(*) FROM stage_head WHERE NOT is_bad"),
        orders_rejected=_count("SELECT count(DISTINCT key) FROM stage_fault"),
        lines_imported=_count(
            "SELECT count(*) FROM stage_item i JOIN stage_head h USING (rank) WHERE NOT h.is_bad"
        ),
        resumed_after=position, rejected=shown, rejects=rejects if shown else None,
    )  # fmt: skip


def _count(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
