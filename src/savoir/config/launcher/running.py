"""`savoir up` and `savoir demo`: database, migrations, static files, then web and worker in one place."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from savoir.config.launcher import delegate, gathered, keeper, mail_address, ports, reaching, secret
from savoir.config.launcher.account import current_account
from savoir.config.launcher.bootstrap import DATABASE
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.places import Places
from savoir.config.launcher.supervisor import Part, Supervisor
from savoir.config.launcher.wishes import Wishes

READY_SECONDS = 60.0
DEMO_SLUG = "maison-lenoir"
BOOKS = "psp.sqlite"
WELCOME = "welcome.txt"
DEFAULT_WEB_WORKERS = "2"
NO_KEY = "SAVOIR_SECRET_KEY is missing. Make one: openssl rand -base64 48"


def is_embedded(environment: Wishes) -> bool:
    """True when no DATABASE_URL points elsewhere."""
    return not environment.database_url


@contextmanager
def database(environment: Wishes) -> Iterator[None]:
    """The embedded database, running inside the block; if started here, stopped after it, even by kill -9."""
    if not is_embedded(environment):
        reaching.knock(environment)
        yield
        return
    cluster = Cluster(environment.home)
    was_running = cluster.is_running()
    cluster.start()
    guardian = None if was_running else keeper.keep(environment.home)
    try:
        yield
    finally:
        if guardian is not None:
            guardian.close()


@contextmanager
def sole(environment: Wishes) -> Iterator[None]:
    """Only one `up` or `demo` per home; LauncherFault names the other one."""
    environment.home.mkdir(mode=0o755, parents=True, exist_ok=True)
    path = environment.home / "up.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.read(descriptor, 32).decode().strip() or "unknown"
            raise LauncherFault(
                f"Savoir already runs from {environment.home} (pid {other}). "
                f"Stop it with 'kill {other}', or set SAVOIR_HOME for a second one."
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def ensure_key(environment: Wishes) -> None:
    """Give the home a signing key of its own, unless the operator gave one. LauncherFault in production."""
    if environment.secret_key:
        return
    if environment.is_production:
        raise LauncherFault(NO_KEY)
    home = environment.home
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    secret.ensure_key(Places(home).key, current_account(home))


MIGRATE = ("owner", ["migrate", "--no-input", "--verbosity", "0"])
COLLECT = ("app", ["collectstatic", "--no-input", "--verbosity", "0"])


def migrate() -> None:
    """Bring the schema up to date, as the role that owns it."""
    delegate.run_quietly(MIGRATE)


def refuse_bent_settings(environment: Wishes) -> None:
    """ValueError in one sentence for what would otherwise fail at the first mail, days later."""
    if environment.smtp_url:
        mail_address.read(environment.smtp_url)


def prepare(environment: Wishes) -> None:
    """Migrate, and meanwhile gather style sheets, scripts and fonts, unless those in the home are current."""
    if gathered.is_current(environment.home):
        delegate.run_quietly(MIGRATE)
        return
    delegate.run_quietly(MIGRATE, COLLECT)
    gathered.mark(environment.home)


def reset(environment: Wishes) -> None:
    """Throw the demo's data away: database and files. LauncherFault where real data may be."""
    if environment.is_production or not is_embedded(environment):
        raise LauncherFault("'--reset' only throws away the demo's embedded database, not this one.")
    cluster = Cluster(environment.home)
    if _holds_others(cluster):
        raise LauncherFault(
            "This database holds more than the demo shop, so nothing was thrown away. "
            "Choose another home for the demo: SAVOIR_HOME=~/savoir-demo savoir demo"
        )
    cluster.drop_database(DATABASE)
    cluster.prepare_database(DATABASE)
    for name in ("media", "mailbox"):
        shutil.rmtree(environment.home / name, ignore_errors=True)
    for path in (environment.home / "demo.json", *environment.home.glob(f"{BOOKS}*")):
        path.unlink(missing_ok=True)


def _holds_others(cluster: Cluster) -> bool:
    """True when somebody else than the demo shop lives in the database."""
    if not cluster.run_sql(DATABASE, "SELECT to_regclass('organizations_organization')").strip():
        return False
    others = f"SELECT count(*) FROM organizations_organization WHERE slug <> '{DEMO_SLUG}'"  # noqa: S608 - a word of ours
    return cluster.run_sql(DATABASE, others).strip() != "0"


