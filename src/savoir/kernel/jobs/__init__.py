"""Jobs: side effects promised in the business transaction and done after it, at least once."""

from savoir.kernel.jobs.queue import enqueue, on_queue
from savoir.kernel.jobs.registry import RetryLater, job
from savoir.kernel.jobs.runner import drain, next_due, recover, release, unhurried

__all__ = ["RetryLater", "drain", "enqueue", "job", "next_due", "on_queue", "recover", "release", "unhurried"]
