"""Who answers a port, and what follows from an event. The whole nervous system on one page."""


def connect() -> None:
    """Bind ports and reactions; called once when every room is loaded."""
