"""What is wrong with a version whatever the law: rows nobody reaches, facts nobody answers, rows at odds."""

from collections.abc import Iterable, Iterator

import z3

from savoir.policies.facts import Point
from savoir.policies.proof.asking import Asker, Unsettled
from savoir.policies.proof.overlaps import overlapping
from savoir.policies.proof.reports import Found, Kind
from savoir.policies.proof.samples import reached_by_samples
from savoir.policies.proof.speaking import SaidTable
from savoir.policies.proof.telling import person
from savoir.policies.proof.unsettled import StillOpen, row_of
from savoir.policies.proof.wording import NAMES_OF_POINTS
from savoir.policies.tables import POINTS, Hit, RowHit

MOST_TOLD = 20
Open = list[StillOpen]


def unanswered(asker: Asker, point: Point) -> Iterator[Found]:
    """Facts that no row of a point answers though it has tables: there the default holds, or a person."""
    said = asker.said
    facts = asker.plainest(said.is_silent(point, POINTS[point].main), z3.Not(said.broken(point)))
    if facts is not None:
        fr, en = person(facts)
        name_fr, name_en = NAMES_OF_POINTS[point]
        yield Found(
            Kind.UNANSWERED, f"{fr} : aucune ligne de « {name_fr} » ne répond, une personne le fera.",
            f"{en}: no row of “{name_en}” answers, a person will.", facts=facts,
        )  # fmt: skip


def unreachable(asker: Asker, table: SaidTable, still_open: Open) -> Iterator[Found]:
    """Rows that can never speak: others stand in their way, or their cells exclude each other."""
    reached = reached_by_samples(table.compiled)
    for rank, (speaks, hit) in enumerate(zip(table.speaks, table.compiled.hits, strict=True)):
        if rank in reached:
            continue
        try:
            is_dead = asker.model(speaks) is None
        except Unsettled:
            still_open.append(row_of(hit))
            continue
        if is_dead:
            yield Found(
                Kind.UNREACHABLE,
                f"La ligne {hit.number} de « {hit.table} » ({hit.label_fr}) ne répond jamais.",
                f"Row {hit.number} of “{hit.table}” ({hit.label_en}) never answers.", rows=(_row(hit),),
            )  # fmt: skip


def contradictions(asker: Asker, table: SaidTable) -> Iterator[Found]:
    """Two rows that fire together in a table that promised one answer."""
    compiled, told = table.compiled, 0
    if compiled.hit not in (Hit.UNIQUE, Hit.ANY):
        return
    for a, b in overlapping(compiled):
        if compiled.hit is Hit.ANY and compiled.rows[a].outputs == compiled.rows[b].outputs:
            continue
        facts = asker.plainest(table.fires[a], table.fires[b])
        if facts is None:
            continue
        first, second = compiled.hits[a], compiled.hits[b]
        fr, en = person(facts, compiled.table.columns)
        yield Found(
            Kind.CONTRADICTION,
            f"{fr} : les lignes {first.number} et {second.number} de « {first.table} » répondent ensemble.",
            f"{en}: rows {first.number} and {second.number} of “{first.table}” both answer.",
            rows=(_row(first), _row(second)), facts=facts,
        )  # fmt: skip
        told += 1
        if told >= MOST_TOLD:
            return


def no_approver(asker: Asker) -> Iterator[Found]:
    """A grant that nobody may give alone, with nobody named to approve it."""
    said = asker.said
    if not said.tables(Point.LEEWAY):
        return
    refused = said.where(Point.LEEWAY, "alone", lambda alone: not alone)
    nobody = said.where(Point.LEEWAY, "approver", lambda role: role is None)
    space = said.space
    asked = [space.known(name) for name in ("role", "amount", "beyond_law")]
    facts = asker.plainest(refused, nobody, z3.Not(said.broken(Point.LEEWAY)), *asked)
    if facts is not None:
        amount, role = int(facts["amount"]) / 100, facts["role"]
        fr = f"{amount:.2f}".replace(".", ",")
        yield Found(
            Kind.NO_APPROVER, f"{fr} € demandés par « {role} » : personne ne peut les accorder.",
            f"€{amount:.2f} asked by “{role}”: nobody can grant them.", facts=facts,
        )  # fmt: skip


def _row(hit: RowHit) -> tuple[str, str, int]:
    return hit.table, hit.row_id, hit.number


def rows_of(hits: Iterable[RowHit]) -> tuple[tuple[str, str, int], ...]:
    """Hits as a finding keeps them."""
    return tuple(_row(hit) for hit in hits)
