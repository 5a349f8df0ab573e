"""Hands over to `savoir.commands.<name>` (contract: `main(argv: list[str]) -> int`) and to Django."""

import importlib
import importlib.util
import os
import subprocess
import sys

from savoir.config.launcher.faults import LauncherFault

SETTINGS = "savoir.config.settings"
OLDER_TABLES = ("42703", "42P01")  # undefined column, undefined table


def module_name(command: str) -> str:
    """`import` lives in `savoir.commands.import_`, because the word is taken by the language; `policy x` in
    `savoir.commands.policy.x`.
    """
    suffix = "import_" if command == "import" else command.replace("-", "_").replace(" ", ".")
    return f"savoir.commands.{suffix}"


def has_command(command: str) -> bool:
    """True when this installation has `command`."""
    return importlib.util.find_spec(module_name(command)) is not None


def run_command(command: str, arguments: list[str]) -> int:
    """Run `command` in this program, Django ready; its exit status. LauncherFault when it is absent."""
    if not has_command(command):
        raise LauncherFault(f"This installation has no command '{command}'. Install it again: bin/env")
    _ready_django()
    from django.db import ProgrammingError

    try:
        return int(importlib.import_module(module_name(command)).main(arguments))
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") not in OLDER_TABLES:
            raise
        home = os.environ.get("SAVOIR_HOME", "")
        raise LauncherFault(
            f"These tables were made by another version (SAVOIR_HOME is {home or 'not set'}). Is this"
            " the right home? Then: bin/savoir db migrate"
        ) from error


def run_django(arguments: list[str], *, role: str) -> int:
    """Run a Django management command in this terminal, as the given database role; its exit status."""
    return subprocess.run(_django(arguments), env=_as_role(role), check=False).returncode


def run_quietly(*commands: tuple[str, list[str]]) -> None:
    """Run (role, Django arguments) side by side, silently. LauncherFault with the words of a failure."""
    children = [(arguments, _quiet_child(role, arguments)) for role, arguments in commands]
    outcomes = [(arguments[0], child.communicate()[0], child.returncode) for arguments, child in children]
    for name, words, status in outcomes:
        if status != 0:
            raise LauncherFault(f"'{name}' failed:\n{_last_words(words)}")


def _quiet_child(role: str, arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        _django(arguments),
        env=_as_role(role),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _django(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "django", *arguments]


def _as_role(role: str) -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS, "SAVOIR_DB_ROLE": role}


def _last_words(output: str, lines: int = 12) -> str:
    return "\n".join(output.strip().splitlines()[-lines:])


def _ready_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def main(arguments: list[str]) -> int:
    """`command ...` runs a command of this installation."""
    return run_command(arguments[0], arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
