"""`savoir install`: from a clone to a running, backed up server. Run again, it changes nothing.

With `root` another than `/` only files are written, below it: to look at first, or for an image.
"""

import pwd
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from savoir.config.launcher import mail_address, offsite, targets
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.placing import Installed, place, read_settings, with_answers, write_whole
from savoir.config.launcher.targets import HOME, USER
from savoir.config.launcher.units import UNITS, in_service

SETTINGS: Final = "etc/savoir/savoir.env"
KEY: Final = "etc/savoir/backup.key"
SITE: Final = "etc/nginx/sites-available/savoir"
FIRST_SITE: Final = "etc/nginx/sites-available/savoir-first"
ENABLED: Final = "etc/nginx/sites-enabled/savoir"
COMMAND: Final = "usr/local/bin/savoir"
PROOFS: Final = "/var/www/letsencrypt"
_CERTIFICATES: Final = "etc/letsencrypt"
_NAME_IN_SAMPLES: Final = "sav.example.com"
_CLONE_IN_SAMPLES: Final = "/opt/savoir"
Run = Callable[[Sequence[str]], None]


@dataclass(frozen=True)
class Answers:
    """What the operator says. `database_url` "": the embedded PostgreSQL; `acme_server` "": Let's Encrypt."""

    domain: str
    smtp_url: str
    mail_domain: str
    backup_target: str
    certificate_email: str = ""
    acme_server: str = ""
    dkim_selector: str = ""
    spf_include: str = ""
    database_url: str = ""
    database_owner_url: str = ""
    database_backup_url: str = ""


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
    targets.check(answers.backup_target)
    if answers.acme_server and not answers.acme_server.startswith("https://"):
        raise LauncherFault("acme-server: the https address of your certificate authority's ACME directory.")
    if answers.database_url and not (answers.database_owner_url and answers.database_backup_url):
        raise LauncherFault("database-url: your own server needs the owner's and the backup role's URL too.")
    if any("\n" in value or "'" in value for value in vars(answers).values()):
        raise LauncherFault("An answer holds a line break or a quote.")


def install(
    answers: Answers, *, clone: Path, root: Path, run: Run | None = None, done: Installed | None = None
) -> Installed:
    """Write settings, key, units and site; with `run`, also do what needs the running system.

    Raises LauncherFault; what was written by then stays and stands in `done`, and the next run goes on.
    """
    check(answers)
    done = Installed() if done is None else done
    if run is not None:
        _prepare(answers, root, run)
    for file in (f"{HOME}/x", SETTINGS, f"{UNITS}/x", SITE, ENABLED, COMMAND):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
    _write_settings(answers, root, done)
    _make_key(root, done)
    _write_units(answers, clone, root, done)
    for name, sample in ((SITE, "savoir.conf"), (FIRST_SITE, "savoir-first.conf")):
        words = (clone / "deploy" / "nginx" / sample).read_text(encoding="utf-8")
        place(root, name, words.replace(_NAME_IN_SAMPLES, answers.domain), done)
    words = (clone / "deploy" / "bin" / "savoir").read_text(encoding="utf-8")
    place(root, COMMAND, words.replace(_CLONE_IN_SAMPLES, str(clone)), done, mode=0o755)
    _finish(_steps(answers, clone, root), root, run, done)
    return done


_ADD_USER: Final = (
    "useradd", "--system", "--user-group", "--home-dir", f"/{HOME}", "--shell", "/usr/sbin/nologin", USER,
)  # fmt: skip


def _prepare(answers: Answers, root: Path, run: Run) -> None:
    """The user of the services, who can write where backups go. Raises LauncherFault before any setting."""
    if not _user_exists():
        run(_ADD_USER)
    targets.reach(answers.backup_target, root, run)


def _finish(steps: Sequence[Sequence[str]], root: Path, run: Run | None, done: Installed) -> None:
    """What needs the running system: done in order, or listed for whoever does it."""
    if run is None:
        done.left += [shlex.join(step) for step in steps]
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
    """Answers given anew replace the old ones; the secret key, other lines and comments stay."""
    path = root / SETTINGS
    content = path.read_text(encoding="utf-8") if path.exists() else ""
    wanted = with_answers(content, _settings(answers, read_settings(content)))
    if content == wanted:
        done.kept.append(f"/{SETTINGS}")
        return
    write_whole(path, wanted, mode=0o600)
    done.written.append(f"/{SETTINGS}")


def _settings(answers: Answers, present: dict[str, str]) -> dict[str, str]:
    """What the answers say, beside what stands there: further names of the site stay, secrets stay."""
    hosts = present.get("SAVOIR_HOSTS", answers.domain)
    if answers.domain not in (host.strip() for host in hosts.split(",")):
        hosts = f"{answers.domain},{hosts}"
    once = {
        "SAVOIR_HOME": f"/{HOME}", "SAVOIR_BACKUP_KEY_FILE": f"/{KEY}",
        "SAVOIR_SECRET_KEY": secrets.token_urlsafe(48),
    }  # fmt: skip
    given = {
        "SAVOIR_MODE": "production", "SAVOIR_BASE_URL": f"https://{answers.domain}",
        "SAVOIR_HOSTS": hosts, "SAVOIR_SMTP_URL": answers.smtp_url,
        "SAVOIR_MAIL_DOMAIN": answers.mail_domain, "SAVOIR_DKIM_SELECTOR": answers.dkim_selector,
        "SAVOIR_SPF_INCLUDE": answers.spf_include, "SAVOIR_BACKUP_TARGET": answers.backup_target,
        "DATABASE_URL": answers.database_url, "DATABASE_OWNER_URL": answers.database_owner_url,
        "DATABASE_BACKUP_URL": answers.database_backup_url,
    }  # fmt: skip
    told = {name: present.get(name, value) for name, value in once.items()}
    return told | {name: value for name, value in given.items() if value}


