"""The web port: which one is free, and whether Savoir answers on it."""

import socket
import time

from savoir.config.instances import HEADER
from savoir.config.launcher.faults import LauncherFault

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
TRIES = 20


def is_free(port: int) -> bool:
    """True when this machine can listen on `port`."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def chosen_port(wanted: int | None) -> int:
    """`wanted` when given and free; else the first free one from 8000 on. LauncherFault when taken."""
    if wanted is not None:
        if is_free(wanted):
            return wanted
        raise LauncherFault(f"Port {wanted} is taken by another program. Choose another: --port {wanted + 1}")
    for port in range(DEFAULT_PORT, DEFAULT_PORT + TRIES):
        if is_free(port):
            return port
    last = DEFAULT_PORT + TRIES - 1
    raise LauncherFault(f"Ports {DEFAULT_PORT} to {last} are all taken. Choose another: --port 9000")


def any_free_port() -> int:
    """A port that nobody uses now, for a program that only Savoir talks to."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def serves(port: int, host: str, path: str) -> bool:
    """True when a page comes (status 200), asked as the proxy in front asks: by its name, over https."""
    return served_by(port, host, path) is not None


def served_by(port: int, host: str, path: str) -> str | None:
    """Which instance gave the page (status 200), "" when it doesn't say; None when no page came."""
    asked = f"GET {path} HTTP/1.0\r\nHost: {host}\r\nX-Forwarded-Proto: https\r\n\r\n"
    try:
        with socket.create_connection((HOST, port), timeout=5) as line, line.makefile("rb") as answer:
            line.sendall(asked.encode("ascii"))
            if answer.readline(200).split()[1:2] != [b"200"]:
                return None
            headers = iter(lambda: answer.readline(8000).strip(), b"")
            pairs = (header.decode("latin-1").partition(":") for header in headers)
            return next((told.strip() for name, _, told in pairs if name.lower() == HEADER.lower()), "")
    except OSError:
        return None


def wait_for(port: int, seconds: float) -> bool:
    """True as soon as something answers on `port`; False when nothing did in that time."""
    deadline = time.monotonic() + seconds
    while not answers(port):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.5)
    return True


def answers(port: int) -> bool:
    """True when something speaks HTTP on `port`: the application is loaded."""
    try:
        with socket.create_connection((HOST, port), timeout=2) as line:
            line.sendall(b"HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return line.recv(5) == b"HTTP/"
    except OSError:
        return False
