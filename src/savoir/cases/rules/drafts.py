"""The secret of a draft."""

import hashlib


def draft_digest(secret: str) -> str:
    """What the database keeps of the cookie's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