def host_of(settings: Path, otherwise: str) -> str:
    """The site's name, from the settings file when there is one, else from the address given."""
    content = settings.read_text(encoding="utf-8") if settings.exists() else ""
    return urlsplit(read_settings(content).get("SAVOIR_BASE_URL", otherwise)).netloc


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
        if sample.name == "savoir-backup.service" and answers.backup_target.startswith("/"):
            folder = answers.backup_target.replace("%", "%%")
            content += f'ReadWritePaths="-{folder}"\n'
        place(root, f"{UNITS}/{sample.name}", content, done)


def _steps(answers: Answers, clone: Path, root: Path) -> list[list[str]]:
    """What the running system does, in this order; each of them may be done twice."""
    savoir, name = [str(clone / "bin" / "savoir-as-service")], in_service(root)
    embedded = [] if answers.database_url else [["systemctl", "enable", "--now", "savoir-postgres"]]
    return [
        *_former_units(root), ["systemctl", "daemon-reload"], *embedded,
        [*savoir, "db", "migrate"], [*savoir, "manage", "collectstatic", "--no-input"],
        *_certificate_steps(answers, root),
        ["systemctl", "enable", "--now", f"savoir-web@{name}", f"savoir-worker@{name}",
         "savoir-backup.timer", "savoir-doctor.timer"],
        ["systemctl", "start", "savoir-backup"], ["systemctl", "start", "savoir-doctor"],
    ]  # fmt: skip


def _former_units(root: Path) -> list[list[str]]:
    """Units of one instance, as they were before an update handed over: ended and gone."""
    names = [name for name in ("savoir-web", "savoir-worker") if (root / UNITS / f"{name}.service").exists()]
    files = [f"/{UNITS}/{name}.service" for name in names]
    return [["systemctl", "disable", "--now", *names], ["rm", *files]] if names else []


def _certificate_steps(answers: Answers, root: Path) -> list[list[str]]:
    """A certificate by way of nginx, which never stops: at first by a site that only proves the name.

    Renewals then go the same way (certbot keeps folder and hook). An operator's site with a certificate of
    another kind is put into service as it is.
    """
    is_there = (root / _CERTIFICATES / "live" / answers.domain / "fullchain.pem").exists()
    if f"/{_CERTIFICATES}/live/{answers.domain}/" not in (root / SITE).read_text(encoding="utf-8"):
        return _site_steps(root, "savoir")
    mail = (
        ["-m", answers.certificate_email]
        if answers.certificate_email
        else ["--register-unsafely-without-email"]
    )
    authority = ["--server", answers.acme_server] if answers.acme_server else []
    renewal = root / _CERTIFICATES / "renewal" / f"{answers.domain}.conf"
    stops_nginx = renewal.exists() and "= standalone" in renewal.read_text(encoding="utf-8")
    return [
        *_site_steps(root, "savoir" if is_there else "savoir-first"), ["install", "-d", PROOFS],
        ["certbot", "certonly", "--webroot", "-w", PROOFS, "--deploy-hook", "systemctl reload nginx",
         "--force-renewal" if stops_nginx else "--keep-until-expiring", "--non-interactive", "--agree-tos",
         *authority, *mail, "-d", answers.domain],
        *_site_steps(root, "savoir"),
    ]  # fmt: skip


def _site_steps(root: Path, name: str) -> list[list[str]]:
    """Let nginx serve a site of ours, unless the operator put a file of their own into its place."""
    is_own_file = (root / ENABLED).exists() and not (root / ENABLED).is_symlink()
    link = [] if is_own_file else [["ln", "-sfn", f"../sites-available/{name}", f"/{ENABLED}"]]
    return [*link, ["systemctl", "reload-or-restart", "nginx"]]


_CERTBOT_FAILED: Final = (
    " The site's name must lead to this machine, and port 80 be open to the world. Debian 12's certbot may"
    " say no more than AttributeError: the reason then stands in /var/log/letsencrypt/letsencrypt.log"
)


def run_step(step: Sequence[str]) -> None:
    """Do one step and show what it says. LauncherFault with its words when it fails."""
    print(f"$ {shlex.join(step)}", flush=True)
    try:
        done = subprocess.run(step, check=False)
    except OSError as fault:
        raise LauncherFault(
            f"{step[0]} can't be run: {fault.strerror}. Install it, then run this again."
        ) from fault
    if done.returncode != 0:
        hint = _CERTBOT_FAILED if step[0] == "certbot" else ""
        raise LauncherFault(f"'{shlex.join(step)}' failed: see above, then run this again.{hint}")
