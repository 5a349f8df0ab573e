"""One parent for web, worker and database keeper: starts them, restarts what dies, leaves no orphan."""

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 20.0
TICK_SECONDS = 0.5
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class Part:
    """One long-running program; `name` is what the operator reads."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


@dataclass
class _Running:
    part: Part
    child: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE_SECONDS
    started: float = 0.0
    due: float = 0.0


def _say(sentence: str) -> None:
    print(sentence, flush=True)


@dataclass
class Supervisor:
    """Keeps `parts` running until TERM, INT or HUP; a second signal ends them at once."""

    parts: Sequence[Part]
    say: Callable[[str], None] = _say
    _signals: int = 0
    _running: list[_Running] = field(default_factory=list)

    def run(self, is_ready: Callable[[], bool], welcome: Callable[[], None], ready_seconds: float) -> int:
        """Start all, call `welcome` once when `is_ready()`, watch, stop all.

        Returns 0 after a signal, 1 when nothing was ready within `ready_seconds`.
        """
        bell, ringer = os.pipe()
        os.set_blocking(ringer, False)
        os.set_blocking(bell, False)
        signal.set_wakeup_fd(ringer, warn_on_full_buffer=False)
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(number, self._note)
        self._running = [_Running(part) for part in self.parts]
        deadline = time.monotonic() + ready_seconds
        welcomed = False
        try:
            while not self._signals:
                self._revive()
                if not welcomed and is_ready():
                    welcomed = True
                    welcome()
                elif not welcomed and time.monotonic() > deadline:
                    self.say(
                        f"Savoir did not answer within {ready_seconds:.0f} seconds; see the lines above."
                    )
                    return 1
                _wait_for_bell(bell)
            return 0
        finally:
            self._stop_all()

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number in STOP_SIGNALS:
            self._signals += 1

    def _revive(self) -> None:
        now = time.monotonic()
        for entry in self._running:
            if entry.child is not None and entry.child.poll() is not None:
                self._bury(entry, now)
            if entry.child is None and now >= entry.due:
                entry.child = start_part(entry.part)
                entry.started = now

    def _bury(self, entry: _Running, now: float) -> None:
        """Clear away what a dead part left behind and set its next start, later each time."""
        child = entry.child
        assert child is not None
        _end_group(child.pid)
        if now - entry.started > STEADY_SECONDS:
            entry.pause = FIRST_PAUSE_SECONDS
        self.say(f"{entry.part.name} ended ({_ending(child.returncode)}); again in {entry.pause:.1f} s.")
        entry.child, entry.due = None, now + entry.pause
        entry.pause = min(entry.pause * 2, LONGEST_PAUSE_SECONDS)

    def _stop_all(self) -> None:
        """TERM to all, wait, then KILL to each group: a part's own children go with it."""
        alive = [entry.child for entry in self._running if entry.child is not None]
        for child in alive:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in alive:
            self._await(child, deadline)
            _end_group(child.pid)
            child.wait()

    def _await(self, child: subprocess.Popen[bytes], deadline: float) -> None:
        while time.monotonic() < deadline and self._signals < 2:
            try:
                child.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            return


def start_part(part: Part) -> subprocess.Popen[bytes]:
    """Start one part in its own group; on Linux the kernel ends it when this supervisor is killed."""
    return subprocess.Popen(
        list(part.command),
        env=dict(part.environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with(os.getpid()) if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads here
    )


def _die_with(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def bind() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the supervisor died between fork and prctl
            os._exit(1)

    return bind


def _end_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:  # macOS answers so when only zombies are left in the group
        return


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"status {code}"


def _wait_for_bell(bell: int) -> None:
    """Sleep until a signal rings or a tick has passed."""
    ready, _, _ = select.select([bell], [], [], TICK_SECONDS)
    if ready:
        os.read(bell, 512)
