"""What the launcher can refuse; each message is a plain sentence that also says the way out."""


class LauncherFault(Exception):  # noqa: N818 - an error is named for the refused fact (the house)
    """An expected fault: the command prints the sentence and ends with status 1, without a traceback."""


class ClusterFault(LauncherFault):
    """The embedded PostgreSQL could not be prepared, started or stopped."""


class ClusterAbsent(ClusterFault):
    """The embedded PostgreSQL was never started in this home, so it has no passwords yet."""
