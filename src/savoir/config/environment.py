"""Every setting the operator can give, typed, in one place. Reading it needs neither database nor network."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MOST_ALERT_DAYS = 30
DATABASE_ROLES = ("owner", "app", "backup")


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where one role finds the database; `host` may be a socket folder. `options`: whatever else libpq takes
    of an address (`sslmode`, `sslrootcert`, `connect_timeout`): how a line is trusted is the operator's word.
    """

    name: str
    user: str
    password: str = field(repr=False)
    host: str
    port: str
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, url: str) -> "DatabaseAddress":
        """Read `postgresql://user:password@host:port/name?sslmode=verify-full` as libpq does.

        Raises ValueError, which never repeats the address: a password stands in it.
        """
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict

        try:
            given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        except ProgrammingError:
            raise ValueError(_NO_ADDRESS) from None
        own = {"dbname", "user", "password", "host", "port"}
        return cls(
            name=given.get("dbname", ""), user=given.get("user", ""), password=given.get("password", ""),
            host=given.get("host", ""), port=given.get("port", "5432"),
            options=tuple((name, value) for name, value in given.items() if name not in own),
        )  # fmt: skip

    def conninfo(self) -> str:
        """As `psycopg.connect` takes it, the password in it."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(
            dbname=self.name, user=self.user, password=self.password, host=self.host, port=self.port,
            **dict(self.options),
        )  # fmt: skip


_NO_ADDRESS = (
    "DATABASE_URL (or that of the owner or backup role) is no address of a PostgreSQL database. One is "
    "postgresql://savoir_app:PASSWORD@db.example.com/savoir?sslmode=verify-full, a password with @, / or % "
    "percent-encoded."
)


def _failpoint(name: str, mode: str) -> str:
    if name and mode == "production":
        raise ValueError("SAVOIR_FAILPOINT kills the program on purpose: never in production")
    return name


def _default_home() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/savoir")
    data_home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data_home) / "savoir"


def _reads_loopback(env: Mapping[str, str], mode: str) -> bool:
    """Whether outgoing webhooks may go to plain http on this machine. Raises ValueError in production."""
    wanted = env.get("SAVOIR_WEBHOOKS_TO_LOOPBACK", "") == "1"
    if wanted and mode == "production":
        raise ValueError("SAVOIR_WEBHOOKS_TO_LOOPBACK is for the demo and for tests, never production")
    return wanted


def _alert_days(text: str) -> int:
    """Whole days from 0 to 30. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_ALERT_DAYS):
        raise ValueError(f"SAVOIR_LEGAL_ALERT_DAYS must be 0 to {MOST_ALERT_DAYS}, not {text!r}")
    return int(text)


@dataclass(frozen=True, slots=True)
class Environment:
    """What the operator decides, with the defaults of a machine that runs the demo."""

    mode: str = "demo"
    home: Path = field(default_factory=_default_home)
    database_url: str = ""
    database_owner_url: str = ""
    database_backup_url: str = ""
    database_role: str = "app"
    secret_key: str = ""
    former_keys: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    base_url: str = "http://localhost:8000"
    source_url: str = "https://github.com/savoir-sav/savoir"
    smtp_url: str = ""
    pool_size: int = 8
    api_rate: int = 3000
    legal_alert_days: int = 3
    failpoint: str = ""
    webhooks_to_loopback: bool = False

    @property
    def is_production(self) -> bool:
        """True when real customers are served: https only, secrets from the operator."""
        return self.mode == "production"

    @property
    def is_demo(self) -> bool:
        """True on a machine that shows Savoir: an invented organization may then be played by anybody."""
        return self.mode == "demo"

    @classmethod
    def read(cls, given: Mapping[str, str] | None = None) -> "Environment":
        """Read `SAVOIR_*` and `DATABASE_URL`. Raises ValueError naming the variable that is wrong."""
        env = os.environ if given is None else given
        role = env.get("SAVOIR_DB_ROLE", "app")
        if role not in DATABASE_ROLES:
            raise ValueError(f"SAVOIR_DB_ROLE must be one of {', '.join(DATABASE_ROLES)}, not {role!r}")
        mode = env.get("SAVOIR_MODE", "demo")
        if mode not in ("demo", "test", "production"):
            raise ValueError(f"SAVOIR_MODE must be demo, test or production, not {mode!r}")
        hosts = env.get("SAVOIR_HOSTS", "")
        return cls(
            mode=mode,
            home=Path(env["SAVOIR_HOME"]) if env.get("SAVOIR_HOME") else _default_home(),
            database_url=env.get("DATABASE_URL", ""),
            database_owner_url=env.get("DATABASE_OWNER_URL", ""),
            database_backup_url=env.get("DATABASE_BACKUP_URL", ""),
            database_role=role,
            secret_key=env.get("SAVOIR_SECRET_KEY", ""),
            former_keys=tuple(key for key in env.get("SAVOIR_SECRET_KEY_FALLBACKS", "").split(",") if key),
            allowed_hosts=tuple(h.strip() for h in hosts.split(",") if h.strip())
            or cls.allowed_hosts_default(),
            base_url=env.get("SAVOIR_BASE_URL", "http://localhost:8000").rstrip("/"),
            source_url=env.get("SAVOIR_SOURCE_URL", "https://github.com/savoir-sav/savoir"),
            smtp_url=env.get("SAVOIR_SMTP_URL", ""),
            pool_size=int(env.get("SAVOIR_DB_POOL", "8")),
            api_rate=int(env.get("SAVOIR_API_RATE", "3000")),
            legal_alert_days=_alert_days(env.get("SAVOIR_LEGAL_ALERT_DAYS", "3")),
            failpoint=_failpoint(env.get("SAVOIR_FAILPOINT", ""), mode),
            webhooks_to_loopback=_reads_loopback(env, mode),
        )

    @staticmethod
    def allowed_hosts_default() -> tuple[str, ...]:
        """The names a machine that only serves itself answers to."""
        return ("localhost", "127.0.0.1", "[::1]")

    def database(self) -> DatabaseAddress:
        """The address for the chosen role: the operator's URL, or the embedded cluster's own file."""
        given = {
            "app": self.database_url,
            "owner": self.database_owner_url or self.database_url,
            "backup": self.database_backup_url or self.database_url,
        }[self.database_role]
        if given:
            return DatabaseAddress.parse(given)
        from savoir.config.launcher.cluster import Cluster

        return DatabaseAddress.parse(Cluster(self.home).dsn(role=f"savoir_{self.database_role}"))
