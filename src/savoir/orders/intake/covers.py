"""What was told of covers, onto the lines they cover: one statement a batch, after the lines themselves."""

_FROM = ("sold_on", "first_paid_on", "first_on", "last_on", "renounced_on")
_DAYS = ", ".join(f"'{name}', i.cover_{name}" for name in _FROM)
_TOLD = " OR ".join(f"i.cover_{name} IS NOT NULL" for name in ("bought", "perils", *_FROM))
_BOUGHT = "i.cover_of <> '' OR i.cover_kind <> ''"
# A cover that is a line of its own names the line it covers; one told beside the goods is theirs. Whoever
# tells a day or a kind of it says that it was bought. An empty cell wipes nothing; a no takes all back.
COVERS = f"""
UPDATE orders_orderline t SET cover = c.told
FROM (
    SELECT DISTINCT ON (l.id) l.id,
        CASE WHEN i.cover_bought IS FALSE THEN '{{"bought": false}}'::jsonb
        ELSE l.cover || '{{"bought": true}}'::jsonb || jsonb_strip_nulls(jsonb_build_object(
            'kind', nullif(i.cover_kind, ''), 'perils', i.cover_perils, {_DAYS})) END AS told
    FROM (SELECT h.rank FROM stage_head h
        WHERE h.rank > %(low)s AND h.rank <= %(high)s AND NOT h.is_bad AND NOT h.is_old) h
    JOIN stage_item i ON i.rank = h.rank
    JOIN orders_orderline l
        ON l.org_id = %(org)s AND l.external_id = coalesce(nullif(i.cover_of, ''), i.item_id)
    WHERE {_BOUGHT} OR {_TOLD}
    ORDER BY l.id, i.position DESC
) c WHERE t.org_id = %(org)s AND t.id = c.id AND t.cover IS DISTINCT FROM c.told"""  # noqa: S608 - no word of a user stands in it
CHECKS = (
    ("unknown_value", "cover_of",
     "SELECT c.row, c.key FROM stage_item c WHERE c.cover_of <> '' AND NOT EXISTS"
     " (SELECT 1 FROM stage_item i WHERE i.key = c.key AND i.item_id = c.cover_of)"),
    ("out_of_range", "cover_last_on",
     "SELECT row, key FROM stage_line WHERE cover_last_on < cover_first_on"),
)  # fmt: skip
