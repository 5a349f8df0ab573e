"""What serves looks for garbage seldom, and sets the program aside."""

import subprocess
import sys

SAYS = "import gc, {module}; {call}; print(gc.get_threshold(), gc.get_freeze_count() > 10_000)"


def _says(module: str, call: str = "None") -> str:
    program = SAYS.format(module=module, call=call)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_web_server_settles_when_it_is_ready() -> None:
    assert _says("savoir.config.wsgi") == "(50000, 20, 50) True\n"


def test_a_program_that_nobody_settled_looks_as_python_does() -> None:
    """The twin: what a command that ends soon needs is Python's own."""
    assert _says("django") == "(700, 10, 10) False\n"


def test_the_worker_settles_before_it_serves() -> None:
    serve = "savoir.kernel.jobs.worker"
    call = f"import django; django.setup(); import {serve}; {serve}.serve = lambda **_: None; worker.main()"
    assert _says("savoir.config.worker as worker", call) == "(50000, 20, 50) True\n"
