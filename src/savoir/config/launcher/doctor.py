"""`savoir doctor`: looks at everything Savoir needs and says in plain words what to do."""

from savoir.config.launcher.database_checks import database_findings
from savoir.config.launcher.findings import Finding, Health
from savoir.config.launcher.machine_checks import machine_findings
from savoir.config.launcher.wishes import Wishes

MARKS = {Health.OK: "ok     ", Health.WARNING: "look   ", Health.BROKEN: "BROKEN "}


def examine(environment: Wishes, port: int) -> list[Finding]:
    """All findings, machine first."""
    return [*machine_findings(environment, port), *database_findings(environment)]


def report(findings: list[Finding]) -> int:
    """Print one line each; 1 when something is broken."""
    for finding in findings:
        print(f"{MARKS[finding.health]} {finding.subject:<12} {finding.sentence}")
    count = sum(finding.health is Health.BROKEN for finding in findings)
    print("Nothing is broken." if count == 0 else f"{count} broken: see above.")
    return 1 if count else 0
