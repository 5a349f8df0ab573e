"""The `savoir` command: for the person who runs the machine. Expected faults are one sentence, status 1."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from savoir.commands.law import command as law_command
from savoir.commands.policy import command as policy_command
from savoir.config import drill, server_commands
from savoir.config.environment import Environment
from savoir.config.launcher import backup, delegate, doctor, offsite, ports, running
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.faults import LauncherFault

DELEGATED = {
    "found": "a shop of your own: brand, rules, and the link its owner signs in by",
    "colleague": "somebody who works here too, and the link to sign in by",
    "import": "import orders from CSV or JSON Lines",
    "move-in": "bring open cases of another system in, with their old numbers",
    "alongside": "decide and promise beside another system; nothing leaves",
    "replay": "play real sales through the whole journey",
    "invariants": "check what must always hold",
    "audit": "verify that nobody altered the ledger",
    "reseal": "put stored credentials under the current secret key",
    "policy replay": "what a draft would have answered on all past cases",
    "policy publish": "write a draft and ask its review; approve or send back; settle; publish",
    "policy call-off": "a scheduled version will not begin",
    "policy retire": "end the version in force, without a successor",
    "policy roll-back": "begin an older version anew",
    "apikey": "make, list and revoke keys of the API",
    "customer": "erase a customer's personal data at his request",
}
OWNER_COMMANDS = {"migrate", "sqlmigrate", "showmigrations", "dbshell", "flush", "sqlflush"}
OFFLINE = {"law_verb": law_command.run, "policy_verb": policy_command.run}  # need no machine, no database
Handler = Callable[[argparse.Namespace, Environment], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if words := _delegated_words(arguments):
            return _delegated(" ".join(arguments[:words]), arguments[words:])
        if arguments and arguments[0] == "manage":
            return _manage(arguments[1:])
        given = _parser().parse_args(arguments)
        if offline := [run for name, run in OFFLINE.items() if hasattr(given, name)]:
            return offline[0](given)
        handler: Handler = given.handler
        return handler(given, Environment.read())
    except (LauncherFault, ValueError) as fault:
        print(f"savoir: {fault}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"savoir: {fault.filename or 'this machine'}: {fault.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="savoir", description="Savoir, after-sales and returns.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    up = _command(commands, "up", "database, migrations, web and worker until Ctrl-C", _up)
    up.add_argument("--port", type=_port, help=f"web port (default {ports.DEFAULT_PORT})")
    demo = _command(commands, "demo", "the demo shop until Ctrl-C", _demo)
    demo.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    demo.add_argument("--port", type=_port, help="web port (default: the first free one from 8000)")
    _database_commands(commands)
    examined = _command(commands, "doctor", "look at everything Savoir needs", _doctor)
    examined.add_argument("--port", type=_port, default=ports.DEFAULT_PORT, help="web port to look at")
    examined.add_argument(
        "--wait", type=float, default=0, metavar="SECONDS", help="for the web server, at most"
    )
    examined.add_argument("--save", action="store_true", help="keep the findings for the page of the console")
    server_commands.add(lambda name, words, handler: _command(commands, name, words, handler))
    _command(commands, "drill", "save, restore elsewhere, compare: is the backup good?", _drill)
    law_command.add(commands)
    policy_command.add(commands, elsewhere=_delegated_verbs("policy"))
    for name, words in DELEGATED.items():
        if " " not in name:
            commands.add_parser(name, help=words)
    commands.add_parser("manage", help="Django's own commands: savoir manage check --deploy")
    return parser


def _delegated_words(arguments: list[str]) -> int:
    """How many words at the front name a delegated command; 0 for none."""
    return next((n for n in (1, 2) if " ".join(arguments[:n]) in DELEGATED), 0)


def _delegated_verbs(command: str) -> dict[str, str]:
    """The delegated verbs of a command that has others too, with their words."""
    pairs = (name.split() for name in DELEGATED)
    return {name[1]: DELEGATED[" ".join(name)] for name in pairs if name[0] == command and len(name) > 1}


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(commands: Commands, name: str, words: str, handler: Handler) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(handler=handler)
    return parser


def _port(word: str) -> int:
    number = int(word) if word.isdecimal() else 0
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def _database_commands(commands: Commands) -> None:
    group = commands.add_parser("db", help="the embedded database").add_subparsers(
        metavar="COMMAND", required=True
    )
    _command(group, "start", "start it and leave it running", _db_start)
    _command(group, "stop", "stop it", _db_stop)
    _command(group, "status", "say whether it runs, where, how big", _db_status)
    _command(group, "migrate", "bring the tables up to date", _db_migrate)
    shell = _command(group, "shell", "open psql", _db_shell)
    shell.add_argument("--role", choices=("owner", "app", "backup"), default="app")
    saved = _command(group, "backup", "save database and files", _db_backup)
    saved.add_argument("file", type=Path)
    restored = _command(group, "restore", "bring a backup back", _db_restore)
    restored.add_argument("file", type=Path)
    restored.add_argument("--replace", action="store_true", help="throw the present content away")


def _up(given: argparse.Namespace, environment: Environment) -> int:
    return running.run_up(environment, port=given.port)


def _demo(given: argparse.Namespace, environment: Environment) -> int:
    return running.run_demo(environment, port=given.port, wants_reset=given.reset)


def _doctor(given: argparse.Namespace, environment: Environment) -> int:
    if given.wait:
        ports.wait_for(given.port, given.wait)
    findings = doctor.examine(replace(environment, database_role="app"), given.port)
    if given.save:
        doctor.keep(findings, environment.home, now=offsite.utc_now())
    return doctor.report(findings)


def _drill(_given: argparse.Namespace, environment: Environment) -> int:
    return drill.run(environment)


def _embedded(environment: Environment) -> Cluster:
    if not running.is_embedded(environment):
        raise LauncherFault("DATABASE_URL names a database of yours; this command is for the embedded one.")
    return Cluster(environment.home)


def _db_start(_given: argparse.Namespace, environment: Environment) -> int:
    cluster = _embedded(environment)
    cluster.start()
    print(f"The database runs, socket in {cluster.places.socket}.")
    return 0


def _db_stop(_given: argparse.Namespace, environment: Environment) -> int:
    _embedded(environment).stop()
    print("The database is stopped.")
    return 0


def _db_status(_given: argparse.Namespace, environment: Environment) -> int:
    status = _embedded(environment).status()
    if not status.running:
        print(f"The database is stopped ({status.home}). Start it: savoir db start")
        return 1
    size = status.data_bytes / 1e6
    print(f"PostgreSQL {status.major} runs, pid {status.pid}, {size:.0f} MB in {status.home}.")
    return 0


def _db_migrate(_given: argparse.Namespace, environment: Environment) -> int:
    with running.database(environment):
        running.migrate()
    print("The tables are up to date.")
    return 0


def _db_shell(given: argparse.Namespace, environment: Environment) -> int:
    return running.open_shell(_embedded(environment), given.role)


def _db_backup(given: argparse.Namespace, environment: Environment) -> int:
    with running.database(environment):
        saved = backup.backup(environment, given.file)
    print(saved.sentence(f"Saved to {given.file} and {backup.media_beside(given.file).name}"))
    return 0


def _db_restore(given: argparse.Namespace, environment: Environment) -> int:
    with running.sole(environment), running.database(environment):
        saved = backup.restore(environment, given.file, replaces=given.replace)
    print(saved.sentence(f"Restored from {given.file}"))
    return 0


def _delegated(name: str, arguments: list[str]) -> int:
    environment = Environment.read()
    with running.database(environment):
        running.ensure_key(environment)
        return delegate.run_command(name, arguments)


def _manage(arguments: list[str]) -> int:
    """Django's own commands; those about tables run as the owner, unless SAVOIR_DB_ROLE says otherwise."""
    usual = "owner" if arguments and arguments[0] in OWNER_COMMANDS else "app"
    role = os.environ.get("SAVOIR_DB_ROLE", usual)
    environment = Environment.read()
    if not environment.is_production:
        running.ensure_key(environment)
    return delegate.run_django(arguments, role=role)


if __name__ == "__main__":
    sys.exit(main())
