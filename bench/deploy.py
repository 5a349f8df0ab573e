"""A later release takes over while cases are opened over HTTP: `bin/bench deploy [LINES]`, 2,000 unless told.

Two web servers listen at one port until the later one answers; LINES is how many things may be asked back.
Printed: cases opened, whose answers, failures, seconds, the longest wait for a lock.
"""

import os
import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Run it as a test; its exit status."""
    told = dict(zip(("FAULTS_LINES",), arguments, strict=False))
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "tests/faults/deploy_under_load.py"]
    return subprocess.run(command, env=os.environ | {"SAVOIR_MODE": "test"} | told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
