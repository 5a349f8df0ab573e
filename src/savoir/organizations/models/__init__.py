"""Who works here: organizations, people, brands, places, calendars, what a brand declares."""

from savoir.organizations.models.factors import RecoveryCode, SecondFactor
from savoir.organizations.models.shared import (
    Membership,
    Organization,
    Route,
    User,
    UserLink,
    UserSession,
    UserTable,
    new_reference_key,
)
from savoir.organizations.models.tenant import (
    AccessLink,
    ApiKey,
    Brand,
    BrandDeclaration,
    Calendar,
    ConnectorAccount,
    Member,
    Site,
    Team,
)

__all__ = [
    "AccessLink", "ApiKey", "Brand", "BrandDeclaration", "Calendar", "ConnectorAccount", "Member",
    "Membership", "Organization", "RecoveryCode", "Route", "SecondFactor", "Site", "Team", "User",
    "UserLink", "UserSession", "UserTable", "new_reference_key",
]  # fmt: skip
