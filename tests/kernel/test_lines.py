"""Lines to the database that a pool hands out: alive, and as a rule without a question to the server."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from savoir.config.launcher.bootstrap import SUPERUSER
from savoir.config.launcher.cluster import Cluster
from savoir.config.postgres import lines

Pool = ConnectionPool[psycopg.Connection[Any]]
END = "SELECT pg_terminate_backend(%s)"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines on which the server was asked."""
    found, real = list[int](), ConnectionPool.check_connection

    def ask(line: psycopg.Connection[Any]) -> None:
        found.append(line.pgconn.backend_pid)
        real(line)

    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(ask))
    return found


def pool_at(cluster: Cluster, check: Any) -> Pool:
    given = {"autocommit": True}
    return ConnectionPool(cluster.dsn(), kwargs=given, min_size=1, max_size=1, check=check, open=True)


@pytest.fixture
def pool(template: tuple[Cluster, str]) -> Iterator[Pool]:
    with pool_at(template[0], lines.check_line) as made:
        yield made


def pid_of(pool: Pool) -> int:
    with pool.connection() as line:
        line.execute("SELECT 1")
        return line.info.backend_pid


def end(cluster: Cluster, pid: int) -> None:
    with psycopg.connect(cluster.dsn(SUPERUSER, "postgres"), autocommit=True) as boss:
        boss.execute(END, [pid])
        while boss.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone():
            """The server tells the line before it forgets the process."""


def test_a_line_in_use_is_asked_once_and_then_believed(pool: Pool, asked: list[int]) -> None:
    pids = {pid_of(pool) for _ in range(20)}
    assert len(pids) == 1
    assert len(asked) == 1


def test_a_line_that_the_server_ended_is_never_handed_out(
    template: tuple[Cluster, str], pool: Pool, asked: list[int]
) -> None:
    former = pid_of(pool)
    end(template[0], former)
    assert pid_of(pool) != former
    assert asked.count(former) == 2


def test_without_a_check_it_is(template: tuple[Cluster, str]) -> None:
    with pool_at(template[0], None) as careless:
        end(template[0], pid_of(careless))
        with pytest.raises(psycopg.OperationalError):
            pid_of(careless)


def test_a_line_that_rested_is_asked_again(
    pool: Pool, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(lines, "monotonic", lambda: now[0])
    for rest in (lines.IDLE_SECONDS, lines.IDLE_SECONDS + 1, 1.0):
        pid_of(pool)
        now[0] += rest
    pid_of(pool)
    assert len(asked) == 2
