"""`python -m savoir.config.worker`: one worker process."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "savoir.config.settings")


def main() -> None:
    """Start Django, then work until told to stop."""
    import django

    django.setup()
    from savoir.config import garbage
    from savoir.kernel.jobs.worker import serve
    from savoir.organizations.queries import active_organizations

    garbage.settle()
    serve(
        organizations=active_organizations,
        concurrency=int(os.environ.get("SAVOIR_WORKER_CONCURRENCY", "4")),
        stalled_seconds=int(os.environ.get("SAVOIR_WORKER_STALLED_SECONDS", "15")),
    )


if __name__ == "__main__":
    main()
