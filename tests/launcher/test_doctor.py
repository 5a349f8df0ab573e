"""The doctor names what is broken and the way out, and keeps quiet about what is well."""

import dataclasses
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from savoir.config.environment import Environment
from savoir.config.launcher import database_checks, doctor, machine_checks, ports, units
from savoir.config.launcher.cluster import Cluster
from savoir.config.launcher.faults import LauncherFault
from savoir.config.launcher.findings import Finding, Health, broken, fine, warning


@pytest.fixture
def app(shared_cluster: Cluster) -> Iterator[psycopg.Connection]:
    with psycopg.connect(shared_cluster.dsn(), autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(shared_cluster: Cluster) -> Iterator[psycopg.Connection]:
    """The owner, in a transaction that is taken back."""
    with psycopg.connect(shared_cluster.dsn("savoir_owner")) as connection:
        yield connection
        connection.rollback()


def test_a_taken_port_is_named_with_another_one_to_choose() -> None:
    with socket.socket() as other:
        other.bind((ports.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        assert not ports.is_free(port)
        with pytest.raises(LauncherFault, match=f"--port {port + 1}"):
            ports.chosen_port(port)
    assert ports.chosen_port(port) == port
    assert machine_checks.port_finding(port).health is Health.OK


def test_without_a_wish_the_first_free_port_is_taken() -> None:
    free = ports.chosen_port(None)
    with socket.socket() as other:
        other.bind((ports.HOST, free))
        other.listen()
        assert ports.chosen_port(None) > free


def test_a_production_without_secret_or_mail_is_broken_a_demo_is_not() -> None:
    demo = Environment()
    production = dataclasses.replace(demo, mode="production")
    assert machine_checks.secret_finding(production).health is Health.BROKEN
    assert machine_checks.mail_finding(production).health is Health.BROKEN
    assert machine_checks.secret_finding(demo).health is Health.OK
    assert machine_checks.mail_finding(demo).health is Health.WARNING
    assert machine_checks.secret_finding(dataclasses.replace(production, secret_key="x")).health is Health.OK


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://mail.example.com", "begins with one of"),
        ("smtp://", "names a server"),
        ("smtp://mail.example.com:99999", "no number"),
        ("smtp+plain://user:secret@mail.example.com", "never travels in plain"),
    ],
)
def test_a_mail_address_that_can_t_work_is_broken_and_tells_no_password(url: str, words: str) -> None:
    found = machine_checks.mail_finding(dataclasses.replace(Environment(), smtp_url=url))
    assert found.health is Health.BROKEN
    assert words in found.sentence
    assert "secret" not in found.sentence


def test_a_mail_server_is_asked_whether_it_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"smtp+plain://127.0.0.1:{server.getsockname()[1]}"
        named = dataclasses.replace(Environment(), smtp_url=url)
        assert machine_checks.mail_finding(named).health is Health.OK
    assert machine_checks.mail_finding(named).health is Health.WARNING


def test_a_missing_font_is_named(folder: Path) -> None:
    assert machine_checks.font_finding(folder).health is Health.BROKEN
    (folder / "Inter-Regular.ttf").write_text("font")
    assert machine_checks.font_finding(folder).health is Health.BROKEN
    (folder / "inter-latin.woff2").write_text("font")
    assert machine_checks.font_finding(folder).health is Health.OK


def test_the_runtime_role_is_fit_and_a_superuser_is_not(
    app: psycopg.Connection, shared_cluster: Cluster
) -> None:
    assert database_checks.role_finding(app).health is Health.OK
    with psycopg.connect(shared_cluster.dsn("postgres")) as superuser:
        finding = database_checks.role_finding(superuser)
    assert finding.health is Health.BROKEN
    assert "superuser" in finding.sentence
    assert "exempt" in finding.sentence


def test_an_owner_of_tables_is_not_fit_for_serving(owner: psycopg.Connection) -> None:
    owner.execute("CREATE TABLE owned (id int)")
    assert "an owner of tables" in database_checks.role_finding(owner).sentence


def test_a_table_without_protection_is_named(owner: psycopg.Connection) -> None:
    owner.execute("CREATE TABLE bare (org_id bigint)")
    owner.execute("CREATE TABLE organizations_route (org_id bigint)")
    assert "bare" in database_checks.protection_finding(owner).sentence
    owner.execute("ALTER TABLE bare ENABLE ROW LEVEL SECURITY")
    owner.execute("ALTER TABLE bare FORCE ROW LEVEL SECURITY")
    assert "bare" in database_checks.protection_finding(owner).sentence
    assert "organizations_route" not in database_checks.protection_finding(owner).sentence
    owner.execute("CREATE POLICY own ON bare USING (org_id = 1)")
    assert database_checks.protection_finding(owner).health is Health.OK


def test_an_empty_database_asks_for_its_tables(app: psycopg.Connection) -> None:
    finding = database_checks.protection_finding(app)
    assert finding.health is Health.BROKEN
    assert "savoir db migrate" in finding.sentence


@pytest.mark.parametrize(("silence", "health"), [("5 seconds", Health.OK), ("5 minutes", Health.BROKEN)])
def test_a_silent_worker_is_noticed(owner: psycopg.Connection, silence: str, health: Health) -> None:
    assert database_checks.worker_finding(owner).health is Health.WARNING
    owner.execute("CREATE TABLE procrastinate_workers (id int, last_heartbeat timestamptz)")
    assert database_checks.worker_finding(owner).health is Health.WARNING
    owner.execute("INSERT INTO procrastinate_workers VALUES (1, now() - %s::interval)", (silence,))
    assert database_checks.worker_finding(owner).health is health


def test_a_server_on_which_nobody_serves_or_works_is_broken(owner: psycopg.Connection) -> None:
    worker = database_checks.worker_finding(owner, is_production=True)
    port = machine_checks.port_finding(ports.any_free_port(), is_production=True)
    assert (worker.health, port.health) == (Health.BROKEN, Health.BROKEN)
    assert "systemctl start savoir-worker@a" in worker.sentence
    assert "systemctl start savoir-web@a" in port.sentence


def test_a_busy_web_server_of_a_server_is_not_sent_to_another_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "answers", lambda port: False)
    with socket.socket() as busy:
        busy.bind((ports.HOST, 0))
        busy.listen()
        found = machine_checks.port_finding(busy.getsockname()[1], is_production=True)
    assert found.health is Health.WARNING
    assert "--port" not in found.sentence


