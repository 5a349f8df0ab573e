"""No model change without its migration, and no two heads: asked of Django without a database."""

import os
import subprocess
import sys
from pathlib import Path

from gates.report import Report

SETTINGS = "savoir.config.settings"


def _has_settings(root: Path) -> bool:
    config = root / "src" / "savoir" / "config"
    return (config / "settings.py").exists() or (config / "settings").is_dir()


def pending_changes() -> list[str]:
    """Return one sentence for each change the migrations lack, in the settings of this process.

    What `makemigrations --check` finds, but read from the files alone: no connection is opened.
    """
    import django
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils import translation

    django.setup()
    translation.deactivate_all()  # as makemigrations does: Django's own labels stay in their source language
    loader = MigrationLoader(None)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("savoir.")}
    heads = loader.detect_conflicts()
    found = [f"{label}: several last migrations ({', '.join(names)})" for label, names in heads.items()]
    if found:
        return found
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph, trim_to_apps=ours, convert_apps=ours)
    operations = ((label, o) for label, files in changes.items() for file in files for o in file.operations)
    return [f"{label}: no migration for «{operation.describe()}»" for label, operation in operations]


def check(root: Path) -> Report:
    """Ask Django, in a process of its own, about the tree at `root`."""
    if not _has_settings(root):
        return Report((), "no settings yet, nothing to compare")
    here = Path(__file__).resolve().parent.parent
    paths = os.pathsep.join((str(root / "src"), str(here)))
    answer = subprocess.run(
        [sys.executable, "-m", "gates.migrations"],
        env={**os.environ, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": SETTINGS},
        capture_output=True,
        check=False,
        text=True,
    )
    if answer.returncode:
        return Report((f"Django could not start: {answer.stderr.strip()[-2000:]}",), "not compared")
    return Report(tuple(answer.stdout.splitlines()), "models and migrations compared")


if __name__ == "__main__":
    sys.stdout.writelines(f"{change}\n" for change in pending_changes())
