"""`savoir install`: from a clone to a running, backed up server. Run again, it changes nothing.

With `root` another than `/` only files are written, below it: to look at first, or for an image.
"""

import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from savoir.config.launcher import mail_address, offsite
from savoir.config.launcher.faults import LauncherFault

USER: Final = "savoir"
HOME: Final = "var/lib/savoir"
SETTINGS: Final = "etc/savoir/savoir.env"
KEY: Final = "etc/savoir/backup.key"
UNITS: Final = "etc/systemd/system"
SITE: Final = "etc/nginx/sites-available/savoir"
ENABLED: Final = "etc/nginx/sites-enabled/savoir"
_NAME_IN_SAMPLES: Final = "sav.example.com"
_CLONE_IN_SAMPLES: Final = "/opt/savoir"
Run = Callable[[Sequence[str]], None]


@dataclass(frozen=True)
class Answers:
    """What the operator says. `database_url` "" is the embedded PostgreSQL."""

    domain: str
    smtp_url: str
    mail_domain: str
    backup_target: str
    certificate_email: str = ""
    dkim_selector: str = ""
    spf_include: str = ""
    database_url: str = ""
    database_owner_url: str = ""
    database_backup_url: str = ""


@dataclass
class Installed:
    """What was written, what was kept as it was, what is left to do by hand, and the key to write down."""

    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    key: str = ""


def check(answers: Answers) -> None:
    """Refuse what can't be right before anything is written: LauncherFault names the answer."""
    labels = answers.domain.split(".")
    if len(labels) < 2 or not all(part.replace("-", "").isalnum() for part in labels):
        raise LauncherFault(f"domain: {answers.domain!r} is not a name such as sav.example.com.")
    if "." not in answers.mail_domain or "@" in answers.mail_domain:
        raise LauncherFault("mail-domain: what stands behind the @ of your sender's address.")
    try:
        mail_address.read(answers.smtp_url)
    except ValueError as bent:
        raise LauncherFault(f"smtp-url: {bent}") from None
    if not answers.backup_target.startswith(("/", "rsync:", "command:")):
        raise LauncherFault("backup-target: /mounted/folder, rsync:user@host:/folder or command:...")
    if answers.database_url and not (answers.database_owner_url and answers.database_backup_url):
        raise LauncherFault("database-url: your own server needs the owner's and the backup role's URL too.")
    if any("\n" in value or "'" in value for value in vars(answers).values()):
        raise LauncherFault("An answer holds a line break or a quote.")


def install(answers: Answers, *, clone: Path, root: Path, run: Run | None = None) -> Installed:
    """Write settings, key, units and site; with `run`, also do what needs the running system.

    Raises LauncherFault; what was written by then stays, and the next run goes on.
    """
    check(answers)
    done = Installed()
    for folder in (HOME, "etc/savoir", UNITS, str(Path(SITE).parent), str(Path(ENABLED).parent)):
        (root / folder).mkdir(parents=True, exist_ok=True)
    if run is not None and not _user_exists():
        run(_ADD_USER)
    _write_settings(answers, root, done)
    _make_key(root, done)
    _write_units(answers, clone, root, done)
    _write_site(answers, clone, root, done)
    _finish(_steps(answers, clone), root, run, done)
    return done


_ADD_USER: Final = (
    "useradd", "--system", "--user-group", "--home-dir", f"/{HOME}", "--shell", "/usr/sbin/nologin", USER,
)  # fmt: skip


def _finish(steps: Sequence[Sequence[str]], root: Path, run: Run | None, done: Installed) -> None:
    """What needs the running system: done in order, or listed for whoever does it."""
    if run is None:
        done.left += [" ".join(step) for step in steps]
        return
    for name in (KEY, HOME):
        shutil.chown(root / name, USER, USER)
    for step in steps:
        run(step)


def _user_exists() -> bool:
    try:
        pwd.getpwnam(USER)
    except KeyError:
        return False
    return True


