"""Questions about policies: which version decides for a sale, what it says, and which teams it names."""

from savoir.policies.queries.blocked import BlockedVersion, UnlawfulRow, blocked_version
from savoir.policies.queries.proofs import Named, Proof, ProofFound
from savoir.policies.queries.teams import LostRow, lost_rows, missing_teams
from savoir.policies.queries.versions import (
    MOST_COMPILED,
    Life,
    Provable,
    VersionCard,
    VersionCorrupted,
    brand_id_of_version,
    life_of,
    policy_id_of,
    proof_of,
    provable,
    starter,
    starter_names,
    version_at,
    version_card,
    versions,
    versions_for,
)

__all__ = [
    "MOST_COMPILED",
    "BlockedVersion",
    "Life",
    "LostRow",
    "Named",
    "Proof",
    "ProofFound",
    "Provable",
    "UnlawfulRow",
    "VersionCard",
    "VersionCorrupted",
    "blocked_version",
    "brand_id_of_version",
    "life_of",
    "lost_rows",
    "missing_teams",
    "policy_id_of",
    "proof_of",
    "provable",
    "starter",
    "starter_names",
    "version_at",
    "version_card",
    "versions",
    "versions_for",
]
