"""Which jobs exist."""

from collections.abc import Callable
from dataclasses import dataclass

Handler = Callable[..., None]
DEFAULT_ATTEMPTS = 5
DEFAULT_TASK = "job_failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A named job. `attempts` tries, then a person gets the task `task_code`."""

    name: str
    handler: Handler
    attempts: int
    task_code: str

    def wait_seconds(self, attempt: int) -> int:
        """Seconds before try `attempt + 1`: 2, 8, 32, 128, ... at most an hour."""
        return int(min(3600, 2 * 4 ** max(0, attempt - 1)))


class RetryLater(Exception):  # noqa: N818 - says what to do, not what broke
    """A handler asks to run again in `seconds` without using up a try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


_jobs: dict[str, Job] = {}


def job(
    name: str, *, attempts: int = DEFAULT_ATTEMPTS, task_code: str = DEFAULT_TASK
) -> Callable[[Handler], Handler]:
    """Declare a job: `@job("refunds.settle")` on `def settle(*, org_id, now, refund_id)`.

    The handler opens its own organization blocks, so that it never holds one while it waits for the world.
    `now` is the instant it was due at, from the runner. Raises ValueError for a name that exists.
    """

    def declare(handler: Handler) -> Handler:
        if name in _jobs:
            raise ValueError(f"two jobs are called {name}")
        _jobs[name] = Job(name=name, handler=handler, attempts=attempts, task_code=task_code)
        return handler

    return declare


def find(name: str) -> Job:
    """Return the job called `name`. Raises KeyError when nobody declares it."""
    return _jobs[name]


def names() -> tuple[str, ...]:
    """Every declared job."""
    return tuple(sorted(_jobs))
