"""Facts about an organization itself: ids and codes only."""

from datetime import date

from savoir.kernel.ledger import Code, Event, event


@event("member_added", subject="organization")
class MemberAdded(Event):
    """A person has a role here from now on; he works here once he accepted his invitation."""

    member_id: int
    role: Code


@event("member_left", subject="organization")
class MemberLeft(Event):
    """A person works here no longer."""

    member_id: int


@event("member_invited", subject="organization")
class MemberInvited(Event):
    """Who is awaited was given a link to accept by; `by`: "link", shown to whoever asked, or "letter"."""

    member_id: int
    by: Code


@event("invitation_accepted", subject="organization")
class InvitationAccepted(Event):
    """Who was awaited agreed to work here, with a new account or with the one he had."""

    member_id: int


@event("invitation_withdrawn", subject="organization")
class InvitationWithdrawn(Event):
    """A colleague who never accepted is not awaited any more."""

    member_id: int


@event("member_role_changed", subject="organization")
class MemberRoleChanged(Event):
    """A colleague has another role than the `former` one, or the same at another place."""

    member_id: int
    role: Code
    former: Code
    site_id: int | None


@event("member_placed", subject="organization")
class MemberPlaced(Event):
    """A colleague is in another team, or in none."""

    member_id: int
    team_id: int | None


@event("team_made", subject="organization")
class TeamMade(Event):
    """A team stands from now on."""

    team_id: int


@event("team_renamed", subject="organization")
class TeamRenamed(Event):
    """People call a team by another name; rules go on to call it by its code."""

    team_id: int


@event("team_ended", subject="organization")
class TeamEnded(Event):
    """Nothing goes to a team any more; what waits for it goes to another, or to none."""

    team_id: int
    to_team_id: int | None


@event("team_resumed", subject="organization")
class TeamResumed(Event):
    """A team that had ended stands again."""

    team_id: int


@event("fact_declared", subject="organization")
class FactDeclared(Event):
    """The brand said what no shop exports."""

    declaration_id: int
    brand_id: int
    begins_on: date


@event("declaration_ended", subject="organization")
class DeclarationEnded(Event):
    """What the brand had said holds no more for sales from a day on."""

    declaration_id: int
    brand_id: int
    ends_on: date


@event("alongside_begun", subject="organization")
class AlongsideBegun(Event):
    """Nothing of a brand leaves any more: another system pays and writes."""

    brand_id: int


@event("alongside_ended", subject="organization")
class AlongsideEnded(Event):
    """What a brand owes and says leaves from here again."""

    brand_id: int


@event("account_connected", subject="organization")
class AccountConnected(Event):
    """Credentials of an outside system were stored or replaced."""

    account_id: int
    port: Code
    vendor: Code


@event("api_key_created", subject="organization")
class ApiKeyCreated(Event):
    """A program may come in from now on."""

    key_id: int


@event("api_key_revoked", subject="organization")
class ApiKeyRevoked(Event):
    """A program may come in no longer."""

    key_id: int


@event("second_factor_changed", subject="organization")
class SecondFactorChanged(Event):
    """A member's second factor was added, removed, renewed on paper, or reset by an administrator."""

    member_id: int
    change: Code


@event("second_factor_ruled", subject="organization")
class SecondFactorRuled(Event):
    """The organization asks every member for a second factor, or no longer does."""

    is_required: bool
