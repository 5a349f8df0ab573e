"""Jobs: side effects promised in the business transaction and done after it, at least once."""

from savoir.kernel.jobs.daily import each_day, each_hour, plan_daily
from savoir.kernel.jobs.queue import enqueue, hasten, on_queue
from savoir.kernel.jobs.registry import RetryLater, job
from savoir.kernel.jobs.runner import drain, next_due, recover, release, unhurried

__all__ = [
    "RetryLater", "drain", "each_day", "each_hour", "enqueue", "hasten", "job", "next_due", "on_queue",
    "plan_daily", "recover", "release", "unhurried",
]  # fmt: skip
