"""Commands of a server: install, update, backup off the machine."""

import argparse
import dataclasses
import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from savoir.config.environment import Environment
from savoir.config.launcher import install, offsite, running, sealing, update
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.placing import Installed
from savoir.config.launcher.this_machine import ThisMachine

CLONE = Path(__file__).resolve().parents[3]  # what runs now: behind a link, one release
Handler = Callable[[argparse.Namespace, Environment], int]
Command = Callable[[str, str, Handler], argparse.ArgumentParser]
_SHOWN_ONCE = "\nThe backup key. Write it down, away from this machine; it is shown once:\n\n    %s\n"
_QUESTIONS = {
    "domain": "Name of the site (sav.example.com)",
    "mail_domain": "What stands behind the @ of your sender's address",
    "smtp_url": "Mail server (smtp+tls://user:password@host:587)",
    "backup_target": "Where backups go (/mounted/folder, rsync:user@host:/folder, command:...)",
}


def add(command: Command) -> None:
    """Declare them."""
    installed = command("install", "make this machine a Savoir server", _install)
    for answer in dataclasses.fields(install.Answers):
        installed.add_argument(f"--{answer.name.replace('_', '-')}", default="", metavar="...")
    installed.add_argument("--answers", type=Path, metavar="FILE", help="the same, in TOML")
    installed.add_argument("--root", type=Path, default=Path("/"), metavar="DIR", help="write below DIR only")
    installed.add_argument("--no-systemctl", action="store_true", help="write files, run nothing")
    updated = command("update", "the new program beside the old one, and back if it fails", _update)
    updated.add_argument("source", metavar="SOURCE", help="a folder, or a git address with #branch or tag")
    updated.add_argument("--link", type=Path, metavar="DIR", help="what the services run")
    updated.add_argument("--settings", type=Path, default=Path("/") / install.SETTINGS, metavar="FILE")
    updated.add_argument("--wait", type=float, default=update.WAIT_SECONDS, metavar="SECONDS",
                         help="how long the new one may take to be well (60)")  # fmt: skip
    saved = command("backup", "off this machine, sealed: run, key, open", _backup)
    saved.add_argument("verb", choices=["run", "key", "open"])
    saved.add_argument("file", nargs="?", type=Path, metavar="FILE", help="open: the sealed file")
    saved.add_argument("--to", type=Path, metavar="FILE", help="open: where the opened one goes")


def program() -> Path:
    """What units name and updates switch: the program as it was called, by its link when it has one."""
    return update.link_of(Path(os.environ.get("SAVOIR_ROOT") or CLONE))


def _install(given: argparse.Namespace, _environment: Environment) -> int:
    answers = _answers(given)
    is_dry = given.no_systemctl or given.root != Path("/")
    if not is_dry and os.geteuid() != 0:
        raise LauncherFault("Installing a server needs root. To look first: --root DIR --no-systemctl")
    run = None if is_dry else install.run_step
    done = Installed()
    try:
        install.install(answers, clone=program(), root=given.root, run=run, done=done)
    finally:  # a key that was made is shown, also when a later step fails: the next run only finds it there
        _show(done)
    return 0


def _show(done: Installed) -> None:
    for word, names in (("written", done.written), ("kept", done.kept), ("left to do", done.left)):
        for name in names:
            print(f"{word:<11} {name}")
    if done.key:
        print(_SHOWN_ONCE % done.key)


def _answers(given: argparse.Namespace) -> install.Answers:
    """Flags, else the file, else questions on a terminal. LauncherFault names what is missing."""
    told = tomllib.loads(given.answers.read_text(encoding="utf-8")) if given.answers else {}
    names = [field.name for field in dataclasses.fields(install.Answers)]
    unknown = sorted(set(told) - set(names))
    if unknown:
        raise LauncherFault(f"{given.answers}: {unknown[0]!r} is no answer. Known: {', '.join(names)}")
    found = {name: getattr(given, name) or str(told.get(name, "")) for name in names}
    for name, question in _QUESTIONS.items():
        if not found[name] and sys.stdin.isatty():
            found[name] = input(f"{question}: ").strip()
        if not found[name]:
            raise LauncherFault(f"--{name.replace('_', '-')} is missing: {question}")
    return install.Answers(**found)


def _backup(given: argparse.Namespace, environment: Environment) -> int:
    if given.verb == "key":
        path = Path(os.environ.get("SAVOIR_BACKUP_KEY_FILE", "/etc/savoir/backup.key"))
        print(_SHOWN_ONCE % offsite.make_key(path))
        return 0
    if given.verb == "open":
        return _open(given)
    with running.database(environment):
        carried = offsite.run(environment, now=offsite.utc_now())
    size = f"{carried.size / 1e6:.1f} MB"
    print(f"{', '.join(carried.names)}: {size}, sealed, tried, carried in {carried.seconds} s.")
    return 0


def _open(given: argparse.Namespace) -> int:
    if given.file is None or given.to is None:
        raise LauncherFault("savoir backup open FILE --to FILE")
    path = Path(os.environ.get("SAVOIR_BACKUP_KEY_FILE", "/etc/savoir/backup.key"))
    key = path.read_text(encoding="ascii") if path.is_file() else input("Backup key: ")
    sealing.unseal(given.file, given.to, key)
    print(f"Opened to {given.to}.")
    return 0


def _update(given: argparse.Namespace, environment: Environment) -> int:
    link = given.link or program()
    host = install.host_of(given.settings, environment.base_url)
    told = update.update(
        given.source, link=link, machine=ThisMachine(host), home=environment.home, wait_seconds=given.wait
    )
    print(f"{told.before} -> {told.before if told.went_back else told.after}")
    return 1 if told.went_back else 0