def _write_settings(answers: Answers, root: Path, done: Installed) -> None:
    """The settings file: answers given anew replace the old ones; the secret key and lines of others stay."""
    path = root / SETTINGS
    kept = _read_settings(path)
    certificate = f"/etc/letsencrypt/live/{answers.domain}/fullchain.pem"
    given = {
        "SAVOIR_MODE": "production", "SAVOIR_HOME": f"/{HOME}", "SAVOIR_BASE_URL": f"https://{answers.domain}",
        "SAVOIR_HOSTS": answers.domain, "SAVOIR_SMTP_URL": answers.smtp_url,
        "SAVOIR_MAIL_DOMAIN": answers.mail_domain, "SAVOIR_DKIM_SELECTOR": answers.dkim_selector,
        "SAVOIR_SPF_INCLUDE": answers.spf_include, "SAVOIR_TLS_CERT": certificate,
        "SAVOIR_BACKUP_TARGET": answers.backup_target, "SAVOIR_BACKUP_KEY_FILE": f"/{KEY}",
        "DATABASE_URL": answers.database_url, "DATABASE_OWNER_URL": answers.database_owner_url,
        "DATABASE_BACKUP_URL": answers.database_backup_url,
    }  # fmt: skip
    told = kept | {name: value for name, value in given.items() if value}
    told.setdefault("SAVOIR_SECRET_KEY", secrets.token_urlsafe(48))
    _write(path, "".join(f"{name}='{value}'\n" for name, value in told.items()), done, mode=0o600)


def _read_settings(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, value in pairs if value.strip().strip("'\"")}


def host_of(settings: Path, otherwise: str) -> str:
    """The site's name, from the settings file when there is one, else from the address given."""
    return urlsplit(_read_settings(settings).get("SAVOIR_BASE_URL", otherwise)).netloc


def _make_key(root: Path, done: Installed) -> None:
    path = root / KEY
    if path.exists():
        done.kept.append(f"/{KEY}")
        return
    done.key = offsite.make_key(path)
    done.written.append(f"/{KEY}")


def _write_units(answers: Answers, clone: Path, root: Path, done: Installed) -> None:
    for sample in sorted((clone / "deploy" / "systemd").iterdir()):
        if answers.database_url and sample.name == "savoir-postgres.service":
            continue
        content = sample.read_text(encoding="utf-8").replace(_CLONE_IN_SAMPLES, str(clone))
        _write(root / UNITS / sample.name, content, done, mode=0o644)


def _write_site(answers: Answers, clone: Path, root: Path, done: Installed) -> None:
    sample = (clone / "deploy" / "nginx" / "savoir.conf").read_text(encoding="utf-8")
    _write(root / SITE, sample.replace(_NAME_IN_SAMPLES, answers.domain), done, mode=0o644)
    enabled = root / ENABLED
    if not enabled.is_symlink():
        enabled.symlink_to(Path("..") / "sites-available" / "savoir")
        done.written.append(f"/{ENABLED}")


def _write(path: Path, content: str, done: Installed, *, mode: int) -> None:
    """Whole or not at all; a file that says the same already is kept."""
    name = f"/{path.relative_to(_root_of(path))}"
    if path.exists() and path.read_text(encoding="utf-8") == content:
        done.kept.append(name)
        return
    draft = path.with_name(f".{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    draft.chmod(mode)
    draft.rename(path)
    done.written.append(name)


def _root_of(path: Path) -> Path:
    """The prefix before `etc`, which every file we write lies below."""
    parts = path.parts
    return Path(*parts[: len(parts) - 1 - parts[::-1].index("etc")])


def _steps(answers: Answers, clone: Path) -> list[list[str]]:
    """What the running system does, in this order; each of them may be done twice."""
    savoir = [str(clone / "bin" / "savoir-as-service")]
    embedded = [] if answers.database_url else [["systemctl", "enable", "--now", "savoir-postgres"]]
    mail = (
        ["-m", answers.certificate_email]
        if answers.certificate_email
        else ["--register-unsafely-without-email"]
    )
    return [
        ["systemctl", "daemon-reload"], *embedded,
        [*savoir, "db", "migrate"], [*savoir, "manage", "collectstatic", "--no-input"],
        ["systemctl", "stop", "nginx"],
        ["certbot", "certonly", "--standalone", "--keep-until-expiring", "--non-interactive", "--agree-tos",
         *mail, "-d", answers.domain],
        ["systemctl", "start", "nginx"],
        ["systemctl", "enable", "--now", "savoir-web", "savoir-worker", "savoir-backup.timer",
         "savoir-doctor.timer"],
        ["systemctl", "start", "savoir-backup"], ["systemctl", "start", "savoir-doctor"],
    ]  # fmt: skip


def run_step(step: Sequence[str]) -> None:
    """Do one step and show what it says. LauncherFault with its words when it fails."""
    print(f"$ {' '.join(step)}", flush=True)
    try:
        done = subprocess.run(step, check=False)
    except OSError as fault:
        raise LauncherFault(
            f"{step[0]} can't be run: {fault.strerror}. Install it, then run this again."
        ) from fault
    if done.returncode != 0:
        raise LauncherFault(f"'{' '.join(step)}' failed: see above, then run this again.")
