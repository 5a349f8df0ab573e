"""Outside systems of a fault: the rail and the mails of the stories."""

from tests.stories.conftest import mails, rail

__all__ = ["mails", "rail"]
