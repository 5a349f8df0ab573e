"""Public references: short, unmistakable, never a counter. A sequence gives the number, a key hides it."""

from django.db import connection

from savoir.kernel.tenancy import current_organization
from savoir.kernel.values.references import encode


def next_reference(prefix: str) -> str:
    """Return a new reference such as `SAV-7K2QX4` for the open organization; never given twice in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('kernel_reference'), reference_key FROM organizations_organization WHERE id = %s",
            [current_organization()],
        )
        number, key = cursor.fetchone()
    return encode(int(number), prefix=prefix, key=bytes(key))
