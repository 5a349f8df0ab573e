"""Teams that rows name and the organization has not."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from savoir.kernel.access import Actor, Permission, require, system_actor
from savoir.organizations.queries import teams
from savoir.policies.facts import Point
from savoir.policies.tables import Compiled


@dataclass(frozen=True, slots=True)
class LostRow:
    """A row of a published version that names a team by a `code` nobody has. `ends_at` None: without end."""

    code: str
    version_id: int
    version: int
    brand_id: int
    begins_at: datetime
    ends_at: datetime | None
    table: str
    number: int
    label_fr: str
    label_en: str


def missing_teams(*, actor: Actor, compiled: Compiled) -> tuple[str, ...]:
    """Codes of teams that rows name and the organization has not: cases of these rows fall to its agents."""
    rows = (row for table in compiled.tables[Point.ROUTING] for row in table.rows)
    named = tuple(dict.fromkeys(code for row in rows if (code := row.outputs.get("team"))))
    known = _known(actor) if named else set()
    return tuple(code for code in named if code not in known)


_LOST = """SELECT r.said -> 'then' ->> 'team', v.id, v.number, p.brand_id, lower(v.period), upper(v.period),
    t.said ->> 'id', r.place, r.said ->> 'label_fr', r.said ->> 'label_en'
  FROM policies_policyversion v JOIN policies_policy p ON p.org_id = v.org_id AND p.id = v.policy_id,
    jsonb_array_elements(v.document -> 'tables') AS t(said),
    jsonb_array_elements(t.said -> 'rows') WITH ORDINALITY AS r(said, place)
  WHERE v.org_id = %s AND v.period IS NOT NULL AND NOT isempty(v.period) AND t.said ->> 'point' = 'routing'
    AND r.said -> 'then' ->> 'team' > '' AND NOT r.said -> 'then' ->> 'team' = ANY(%s)
  ORDER BY 1, v.number DESC, v.id DESC, r.place LIMIT %s"""


def lost_rows(*, actor: Actor, limit: int) -> tuple[LostRow, ...]:
    """Rows of published versions that name a team nobody made, or one that has ended, by its code, the
    newest version first; at most `limit`. One question, and one for the teams.

    An older version counts as well: it goes on to answer what was bought under it. Raises NotAllowed for who
    may not read policies.
    """
    require(actor, Permission.POLICY_READ)
    with connection.cursor() as cursor:
        cursor.execute(_LOST, [actor.org_id, sorted(_known(actor)), limit])
        return tuple(LostRow(*row) for row in cursor.fetchall())


def _known(actor: Actor) -> set[str]:
    return {team.code for team in teams(actor=system_actor(actor.org_id))}
