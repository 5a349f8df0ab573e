"""Writes the reference pages that repeat the code, from the code: `python docs/generate.py [--check]`.

Pages: commands, settings, events, public events, lifecycles, permissions, doors, operations, wiring, facts,
decision points, and two files for programs: OpenAPI and the schema of the policy document. With --check
nothing is written: status 1 and the names of what is not current.
"""

import argparse
import gc
import importlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

gc.disable()  # trees of a thousand files stay to the end: looking through them was half of its time
os.environ["SAVOIR_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "savoir.config.settings"
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import django  # noqa: E402 - the path first

django.setup()

import law_page  # noqa: E402 - Django first
import starters_page  # noqa: E402 - Django first
import wiring_page  # noqa: E402 - Django first
from doors_page import TITLES, doors_rows, fields_rows, programs_table  # noqa: E402 - Django first
from gates.operations import page as operations_page  # noqa: E402 - the path first

from savoir.api.documentation.document import text as openapi_text  # noqa: E402 - Django first
from savoir.config import cli  # noqa: E402 - Django first
from savoir.config.launcher.delegate import module_name  # noqa: E402 - Django first
from savoir.config.publication import SUBJECTS  # noqa: E402 - Django first
from savoir.kernel.access import (  # noqa: E402 - Django first
    CUSTOMER_PERMISSIONS,
    CUSTOMER_VERIFIED_PERMISSIONS,
    KEY_PERMISSIONS,
    ROLE_PERMISSIONS,
    VISITOR_PERMISSIONS,
    Permission,
)
from savoir.kernel.ledger.events import Event, all_events  # noqa: E402 - Django first
from savoir.kernel.ledger.reactions import reactions_later, reactions_now  # noqa: E402 - Django first
from savoir.kernel.publication import Published, Reference, published  # noqa: E402 - Django first
from savoir.kernel.values.lifecycles import Lifecycle  # noqa: E402 - Django first
from savoir.policies.tables import schema as policy_schema  # noqa: E402 - Django first

OUT = ROOT / "docs" / "reference"
MADE = "<!-- Made by `python docs/generate.py`; change the code or that file, not this page. -->"
ROOMS = ("policies", "cases", "conversations", "logistics", "resolutions", "insights")
INTRO = {
    "wiring": wiring_page.WIRING,
    "facts": wiring_page.FACTS,
    "decision-points": wiring_page.POINTS,
    "law": law_page.INTRO,
    "starters": starters_page.INTRO,
    "settings": """# Settings

Variables of the environment; nothing else configures the program. On a server they stand in
`/etc/savoir/savoir.env` (sample: `deploy/savoir.env.sample`). Most are read in
`src/savoir/config/environment.py`. A wrong value ends the command with a sentence that names the variable.
""",
    "commands": """# Commands

`bin/savoir` in a clone, `savoir` where it is installed. Status 0 done, 1 refused with one sentence, 130
stopped by Ctrl-C; `savoir import` ends with 2 when some rows were rejected. `savoir manage` hands over to
Django: `savoir manage check --deploy`, `savoir manage shell`.
""",
    "events": """# Events

Facts in the past tense, in one append-only ledger (`kernel/ledger`). They hold ids, codes, amounts and dates,
never words. *now*: a reaction in the recording transaction; *later*: by the delivery job of the stream, in
order, at least once. `?` after a type: may be empty. Reactions are listed in `src/savoir/config/wiring.py`.
""",
    "public-events": """# Public events

What `GET /api/v1/events` and the outgoing webhooks say, in this shape:

```json
{"type": "case.closed", "timestamp": "2026-11-23T11:00:00Z", "data": {"case": "SAV-7K2QX4", "brand": "nord"}}
```

References and codes only: no name, no address, no text of anybody. `case` and `order` name what it is about,
`brand` the brand's address name. A name keeps its meaning: fields may be added, none is renamed or removed.
Amounts are in minor units (`5900` = 59.00 EUR), days are `YYYY-MM-DD`, instants RFC 3339 in UTC; a
value that is not known is `null`. `"alongside": true` stands in `data` of what happened while the brand ran
[beside another system](../how-to/run-alongside.md): that one pays and writes, and this event is to compare,
not to act upon; it is absent otherwise. The list stands in `src/savoir/config/publication.py`;
[receiving them](../how-to/receive-webhooks.md).
""",
    "lifecycles": """# Lifecycles

Each truth has its own table in the `states.py` of its room and moves only by `kernel.lifecycles.advance`.
Goods and money are never merged into one state. An arrow to the end: nothing is owed any more.
""",
    "operations": """# Operations and their doors

Every verb of every room and of the kernel, and who reaches it: pages, the API, the terminal, outside
systems, reactions to facts, jobs. *yes*: it calls the verb itself; *through*: by another verb. Read from
the code by `gates/operations.py`; `tests/architecture/test_every_operation_has_its_doors.py` asks a reason
for each verb of a page that the API does not serve, and for each that no door reaches.
""",
    "permissions": """# Permissions

An operation names exactly one in its first line (`src/savoir/kernel/access.py`). A customer is *verified*
when he came through a link sent to the address on file. What somebody may not see does not exist for him
(404); what he may not do is refused by name (403). Store and warehouse members see their own sites only.
""",
    "doors": """# Doors

Who gets in where: every address, asked by everybody, reading (GET) and writing (POST). The list is
`tests/doors/matrix/table.txt`; `tests/doors/matrix/test_matrix.py` walks it, looks that no refusal wrote
anything, and fails for an address without a line. What an address names (order, case, refund, parcel, photo)
is customer A's, in the first house. Who is named in no column is sent to sign in or to prove an order first.
The API has a table of its own: `tests/doors/matrix/programs.txt`.
""",
}
READS = re.compile(r"\b(?:SAVOIR_[A-Z_]+|DATABASE_(?:[A-Z]+_)?URL)\b")
READERS = ("environ", "env.get", "env[")
SETTINGS = {
    "DATABASE_URL": ("embedded", "A PostgreSQL (17 or newer) of yours, as role `savoir_app`."),
    "DATABASE_OWNER_URL": ("`DATABASE_URL`", "The same database as its owner: migrations."),
    "DATABASE_BACKUP_URL": ("`DATABASE_URL`", "The same as `savoir_backup`: `savoir db backup`."),
    "SAVOIR_API_RATE": ("`3000`", "Requests one key of the API may make in a minute."),
    "SAVOIR_BASE_URL": (
        "`http://localhost:8000`",
        "The address customers see; links in mails begin with it.",
    ),
    "SAVOIR_DB_NAME": ("from the address", "Another database of the same server: tests."),
    "SAVOIR_DB_POOL": ("`8`", "Database connections of a web process, and its threads."),
    "SAVOIR_DB_ROLE": ("`app`", "`app`, `owner` or `backup`; commands choose it themselves."),
    "SAVOIR_HOME": (
        "`/var/lib/savoir` as root, else `$XDG_DATA_HOME/savoir` or `~/.local/share/savoir`",
        "Where the embedded database, files and the demo's mails live.",
    ),
    "SAVOIR_HOSTS": ("localhost", "Names the server answers to, by commas."),
    "SAVOIR_INSTANCE": (
        "none",
        "`a` or `b`: which of a server's two web services this is; set by its unit, told by answers.",
    ),
    "SAVOIR_LEGAL_ALERT_DAYS": ("`3`", "Days before a legal date falls on which a person is told, 0 to 30."),
    "SAVOIR_MODE": ("`demo`", "`demo`, `production` (https only, secrets from you) or `test`."),
    "SAVOIR_ROOT": (
        "set by `bin/savoir`",
        "Where the program was called: what `install` writes into the units.",
    ),
    "SAVOIR_SECRET_KEY_FALLBACKS": (
        "none",
        "Former secret keys, by commas: they open what they sealed until `savoir reseal` ran.",
    ),
    "SAVOIR_SECRET_KEY": (
        "a random one, in `secret_key` of the home",
        "Signs sessions and seals credentials. Required in production.",
    ),
    "SAVOIR_SMTP_URL": (
        "none: a mailbox page",
        "Mail server: [how to](../how-to/send-mail-by-smtp.md).",
    ),
    "SAVOIR_SOURCE_URL": (
        "this project",
        "Where visitors find the source they use (AGPL, section 13).",
    ),
    "SAVOIR_BACKUP_KEY_FILE": ("`/etc/savoir/backup.key`", "The key that seals backups off the machine."),
    "SAVOIR_BACKUP_TARGET": (
        "none",
        "Where backups go: [how to](../how-to/backup-and-restore.md).",
    ),
    "SAVOIR_DKIM_SELECTOR": ("none", "The name of your DKIM key, for `savoir doctor`."),
    "SAVOIR_MAIL_DOMAIN": (
        "none",
        "The sender's domain, whose SPF, DKIM and DMARC `savoir doctor` looks at.",
    ),
    "SAVOIR_SPF_INCLUDE": ("none", "What SPF has to include, as your mail provider says."),
    "SAVOIR_WEBHOOKS_TO_LOOPBACK": (
        "not set",
        "`1`: outgoing webhooks may use plain http on this machine, to try a receiver. Never in production.",
    ),
    "SAVOIR_WEB_WORKERS": ("`2`", "Web processes of `savoir up` and `savoir demo`."),
    "SAVOIR_WORKER_CONCURRENCY": ("`4`", "Jobs a worker process runs at the same time."),
    "SAVOIR_WORKER_STALLED_SECONDS": ("`15`", "A worker silent for so long counts as dead; all alike."),
    "SAVOIR_FAILPOINT": ("none", "Tests only, refused in production: die by kill -9 at this place."),
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def first_sentence(thing: Any) -> str:
    """The first line of a docstring."""
    return str(thing.__doc__ or "").strip().partition("\n")[0]


def variables_read() -> set[str]:
    """Names of every variable the program reads from its environment."""
    lines = (
        line for path in (ROOT / "src").rglob("*.py") for line in path.read_text("utf-8").splitlines()
        if any(word in line for word in READERS)
    )  # fmt: skip
    return {name for line in lines for name in READS.findall(line)}


def settings_page() -> str:
    """Every variable. Raises KeyError naming those without words here, or read by nobody."""
    if differing := variables_read() ^ set(SETTINGS):
        raise KeyError(f"docs/generate.py, SETTINGS: {', '.join(sorted(differing))}")
    rows = ((f"`{name}`", default, words) for name, (default, words) in sorted(SETTINGS.items()))
    return table(("Variable", "Without it", "Meaning"), rows)


def parsers_of(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """A command and its subcommands, depth first, delegated ones by their own parsers."""
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield name, parser
    for group in groups:
        for word, inner in group.choices.items():
            command = f"{name} {word}"
            known = command.removeprefix("savoir ")
            delegated = module_name(known) if known in cli.DELEGATED else ""
            yield from parsers_of(
                command, importlib.import_module(delegated)._parser() if delegated else inner
            )


def command_section(name: str, parser: argparse.ArgumentParser) -> str:
    """What a command does and takes."""
    words = first_sentence(type("_", (), {"__doc__": parser.description}))
    rows = [
        (f"`{', '.join(a.option_strings) or a.metavar or a.dest}`", _help(a))
        for a in parser._actions
        if a.dest != "help"
    ]
    return f"## {name}\n\n{words}\n" + (f"\n{table(('Argument', 'Meaning'), rows)}\n" if rows else "")


def _help(action: argparse.Action) -> str:
    choices = f" One of: {', '.join(map(str, action.choices))}." if action.choices else ""
    return f"{action.help or ''}{choices}".strip() or "to read or write"


def commands_page() -> str:
    """The `savoir` command."""
    sections = [command_section(name, parser) for name, parser in parsers_of("savoir", cli._parser())]
    return "\n".join(sections)


def field_words(name: str, hint: Any) -> str:
    """`amount: Money`."""
    inner = [arg.__name__ for arg in get_args(hint) if isinstance(arg, type) and arg is not type(None)]
    kind = f"{inner[0]}?" if inner and type(None) in get_args(hint) else getattr(hint, "__name__", str(hint))
    return f"{name}: {kind}"


def event_row(kind: str, declared: type[Event]) -> tuple[str, ...]:
    """One event: who records it in which stream, what it says, what follows."""
    hints = get_type_hints(declared)
    words = ", ".join(field_words(f.name, hints[f.name]) for f in fields(declared) if f.name != "subject_id")
    now = [f"now {_name(reaction)}" for reaction in reactions_now(kind)]
    later = [f"later {_name(reaction)}" for reaction in reactions_later(kind)]
    follows = ", ".join(now + later)
    return f"`{declared.__name__}`", declared.subject_kind, first_sentence(declared), words, follows


def _name(reaction: Any) -> str:
    return f"`{reaction.__module__.rpartition('.')[2]}.{reaction.__name__}`"


def events_page() -> str:
    """Every declared event, by room."""
    found = {kind: one for kind, one in all_events().items() if one.__module__.startswith("savoir.")}
    rooms = sorted({one.__module__ for one in found.values()})
    head = ("Event", "Stream of", "Fact", "Fields", "What follows")
    sections = [
        f"## {room.split('.')[1]}\n\n"
        + table(head, (event_row(kind, one) for kind, one in found.items() if one.__module__ == room))
        for room in rooms
    ]
    return "\n\n".join(sections)


def lifecycles_page() -> str:
    """Every lifecycle, drawn from its table."""
    drawn = []
    for room in ROOMS:
        found = vars(importlib.import_module(f"savoir.{room}.states")).values()
        for one in (value for value in found if isinstance(value, Lifecycle)):
            drawn.append(
                f"## {one.name.replace('_', ' ')} ({room})\n\n{first_sentence(one.states)}\n\n"
                f"```mermaid\n{one.mermaid()}```"
            )
    return "\n\n".join(drawn)


def permissions_page() -> str:
    """Who may do what."""
    holders: list[tuple[str, frozenset[Permission]]] = [
        *((role.value, granted) for role, granted in ROLE_PERMISSIONS.items()),
        ("a key may have", KEY_PERMISSIONS),
        ("customer", CUSTOMER_PERMISSIONS),
        ("customer, verified", frozenset(CUSTOMER_VERIFIED_PERMISSIONS)),
        ("visitor of the demo", frozenset(VISITOR_PERMISSIONS)),
    ]
    rows = (
        (f"`{permission.value}`", *("yes" if permission in granted else "" for _, granted in holders))
        for permission in Permission
    )
    return table(("Permission", *(name for name, _ in holders)), rows)


SAMPLES = {
    "Money": {"minor": 5900, "currency": "EUR"}, "date": "2026-12-03", "datetime": "2026-11-24T17:00:00Z",
    "int": 1, "bool": True, "Code": "code", "Reference": "RET-4M8PX2",
}  # fmt: skip
NAMED = {"case": "SAV-7K2QX4", "refund": "REM-22K7QX", "return": "RET-4M8PX2", "payment": "FR-90412"}


def sample_of(one: Published) -> dict[str, Any]:
    """An example of a public event, from the types of its fields."""
    label = SUBJECTS[one.event.subject_kind]
    data: dict[str, Any] = {label: NAMED[one.event.subject_kind], "brand": "lenoir"}
    hints = get_type_hints(one.event)
    for name, source in one.fields.items():
        data[name] = NAMED[source.kind] if isinstance(source, Reference) else _sample(hints[source])
    return {"type": one.type, "timestamp": "2026-11-23T11:00:00Z", "data": data}


def _sample(hint: Any) -> Any:
    plain = next((arg for arg in get_args(hint) if arg is not type(None)), hint)
    if isinstance(plain, type) and issubclass(plain, Enum):
        return next(iter(plain)).value
    return SAMPLES[plain.__name__]


def public_events_page() -> str:
    """Every public event with an example."""
    sections = [
        f"## {one.type}\n\n{one.text}\n\n```json\n{json.dumps(sample_of(one), indent=2)}\n```"
        for one in published()
    ]
    return "\n\n".join(sections)


def doors_page() -> str:
    """Who gets in where."""
    head = ("Address", "Reads", "Writes", "Refused by name (403)", "Does not exist for (404)")
    sections = ((title, list(doors_rows(door))) for door, title in TITLES.items())
    told = [f"## {title}\n\n{table(head, rows)}" for title, rows in sections if rows]
    shown = table(("Operation", "Marked columns it shows; the others marked never appear"), fields_rows())
    fields = f"## What the API shows\n\nA key sees them of its brand only.\n\n{shown}"
    return "\n\n".join([*told, f"## API\n\n```\n{programs_table()}```", fields])


PAGES = {
    "commands": commands_page, "settings": settings_page, "events": events_page,
    "lifecycles": lifecycles_page, "permissions": permissions_page, "public-events": public_events_page,
    "doors": doors_page, "operations": lambda: operations_page(ROOT),
    "starters": lambda: starters_page.page(table),
    "law": lambda: law_page.page(table), "wiring": lambda: wiring_page.wiring(table),
    "facts": lambda: wiring_page.facts(table), "decision-points": lambda: wiring_page.points(table),
}  # fmt: skip


FILES: dict[str, Callable[[], str]] = {
    "openapi.json": openapi_text,  # as the instance serves it (Apache-2.0)
    "policy-document.schema.json": lambda: json.dumps(policy_schema(), ensure_ascii=False, indent=1) + "\n",
}


def write_files(is_check: bool) -> list[str]:
    """The files that programs read; the names of those that were not current."""
    stale = []
    for name, made in FILES.items():
        path, text = OUT / name, made()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not is_check:
                path.write_text(text, encoding="utf-8")
    return stale


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check name those that are not current."""
    stale = []
    for name, page in PAGES.items():
        path, text = OUT / f"{name}.md", f"{MADE}\n{INTRO[name]}\n{page().rstrip()}\n"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    stale += write_files("--check" in arguments)
    if stale:
        sys.stdout.write(f"{'stale' if '--check' in arguments else 'written'}: {', '.join(stale)}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
