"""Public references: short, unmistakable, never a counter. A sequence gives the number, a key hides it."""

from savoir.kernel.prepared import prepared_text
from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.references import encode

_NEXT = prepared_text("""
    SELECT nextval('kernel_reference'), reference_key
    FROM organizations_organization WHERE id = %(org_id)s""")


def next_reference(prefix: str) -> str:
    """Return a new reference such as `SAV-7K2QX4` for the open organization; never given twice in it."""
    ((number, key),) = _NEXT.rows(org_id=current_organization())
    return encode(int(number), prefix=prefix, key=bytes(key))
