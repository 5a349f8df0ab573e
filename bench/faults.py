"""kill -9 of workers and database while N refunds leave: `bin/bench faults [N] [SEED] [SECONDS]`.

The same test as in bin/test-long, with N refunds (250), copied from twenty when they are more. A worker dies
every SECONDS (1; of 10,000 rather every 4). What it found is printed: kills, refunds twice, lost, seconds
until all was settled.
"""

import os
import subprocess
import sys


def main(arguments: list[str]) -> int:
    """Run the test by its numbers; its exit status."""
    told = dict(zip(("FAULTS_REFUNDS", "FAULTS_SEED", "FAULTS_KILLED_EVERY"), arguments, strict=False))
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "tests/faults/test_kill9.py"]
    return subprocess.run(command, env=os.environ | {"SAVOIR_MODE": "test"} | told, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
