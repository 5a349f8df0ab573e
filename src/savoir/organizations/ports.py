"""What organizations ask of the outside world: letters to people who sign in."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AccountLetter:
    """A letter with a one-time link. `message_id` is made once per letter; the text is never logged."""

    message_id: str
    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    language: str
    sender_name: str
    sender_address: str


class AccountMail(Protocol):
    """Hands the letter over. Selected by `port(AccountMail, org_id=...)`."""

    def leaves(self) -> bool:
        """False where letters stay on the machine instead: no mail server is named. Reads settings only."""

    def send(self, letter: AccountLetter) -> None:
        """Raises what the mail channel raises: the job tries again, then a person gets a task."""
