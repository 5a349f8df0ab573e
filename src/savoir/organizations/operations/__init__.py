"""The verbs of organizations."""

from savoir.organizations.operations.accounts import (
    account_by_id,
    account_of_key,
    account_settings,
    accounts_of_ports,
    connect_account,
    disable_account,
    inbound_key,
    reseal_accounts,
)
from savoir.organizations.operations.founding import (
    CalendarUnreadable,
    DeclarationExists,
    NameTaken,
    add_brand,
    add_calendar,
    add_site,
    add_team,
    declare,
    found_organization,
)
from savoir.organizations.operations.links import issue_link, use_link, void_links
from savoir.organizations.operations.people import (
    AlreadyMember,
    AlreadySignsIn,
    LastAdministrator,
    LinkUsedUp,
    PasswordTooWeak,
    add_member,
    choose_password,
    dismiss_member,
    invite,
    speak,
)
from savoir.organizations.operations.resets import ask_password_reset, reset_letter
from savoir.organizations.operations.sealing import SealBroken
from savoir.organizations.operations.sessions import (
    TooManyTries,
    WrongCredentials,
    check_password,
    count_address_try,
    end_session,
    end_sessions_of,
    keep_session,
    revoke_session,
    start_session,
)

__all__ = [
    "AlreadyMember", "AlreadySignsIn", "CalendarUnreadable", "DeclarationExists", "LastAdministrator",
    "LinkUsedUp", "NameTaken", "PasswordTooWeak", "SealBroken", "TooManyTries", "WrongCredentials",
    "account_by_id", "account_of_key", "account_settings", "accounts_of_ports", "add_brand", "add_calendar",
    "add_member", "add_site", "add_team", "ask_password_reset", "check_password", "choose_password",
    "connect_account", "count_address_try", "declare", "disable_account", "dismiss_member", "end_session",
    "end_sessions_of", "found_organization", "inbound_key", "invite", "issue_link", "keep_session",
    "reseal_accounts", "reset_letter", "revoke_session", "speak", "start_session", "use_link", "void_links",
]  # fmt: skip