def test_who_begins_is_waited_for_and_who_never_comes_is_not_waited_for_long() -> None:
    port = ports.any_free_port()
    assert not ports.wait_for(port, 0.0)
    with socket.socket() as late:
        late.bind((ports.HOST, port))
        late.listen()

        def answer() -> None:
            line, _ = late.accept()
            line.recv(100)
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            line.close()

        threading.Thread(target=answer, daemon=True).start()
        assert ports.wait_for(port, 10.0)


def test_after_an_update_the_instance_in_service_is_the_one_to_start(tmp_path: Path) -> None:
    wants = tmp_path / units.UNITS / "multi-user.target.wants"
    wants.mkdir(parents=True)
    (wants / "savoir-web@b.service").symlink_to("../savoir-web@.service")
    words = units.way_to_start("worker", is_production=True, root=tmp_path)
    assert "savoir-worker@b" in words


def test_clock_and_version_are_well_in_the_embedded_database(app: psycopg.Connection) -> None:
    for check in (database_checks.clock_finding, database_checks.version_finding):
        assert check(app).health is Health.OK


def test_the_doctor_says_under_whom_search_runs(owner: psycopg.Connection) -> None:
    assert database_checks.search_finding(owner).health is Health.BROKEN, "not migrated yet"
    owner.execute("CREATE FUNCTION orders_search() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1")
    bound = database_checks.search_finding(owner)
    assert bound.health is Health.WARNING
    assert "under row-level security" in bound.sentence
    assert "savoir_owner" in bound.sentence
    owner.execute("ALTER FUNCTION orders_search() OWNER TO savoir_search")
    free = database_checks.search_finding(owner)
    assert free.health is Health.OK
    assert "savoir_search" in free.sentence


def test_a_database_never_started_is_one_plain_sentence(folder: Path) -> None:
    environment = dataclasses.replace(Environment(), home=folder / "home", database_url="")
    findings = database_checks.database_findings(environment)
    assert [finding.health for finding in findings] == [Health.BROKEN]
    assert "savoir db start" in findings[0].sentence


def test_the_whole_examination_of_a_running_home(shared_cluster: Cluster) -> None:
    environment = dataclasses.replace(Environment(), home=shared_cluster.places.home, database_url="")
    subjects = {finding.subject for finding in doctor.examine(environment, port=8000)}
    assert subjects >= {
        "port",
        "disk",
        "font",
        "slips",
        "mail",
        "secret",
        "version",
        "role",
        "clock",
        "worker",
    }


def test_only_something_broken_ends_with_status_one(capsys: pytest.CaptureFixture[str]) -> None:
    well: list[Finding] = [fine("disk", "Enough."), warning("mail", "No server.")]
    assert doctor.report(well) == 0
    assert "Nothing is broken." in capsys.readouterr().out
    assert doctor.report([*well, broken("role", "A superuser.")]) == 1
    assert "1 broken" in capsys.readouterr().out