def open_shell(cluster: Cluster, role: str) -> int:
    """psql in this terminal as `owner`, `app` or `backup`; its exit status."""
    variables = cluster.connections().libpq(f"savoir_{role}", DATABASE)
    terminal = {name: os.environ[name] for name in ("TERM", "HOME", "PAGER") if name in os.environ}
    psql = cluster.programs().program("psql")
    return subprocess.run([psql], env=variables | terminal, check=False).returncode


def run_up(environment: Wishes, *, port: int | None, host: str = ports.HOST) -> int:
    """Serve until Ctrl-C."""
    refuse_bent_settings(environment)
    wanted = ports.chosen_port(port if port is not None else ports.DEFAULT_PORT)
    if environment.is_production and not environment.secret_key:
        raise LauncherFault(NO_KEY)
    with sole(environment), database(environment):
        ensure_key(environment)
        prepare(environment)
        return _serve(environment, wanted, host)


def run_demo(environment: Wishes, *, port: int | None, wants_reset: bool) -> int:
    """The demo shop, built on first use, served until Ctrl-C."""
    refuse_bent_settings(environment)
    wanted = ports.chosen_port(port)
    provider_port = ports.any_free_port()
    with sole(environment):
        _say("1/3  PostgreSQL starts.")
        with database(environment):
            if wants_reset:
                reset(environment)
            ensure_key(environment)
            _say("2/3  Tables, styles and scripts are made ready.")
            prepare(environment)
            _say("3/3  The demo shop.")
            _build_demo(f"http://{ports.HOST}:{provider_port}", base_url_of(wanted))
            return _serve(environment, wanted, ports.HOST, provider_port=provider_port)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _build_demo(provider_url: str, base_url: str) -> None:
    """In a child: the supervisor itself keeps no database connection and no thread."""
    if not delegate.has_command("demo"):
        raise LauncherFault("This installation has no demo shop. Start without it: savoir up")
    if _delegate("demo", "--provider", provider_url, "--address", base_url) != 0:
        raise LauncherFault("The demo shop could not be built; see above. Anew: bin/savoir demo --reset")


def base_url_of(port: int) -> str:
    """The address people type."""
    return os.environ.get("SAVOIR_BASE_URL", f"http://localhost:{port}")


def _delegate(*arguments: str) -> int:
    command = [sys.executable, "-m", "savoir.config.launcher.delegate", *arguments]
    return subprocess.run(command, check=False).returncode


def _serve(environment: Wishes, port: int, host: str, *, provider_port: int | None = None) -> int:
    """Until a signal; with a payment provider of ours beside it when it is the demo."""
    base_url = base_url_of(port)

    def welcome() -> None:
        if provider_port is not None:
            print((environment.home / WELCOME).read_text(encoding="utf-8"), flush=True)
        print(f"Savoir is up: {base_url}   (Ctrl-C stops it, data stay in {environment.home})", flush=True)

    running = parts(environment, port, host, base_url)
    if provider_port is not None:
        running.append(provider_part(environment, provider_port))
    supervisor = Supervisor(running)
    code = supervisor.run(lambda: ports.answers(port), welcome, READY_SECONDS)
    print("Savoir has stopped.", flush=True)
    return code


def threads_of(pool_size: int, processors: int) -> int:
    """Threads of one web process: one connection each, and never so many that granian calls it high."""
    return min(pool_size, 2 * processors + 1)


def parts(environment: Wishes, port: int, host: str, base_url: str) -> list[Part]:
    """Web and worker as the supervisor starts them."""
    shared = os.environ | {
        "DJANGO_SETTINGS_MODULE": delegate.SETTINGS,
        "SAVOIR_BASE_URL": base_url,
        "SAVOIR_DB_ROLE": "app",
        "PYTHONUNBUFFERED": "1",
    }
    workers = os.environ.get("SAVOIR_WEB_WORKERS", DEFAULT_WEB_WORKERS)
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", workers, "--respawn-failed-workers", "--workers-kill-timeout", "10"]
    web += ["--blocking-threads", str(threads_of(environment.pool_size, os.cpu_count() or 1))]
    web += ["--log-level", "warning", "--no-ws", "savoir.config.wsgi:application"]
    return [
        Part("web", web, shared),
        Part("worker", [sys.executable, "-m", "savoir.config.worker"], shared),
    ]


def provider_part(environment: Wishes, port: int) -> Part:
    """The payment provider of the demo; its books stay in the home."""
    books = str(environment.home / BOOKS)
    stub = [sys.executable, "-m", "savoir.connectors.payments.psp_stub", "--port", str(port)]
    return Part("provider", [*stub, "--state", books], os.environ)
