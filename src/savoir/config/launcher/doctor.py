"""`savoir doctor`: looks at everything Savoir needs and says in plain words what to do."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from savoir.config.launcher.certificates import certificate_finding
from savoir.config.launcher.database_checks import database_findings
from savoir.config.launcher.findings import Finding, Health, broken, fine
from savoir.config.launcher.machine_checks import machine_findings
from savoir.config.launcher.mail_checks import domain_finding, mail_findings
from savoir.config.launcher.offsite import backup_finding, utc_now
from savoir.config.launcher.update import NOTE
from savoir.config.launcher.wishes import Wishes
from savoir.kernel.ports import MachineFinding
from savoir.kernel.values.saying import Part, parts_of, say, together

LOOK: Final = "doctor.json"

MARKS = {Health.OK: "ok     ", Health.WARNING: "look   ", Health.BROKEN: "BROKEN "}


def examine(environment: Wishes, port: int) -> list[Finding]:
    """All findings, machine first; of a server also its name, certificate, mail, backup and last update."""
    findings = [*machine_findings(environment, port), *database_findings(environment)]
    if not environment.is_production:
        return findings
    now, site = utc_now(), os.environ.get("SAVOIR_BASE_URL", "")
    return [
        *findings, domain_finding(site), certificate_finding(site), *mail_findings(environment),
        backup_finding(environment.home, now=now), update_finding(environment.home),
    ]  # fmt: skip


def update_finding(home: Path) -> Finding:
    """When the program was last changed, and whether it went back."""
    try:
        kept = json.loads((home / NOTE).read_text(encoding="utf-8"))
        release, day = str(kept["release"]), str(kept["at"])[:10]
        went_back, answers = bool(kept["went_back"]), bool(kept.get("answers", True))
    except (OSError, ValueError, KeyError):
        return fine(
            "update", say("Not updated since it was installed. When there is news: savoir update SOURCE")
        )
    if not answers:
        words = say(
            "After the update of {day} ({release}) neither it nor the former program answered.",
            day=day, release=release,
        )  # fmt: skip
        return broken("update", together(words, say("Read why: journalctl -u 'savoir-*'")))
    if went_back:
        words = say(
            "The update of {day} ({release}) did not answer: the former program runs.",
            day=day,
            release=release,
        )
        way_out = say("Read why: journalctl -u 'savoir-*', then update again.")
        return broken("update", together(words, way_out))
    return fine("update", say("Updated on {day} ({release}).", day=day, release=release))


def keep(findings: list[Finding], home: Path, *, now: datetime) -> None:
    """Write the findings down for the page of the console, whole or not at all."""
    rows = [[one.health.value, one.subject, one.sentence, _plain(one.sentence)] for one in findings]
    draft = home / f".{LOOK}.part"
    draft.write_text(json.dumps({"at": now.isoformat(), "findings": rows}), encoding="utf-8")
    draft.rename(home / LOOK)


def _plain(sentence: str) -> list[list[Any]]:
    return [[part.template, dict(part.facts), part.text] for part in parts_of(sentence)]


def last_look(home: Path) -> tuple[datetime | None, tuple[MachineFinding, ...]]:
    """When the doctor last looked, and what he said; (None, ()) when he never did."""
    try:
        kept = json.loads((home / LOOK).read_text(encoding="utf-8"))
        return datetime.fromisoformat(kept["at"]), tuple(map(_read, kept["findings"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None, ()


def _read(row: list[Any]) -> MachineFinding:
    """A look that an older program kept has no parts: the page shows its English sentence."""
    said = row[3] if len(row) > 3 else [["", {}, row[2]]]
    parts = tuple(
        Part(str(template), {name: str(fact) for name, fact in facts.items()}, str(text))
        for template, facts, text in said
    )
    return MachineFinding(str(row[0]), str(row[1]), str(row[2]), parts)


def report(findings: list[Finding]) -> int:
    """Print one line each; 1 when something is broken."""
    for finding in findings:
        print(f"{MARKS[finding.health]} {finding.subject:<12} {finding.sentence}")
    count = sum(finding.health is Health.BROKEN for finding in findings)
    print("Nothing is broken." if count == 0 else f"{count} broken: see above.")
    return 1 if count else 0
